import type { Dag } from '@warmknooppunt/regels/dag'
import type { GemeenteWijziging } from '@warmknooppunt/regels/herindeling'
import type { Feestdag } from '@warmknooppunt/regels/kalender'
import type { Mandaat, Overeenkomst } from '@warmknooppunt/regels/overeenkomst'
import type { LoketRegel } from '@warmknooppunt/regels/toekenning'
import type { Client } from './client-store.ts'
import type { Deelnemer } from './deelnemer-store.ts'
import type { Gemeente } from './gemeente-store.ts'
import type { GemeenteUitvoerder } from './gemeente-uitvoerder-store.ts'
import type { Loket } from './loket-store.ts'
import type { Rijen } from './opzoekingen.ts'
import type { PubliekLoket } from './publiek-loket-store.ts'
import type { Uitvoerder } from './uitvoerder-store.ts'

/** The register as it goes over the wire and into files: a list per soort, each row with everything it says (schema `registerwijziging`). */
export type Registerdocument = {
  readonly gemeenten: readonly Gemeente[]
  readonly gemeenteWijzigingen: readonly GemeenteWijziging[]
  readonly deelnemers: readonly Deelnemer[]
  readonly clients: readonly Client[]
  readonly overeenkomsten: readonly (Omit<Overeenkomst, 'ondertekendOp'> & {
    readonly ondertekeningsdatum: Dag | null
  })[]
  readonly mandaten: readonly Mandaat[]
  readonly uitvoerders: readonly Uitvoerder[]
  readonly loketten: readonly Loket[]
  readonly loketRegels: readonly {
    readonly uitvoerder: string
    readonly regels: readonly Omit<LoketRegel, 'uitvoerder'>[]
  }[]
  readonly gemeenteUitvoerders: readonly {
    readonly gemeentecode: string
    readonly regels: readonly Omit<GemeenteUitvoerder, 'gemeentecode'>[]
  }[]
  readonly publiekeLoketten: readonly PubliekLoket[]
  readonly feestdagjaren: readonly { readonly jaar: number; readonly dagen: readonly Feestdag[] }[]
}

export type Registersoort = keyof Registerdocument
export type Registerrij = Readonly<Record<string, unknown>>

/** What a change puts into the register and takes away: rows by soort, and keys of rows. */
export type Verandering = {
  readonly zet?: Partial<Registerdocument>
  readonly weg?: Partial<Readonly<Record<Registersoort, readonly string[]>>>
}

/** Per soort the fields that together are its key; a row comes after what it refers to. */
export const SLEUTELVELDEN = {
  gemeenten: ['gemeentecode'],
  gemeenteWijzigingen: ['opgeheven'],
  deelnemers: ['deelnemer'],
  clients: ['issuer', 'clientId'],
  overeenkomsten: ['overeenkomst'],
  mandaten: ['intermediair', 'schuldeiser', 'van'],
  uitvoerders: ['uitvoerder'],
  loketten: ['loket'],
  loketRegels: ['uitvoerder'],
  gemeenteUitvoerders: ['gemeentecode'],
  publiekeLoketten: ['gemeentecode'],
  feestdagjaren: ['jaar'],
} as const satisfies Readonly<Record<Registersoort, readonly string[]>>

/** Whether the register has a list of that name. */
export function isRegistersoort(naam: string): naam is Registersoort {
  return Object.hasOwn(SLEUTELVELDEN, naam)
}

export const REGISTERSOORTEN: readonly Registersoort[] = Object.keys(SLEUTELVELDEN).filter(isRegistersoort)

/** The key of a row within its soort: its key fields with a space between; none of them may hold a space. */
export function sleutelVan(soort: Registersoort, rij: Registerrij): string {
  return SLEUTELVELDEN[soort].map((veld) => String(rij[veld])).join(' ')
}

/** The rows of one version as a document, each list in the order of its keys: the same register is always the same text. */
export function naarDocument(rijen: Rijen): Registerdocument {
  const perGemeente = Map.groupBy(rijen.gemeenteUitvoerders, (r) => r.gemeentecode)
  const perUitvoerder = Map.groupBy(rijen.loketRegels, (r) => r.uitvoerder)
  const perJaar = Map.groupBy(rijen.feestdagen, ({ dag }) => Number(dag.slice(0, 4)))
  const { deelnemers, clients, mandaten, uitvoerders, loketten, publiekeLoketten, gemeenten, gemeenteWijzigingen } =
    rijen
  return orden({
    ...{ deelnemers, clients, mandaten, uitvoerders, loketten, publiekeLoketten, gemeenten, gemeenteWijzigingen },
    overeenkomsten: rijen.overeenkomsten.map(({ ondertekendOp, ...rest }) => ({
      ...rest,
      ondertekeningsdatum: ondertekendOp,
    })),
    gemeenteUitvoerders: [...perGemeente].map(([gemeentecode, regels]) => ({
      gemeentecode,
      regels: regels.map(({ gemeentecode: _, ...regel }) => regel),
    })),
    loketRegels: [...perUitvoerder].map(([uitvoerder, regels]) => ({
      uitvoerder,
      regels: regels.map(({ uitvoerder: _, ...regel }) => regel),
    })),
    feestdagjaren: rijen.feestdagjaren.map((jaar) => ({ jaar, dagen: perJaar.get(jaar) ?? [] })),
  })
}

/** A document as the rows that look-ups are made of; postcode tables are no part of it. */
export function naarRijen(document: Registerdocument, postcodetabellen: Rijen['postcodetabellen']): Rijen {
  return {
    ...document,
    overeenkomsten: document.overeenkomsten.map(({ ondertekeningsdatum, ...rest }) => ({
      ...rest,
      ondertekendOp: ondertekeningsdatum,
    })),
    gemeenteUitvoerders: document.gemeenteUitvoerders.flatMap(({ gemeentecode, regels }) =>
      regels.map((regel) => ({ ...regel, gemeentecode })),
    ),
    loketRegels: document.loketRegels.flatMap(({ uitvoerder, regels }) =>
      regels.map((regel) => ({ ...regel, uitvoerder })),
    ),
    feestdagen: document.feestdagjaren.flatMap(({ dagen }) => dagen),
    feestdagjaren: document.feestdagjaren.map(({ jaar }) => jaar),
    postcodetabellen,
  }
}

/** What the register would be after a change: rows of the same key are replaced, what is named under `weg` is gone. */
export function pasToe(document: Registerdocument, verandering: Verandering): Registerdocument {
  const { zet = {}, weg = {} } = verandering
  const voeg = <T extends Registerrij>(soort: Registersoort, oud: readonly T[], nieuw: readonly T[] = []): T[] => {
    const vervangen = new Set([...nieuw.map((rij) => sleutelVan(soort, rij)), ...(weg[soort] ?? [])])
    return [...oud.filter((rij) => !vervangen.has(sleutelVan(soort, rij))), ...nieuw]
  }
  const d = document
  return orden({
    gemeenten: voeg('gemeenten', d.gemeenten, zet.gemeenten),
    gemeenteWijzigingen: voeg('gemeenteWijzigingen', d.gemeenteWijzigingen, zet.gemeenteWijzigingen),
    deelnemers: voeg('deelnemers', d.deelnemers, zet.deelnemers),
    clients: voeg('clients', d.clients, zet.clients),
    overeenkomsten: voeg('overeenkomsten', d.overeenkomsten, zet.overeenkomsten),
    mandaten: voeg('mandaten', d.mandaten, zet.mandaten),
    uitvoerders: voeg('uitvoerders', d.uitvoerders, zet.uitvoerders),
    loketten: voeg('loketten', d.loketten, zet.loketten),
    // Without rules there is nothing to keep: a gemeente that takes no part, an uitvoerder with its standard loket only.
    loketRegels: voeg('loketRegels', d.loketRegels, zet.loketRegels).filter(({ regels }) => regels.length > 0),
    gemeenteUitvoerders: voeg('gemeenteUitvoerders', d.gemeenteUitvoerders, zet.gemeenteUitvoerders).filter(
      ({ regels }) => regels.length > 0,
    ),
    publiekeLoketten: voeg('publiekeLoketten', d.publiekeLoketten, zet.publiekeLoketten),
    feestdagjaren: voeg('feestdagjaren', d.feestdagjaren, zet.feestdagjaren),
  })
}

function orden(document: Registerdocument): Registerdocument {
  const lijst = <T extends Registerrij>(soort: Registersoort, rijen: readonly T[]): T[] =>
    rijen.toSorted((a, b) => (sleutelVan(soort, a) < sleutelVan(soort, b) ? -1 : 1))
  const d = document
  return {
    gemeenten: lijst('gemeenten', d.gemeenten),
    gemeenteWijzigingen: lijst('gemeenteWijzigingen', d.gemeenteWijzigingen),
    deelnemers: lijst('deelnemers', d.deelnemers),
    clients: lijst('clients', d.clients),
    overeenkomsten: lijst('overeenkomsten', d.overeenkomsten),
    mandaten: lijst('mandaten', d.mandaten),
    uitvoerders: lijst('uitvoerders', d.uitvoerders),
    loketten: lijst('loketten', d.loketten),
    loketRegels: lijst('loketRegels', d.loketRegels),
    gemeenteUitvoerders: lijst('gemeenteUitvoerders', d.gemeenteUitvoerders),
    publiekeLoketten: lijst('publiekeLoketten', d.publiekeLoketten),
    feestdagjaren: lijst('feestdagjaren', d.feestdagjaren),
  }
}
