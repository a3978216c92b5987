import type { Writable } from 'node:stream'
import type { Afloop } from './afloop.ts'
import { eindeVan } from './afloop.ts'

/** Where a command runs: its environment, clock and streams. */
export type Omstandigheden = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly nu: () => Temporal.Instant
  /** what was asked */
  readonly uit: Writable
  /** warnings, progress and errors */
  readonly fout: Writable & { readonly isTTY?: boolean }
  readonly eindig: (afloop: Afloop) => void
}

/** This process. */
export const HIER: Omstandigheden = {
  env: process.env,
  nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
  uit: process.stdout,
  fout: process.stderr,
  eindig: (afloop) => {
    process.exitCode = afloop
  },
}

/** Runs the work of a command: what it returns or throws becomes the exit code, and an error one line that says what to do. */
export async function voer(o: Omstandigheden, werk: () => Promise<Afloop>): Promise<void> {
  // `... | head` closes the pipe: that is an end, not an error.
  o.uit.on('error', () => undefined)
  try {
    o.eindig(await werk())
  } catch (fout) {
    const { afloop, tekst } = eindeVan(fout)
    o.fout.write(`knooppunt: ${tekst}\n`)
    o.eindig(afloop)
  }
}

/** Writes a line and waits when the reader is slower than we are. False when nobody reads any more. */
export async function schrijf(uit: Writable, tekst: string): Promise<boolean> {
  if (isWeg(uit)) return false
  if (uit.write(`${tekst}\n`)) return true
  await new Promise<void>((klaar) => {
    const verder = () => {
      for (const gebeurtenis of ['drain', 'close', 'error']) uit.off(gebeurtenis, verder)
      klaar()
    }
    for (const gebeurtenis of ['drain', 'close', 'error']) uit.on(gebeurtenis, verder)
  })
  return !isWeg(uit)
}

/** Stdout is not destroyed by a closed pipe, but it remembers the error. */
function isWeg(uit: Writable): boolean {
  return uit.destroyed || uit.errored !== null
}
