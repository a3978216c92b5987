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
  nu: () => Temporal.Now.instant(),
  uit: process.stdout,
  fout: process.stderr,
  eindig: (afloop) => {
    process.exitCode = afloop
  },
}

/** Runs the work of a command: what it returns or throws becomes the exit code, and an error one line that says what to do. */
export async function voer(o: Omstandigheden, werk: () => Promise<Afloop>): Promise<void> {
  // `... | head` closes the pipe: that is an end, not an error.
  o.uit.once('error', () => o.eindig(0))
  try {
    o.eindig(await werk())
  } catch (fout) {
    const { afloop, tekst } = eindeVan(fout)
    o.fout.write(`knooppunt: ${tekst}\n`)
    o.eindig(afloop)
  }
}

/** Writes a line and waits when the reader is slower than we are. */
export async function schrijf(uit: Writable, tekst: string): Promise<void> {
  if (uit.write(`${tekst}\n`) || uit.destroyed) return
  await new Promise<void>((klaar) => {
    const verder = () => {
      uit.off('drain', verder)
      uit.off('close', verder)
      klaar()
    }
    uit.on('drain', verder)
    uit.on('close', verder)
  })
}
