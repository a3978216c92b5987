import type { OpenendBericht } from '@warmknooppunt/regels/afspraken'
import type { Dag } from '@warmknooppunt/regels/dag'
import { besluitOvereenkomst } from '@warmknooppunt/regels/overeenkomst'
import type { Kenmerken, Toekenning } from '@warmknooppunt/regels/toekenning'
import { kiesToekenning } from '@warmknooppunt/regels/toekenning'
import type { SoortSchuldeiser } from './deelnemer-store.ts'
import type { Geraakt, Paar, Regel } from './geraakt.ts'
import { bepaalGeraakt } from './geraakt.ts'
import type { Opzoekingen, Rijen } from './opzoekingen.ts'
import { maakOpzoekingen } from './opzoekingen.ts'

/** Who gets a case: codes of uitvoerder, loket and receiving deelnemer; null: nobody, so the gemeente takes no part. */
export type Ontvangst = { readonly uitvoerder: string; readonly loket: string; readonly ontvanger: string } | null

/** For one gemeente on one day: cases that would go elsewhere, with one of them as an example. */
export type Toekenningseffect = {
  readonly dag: Dag
  readonly gemeentecode: string
  readonly was: Ontvangst
  readonly wordt: Ontvangst
  readonly voorbeeld: Omit<Kenmerken, 'gemeentecode'>
}

/** For one pair on one day: under which overeenkomst a message may open a dossier; null: under none. */
export type Overeenkomsteffect = {
  readonly dag: Dag
  readonly schuldeiser: string
  readonly gemeentecode: string
  readonly bericht: OpenendBericht
  readonly was: string | null
  readonly wordt: string | null
}

export type Effect = {
  readonly toekenningen: readonly Toekenningseffect[]
  readonly overeenkomsten: readonly Overeenkomsteffect[]
  /** how many more there are of both than are told */
  readonly meer: number
}

const HOOGSTENS = 200
/** Days looked at besides today: those on which something of what changed begins or has just ended. */
const MAX_DAGEN = 12
const SOORTEN: readonly SoortSchuldeiser[] = ['huur', 'drinkwater', 'energie', 'zorg', 'overig']
const BERICHTEN: readonly OpenendBericht[] = ['doorverwijzing', 'vroegsignaal']

/**
 * What a change of the register would do to routing: per gemeente every kind of case that its rules tell apart, before and after, today and on the
 * days on which a changed rule begins or ends; and per pair which overeenkomst is in force. Clients, keys and names change no routing.
 */
export function bepaalEffect(voor: Rijen, na: Rijen, vandaag: Dag): Effect {
  const geraakt = bepaalGeraakt(voor, na)
  const oud = maakOpzoekingen(voor)
  const nieuw = maakOpzoekingen(na)
  const dagen = peildagen(geraakt, vandaag)
  const gevallen = [...geraakt.gemeenten].map(([code, regels]) => ({ code, gevallen: kenmerken(regels) }))
  const toekenningen = dagen.flatMap((dag) =>
    gevallen.flatMap(({ code, gevallen: van }) => effectOp(oud, nieuw, code, dag, van)),
  )
  const overeenkomsten = dagen.flatMap((dag) =>
    [...geraakt.paren.values()].flatMap(({ paar }) => paareffect(oud, nieuw, paar, dag)),
  )
  const [t, o] = [zonderHerhaling(toekenningen), zonderHerhaling(overeenkomsten)]
  return {
    toekenningen: t.slice(0, HOOGSTENS),
    overeenkomsten: o.slice(0, HOOGSTENS),
    meer: Math.max(0, t.length - HOOGSTENS) + Math.max(0, o.length - HOOGSTENS),
  }
}

/** What stands of an earlier day is told once: the first day it shows. */
function zonderHerhaling<T extends { readonly dag: Dag }>(effecten: readonly T[]): readonly T[] {
  const gezien = new Set<string>()
  return effecten.filter(({ dag: _, ...effect }) => {
    const sleutel = JSON.stringify(effect)
    if (gezien.has(sleutel)) return false
    gezien.add(sleutel)
    return true
  })
}

function peildagen({ gemeenten, paren }: Geraakt, vandaag: Dag): readonly Dag[] {
  const periodes = [
    ...[...gemeenten.values()].flatMap((regels) => regels.filter((r) => 'van' in r)),
    ...[...paren.values()].flatMap(({ rijen }) => rijen),
  ]
  const dagen = periodes.flatMap(({ van, totEnMet }) => [
    van,
    ...(totEnMet === null ? [] : [Temporal.PlainDate.from(totEnMet).add({ days: 1 }).toString()]),
  ])
  const later = [...new Set(dagen)].filter((dag) => dag > vandaag).sort()
  return [vandaag, ...later.slice(0, MAX_DAGEN)]
}

type Geval = Omit<Kenmerken, 'gemeentecode'>

/** One case on each side of every line that the rules draw; the address, the age and whether somebody is an ondernemer may be unknown. */
function kenmerken(regels: readonly Regel[]): readonly Geval[] {
  const pc4s = grenzen(regels.map((r) => [getal(r.pc4Van), getal(r.pc4TotEnMet)])).map(String)
  const leeftijden = grenzen(regels.map((r) => [r.leeftijdVan, r.leeftijdTotEnMet]))
  const kijktNaarOndernemer = regels.some((r) => r.ondernemer !== null)
  return SOORTEN.flatMap((soortSchuldeiser) =>
    [null, ...pc4s].flatMap((pc4) =>
      [null, ...leeftijden].flatMap((leeftijd) =>
        (kijktNaarOndernemer ? [false, true] : [false]).map((ondernemer) => ({
          soortSchuldeiser,
          pc4,
          leeftijd,
          ondernemer,
        })),
      ),
    ),
  )
}

function grenzen(reeksen: readonly (readonly [number | null, number | null])[]): readonly number[] {
  const punten = reeksen.flatMap(([van, totEnMet]) => [
    ...(van === null ? [] : [van - 1, van]),
    ...(totEnMet === null ? [] : [totEnMet, totEnMet + 1]),
  ])
  return [...new Set(punten)].filter((punt) => punt >= 0).sort((a, b) => a - b)
}

function getal(pc4: string | null): number | null {
  return pc4 === null ? null : Number(pc4)
}

function effectOp(
  oud: Opzoekingen,
  nieuw: Opzoekingen,
  gemeentecode: string,
  dag: Dag,
  gevallen: readonly Geval[],
): readonly Toekenningseffect[] {
  const [vroeger, straks] = [oud.toekenningsrijen(gemeentecode, dag), nieuw.toekenningsrijen(gemeentecode, dag)]
  const perOvergang = new Map<string, Toekenningseffect>()
  for (const voorbeeld of gevallen) {
    const was = naarOntvangst(kiesToekenning({ ...voorbeeld, gemeentecode }, vroeger))
    const wordt = naarOntvangst(kiesToekenning({ ...voorbeeld, gemeentecode }, straks))
    const sleutel = JSON.stringify([was, wordt])
    if (JSON.stringify(was) === JSON.stringify(wordt) || perOvergang.has(sleutel)) continue
    perOvergang.set(sleutel, { dag, gemeentecode, was, wordt, voorbeeld })
  }
  return [...perOvergang.values()]
}

function naarOntvangst(toekenning: Toekenning): Ontvangst {
  if (toekenning.kind === 'geen-uitvoerder') return null
  const { uitvoerder, loket, ontvanger } = toekenning
  return { uitvoerder, loket, ontvanger }
}

function paareffect(oud: Opzoekingen, nieuw: Opzoekingen, paar: Paar, dag: Dag): readonly Overeenkomsteffect[] {
  return BERICHTEN.flatMap((bericht) => {
    const was = overeenkomstOp(oud, paar, bericht, dag)
    const wordt = overeenkomstOp(nieuw, paar, bericht, dag)
    return was === wordt ? [] : [{ dag, ...paar, bericht, was, wordt }]
  })
}

/** Asked as if somebody received for the gemeente: whether that is so is told by the other half. */
function overeenkomstOp({ overeenkomsten }: Opzoekingen, paar: Paar, bericht: OpenendBericht, dag: Dag): string | null {
  const ontvanger = { deelnemer: '', soort: 'gemeente', status: 'actief', van: dag, totEnMet: null } as const
  const nu = Temporal.PlainDate.from(dag).toZonedDateTime({ timeZone: 'Europe/Amsterdam', plainTime: '12:00' })
  const rijen = overeenkomsten(paar.schuldeiser, paar.gemeentecode)
  const besluit = besluitOvereenkomst(ontvanger, rijen, { ...paar, bericht, soorten: [], nu: nu.toInstant() })
  return besluit.kind === 'ok' ? besluit.overeenkomst.overeenkomst : null
}
