import { setTimeout as wachtMs } from 'node:timers/promises'
import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Tx, Uitbak } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { Log } from '@warmknooppunt/platform/log'
import type { Werker } from '@warmknooppunt/platform/stage'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import { openVoorGemeenteNa } from '@warmknooppunt/regels/dossier'
import type { Register, RegisterStand } from '@warmknooppunt/register/stand'
import type { Pool } from 'pg'
import { herbezorg } from './bezorging-store.ts'
import { leesBestemmingen } from './eindpunt-store.ts'
import type { TePlaatsen } from './in-postvak.ts'
import { legInPostvakken } from './in-postvak.ts'
import type { BezorgMeters } from './meters.ts'
import type { Overgang } from './overgang.ts'
import { overgangOp, vanOpvolger } from './overgang.ts'
import {
  leesBijGemeenten,
  leesGeparkeerdeVan,
  leesMetOpenDossiers,
  leesOpenDossiers,
  magOverzetten,
  sluitVoorOude,
} from './overgang-store.ts'
import type { Genummerd } from './postvak-store.ts'
import { leesGeplaatste, vergrendelPostvakken, zorgVoorPostvakken } from './postvak-store.ts'
import { bezorg } from './pushes.ts'
import { meldVrijgave } from './schrijf-resultaten.ts'
import { maakTerugblik } from './terugblik.ts'

/** How soon a new day or a changed register is seen. */
const KIJK_MS = 5_000
/** How often all is looked through when neither changed: for what was being placed at the very moment of the change. */
const ALLES_MS = 600_000
const PER_BLAD = 200
const BEGIN = '00000000-0000-0000-0000-000000000000'
/** What is put over is pushed in its turn, never claimed at once. */
const GEEN_RUIMTE = { vrij: () => 0, meld: () => undefined, vergeet: () => undefined }

export type Overzetkeuze = {
  readonly pool: Pool
  readonly uitbak: Uitbak<BusEvent>
  readonly log: Log
  readonly nu: () => Temporal.Instant
  readonly bron: string
  readonly register: Register
  readonly meters: Pick<BezorgMeters, 'alarm' | 'overgegaan'>
  readonly naCommit: () => void
  /** wakes who waits for this postvak */
  readonly wek: (deelnemer: string) => void
  /** something is due at these endpoints */
  readonly hint: (eindpunten: readonly string[]) => void
  /** smaller where a test has few */
  readonly perBlad?: number
}

type Blad = {
  readonly gezet: readonly Genummerd[]
  readonly eindpunten: readonly string[]
  readonly laatste: string | null
}
const NIETS: Blad = { gezet: [], eindpunten: [], laatste: null }

/**
 * Puts what lies with gemeenten that went up in others, of dossiers that are open, in the postvakken of those that took them over: also what was
 * read and confirmed, since who takes over needs the whole dossier. A stretch of dossiers in a transaction of its own; what lies there already is
 * not put there again. Returns how many messages went over.
 */
export async function zetOver(k: Overzetkeuze, signal?: AbortSignal): Promise<number> {
  const nu = k.nu()
  const { over } = overgangOp(await k.register.stand(k.pool), nu)
  if (over.size === 0) return 0
  const leesTerug = maakTerugblik()
  let totaal = 0
  for (let na: string | null = BEGIN; na !== null && !signal?.aborted; ) {
    const van: string = na
    const blad: Blad = await transactie<Blad, BusEvent>(k.pool, k.uitbak, (tx) =>
      zetBladOver(k, tx, { na: van, leesTerug }),
    )
    na = blad.laatste
    totaal += blad.gezet.length
    if (blad.gezet.length > 0) meld(k, blad)
  }
  if (totaal > 0) k.log.info({ aantal: totaal }, 'postvak.overgegaan')
  return totaal
}

function meld(k: Overzetkeuze, { gezet, eindpunten }: Blad): void {
  k.naCommit()
  for (const { bericht } of gezet) k.meters.overgegaan(bericht)
  for (const deelnemer of new Set(gezet.map((p) => p.deelnemer))) k.wek(deelnemer)
  k.hint(eindpunten)
}

type Bladvraag = { readonly na: string; readonly leesTerug: ReturnType<typeof maakTerugblik> }

async function zetBladOver(k: Overzetkeuze, tx: Tx<BusEvent>, { na, leesTerug }: Bladvraag): Promise<Blad> {
  if (!(await magOverzetten(tx))) return NIETS
  const nu = k.nu()
  const stand = await k.register.stand(tx)
  const { over } = overgangOp(stand, nu)
  const limiet = k.perBlad ?? PER_BLAD
  const vraag = { gemeenten: [...over.keys()], openNa: openVoorGemeenteNa(nu), na, limiet }
  const dossiers = await leesOpenDossiers(tx, vraag)
  const gemeenten = new Map(dossiers.map(({ dossierId, gemeentecode }) => [dossierId, gemeentecode]))
  const liggend = await leesBijGemeenten(tx, [...gemeenten.keys()])
  const verzet = liggend.flatMap((oud) => {
    const { nummer: _, ...nieuw } = vanOpvolger(oud, gemeenten.get(oud.dossierId), over)
    return nieuw.deelnemer === oud.deelnemer ? [] : [{ oud, nieuw }]
  })
  const laatste = dossiers.length < limiet ? null : (dossiers.at(-1)?.dossierId ?? null)
  if (verzet.length === 0) return { ...NIETS, laatste }
  const nieuw = verzet.map((v) => v.nieuw)
  const w = { tx, maker: { bron: k.bron, nu }, stand }
  const uit = await legBijOpvolgers(w, nieuw, leesTerug)
  const vrij = await sluitBijOude(
    w,
    verzet.map(({ oud }) => oud),
  )
  return { ...uit, eindpunten: [...uit.eindpunten, ...vrij], laatste }
}

type Werk = {
  readonly tx: Tx<BusEvent>
  readonly maker: { readonly bron: string; readonly nu: Temporal.Instant }
  readonly stand: RegisterStand
}

/** As a message that comes in: under the lock of the postvak, once, with a push for each endpoint, and told of. */
async function legBijOpvolgers(
  w: Werk,
  nieuw: readonly TePlaatsen[],
  leesTerug: Bladvraag['leesTerug'],
): Promise<Pick<Blad, 'gezet' | 'eindpunten'>> {
  const { tx, maker } = w
  const deelnemers = [...new Set(nieuw.map(({ deelnemer }) => deelnemer))].sort()
  await zorgVoorPostvakken(tx, deelnemers)
  const tijden = nieuw.map(({ berichtId, event }) => ({ id: berichtId, time: tijdVan(event) }))
  const [nummers, geplaatste, bestemmingen, terug] = await Promise.all([
    vergrendelPostvakken(tx, deelnemers),
    leesGeplaatste(tx, nieuw),
    leesBestemmingen(tx, deelnemers, maker.nu),
    leesTerug(tx, tijden, nieuw),
  ])
  const gezet = await legInPostvakken(w, nieuw, { nummers, geplaatste, terug })
  const pushes = await bezorg({ ...w, bestemmingen, leaseMs: 0, onderweg: GEEN_RUIMTE, lotVan: terug.lotVan }, gezet)
  return { gezet, eindpunten: pushes().wachtend }
}

/** To the old party it is closed; a push of it that is parked is released, so that the next attempt finds that it went over and ends it. */
async function sluitBijOude({ tx, maker }: Werk, oud: readonly Genummerd[]): Promise<readonly string[]> {
  sluitVoorOude(tx, oud, maker.nu)
  const geparkeerd = await leesGeparkeerdeVan(tx, oud)
  const vrij = geparkeerd.length > 0 ? await herbezorg(tx, geparkeerd, maker.nu) : []
  meldVrijgave(tx, vrij, maker)
  return vrij.map(({ eindpunt }) => eindpunt)
}

function tijdVan(envelop: string): string {
  const { time }: { time: string } = JSON.parse(envelop)
  return time
}

/** An alarm for each gemeente with open dossiers of which nobody can say who took them over; each once, as long as it lasts. */
export function maakOnbeslistalarm(k: Overzetkeuze): (overgang: Overgang) => Promise<void> {
  let bekend: ReadonlySet<string> = new Set()
  return async ({ onbeslist }) => {
    const vraag = { gemeenten: [...onbeslist.keys()], openNa: openVoorGemeenteNa(k.nu()) }
    const nu = onbeslist.size === 0 ? [] : await leesMetOpenDossiers(k.pool, vraag)
    for (const gemeentecode of nu.filter((code) => !bekend.has(code))) {
      k.meters.alarm('overgang-onbeslist')
      k.log.error({ gemeentecode, reden: onbeslist.get(gemeentecode) }, 'alarm.overgang-onbeslist')
    }
    bekend = new Set(nu)
  }
}

/** The loop that does so on each new day, whenever the register changed, and every ten minutes; failing is left to the next look. */
export function maakOverzetwerker(k: Overzetkeuze): Werker {
  const alarmeer = maakOnbeslistalarm(k)
  let gedaan = ''
  let weerOp = 0
  const kijk = async (signal: AbortSignal): Promise<void> => {
    const nu = k.nu()
    const stand = await k.register.stand(k.pool)
    const moment = `${stand.versie}|${amsterdamseDag(nu)}`
    if (moment === gedaan && performance.now() < weerOp) return
    await zetOver(k, signal)
    await alarmeer(overgangOp(stand, nu))
    gedaan = moment
    weerOp = performance.now() + ALLES_MS
  }
  return {
    naam: 'delivery-overgang',
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      while (!signal.aborted) {
        await kijk(signal).catch((err: unknown) => k.log.warn({ err }, 'postvak.niet-overgezet'))
        await wachtMs(KIJK_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}
