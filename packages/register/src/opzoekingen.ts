import type { Dag } from '@warmknooppunt/regels/dag'
import type { GemeenteWijziging } from '@warmknooppunt/regels/herindeling'
import type { Feestdag, Kalender } from '@warmknooppunt/regels/kalender'
import { maakKalender } from '@warmknooppunt/regels/kalender'
import type { Mandaat, Overeenkomst } from '@warmknooppunt/regels/overeenkomst'
import type { LoketRegel, Toekenningsrijen } from '@warmknooppunt/regels/toekenning'
import type { Client } from './client-store.ts'
import type { Deelnemer } from './deelnemer-store.ts'
import type { Gemeente } from './gemeente-store.ts'
import type { GemeenteUitvoerder } from './gemeente-uitvoerder-store.ts'
import type { Loket } from './loket-store.ts'
import type { Ontvangst, Opvolging, Toegekend } from './opvolging.ts'
import { ontvangstBinnen, opvolgingenOp } from './opvolging.ts'
import type { Postcodetabel } from './postcodetabel-store.ts'
import type { PubliekLoket } from './publiek-loket-store.ts'
import type { Uitvoerder } from './uitvoerder-store.ts'

/** The rows of one version of the register. */
export type Rijen = {
  readonly deelnemers: readonly Deelnemer[]
  readonly clients: readonly Client[]
  readonly overeenkomsten: readonly Overeenkomst[]
  readonly mandaten: readonly Mandaat[]
  readonly uitvoerders: readonly Uitvoerder[]
  readonly gemeenteUitvoerders: readonly GemeenteUitvoerder[]
  readonly loketten: readonly Loket[]
  readonly loketRegels: readonly LoketRegel[]
  readonly publiekeLoketten: readonly PubliekLoket[]
  readonly gemeenten: readonly Gemeente[]
  readonly gemeenteWijzigingen: readonly GemeenteWijziging[]
  readonly feestdagen: readonly Feestdag[]
  readonly feestdagjaren: readonly number[]
  /** The one to prefer first. */
  readonly postcodetabellen: readonly Postcodetabel[]
}

/** Look-ups in one version; what is not there is null or an empty list. Whether a row holds on a day is for the rules to say, unless a day is asked. */
export type Opzoekingen = {
  readonly kalender: Kalender
  readonly gemeenten: readonly Gemeente[]
  readonly gemeenteWijzigingen: readonly GemeenteWijziging[]
  readonly deelnemers: readonly Deelnemer[]
  deelnemer(code: string): Deelnemer | null
  deelnemerVanOin(oin: string): Deelnemer | null
  deelnemerVanKvk(kvk: string): Deelnemer | null
  /** Those that are actief. */
  readonly clients: readonly Client[]
  /** The client, when it is actief. */
  client(issuer: string, clientId: string): Client | null
  /** Whose the client is, when the client is actief; the status of the deelnemer is not looked at. */
  deelnemerVanClient(issuer: string, clientId: string): Deelnemer | null
  overeenkomst(id: string): Overeenkomst | null
  overeenkomsten(schuldeiser: string, gemeentecode: string): readonly Overeenkomst[]
  mandaten(intermediair: string, schuldeiser: string): readonly Mandaat[]
  gemeente(code: string): Gemeente | null
  /** Whether a gemeente of that code exists on a day. */
  bestaatGemeente(code: string, dag: Dag): boolean
  uitvoerder(code: string): Uitvoerder | null
  loket(id: string): Loket | null
  publiekLoket(gemeentecode: string): PubliekLoket | null
  /** What `kiesToekenning` needs to know of a gemeente on a day. */
  toekenningsrijen(gemeentecode: string, dag: Dag): Toekenningsrijen
  /** Who has on a day what lay with the gemeenten that went up in others by then, by their old codes. */
  opvolgingen(dag: Dag): ReadonlyMap<string, Opvolging>
  /** Who has on a day a dossier that was given to a gemeente and an uitvoerder. */
  ontvangstVan(dossier: Toegekend, dag: Dag): Ontvangst
  /** For each gemeente its uitvoerders on a day and who receives for them, as a text that differs when any of it does. */
  ontvangstverdeling(dag: Dag): ReadonlyMap<string, string>
  /** The gemeenten whose cases a deelnemer may receive on a day; also those that went up in one of its own. */
  gemeentenVanOntvanger(deelnemer: string, dag: Dag): readonly string[]
  /** For one of those gemeenten: the uitvoerders on that day for whom somebody else receives. */
  uitvoerdersVanAnderen(deelnemer: string, gemeentecode: string, dag: Dag): readonly string[]
  /** The number of the postcode table in force on a day. */
  postcodeversieOp(dag: Dag): number | null
}

const GEEN: readonly never[] = []

/** The rows of one register version, arranged so that each look-up is one step. */
export function maakOpzoekingen(rijen: Rijen): Opzoekingen {
  return {
    kalender: maakRegisterkalender(rijen),
    gemeenten: rijen.gemeenten,
    gemeenteWijzigingen: rijen.gemeenteWijzigingen,
    deelnemers: rijen.deelnemers,
    ...zoekPartijen(rijen),
    ...zoekAfspraken(rijen),
    ...zoekUitvoering(rijen),
    postcodeversieOp: (dag) => rijen.postcodetabellen.find(({ geldigVanaf }) => geldigVanaf <= dag)?.versie ?? null,
  }
}

function zoekPartijen({ deelnemers, clients }: Rijen) {
  const opCode = kaart(deelnemers, (d) => d.deelnemer)
  const opOin = kaart(deelnemers, (d) => d.oin)
  const opKvk = kaart(deelnemers, (d) => d.kvk)
  const actief = clients.filter(({ status }) => status === 'actief')
  const opClient = kaart(actief, (c) => sleutel(c.issuer, c.clientId))
  const client = (issuer: string, clientId: string) => opClient.get(sleutel(issuer, clientId)) ?? null
  const deelnemer = (code: string) => opCode.get(code) ?? null
  return {
    clients: actief,
    deelnemer,
    deelnemerVanOin: (oin: string) => opOin.get(oin) ?? null,
    deelnemerVanKvk: (kvk: string) => opKvk.get(kvk) ?? null,
    client,
    deelnemerVanClient: (issuer: string, clientId: string) => {
      const gevonden = client(issuer, clientId)
      return gevonden && deelnemer(gevonden.deelnemer)
    },
  }
}

function zoekAfspraken({ overeenkomsten, mandaten }: Rijen) {
  const opId = kaart(overeenkomsten, (o) => o.overeenkomst)
  const opPaar = Map.groupBy(overeenkomsten, (o) => sleutel(o.schuldeiser, o.gemeentecode))
  const mandaatOpPaar = Map.groupBy(mandaten, (m) => sleutel(m.intermediair, m.schuldeiser))
  return {
    overeenkomst: (id: string) => opId.get(id) ?? null,
    overeenkomsten: (schuldeiser: string, gemeentecode: string) =>
      opPaar.get(sleutel(schuldeiser, gemeentecode)) ?? GEEN,
    mandaten: (intermediair: string, schuldeiser: string) =>
      mandaatOpPaar.get(sleutel(intermediair, schuldeiser)) ?? GEEN,
  }
}

function zoekUitvoering(rijen: Rijen) {
  const gemeenteOpCode = kaart(rijen.gemeenten, (g) => g.gemeentecode)
  const uitvoerderOpCode = kaart(rijen.uitvoerders, (u) => u.uitvoerder)
  const loketOpId = kaart(rijen.loketten, (l) => l.loket)
  const publiekOpGemeente = kaart(rijen.publiekeLoketten, (l) => l.gemeentecode)
  const regelsOpGemeente = Map.groupBy(rijen.gemeenteUitvoerders, (r) => r.gemeentecode)
  const opvolgingen = eenmaalPerDag((dag) => opvolgingenOp(rijen, dag))
  return {
    opvolgingen,
    gemeente: (code: string) => gemeenteOpCode.get(code) ?? null,
    bestaatGemeente: (code: string, dag: Dag) => {
      const gemeente = gemeenteOpCode.get(code)
      return gemeente !== undefined && geldtOp(gemeente, dag)
    },
    uitvoerder: (code: string) => uitvoerderOpCode.get(code) ?? null,
    loket: (id: string) => loketOpId.get(id) ?? null,
    publiekLoket: (gemeentecode: string) => publiekOpGemeente.get(gemeentecode) ?? null,
    toekenningsrijen: (gemeentecode: string, dag: Dag) => ({
      uitvoerderRegels: (regelsOpGemeente.get(gemeentecode) ?? GEEN).filter((regel) => geldtOp(regel, dag)),
      uitvoerders: rijen.uitvoerders,
      loketRegels: rijen.loketRegels,
    }),
    gemeentenVanOntvanger: (deelnemer: string, dag: Dag) => {
      const codes = rijen.gemeenteUitvoerders
        .filter((regel) => geldtOp(regel, dag) && uitvoerderOpCode.get(regel.uitvoerder)?.ontvanger === deelnemer)
        .map(({ gemeentecode }) => gemeentecode)
        .filter((code) => opvolgingen(dag).get(code)?.kind !== 'over')
      const overgenomen = [...opvolgingen(dag)].flatMap(([code, wie]) =>
        wie.kind === 'over' && wie.ontvanger === deelnemer ? [code] : [],
      )
      return [...new Set([...codes, ...overgenomen])]
    },
    ontvangstVan: (dossier: Toegekend, dag: Dag) => {
      const opgevolgd = opvolgingen(dag).get(dossier.gemeentecode)
      const regels = () => (regelsOpGemeente.get(dossier.gemeentecode) ?? GEEN).filter((regel) => geldtOp(regel, dag))
      return opgevolgd ?? ontvangstBinnen(dossier, regels(), rijen.uitvoerders)
    },
    ontvangstverdeling: (dag: Dag) => {
      const delen = [...regelsOpGemeente].map(([gemeentecode, regels]) => {
        const codes = new Set(regels.filter((regel) => geldtOp(regel, dag)).map(({ uitvoerder }) => uitvoerder))
        const wie = [...codes].sort().map((code) => `${code}:${uitvoerderOpCode.get(code)?.ontvanger ?? ''}`)
        return [gemeentecode, wie.join(' ')] as const
      })
      return new Map(delen)
    },
    uitvoerdersVanAnderen: (deelnemer: string, gemeentecode: string, dag: Dag) =>
      // Who took over a gemeente has all of it, whichever uitvoerder it lay with.
      opvolgingen(dag).get(gemeentecode)?.kind === 'over'
        ? GEEN
        : (regelsOpGemeente.get(gemeentecode) ?? GEEN)
            .filter((regel) => geldtOp(regel, dag) && uitvoerderOpCode.get(regel.uitvoerder)?.ontvanger !== deelnemer)
            .map(({ uitvoerder }) => uitvoerder),
  }
}

/** Without known years every day is one of which the free days are not known. */
function maakRegisterkalender({ feestdagen, feestdagjaren }: Rijen): Kalender {
  const van = feestdagjaren[0]
  const totEnMet = feestdagjaren.at(-1)
  if (van === undefined || totEnMet === undefined) {
    return { vrijeDagen: new Set(), bekendVan: '9999-12-31', bekendTotEnMet: '0000-01-01' }
  }
  // A free day is free, whatever its ground: holidays and equated days go in together.
  const dagen = feestdagen.map(({ dag }) => dag)
  return maakKalender(dagen, [], { van, totEnMet })
}

function geldtOp({ van, totEnMet }: { van: Dag | null; totEnMet: Dag | null }, dag: Dag): boolean {
  return (van === null || van <= dag) && (totEnMet === null || dag <= totEnMet)
}

/** Days are asked in order, so the last one asked is kept. */
function eenmaalPerDag<T>(maak: (dag: Dag) => T): (dag: Dag) => T {
  let laatste: { readonly dag: Dag; readonly waarde: T } | null = null
  return (dag) => {
    if (laatste?.dag !== dag) laatste = { dag, waarde: maak(dag) }
    return laatste.waarde
  }
}

function sleutel(eerste: string, tweede: string): string {
  return JSON.stringify([eerste, tweede])
}

function kaart<T>(rijen: readonly T[], sleutelVan: (rij: T) => string | null): ReadonlyMap<string, T> {
  return new Map(
    rijen.flatMap((rij) => {
      const code = sleutelVan(rij)
      return code === null ? [] : [[code, rij] as const]
    }),
  )
}
