import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Log } from './log.ts'
import { foutcode } from './log.ts'
import { controleerMigraties } from './migraties.ts'
import { startfout } from './proces.ts'
import { isStoring } from './storing.ts'

const PAUZE_MS = 1_000
const GEDULD_MS = 60_000

export type Wachtkeuze = {
  readonly url: string
  readonly log: Log
  /** resolves when the process is told to end meanwhile */
  readonly opgegeven: Promise<unknown>
  readonly geduldMs?: number
}

/**
 * Waits until the database answers (processes of one hub start at once) and holds the migrations of this code.
 * Throws a start error when it does not within a minute, or lacks migrations, or was migrated by a newer hub that this code cannot run beside.
 */
export async function wachtOpSchema(keuze: Wachtkeuze): Promise<void> {
  const tot = performance.now() + (keuze.geduldMs ?? GEDULD_MS)
  let gestopt = false
  void keuze.opgegeven.then(() => {
    gestopt = true
  })
  for (;;) {
    try {
      return await controleerMigraties(keuze.url, (tekst) => keuze.log.warn({ tekst }, 'dienst.oudere-versie'))
    } catch (fout) {
      if (!isStoring(fout)) throw uitleg(fout)
      if (gestopt || performance.now() >= tot) {
        throw startfout(`The database at DATABASE_URL does not answer (${foutcode(fout)}).`, fout)
      }
      keuze.log.warn({ code: foutcode(fout) }, 'dienst.wacht-op-database')
      await wachtMs(PAUZE_MS)
    }
  }
}

function uitleg(fout: unknown): Error {
  const tekst = fout instanceof Error && !('code' in fout) ? fout.message : undefined
  return startfout(tekst ?? `The database refuses what DATABASE_URL asks (${foutcode(fout)}).`, fout)
}
