import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'

/** How long a process may take to see that its clock was set. */
const GEZIEN_MS = 150

/** A clock that runs at the pace of the real one, and that a test sets. */
export type VerzetteKlok = {
  /** settings of a process that goes by it */
  readonly env: Readonly<Record<string, string>>
  nu(): Temporal.Instant
  /** Resolves when every process has seen it. */
  zet(moment: Temporal.Instant): Promise<void>
  sluit(): Promise<void>
}

/** The clock of a hub that a test starts with `env`, and of the test itself. PostgreSQL keeps its own: nothing that both clocks must agree on happens early. */
export async function maakVerzetteKlok(begin: Temporal.Instant): Promise<VerzetteKlok> {
  const map = await mkdtemp(join(tmpdir(), 'warmknooppunt-klok-'))
  const bestand = join(map, 'verschil-ms')
  let verschilMs = 0
  const zet = async (moment: Temporal.Instant): Promise<void> => {
    verschilMs = moment.epochMilliseconds - Date.now()
    // Renamed: a reader never sees half a number.
    await writeFile(`${bestand}.nieuw`, String(verschilMs))
    await rename(`${bestand}.nieuw`, bestand)
    await wachtMs(GEZIEN_MS)
  }
  await zet(begin)
  return {
    env: {
      VERZETTE_KLOK: bestand,
      NODE_OPTIONS: `--import=${new URL('./klok-vooraf.ts', import.meta.url).href}`,
    },
    nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now() + verschilMs),
    zet,
    sluit: () => rm(map, { recursive: true, force: true }),
  }
}
