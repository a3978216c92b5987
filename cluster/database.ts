import { join } from 'node:path'
import { controleerHerkomst } from '@warmknooppunt/platform/herkomst'
import type { Keks } from '@warmknooppunt/platform/kluis'
import type { Log } from '@warmknooppunt/platform/log'
import { migreer } from '@warmknooppunt/platform/migraties'
import { maakPool } from '@warmknooppunt/platform/pool'
import { bewaak } from '@warmknooppunt/platform/toezicht'
import type { Pool } from 'pg'
import type { Datamap } from '../services/knooppunt/src/datamap.ts'
import { laadDemoPartijen, pauzeerDemoOntvanger, startDemoOntvanger } from '../services/knooppunt/src/demo.ts'
import { schrijfGeheim } from '../services/knooppunt/src/geheimen.ts'
import { startIngebed } from '../services/knooppunt/src/ingebed/postgres.ts'
import { zorgVoorKeks } from '../services/knooppunt/src/sleutels.ts'

export type Database = {
  readonly url: string
  /** the same in a file, for the services */
  readonly urlBestand: string
  /** null when it is another's */
  readonly pid: (() => number) | null
  stop(): Promise<void>
}

/** The embedded PostgreSQL of the folder, looked after, or another's; migrated. */
export async function startDatabase(
  data: Datamap,
  o: { readonly url: string | null; readonly log: Log },
): Promise<Database> {
  const { log } = o
  const ingebed = o.url === null ? await startIngebed(data, log) : null
  const einde = new AbortController()
  const bewaker = ingebed ? bewaak(ingebed.bewaker, { log, signal: einde.signal }) : null
  const url = ingebed?.url ?? o.url ?? ''
  const stop = async () => {
    einde.abort()
    await bewaker?.klaar
    await ingebed?.stop()
  }
  try {
    await migreer({ url, meld: (tekst) => log.info({ tekst }, 'migratie') })
    await metEigenaar(url, (db) => {
      return controleerHerkomst(db, { stages: ['intake', 'delivery'], journaal: data.journaal, log })
    })
    const urlBestand = join(data.geheimen, 'database-url')
    await schrijfGeheim(urlBestand, url)
    return { url, urlBestand, pid: ingebed ? ingebed.pid : null, stop }
  } catch (fout) {
    await stop()
    throw fout
  }
}

export type Inhoudkeuze = {
  readonly data: Datamap
  readonly url: string
  readonly issuer: string
  readonly demo: boolean
  readonly demoPoort: number
  readonly log: Log
}

/** The keys of the folder, and the demo as \`start\` has it. */
export async function vulDatabase(keuze: Inhoudkeuze): Promise<{ poort: number | null; sluit(): void }> {
  return metEigenaar(keuze.url, async (register) => {
    const keks = await zorgVoorKeks(keuze.data, { tekst: undefined, bestand: undefined }, register)
    const delivery = maakPool({ url: keuze.url, rol: 'wk_delivery', applicatie: 'cluster', max: 1 })
    try {
      return await startDemo(keuze, { register, delivery, keks })
    } finally {
      await delivery.end()
    }
  })
}

type Rechten = { readonly register: Pool; readonly delivery: Pool; readonly keks: Keks }

async function startDemo(keuze: Inhoudkeuze, rechten: Rechten): Promise<{ poort: number | null; sluit(): void }> {
  const nu = () => Temporal.Now.instant()
  const demo = { ...keuze, ...rechten, nu }
  if (!keuze.demo) {
    await pauzeerDemoOntvanger(demo)
    return { poort: null, sluit: () => undefined }
  }
  await laadDemoPartijen(demo)
  const { poort, server } = await startDemoOntvanger({ ...demo, poort: keuze.demoPoort })
  const sluit = () => {
    server.close()
    server.closeAllConnections()
  }
  return { poort, sluit }
}

async function metEigenaar<T>(url: string, f: (db: Pool) => Promise<T>): Promise<T> {
  const pool = maakPool({ url, applicatie: 'cluster', max: 1 })
  try {
    return await f(pool)
  } finally {
    await pool.end()
  }
}
