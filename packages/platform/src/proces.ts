import type { Log } from './log.ts'

/** Exit codes of every process of the hub (sysexits.h, where it has one). */
export const EXIT = { goed: 0, fout: 1, gebruik: 64, nietBeschikbaar: 69, intern: 70, config: 78 } as const

/** Why a process could not start, in words for who started it: no stack trace is shown. */
export function startfout(tekst: string, cause?: unknown): Error {
  return Object.assign(new Error(tekst, { cause }), { code: 'WK_START' })
}

/** Whether an error was made by `startfout`: its text is for who started the process. */
export function isStartfout(fout: unknown): fout is Error {
  return fout instanceof Error && 'code' in fout && fout.code === 'WK_START'
}

const TEKENS = { SIGTERM: 143, SIGINT: 130 } as const
type Teken = keyof typeof TEKENS

/** Resolves at the first SIGTERM or SIGINT. A second one ends the process at once. */
export function wachtOpTeken(): Promise<Teken> {
  return new Promise((klaar) => {
    let eerder = false
    for (const teken of ['SIGTERM', 'SIGINT'] as const) {
      process.on(teken, () => {
        if (eerder) process.exit(TEKENS[teken])
        eerder = true
        klaar(teken)
      })
    }
  })
}

/** An error nobody caught leaves the process in an unknown state: it is logged without the values it may quote, and the process ends. */
export function vangOngevangen(log: Log): void {
  const klap = (err: unknown) => {
    log.fatal({ err }, 'dienst.ongevangen-fout')
    process.exit(EXIT.intern)
  }
  process.on('uncaughtException', klap)
  process.on('unhandledRejection', klap)
}

/** Whoever reads along may stop reading (`| head`): what is said is then lost, the work and its exit code are not. */
export function duldDichtePijp(): void {
  for (const stroom of [process.stdout, process.stderr]) {
    stroom.on('error', (fout: NodeJS.ErrnoException) => {
      if (fout.code !== 'EPIPE') throw fout
    })
  }
}
