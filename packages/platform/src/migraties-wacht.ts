import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Log } from './log.ts'
import { foutcode } from './log.ts'
import { controleerMigraties } from './migraties.ts'
import { startfout } from './proces.ts'
import { isStoring } from './storing.ts'
import { totSignaal } from './tijdslimiet.ts'

const PAUZE_MS = 1_000
const MELD_MS = 15_000
/** A log-in or a database may still be on its way (a first start makes them); after this it is taken for a mistake. */
const GEDULD_MS = 60_000
/** SQLSTATE of a log-in or a database that is not there. */
const VERKEERD = /^(28|3D)/

export type Wachtkeuze = {
  readonly url: string
  readonly log: Log
  /** resolves when the process is told to end meanwhile */
  readonly opgegeven: Promise<unknown>
  /** how long a log-in that is refused is tried again */
  readonly geduldMs?: number
}

/**
 * Waits until the database answers, however long it is away, and holds the migrations of this code. False: told to end before it did.
 * Throws a start error when the database refuses the log-in for a minute, lacks migrations, or was migrated by a newer hub that this code
 * cannot run beside.
 */
export async function wachtOpSchema(keuze: Wachtkeuze): Promise<boolean> {
  const { geduldMs = GEDULD_MS } = keuze
  const { signal } = naarSignaal(keuze.opgegeven)
  let gemeldMs = Number.NEGATIVE_INFINITY
  let geweigerdSinds: number | null = null
  while (!signal.aborted) {
    const fout = await totSignaal(probeer(keuze), signal).catch((reden: unknown) => {
      if (reden !== signal.reason) throw reden
      return signal
    })
    if (fout === null) return true
    if (fout === signal) return false
    const nu = performance.now()
    geweigerdSinds = VERKEERD.test(foutcode(fout)) ? (geweigerdSinds ?? nu) : null
    if (geweigerdSinds !== null && nu - geweigerdSinds >= geduldMs) throw uitleg(fout)
    if (nu - gemeldMs >= MELD_MS) {
      keuze.log.warn({ code: foutcode(fout) }, 'dienst.wacht-op-database')
      gemeldMs = nu
    }
    await wachtMs(PAUZE_MS, undefined, { signal }).catch(() => undefined)
  }
  return false
}

/** A wait has no end: whoever listened to the promise each round would never be let go. */
function naarSignaal(opgegeven: Promise<unknown>): AbortController {
  const einde = new AbortController()
  void opgegeven.then(() => einde.abort())
  return einde
}

/** The error by which the database could not be asked, null when it is as it must be. */
async function probeer({ url, log }: Wachtkeuze): Promise<Error | null> {
  try {
    await controleerMigraties(url, (tekst) => log.warn({ tekst }, 'dienst.oudere-versie'))
    return null
  } catch (fout) {
    if (fout instanceof Error && isStoring(fout)) return fout
    throw uitleg(fout)
  }
}

function uitleg(fout: unknown): Error {
  const tekst = fout instanceof Error && !('code' in fout) ? fout.message : undefined
  return startfout(tekst ?? `The database refuses what DATABASE_URL asks (${foutcode(fout)}).`, fout)
}
