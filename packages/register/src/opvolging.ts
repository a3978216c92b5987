import type { Dag } from '@warmknooppunt/regels/dag'
import type { GemeenteWijziging } from '@warmknooppunt/regels/herindeling'
import { gemeenteOp } from '@warmknooppunt/regels/herindeling'
import type { GemeenteUitvoerder } from './gemeente-uitvoerder-store.ts'
import type { Uitvoerder } from './uitvoerder-store.ts'

export type RedenOnbeslist = 'geen-opvolger' | 'gesplitst' | 'geen-uitvoerder' | 'meerdere-ontvangers'

/** Who takes over what lay with a gemeente that went up in others. `loket` null: there is more than one uitvoerder, so more than one loket. */
export type Opvolging =
  | {
      readonly kind: 'over'
      readonly gemeentecode: string
      readonly ontvanger: string
      readonly loket: string | null
    }
  | { readonly kind: 'onbeslist'; readonly reden: RedenOnbeslist }

/** Of one version of the register. */
export type Opvolgrijen = {
  readonly gemeenteWijzigingen: readonly GemeenteWijziging[]
  readonly gemeenteUitvoerders: readonly GemeenteUitvoerder[]
  readonly uitvoerders: readonly Uitvoerder[]
}

/**
 * Who has on `dag` what lay with `gemeentecode`, a code of four digits; null while that gemeente is one itself. What the register says of the old code
 * from the day of the reorganisation on is an operator's choice and comes first. Otherwise the one gemeente that holds its territory has
 * it, when one party receives for all of that; a split is not guessed. Rights and duties go over with the territory (Wet algemene regels
 * herindeling, article 44), so no overeenkomst of the successor's own is asked: the one under which the dossier was accepted holds.
 */
export function opvolgingOp(rijen: Opvolgrijen, gemeentecode: string, dag: Dag): Opvolging | null {
  const codes = gemeenteOp(gemeentecode, dag, rijen.gemeenteWijzigingen)
  const [opvolger, ...overige] = codes
  if (opvolger === gemeentecode && overige.length === 0) return null
  const gekozen = ontvangst(rijen, gemeentecode, { dag, vanaf: opgehevenOp(rijen, gemeentecode, dag) })
  if (gekozen.kind === 'over' || gekozen.reden === 'meerdere-ontvangers') return gekozen
  if (opvolger === undefined) return { kind: 'onbeslist', reden: 'geen-opvolger' }
  if (overige.length > 0) return { kind: 'onbeslist', reden: 'gesplitst' }
  return ontvangst(rijen, opvolger, { dag, vanaf: null })
}

/** For every gemeente that went up in others on or before `dag`: who has it now. */
export function opvolgingenOp(rijen: Opvolgrijen, dag: Dag): ReadonlyMap<string, Opvolging> {
  const codes = new Set(rijen.gemeenteWijzigingen.map(({ opgeheven }) => opgeheven))
  return new Map(
    [...codes].flatMap((code) => {
      const wie = opvolgingOp(rijen, code, dag)
      return wie === null ? [] : [[code, wie] as const]
    }),
  )
}

function opgehevenOp({ gemeenteWijzigingen }: Opvolgrijen, gemeentecode: string, dag: Dag): Dag | null {
  const dagen = gemeenteWijzigingen
    .filter((w) => w.opgeheven === gemeentecode && w.ingangsdatum <= dag)
    .map(({ ingangsdatum }) => ingangsdatum)
  return dagen.toSorted().at(-1) ?? null
}

/** The one party that receives for a gemeente on a day; `vanaf`: by rules that began no earlier. */
function ontvangst(
  { gemeenteUitvoerders, uitvoerders }: Opvolgrijen,
  gemeentecode: string,
  { dag, vanaf }: { readonly dag: Dag; readonly vanaf: Dag | null },
): Opvolging {
  const regels = gemeenteUitvoerders.filter(
    (regel) =>
      regel.gemeentecode === gemeentecode &&
      (vanaf === null || (regel.van !== null && regel.van >= vanaf)) &&
      (regel.van === null || regel.van <= dag) &&
      (regel.totEnMet === null || dag <= regel.totEnMet),
  )
  return vanUitvoerders(gemeentecode, regels, uitvoerders)
}

function vanUitvoerders(
  gemeentecode: string,
  regels: readonly Pick<GemeenteUitvoerder, 'uitvoerder'>[],
  uitvoerders: readonly Uitvoerder[],
): Opvolging {
  const codes = new Set(regels.map(({ uitvoerder }) => uitvoerder))
  const gevonden = uitvoerders.filter(({ uitvoerder }) => codes.has(uitvoerder))
  const [eerste] = gevonden
  if (eerste === undefined) return { kind: 'onbeslist', reden: 'geen-uitvoerder' }
  const { ontvanger } = eerste
  if (gevonden.some((u) => u.ontvanger !== ontvanger)) return { kind: 'onbeslist', reden: 'meerdere-ontvangers' }
  return { kind: 'over', gemeentecode, ontvanger, loket: gevonden.length === 1 ? eerste.standaardLoket : null }
}

/** To which gemeente, and there to which uitvoerder, a dossier was given when it was routed. */
export type Toegekend = { readonly gemeentecode: string; readonly uitvoerder: string | null }

/** With whom a dossier is now. `blijft`: its uitvoerder still serves the gemeente; who receives for that may be another. */
export type Ontvangst = Opvolging | { readonly kind: 'blijft'; readonly ontvanger: string }

/**
 * Who receives for a dossier of a gemeente that is one itself, by its rules of the day: whoever receives for the uitvoerder it was given to, while
 * that serves the gemeente; else the one party that receives for all of it. Several that receive apart are not chosen from: which of
 * them depends on the address and age.
 */
export function ontvangstBinnen(
  { gemeentecode, uitvoerder }: Toegekend,
  regels: readonly Pick<GemeenteUitvoerder, 'uitvoerder'>[],
  uitvoerders: readonly Uitvoerder[],
): Ontvangst {
  const dient = regels.some((regel) => regel.uitvoerder === uitvoerder)
  const eigen = dient ? uitvoerders.find((een) => een.uitvoerder === uitvoerder) : undefined
  return eigen ? { kind: 'blijft', ontvanger: eigen.ontvanger } : vanUitvoerders(gemeentecode, regels, uitvoerders)
}
