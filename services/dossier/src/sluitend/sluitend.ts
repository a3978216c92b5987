import type { Db } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { Pool } from 'pg'
import type { Oordeel, Uitkomst } from './besluit-sluitend.ts'
import { besluitBericht, besluitDoorverwijzing, ontbrekendeKlokken, UITKOMSTEN } from './besluit-sluitend.ts'
import type { Bladlezing, Bladzijde, Genoemd, Groep } from './feiten-store.ts'
import { leesBerichten, leesDoorverwijzingen } from './feiten-store.ts'
import type { Postvak, Postvakblad, Vreemdlezing } from './postvak-store.ts'
import { leesGaten, leesPostvakken, leesVreemde } from './postvak-store.ts'

/** How long a message may be under way before it is open. */
export const RESPIJT_SECONDEN = 300
/** A page is one statement well below the 30 s that a transaction may last. */
const PER_BLAD = 20_000
const MAX_GATEN = 100

export type Sluitkeuze = {
  readonly pool: Pool
  readonly nu: Temporal.Instant
  /** accepted at or after `van` and before `tot` */
  readonly van: Temporal.Instant
  readonly tot: Temporal.Instant
  readonly respijtSeconden: number
  /** called and waited for after each page, with how many messages have been looked at so far */
  readonly voortgang?: (aantal: number) => unknown
  readonly perBlad?: number
  /** for who waits for it: up to three statements at once; by itself one after another */
  readonly gelijktijdig?: boolean
}

export type Openstaand = Genoemd & { readonly bericht: string; readonly stage: Oordeel['stage'] }

export type Verschil =
  | ({ readonly soort: 'klok-ontbreekt'; readonly klok: string } & Genoemd)
  | {
      readonly soort: 'niet-aangenomen' | 'dubbel'
      readonly deelnemer: string
      readonly nummer: number
      readonly berichtId: string
      readonly dossierId: string
    }
  | { readonly soort: 'gat'; readonly deelnemer: string; readonly van: number; readonly totEnMet: number }

/** Messages of a kind that fared alike; `postvak` where they lie in one. */
export type Telling = {
  readonly bericht: string
  readonly uitkomst: Uitkomst
  readonly stage: Oordeel['stage']
  readonly postvak: string | null
  readonly aantal: number
}

export type Sluiting = {
  readonly berichten: number
  readonly tellingen: readonly Telling[]
  readonly open: readonly Openstaand[]
  readonly verschillen: readonly Verschil[]
}

/** What became of every message accepted in a period, and the other way round what lies in postvakken without reason. */
export async function sluit(keuze: Sluitkeuze): Promise<Sluiting> {
  const staat: Staat = { berichten: 0, tellingen: new Map(), open: [], verschillen: [] }
  const gangen = [loopDoorverwijzingen, loopBerichten, loopPostvakken]
  if (keuze.gelijktijdig) await Promise.all(gangen.map((gang) => gang(keuze, staat)))
  else for (const gang of gangen) await gang(keuze, staat)
  return { ...staat, tellingen: [...staat.tellingen.values()].toSorted(opVolgorde) }
}

function loopDoorverwijzingen(keuze: Sluitkeuze, staat: Staat): Promise<void> {
  return doorloop(keuze, staat, leesDoorverwijzingen, (feiten) => {
    const { aantal, genoemd } = feiten
    const oordeel = besluitDoorverwijzing(feiten)
    const wat = { bericht: 'doorverwijzing', postvak: feiten.inPostvak ? feiten.ontvanger : null }
    tel(staat, { ...wat, ...oordeel, aantal }, genoemd)
    for (const klok of ontbrekendeKlokken(feiten)) {
      staat.verschillen.push(...genoemd.map((g) => ({ soort: 'klok-ontbreekt' as const, klok, ...g })))
    }
  })
}

function loopBerichten(keuze: Sluitkeuze, staat: Staat): Promise<void> {
  return doorloop(keuze, staat, leesBerichten, (feiten) => {
    const { bericht, aantal, genoemd } = feiten
    tel(staat, { bericht, postvak: null, ...besluitBericht(feiten), aantal }, genoemd)
  })
}

async function loopPostvakken(keuze: Sluitkeuze, staat: Staat): Promise<void> {
  for (const postvak of await opZijnPlan(keuze.pool, (tx) => leesPostvakken(tx))) {
    staat.verschillen.push(...(await keurPostvak(keuze, postvak, staat.berichten)))
  }
}

type Staat = {
  berichten: number
  readonly tellingen: Map<string, Telling>
  readonly open: Openstaand[]
  readonly verschillen: Verschil[]
}

function tel(staat: Staat, nieuw: Telling, genoemd: readonly Genoemd[]): void {
  const sleutel = [nieuw.bericht, nieuw.uitkomst, nieuw.stage, nieuw.postvak].join('|')
  const eerder = staat.tellingen.get(sleutel)?.aantal ?? 0
  staat.tellingen.set(sleutel, { ...nieuw, aantal: eerder + nieuw.aantal })
  staat.berichten += nieuw.aantal
  const { bericht, stage } = nieuw
  if (nieuw.uitkomst === 'open') staat.open.push(...genoemd.map((g) => ({ ...g, bericht, stage })))
}

function opVolgorde(a: Telling, b: Telling): number {
  const plek = ({ uitkomst }: Telling) => UITKOMSTEN.indexOf(uitkomst)
  const naam = ({ bericht, stage, postvak }: Telling) => [bericht, stage, postvak].join('|')
  return plek(a) - plek(b) || (naam(a) < naam(b) ? -1 : 1)
}

/** Page by page, so that no statement lasts long and no snapshot holds up the vacuum of busy tables. */
async function doorloop<F>(
  k: Sluitkeuze,
  staat: Staat,
  lees: (db: Db, blad: Bladzijde) => Promise<Bladlezing<F>>,
  neem: (groep: Groep<F>) => void,
): Promise<void> {
  const grens = k.nu.subtract({ seconds: k.respijtSeconden }).toString()
  const periode = { van: k.van.toString(), tot: k.tot.toString(), voor: idVan(k.tot.add({ milliseconds: 1 })) }
  const rest = { ...periode, grens, limiet: k.perBlad ?? PER_BLAD }
  for (let na: string | null = idVan(k.van); na !== null; ) {
    const blad: Bladzijde = { na, ...rest }
    const { groepen, laatste } = await opZijnPlan(k.pool, (tx) => lees(tx, blad))
    for (const groep of groepen) neem(groep)
    if (groepen.length > 0) await k.voortgang?.(staat.berichten)
    na = laatste
  }
}

/** Below every id made at or after this moment: ids begin with the milliseconds of their time. */
function idVan(moment: Temporal.Instant): string {
  const ms = Math.max(0, moment.epochMilliseconds).toString(16).padStart(12, '0')
  return `${ms.slice(0, 8)}-${ms.slice(8)}-0000-0000-000000000000`
}

async function keurPostvak(k: Sluitkeuze, postvak: Postvak, berichten: number): Promise<Verschil[]> {
  const { deelnemer } = postvak
  const gaten = await opZijnPlan(k.pool, (tx) => leesGaten(tx, postvak, MAX_GATEN))
  const verschillen: Verschil[] = gaten.map((gat) => ({ soort: 'gat', deelnemer, ...gat }))
  const periode = { deelnemer, van: k.van.toString(), tot: k.tot.toString(), limiet: k.perBlad ?? PER_BLAD }
  for (let na: number | null = 0; na !== null; ) {
    const blad: Postvakblad = { ...periode, na }
    const { vreemd, laatste }: Vreemdlezing = await opZijnPlan(k.pool, (tx) => leesVreemde(tx, blad))
    verschillen.push(...vreemd.map((v) => ({ deelnemer, ...v })))
    if (laatste !== null) await k.voortgang?.(berichten)
    na = laatste
  }
  return verschillen
}

/** The lists that a page is held against (put aside, unread) are joined as wholes; everything else is a look by key, as in every stage. */
function opZijnPlan<T>(pool: Pool, f: (tx: Db) => Promise<T>): Promise<T> {
  return transactie(pool, null, async (tx) => {
    await tx.query("select set_config('enable_hashjoin', 'on', true)", [])
    return f(tx)
  })
}
