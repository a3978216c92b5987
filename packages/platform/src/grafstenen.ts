import { access, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Pool } from 'pg'
import { leesRegels, legMapVast, schrijfBij } from './buitenbestand.ts'
import { transactie } from './db.ts'
import type { Grafsteen } from './grafsteen-store.ts'
import { leesGrafstenen, meldBuiten, neemNieuwe } from './grafsteen-store.ts'
import { leesDatabaseId } from './journaal-store.ts'
import type { Log } from './log.ts'
import { foutcode } from './log.ts'
import type { Werker } from './stage.ts'

const PAUZE_MS = 500
const LIMIET = 1_000
const NUL_ID = '00000000-0000-0000-0000-000000000000'

/** Where the tombstones of a database lie, one a line. */
export function grafsteenbestand(map: string, databaseId: string): string {
  return join(map, `${databaseId}.txt`)
}

/** Reads a line `dossierId vernietigdOp`; null for one that a crash left half written. */
function leesGrafsteen(regel: string): Grafsteen | null {
  const delen = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (\d{4}-\d\d-\d\dT[\d:.]+Z)$/.exec(regel)
  const [, dossierId, vernietigdOp] = delen ?? []
  return dossierId !== undefined && vernietigdOp !== undefined ? { dossierId, vernietigdOp } : null
}

export type Grafsteenkeuze = {
  readonly pool: Pool
  readonly map: string
  readonly log: Log
  readonly alarm: (soort: string) => void
}

/** Writes every tombstone outside the database soon after its commit: a restored database is held against them before it serves. */
export function maakGrafsteenwerker(keuze: Grafsteenkeuze): Werker {
  let databaseId: string | null = null
  let aangevuld = false
  let mislukt = geen()
  const beurt = async () => {
    databaseId ??= await leesDatabaseId(keuze.pool)
    // Each turn: a disk that was taken away and came back empty must get all there are, not only the next.
    const pad = await zorgVoorBestand(keuze, databaseId)
    // Once a process: the file may be of an earlier time, on a disk that was not mounted meanwhile.
    if (!aangevuld) await vulAan(keuze.pool, pad)
    aangevuld = true
    while ((await voerUit(keuze.pool, pad)) === LIMIET);
  }
  return {
    naam: 'grafstenen',
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      for (let laatste = false; !laatste; ) {
        laatste = signal.aborted
        try {
          await beurt()
          if (mislukt !== null) keuze.log.info({}, 'grafstenen.hervat')
          mislukt = null
        } catch (err) {
          const code = foutcode(err)
          if (mislukt === null) keuze.alarm('grafstenen')
          if (mislukt !== code) keuze.log.error({ err, code }, 'alarm.grafstenen')
          mislukt = code
        }
        await wachtMs(PAUZE_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}

function geen(): string | null {
  return null
}

/** A file that is not there yet (another folder, another disk) gets all there are. */
async function zorgVoorBestand({ pool, map }: Grafsteenkeuze, databaseId: string): Promise<string> {
  const pad = grafsteenbestand(map, databaseId)
  const bestaat = await access(pad).then(
    () => true,
    () => false,
  )
  if (bestaat) return pad
  const nieuw = `${pad}.nieuw`
  await rm(nieuw, { force: true })
  // Also with none: a restore must know that there were none.
  await schrijfBij(nieuw, ['# dossierId vernietigdOp'])
  await vulAan(pool, nieuw)
  await rename(nieuw, pad)
  await legMapVast(map)
  return pad
}

/** Adds what the database has and the file has not. */
async function vulAan(pool: Pool, pad: string): Promise<void> {
  const er = new Set<string>()
  for await (const groep of leesGrafsteenbestand(pad)) for (const { dossierId } of groep) er.add(dossierId)
  for (let na: string | undefined = NUL_ID; na !== undefined; ) {
    const stenen: readonly Grafsteen[] = await leesGrafstenen(pool, na, LIMIET)
    const regels = stenen.filter(({ dossierId }) => !er.has(dossierId)).map(regelVan)
    if (regels.length > 0) await schrijfBij(pad, regels)
    na = stenen.at(-1)?.dossierId
  }
}

/** Written before it counts as outside: a crash between writes a line twice, never too few. */
function voerUit(pool: Pool, pad: string): Promise<number> {
  return transactie(pool, null, async (tx) => {
    const stenen = await neemNieuwe(tx, LIMIET)
    if (stenen.length === 0) return 0
    await schrijfBij(pad, stenen.map(regelVan))
    await meldBuiten(tx, stenen)
    return stenen.length
  })
}

function regelVan({ dossierId, vernietigdOp }: Grafsteen): string {
  return `${dossierId} ${vernietigdOp}`
}

/** The tombstones in a file, in groups. */
export async function* leesGrafsteenbestand(pad: string): AsyncGenerator<Grafsteen[]> {
  let groep: Grafsteen[] = []
  for await (const regel of leesRegels(pad)) {
    const steen = leesGrafsteen(regel)
    if (steen) groep.push(steen)
    if (groep.length < LIMIET) continue
    yield groep
    groep = []
  }
  if (groep.length > 0) yield groep
}
