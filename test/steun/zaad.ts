import { randomInt } from 'node:crypto'

/** The setting that repeats a run of a property test. */
const ZAAD = 'PROEF_ZAAD'

/**
 * Runs a property test with a seed: that of the setting, or a new one. It is said at the start, because a run that hangs or is killed says
 * nothing at its end, and with the failure.
 */
export async function metZaad(naam: string, f: (seed: number) => Promise<void>): Promise<void> {
  const seed = Number(process.env[ZAAD] ?? randomInt(2 ** 31))
  if (!Number.isSafeInteger(seed)) throw new Error(`${ZAAD} must be a whole number`)
  console.info(`${naam}: ${ZAAD}=${seed}`)
  try {
    await f(seed)
  } catch (cause) {
    throw new Error(
      `${naam} failed; the same again with ${ZAAD}=${seed}. ${cause instanceof Error ? cause.message : ''}`,
      { cause },
    )
  }
}
