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
import { overgangOp, vanOpvolger, wieHeeft } from './overgang.ts'
import {
  leesBijGemeenten,
  leesGeparkeerdeVan,
  leesMetOpenDossiers,
  leesOpenDossiers,
  leesOvergezet,
  magOverzetten,
  sluitVoorOude,
  zetOvergezet,
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
  /** shorter where a test waits for it */
  readonly kijkMs?: number
  readonly allesMs?: number
}

type Blad = {
  readonly gezet: readonly Genummerd[]
  readonly eindpunten: readonly string[]
  readonly laatste: string | null
  /** false: another process is at it */
  readonly gezien: boolean
}
const NIETS: Blad = { gezet: [], eindpunten: [], laatste: null, gezien: true }

/** `heel`: every stretch was looked through, and not by another process instead. */
type Doorgelopen = { readonly aantal: number; readonly heel: boolean }

/**
 * Puts what lies with whom it was given to first, of dossiers that are open and that another has by now, in the postvakken of those: also what was
 * read and confirmed, since who takes over needs the whole dossier. A stretch of dossiers in a transaction of its own; what lies there already is
 * not put there again. Tells how many messages went over.
 */
export async function zetOver(k: Overzetkeuze, signal?: AbortSignal): Promise<Doorgelopen> {
  const { over } = await leesOvergang(k)
  if (over.size === 0) return { aantal: 0, heel: true }
  const leesTerug = maakTerugblik()
  let totaal = 0
  let heel = true
  for (let na: string | null = BEGIN; na !== null && !signal?.aborted; ) {
    const van: string = na
    const blad: Blad = await transactie<Blad, BusEvent>(k.pool, k.uitbak, (tx) =>
      zetBladOver(k, tx, { gemeenten: [...over], na: van, leesTerug }),
    )
    na = blad.laatste
    heel = blad.gezien
    totaal += blad.gezet.length
    if (blad.gezet.length > 0) meld(k, blad)
  }
  if (totaal > 0) k.log.info({ aantal: totaal }, 'postvak.overgegaan')
  return { aantal: totaal, heel: heel && !signal?.aborted }
}

/** What went over by now, since all was last seen to lie where it belongs. */
export async function leesOvergang(k: Pick<Overzetkeuze, 'pool' | 'register' | 'nu'>): Promise<Overgang> {
  const stand = await k.register.stand(k.pool)
  const gezien = await leesOvergezet(k.pool)
  const eerder = gezien && { stand: await k.register.standOp(k.pool, gezien.versie), dag: gezien.dag }
  return overgangOp({ stand, dag: amsterdamseDag(k.nu()) }, eerder)
}

function meld(k: Overzetkeuze, { gezet, eindpunten }: Blad): void {
  k.naCommit()
  for (const { bericht } of gezet) k.meters.overgegaan(bericht)
  for (const deelnemer of new Set(gezet.map((p) => p.deelnemer))) k.wek(deelnemer)
  k.hint(eindpunten)
}

type Bladvraag = {
  readonly gemeenten: readonly string[]
  readonly na: string
  readonly leesTerug: ReturnType<typeof maakTerugblik>
}

async function zetBladOver(k: Overzetkeuze, tx: Tx<BusEvent>, { gemeenten, na, leesTerug }: Bladvraag): Promise<Blad> {
  if (!(await magOverzetten(tx))) return { ...NIETS, gezien: false }
  const nu = k.nu()
  const stand = await k.register.stand(tx)
  const heeft = wieHeeft(stand, nu)
  const limiet = k.perBlad ?? PER_BLAD
  const dossiers = await leesOpenDossiers(tx, { gemeenten, openNa: openVoorGemeenteNa(nu), na, limiet })
  const toegekend = new Map(dossiers.map((dossier) => [dossier.dossierId, dossier]))
  const liggend = await leesBijGemeenten(tx, [...toegekend.keys()])
  const verzet = liggend.flatMap((oud) => {
    const { nummer: _, ...nieuw } = vanOpvolger(oud, toegekend.get(oud.dossierId), heeft)
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
  return { ...NIETS, ...uit, eindpunten: [...uit.eindpunten, ...vrij], laatste }
}

type Werk = {
  readonly tx: Tx<BusEvent>
  readonly maker: { readonly bron: string; readonly nu: Temporal.Instant }
  readonly stand: RegisterStand
}

/**
 * As a message that comes in: under the lock of the postvak, once, with a push for each endpoint, and told of. What comes back to a party that had it
 * before gets a new number there: it may have confirmed far past the old one.
 */
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
  const gesloten = new Set(geplaatste.filter(({ open }) => !open).map(plek))
  const gezet = await legInPostvakken(w, nieuw, {
    nummers,
    geplaatste: geplaatste.filter(({ open }) => open),
    terug: {
      ...terug,
      nummerVan: (p) => (gesloten.has(plek(p)) ? null : terug.nummerVan(p)),
      isBevestigd: (p) => !gesloten.has(plek(p)) && terug.isBevestigd(p),
    },
  })
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

function plek({ deelnemer, berichtId }: { readonly deelnemer: string; readonly berichtId: string }): string {
  return `${deelnemer}|${berichtId}`
}

function tijdVan(envelop: string): string {
  const { time }: { time: string } = JSON.parse(envelop)
  return time
}

/** An alarm for each gemeente with open dossiers of which nobody can say who has them; each once, as long as it lasts. Tells which. */
export function maakOnbeslistalarm(k: Overzetkeuze): (overgang: Overgang) => Promise<readonly string[]> {
  let bekend: ReadonlySet<string> = new Set()
  return async ({ onbeslist }) => {
    const vraag = { gemeenten: [...onbeslist.keys()], openNa: openVoorGemeenteNa(k.nu()) }
    const nu = onbeslist.size === 0 ? [] : await leesMetOpenDossiers(k.pool, vraag)
    for (const gemeentecode of nu.filter((code) => !bekend.has(code))) {
      k.meters.alarm('overgang-onbeslist')
      k.log.error({ gemeentecode, reden: onbeslist.get(gemeentecode) }, 'alarm.overgang-onbeslist')
    }
    bekend = new Set(nu)
    return nu
  }
}

/** The loop that does so on each new day, whenever the register changed, and every ten minutes; failing is left to the next look. */
export function maakOverzetwerker(k: Overzetkeuze): Werker {
  const alarmeer = maakOnbeslistalarm(k)
  let gedaan = ''
  let weerOp = 0
  const kijk = async (signal: AbortSignal): Promise<void> => {
    const stand = await k.register.stand(k.pool)
    const dag = amsterdamseDag(k.nu())
    const moment = `${stand.versie}|${dag}`
    const weer = moment === gedaan
    if (weer && performance.now() < weerOp) return
    const { heel } = await zetOver(k, signal)
    const open = await alarmeer(await leesOvergang(k))
    const opgevolgd = stand.opvolgingen(dag)
    const beslist = open.every((code) => opgevolgd.has(code))
    // What was being placed at the very moment of a change is found by the second look: only after that nothing of before is left.
    if (heel && beslist && (weer || (await leesOvergezet(k.pool)) === null)) {
      await zetOvergezet(k.pool, { versie: stand.versie, dag })
    }
    gedaan = moment
    weerOp = performance.now() + (k.allesMs ?? ALLES_MS)
  }
  return {
    naam: 'delivery-overgang',
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      while (!signal.aborted) {
        await kijk(signal).catch((err: unknown) => k.log.warn({ err }, 'postvak.niet-overgezet'))
        await wachtMs(k.kijkMs ?? KIJK_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}
