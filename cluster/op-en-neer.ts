import { setTimeout as wachtMs } from 'node:timers/promises'
import { startfout } from '@warmknooppunt/platform/proces'
import type { Deel } from './proces.ts'
import { laatsteRegels } from './proces.ts'

const GEREED_MS = 180_000
/** A service that ends in its first life with one of these will not do better in its next: used wrongly, not available, configuration. */
const HOPELOOS = ['code 64', 'code 69', 'code 78']

type Opkeuze = {
  /** told of each step */
  readonly meld: (tekst: string) => void
  /** gives up a start that takes long */
  readonly signal?: AbortSignal
}

/** Waits for all; gives up at once for a process that will not come up by trying again. */
export async function komOp({ meld, signal }: Opkeuze, delen: readonly Deel[]): Promise<void> {
  let hopeloos: Deel | undefined
  const bij = (klaar: readonly Deel[]) => {
    meld(`ready: ${klaar.map(({ naam }) => naam).join(', ')}`)
  }
  const op = await wachtGereed(delen, {
    ms: GEREED_MS,
    bij,
    stop: () => {
      hopeloos = delen.find((deel) => HOPELOOS.includes(deel.afloop() ?? ''))
      return hopeloos !== undefined || signal?.aborted === true
    },
  })
  if (op) return
  if (signal?.aborted) throw startfout('The start was broken off.')
  const schuldig = hopeloos ?? (await eersteOnklaar(delen))
  if (!schuldig) return
  const waarom =
    schuldig.afloop() === null ? `is not ready within ${GEREED_MS / 1_000} s` : `ended (${schuldig.afloop()})`
  throw startfout(
    `${schuldig.naam} ${waarom}. It said last (${schuldig.logbestand}):\n${await laatsteRegels(schuldig)}`,
  )
}

async function eersteOnklaar(delen: readonly Deel[]): Promise<Deel | undefined> {
  for (const deel of delen) if (!(await deel.gereed())) return deel
  return undefined
}

type Wachten = { readonly ms: number; readonly bij: (nieuw: readonly Deel[]) => void; readonly stop?: () => boolean }

/** Whether all are ready within so many milliseconds; `bij`: told of those that became so. */
export async function wachtGereed(delen: readonly Deel[], { ms, bij, stop = () => false }: Wachten): Promise<boolean> {
  const gezien = new Set<Deel>()
  for (const tot = performance.now() + ms; performance.now() < tot; await wachtMs(100)) {
    const gereed = await Promise.all(delen.map((deel) => deel.gereed()))
    const nieuw = delen.filter((deel, i) => gereed[i] && !gezien.has(deel))
    for (const deel of nieuw) gezien.add(deel)
    if (nieuw.length > 0) bij(nieuw)
    if (gereed.every(Boolean)) return true
    if (stop()) return false
  }
  return false
}

/** All at once: long polls end with their service, and then the gateway has nothing to wait for. Returns those that were cut off. */
export async function stopAlle(delen: readonly Deel[]): Promise<readonly Deel[]> {
  const lopend = delen.filter((deel) => deel.pid() > 0)
  await Promise.all(delen.map((deel) => deel.neer('SIGTERM')))
  // One that had only just begun, and held nothing yet, ends by the signal itself.
  return lopend.filter((deel) => !['code 0', 'SIGTERM'].includes(deel.afloop() ?? ''))
}
