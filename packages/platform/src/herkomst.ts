import { readdir } from 'node:fs/promises'
import type { Db } from './db.ts'
import type { Herkomst } from './herkomst-store.ts'
import { leesHerkomst, leesHerstel } from './herkomst-store.ts'
import { laatsteRegel } from './journaal.ts'
import { leesBronnen, leesHoogste, naarGevolgd } from './journaal-store.ts'
import type { Log } from './log.ts'
import type { Keuring } from './pool.ts'
import { EXIT, startfout } from './proces.ts'

export type Herkomstkeuze = {
  readonly stages: readonly string[]
  /** folder of the journals; null when none is kept here */
  readonly journaal: string | null
  readonly log: Log
}

const WAT_DAN =
  'Stop every process of the hub and run `npm run knooppunt -- terugzetten --database` (with DATABASE_URL for an outside PostgreSQL); see docs/beheer-backup.md.'

/**
 * Refuses to serve a database that went back to an earlier moment before its restore was finished: tombstones would be missing, numbers would
 * be given out twice, and what was delivered would be delivered again.
 */
export async function controleerHerkomst(db: Db, { stages, journaal, log }: Herkomstkeuze): Promise<void> {
  const herkomst = await leesHerkomst(db)
  if (isVerplaatst(herkomst)) throw verplaatst(herkomst)
  for (const stage of stages) await controleerJournaal(db, { stage, journaal, databaseId: herkomst.databaseId })
  if (journaal !== null && (await isVanAndere(journaal, herkomst.databaseId)))
    log.error({ journaal, databaseId: herkomst.databaseId }, 'alarm.journaal-van-andere-database')
  const herstel = await leesHerstel(db)
  if (herstel?.recent) {
    log.error({ herstel: herstel.id, hersteldOp: herstel.hersteldOp.toISOString() }, 'alarm.teruggezet')
  }
}

/**
 * For a process that runs while its database is put back under it: that breaks every connection, and a new one to another timeline ends the
 * process before anything is read or written by it. What it remembers is of another life.
 */
export function maakKeuring(log: Log, einde: () => void = () => process.exit(EXIT.nietBeschikbaar)): Keuring {
  return async (client) => {
    const herkomst = await leesHerkomst(client)
    if (!isVerplaatst(herkomst)) return
    const err = verplaatst(herkomst)
    log.fatal({ err }, 'dienst.database-verplaatst')
    einde()
    throw err
  }
}

function verplaatst({ systeem, tijdlijn, nuSysteem, nuTijdlijn }: Herkomst): Error {
  return startfout(
    `This database was restored or moved: it was on timeline ${tijdlijn} of cluster ${systeem}, it is on timeline ${nuTijdlijn} of cluster ${nuSysteem}. ${WAT_DAN} If it is a replica that took over without losing anything, say so with \`terugzetten --database --zonder-verlies\`.`,
  )
}

/** Where the log-in may not ask, nothing is known. */
function isVerplaatst({ systeem, tijdlijn, nuSysteem, nuTijdlijn }: Herkomst): boolean {
  if (systeem === null || nuSysteem === null) return false
  return systeem !== nuSysteem || tijdlijn !== nuTijdlijn
}

/** A database that is new beside the journal of another: of a disk that was lost or is not mounted an empty one takes the place unseen. */
async function isVanAndere(journaal: string, databaseId: string): Promise<boolean> {
  const er: readonly string[] = await readdir(journaal).catch(() => [])
  return er.length > 0 && !er.includes(databaseId)
}

type Journaalvraag = { readonly stage: string; readonly journaal: string | null; readonly databaseId: string }

/** A restore may keep cluster and timeline (a copied disk); then the journal knows of what the database has never heard. */
async function controleerJournaal(db: Db, { stage, journaal, databaseId }: Journaalvraag): Promise<void> {
  const gevolgd = naarGevolgd(stage)
  if (gevolgd === null || journaal === null) return
  const regel = await laatsteRegel(journaal, databaseId, gevolgd)
  if (regel === null || regel.stage === 'postvak') return
  const { huidig, eerder } = await leesBronnen(db)
  if (eerder.has(regel.bron)) return
  if (regel.bron === huidig && regel.positie <= (await leesHoogste(db, gevolgd))) return
  throw startfout(
    `The journal in ${journaal} knows of messages of ${stage} until ${regel.tijd} that this database does not have: it went back to an earlier moment. ${WAT_DAN}`,
  )
}
