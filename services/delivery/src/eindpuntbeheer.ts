import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Tx, Uitbak } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { Keks } from '@warmknooppunt/platform/kluis'
import type { Goedkeuringsbesluit } from '@warmknooppunt/regels/vier-ogen'
import { magGoedkeuren } from '@warmknooppunt/regels/vier-ogen'
import type { Pool } from 'pg'
import type { Beheerbesluit, Eindpuntstatus, Handeling } from './besluit-eindpuntbeheer.ts'
import { besluitBeheer, vergelijk } from './besluit-eindpuntbeheer.ts'
import { geefVrij } from './bezorging-store.ts'
import type { EindpuntKeuze, Registratie } from './eindpunt.ts'
import { GELIJKTIJDIG, registreerEindpunt } from './eindpunt.ts'
import type { Bestaandrij, Reden } from './eindpuntbeheer-store.ts'
import {
  leesBestaande,
  leesIndiener,
  noteerWijziging,
  pauzeerDoorOperator,
  vergrendelDeelnemer,
  vergrendelStand,
  zetActief,
  zetBeeindigd,
} from './eindpuntbeheer-store.ts'
import { open } from './eindpuntkluis.ts'
import { meldVrijgave } from './schrijf-resultaten.ts'

/** How many that were parked for a pause are released at once; for the rest one resumes once more. */
export const VRIJGAVE = 10_000

export type Beheerkeuze = {
  readonly pool: Pool
  readonly uitbak: Uitbak<BusEvent>
  readonly keks: Keks
  readonly bron: string
}

export type Toevoeging =
  | Registratie
  | { readonly kind: 'gedaan'; readonly id: string; readonly status: Eindpuntstatus }
  | { readonly kind: 'anders'; readonly id: string }

/** Adds an endpoint, or proposes it. Once: the same again finds the one that is there, the same address with other settings is refused. */
export function voegToe(k: Beheerkeuze, keuze: EindpuntKeuze, wie: Reden, nu: Temporal.Instant): Promise<Toevoeging> {
  return transactie<Toevoeging, BusEvent>(k.pool, k.uitbak, async (tx) => {
    await vergrendelDeelnemer(tx, keuze.deelnemer)
    for (const rij of await leesBestaande(tx, keuze.deelnemer, keuze.loket ?? null)) {
      const hoe = vergelijk(geopend(k.keks, rij), gewenst(keuze))
      if (hoe === 'gelijk') return { kind: 'gedaan', id: rij.id, status: rij.status }
      if (hoe === 'anders') return { kind: 'anders', id: rij.id }
    }
    const uitkomst = await registreerEindpunt(tx, k.keks, keuze, nu)
    if (uitkomst.kind === 'geweigerd') return uitkomst
    const soort = keuze.voorgesteld ? 'voorgesteld' : 'toegevoegd'
    await noteerWijziging(tx, { eindpunt: uitkomst.id, soort, wie }, nu)
    return uitkomst
  })
}

function gewenst({ adres, geheim, gelijktijdig, toegestaneNetten, httpToegestaan }: EindpuntKeuze) {
  return {
    adres,
    geheim: geheim ?? null,
    gelijktijdig: gelijktijdig ?? GELIJKTIJDIG,
    toegestaneNetten: toegestaneNetten ?? [],
    httpToegestaan: httpToegestaan ?? false,
  }
}

function geopend(keks: Keks, rij: Bestaandrij) {
  const geheimen = rij.geheimen.map(({ geheim }) => open(keks, `${rij.id}|geheim`, geheim))
  return { ...rij, adres: open(keks, `${rij.id}|adres`, rij.adres), geheimen }
}

export type Beheerd =
  | Extract<Beheerbesluit, { kind: 'geweigerd' }>
  | { readonly kind: 'niet-gevonden' }
  | {
      readonly kind: 'doe' | 'gedaan'
      /** what was parked for a pause and goes again; `meer`: not all of it yet */
      readonly vrijgegeven: number
      readonly meer: boolean
    }

export type Beheervraag = { readonly id: string; readonly handeling: Handeling; readonly wie: Reden }

/** Pauses, resumes or ends an endpoint by the word of an operator. What waits at one that ended is closed by its own loop. */
export function beheer(k: Beheerkeuze, v: Beheervraag, nu: Temporal.Instant, limiet = VRIJGAVE): Promise<Beheerd> {
  return transactie<Beheerd, BusEvent>(k.pool, k.uitbak, async (tx) => {
    const stand = await vergrendelStand(tx, v.id)
    if (stand === null) return { kind: 'niet-gevonden' }
    const besluit = besluitBeheer(v.handeling, stand)
    if (besluit.kind === 'geweigerd') return besluit
    if (besluit.kind === 'doe') {
      await ZET[v.handeling](tx, v.id)
      await noteerWijziging(tx, { eindpunt: v.id, soort: SOORT[v.handeling], wie: v.wie }, nu)
    }
    if (v.handeling !== 'hervat') return { kind: besluit.kind, vrijgegeven: 0, meer: false }
    const vrijgegeven = await geefGepauzeerdeVrij(tx, { id: v.id, bron: k.bron, nu, limiet })
    return { kind: besluit.kind, vrijgegeven, meer: vrijgegeven === limiet }
  })
}

const ZET = { pauzeer: pauzeerDoorOperator, hervat: zetActief, beeindig: zetBeeindigd } as const
const SOORT = { pauzeer: 'gepauzeerd', hervat: 'hervat', beeindig: 'beeindigd' } as const

async function geefGepauzeerdeVrij(
  tx: Tx<BusEvent>,
  o: { readonly id: string; readonly bron: string; readonly nu: Temporal.Instant; readonly limiet: number },
): Promise<number> {
  const { id, bron, nu, limiet } = o
  const vrij = await geefVrij(tx, { eindpunten: [id], reden: 'gepauzeerd', nu, limiet })
  meldVrijgave(tx, vrij, { bron, nu })
  return vrij.length
}

export type Goedkeuring = Goedkeuringsbesluit | { readonly kind: 'niet-gevonden' }

/** A second person approves a proposed endpoint: from now on messages go there. */
export function keurGoed(
  k: Beheerkeuze,
  { id, wie }: { readonly id: string; readonly wie: Reden },
  nu: Temporal.Instant,
): Promise<Goedkeuring> {
  return transactie<Goedkeuring, BusEvent>(k.pool, k.uitbak, async (tx) => {
    const rij = await vergrendelStand(tx, id)
    if (rij === null) return { kind: 'niet-gevonden' }
    const indiener = await leesIndiener(tx, id)
    if (rij.status !== 'voorgesteld' || indiener === null) return { kind: 'geweigerd', reden: 'al-besloten' }
    const ingediendOp = Temporal.Instant.fromEpochMilliseconds(rij.gemaaktOp.getTime())
    const besluit = magGoedkeuren({ stand: 'wacht-op-goedkeuring', ingediendOp, indiener }, wie, nu)
    if (besluit.kind === 'geweigerd') return besluit
    await zetActief(tx, id)
    await noteerWijziging(tx, { eindpunt: id, soort: 'goedgekeurd', wie }, nu)
    return besluit
  })
}
