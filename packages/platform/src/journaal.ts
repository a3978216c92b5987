import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Pool } from 'pg'
import { leesStaart, schrijfBij } from './buitenbestand.ts'
import type { Db } from './db.ts'
import { transactie } from './db.ts'
import type { Journaalregel } from './journaal-regel.ts'
import { leesRegel, naarRegel } from './journaal-regel.ts'
import type { Gevolgd } from './journaal-store.ts'
import { leesDatabaseId, leesGevolgd, leesHoogste, leesUit, neemJournaal, zetJournaal } from './journaal-store.ts'
import type { Log } from './log.ts'
import { foutcode } from './log.ts'
import type { Werker } from './stage.ts'

/** How much of what happened a disaster may take from the journal at most, beside one write to disk. */
const PAUZE_MS = 500
const LIMIET = 2_000

export type Journaalkeuze = {
  readonly stage: Gevolgd
  readonly pool: Pool
  readonly map: string
  /** how long a day of it is kept: as long as a back-up may be restored */
  readonly dagen: number
  readonly nu: () => Temporal.Instant
  readonly log: Log
  readonly alarm: (soort: string) => void
  /** what else of the stage is written at each turn, as far as it changed */
  readonly standen?: (db: Db) => Promise<readonly Journaalregel[]>
}

/** Where the journal of a database lies. */
export function journaalmap(map: string, databaseId: string): string {
  return join(map, databaseId)
}

/** Follows the outbox of a stage after its commits, and writes ids and codes of it outside the database: what a restore is held against. */
export function maakJournaalwerker(keuze: Journaalkeuze): Werker {
  const stand: Staat = { databaseId: null, dag: '', mislukt: null, geschreven: new Map() }
  return {
    naam: `${keuze.stage}.journaal`,
    // A disk that is full or gone is an alarm; the hub goes on, and prunes nothing that was not followed.
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      while (!signal.aborted) {
        const vol = await beurt(keuze, stand)
        if (!vol) await wachtMs(PAUZE_MS, undefined, { signal }).catch(() => undefined)
      }
      // What was committed until the end of the process.
      while (await beurt(keuze, stand));
    },
  }
}

type Staat = {
  databaseId: string | null
  dag: string
  mislukt: string | null
  readonly geschreven: Map<string, string>
}

/** One turn; true when there is more. */
async function beurt(keuze: Journaalkeuze, staat: Staat): Promise<boolean> {
  try {
    const aantal = await volg(keuze, staat)
    if (staat.mislukt !== null) keuze.log.info({ stage: keuze.stage }, 'journaal.hervat')
    staat.mislukt = null
    return aantal === LIMIET
  } catch (err) {
    staat.geschreven.clear()
    const code = foutcode(err)
    if (staat.mislukt === null) keuze.alarm('journaal')
    // Not at each turn: the log may lie on the disk that is full.
    if (staat.mislukt !== code) keuze.log.error({ err, stage: keuze.stage, code }, 'alarm.journaal')
    staat.mislukt = code
    await wachtMs(PAUZE_MS)
    return false
  }
}

/** Returns how many messages were followed. Written before it counts as followed: a crash between writes lines twice, never too few. */
async function volg(keuze: Journaalkeuze, staat: Staat): Promise<number> {
  staat.databaseId ??= await leesDatabaseId(keuze.pool)
  if (!(await isNieuws(keuze, staat))) return 0
  const map = journaalmap(keuze.map, staat.databaseId)
  return transactie(keuze.pool, null, async (tx) => {
    const positie = await neemJournaal(tx, keuze.stage)
    if (positie === null) return 0
    const rijen = await leesUit(tx, keuze.stage, positie, LIMIET)
    const standen = gewijzigd(staat.geschreven, (await keuze.standen?.(tx)) ?? [])
    const regels = [...rijen.map((rij) => JSON.stringify(naarRegel(keuze.stage, rij))), ...standen]
    if (regels.length > 0) await schrijfBij(join(map, await bestandVan(keuze, staat, map)), regels)
    const laatste = rijen.at(-1)
    if (laatste) await zetJournaal(tx, keuze.stage, laatste.positie)
    return rijen.length
  })
}

/** Whether there is anything to write: to lock the row is a commit to disk, twice a second in a hub that rests. */
async function isNieuws({ pool, stage, standen }: Journaalkeuze, { geschreven }: Staat): Promise<boolean> {
  if (((await leesGevolgd(pool, stage)) ?? 0) < (await leesHoogste(pool, stage))) return true
  const regels = (await standen?.(pool)) ?? []
  return regels.some((regel) => geschreven.get(sleutelVan(regel)) !== JSON.stringify(regel))
}

function gewijzigd(geschreven: Map<string, string>, standen: readonly Journaalregel[]): string[] {
  return standen.flatMap((regel) => {
    const tekst = JSON.stringify(regel)
    if (geschreven.get(sleutelVan(regel)) === tekst) return []
    geschreven.set(sleutelVan(regel), tekst)
    return [tekst]
  })
}

function sleutelVan(regel: Journaalregel): string {
  return regel.stage === 'postvak' ? regel.deelnemer : JSON.stringify(regel)
}

/** A file a day; with the first of a day go those that no back-up can need any more. */
async function bestandVan({ stage, nu, dagen }: Journaalkeuze, staat: Staat, map: string): Promise<string> {
  const vandaag = nu().toZonedDateTimeISO('UTC').toPlainDate()
  if (staat.dag !== vandaag.toString()) {
    staat.dag = vandaag.toString()
    const oudste = vandaag.subtract({ days: dagen }).toString()
    const oud = (await namenIn(map)).filter((naam) => naam.startsWith(`${stage}-`) && dagVan(naam) < oudste)
    for (const naam of oud) await rm(join(map, naam), { force: true })
  }
  return `${stage}-${staat.dag}.jsonl`
}

function dagVan(naam: string): string {
  return /-(\d{4}-\d\d-\d\d)\.jsonl$/.exec(naam)?.[1] ?? ''
}

/** The name of a file of another copy of the journal, beside the file of that day. */
export function naamNaast(naam: string, id: string): string {
  return naam.replace(/-(?=\d{4}-\d\d-\d\d\.jsonl$)/, `-${id}-`)
}

async function namenIn(map: string): Promise<string[]> {
  return readdir(map).catch((fout: unknown) => {
    if (fout instanceof Error && 'code' in fout && fout.code === 'ENOENT') return []
    throw fout
  })
}

/** The files of a journal, the oldest first. */
export async function journaalbestanden(map: string, databaseId: string): Promise<string[]> {
  const van = journaalmap(map, databaseId)
  const namen = (await namenIn(van)).filter((naam) => dagVan(naam) !== '')
  // Of a day the one that is still written comes last; what a restore put beside it has a longer name.
  return namen.sort((a, b) => dagVan(a).localeCompare(dagVan(b)) || b.length - a.length).map((naam) => join(van, naam))
}

/** The last line that a stage wrote; null when it wrote none. */
export async function laatsteRegel(map: string, databaseId: string, stage: Gevolgd): Promise<Journaalregel | null> {
  const bestanden = (await journaalbestanden(map, databaseId)).filter((pad) => pad.includes(`/${stage}-`))
  for (const bestand of bestanden.reverse()) {
    for (const tekst of await leesStaart(bestand)) {
      const regel = leesRegel(tekst)
      if (regel?.stage === stage) return regel
    }
  }
  return null
}
