import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Tx } from './db.ts'
import { transactie } from './db.ts'
import { leesGekozenKek } from './kek-store.ts'
import type { Herverpakt, Herverpakvraag, Keks } from './kluis.ts'
import type { Log } from './log.ts'
import type { Werker } from './stage.ts'

/** Between two looks whether something is still sealed by an older KEK: a process that did not restart yet may have sealed it. */
const ELKE_MS = 60_000
/** Between two batches, so that the work of the stage goes first. */
const ADEM_MS = 20
/** How soon what failed, or waits for routing's word, is tried again. */
const HERSTEL_MS = 1_000
const LIMIET = 200
/** More than this that does not open is no accident of some rows: the KEK itself is another one. */
const MAX_DICHT = 5_000

export type Herverpakking = {
  /** whose sealed values these are, as `platform.kek_gebruik` names it */
  readonly tabel: string
  readonly pool: Pool
  readonly keks: Keks
  readonly log: Log
  /** Seals up to `limiet` rows anew that one of `oud` sealed; locks them and passes over those that another has locked. */
  readonly herverpak: (tx: Tx, keks: Keks, vraag: Herverpakvraag) => Promise<Herverpakt>
  /** done before the first look and whenever another KEK seals, and again until it succeeds */
  readonly vooraf?: () => Promise<void>
  readonly limiet?: number
  readonly ademMs?: number
  readonly elkeMs?: number
}

/** The KEKs of the configuration that no longer seal. */
function oudeKeks({ huidig, sleutels }: Keks): readonly string[] {
  return [...sleutels.keys()].filter((id) => id !== huidig)
}

/**
 * The loop that seals by the first KEK whatever an older one of the configuration sealed, in batches of a transaction each: whoever is killed
 * loses one batch, any number of processes share the work. It never makes the process unready: messages do not wait for it.
 */
export function maakHerverpakker(h: Herverpakking): Werker {
  return {
    naam: `${h.tabel}.herverpakker`,
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      const staat: Staat = { gemeld: null }
      let vooraf: string | null = null
      while (!signal.aborted) {
        const { huidig } = h.keks
        if (vooraf !== huidig) {
          if (!(await probeer(h, h.vooraf ?? niets))) {
            await slaap(HERSTEL_MS, signal)
            continue
          }
          vooraf = huidig
        }
        await rust(h, await ronde(h, staat, signal), signal)
      }
    },
  }
}

type Staat = { gemeld: string | null }

function slaap(ms: number, signal: AbortSignal): Promise<void> {
  return wachtMs(ms, undefined, { signal }).catch(() => undefined)
}

/** So long, or until another KEK seals: then everything is to be looked at again. */
async function rust({ keks }: Herverpakking, ms: number, signal: AbortSignal): Promise<void> {
  const { huidig } = keks
  for (let over = ms; over > 0 && !signal.aborted && keks.huidig === huidig; over -= HERSTEL_MS) {
    await slaap(Math.min(over, HERSTEL_MS), signal)
  }
}

async function niets(): Promise<void> {
  return undefined
}

async function probeer(h: Herverpakking, werk: () => Promise<void>): Promise<boolean> {
  try {
    await werk()
    return true
  } catch (err) {
    h.log.warn({ err, tabel: h.tabel }, 'kek.herverpakken-hapert')
    return false
  }
}

/** Everything that can be sealed anew now; returns how long to sleep. */
async function ronde(h: Herverpakking, staat: Staat, signal: AbortSignal): Promise<number> {
  const elkeMs = h.elkeMs ?? ELKE_MS
  if (oudeKeks(h.keks).length === 0) return elkeMs
  let pauzeMs = elkeMs
  const gelukt = await probeer(h, async () => {
    // After work there may be more: what another held locked was passed over.
    if (!(await isAanZet(h, staat)) || (await herverpakAlles(h, staat, signal)) > 0)
      pauzeMs = Math.min(elkeMs, HERSTEL_MS)
  })
  return gelukt ? pauzeMs : HERSTEL_MS
}

/** Whether this process has first what everything is to be sealed by; told once when it has not. */
async function isAanZet({ pool, keks, log, tabel }: Herverpakking, staat: Staat): Promise<boolean> {
  const gekozen = await leesGekozenKek(pool)
  if (gekozen === keks.huidig) return true
  if (gekozen !== null && staat.gemeld !== gekozen)
    log.info({ tabel, kek: keks.huidig, gekozen }, 'kek.herverpakken-wacht')
  staat.gemeld = gekozen
  return false
}

/** Batch after batch until there is nothing left that is not locked, or another KEK was chosen meanwhile; returns how many rows. */
async function herverpakAlles(h: Herverpakking, staat: Staat, signal: AbortSignal): Promise<number> {
  const { tabel, keks, log } = h
  const oud = oudeKeks(keks)
  const perKeer = h.limiet ?? LIMIET
  let [totaal, dicht] = [0, 0]
  do {
    // What does not open stays in front of the rest: a batch that takes it along still has room for others.
    const vraag = { oud, limiet: perKeer + 2 * dicht }
    const { aantal, mislukt } = await transactie(h.pool, null, (tx) => h.herverpak(tx, keks, vraag))
    if (mislukt > dicht) log.error({ tabel, aantal: mislukt }, 'kek.niet-te-openen')
    dicht = Math.max(dicht, mislukt)
    const vol = mislukt === vraag.limiet && dicht < MAX_DICHT
    if (aantal === 0 && !vol) break
    if (totaal === 0 && aantal > 0) log.info({ tabel, kek: keks.huidig, oud }, 'kek.herverpakken-begint')
    totaal += aantal
    if (signal.aborted) break
    await slaap(h.ademMs ?? ADEM_MS, signal)
  } while (await isAanZet(h, staat))
  if (totaal > 0) log.info({ tabel, kek: keks.huidig, aantal: totaal, af: !signal.aborted }, 'kek.herverpakt')
  return totaal
}
