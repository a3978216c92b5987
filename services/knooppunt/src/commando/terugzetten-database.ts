import type { Db } from '@warmknooppunt/platform/db'
import { leesHerkomst, zetHerkomst } from '@warmknooppunt/platform/herkomst-store'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Afrondkeuze } from '../herstel/rond-af.ts'
import { rondHerstelAf } from '../herstel/rond-af.ts'
import { toonVerslag } from '../herstel/verslag.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import { leesHerstelplek } from './herstelplek.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { schrijf } from './omstandigheden.ts'
import type { Leesbaar } from './open-bron.ts'
import { databasefout, openDatabase } from './open-bron.ts'
import type { Terugvraag } from './terugvraag.ts'
import { eisGrafstenen, zoekJournaal } from './terugvraag.ts'

/** All that a database needs that was put back by other means: run by its owner, with no process of the hub on it. */
export async function rondDatabaseAf(o: Omstandigheden, { opties }: Terugvraag): Promise<Afloop> {
  const plek = leesHerstelplek(o, opties.naar)
  const database = await openDatabase(plek)
  if (database === null) throw commandofout(AFLOOP.config, 'which database? Name it with DATABASE_URL')
  try {
    const databaseId = await alsEigenaar(database, async (db) => (await leesHerkomst(db)).databaseId)
    if (opties.zonderVerlies) {
      await alsEigenaar(database, zetHerkomst)
      await schrijf(
        o.uit,
        opties.json ? JSON.stringify({ databaseId }) : `${database.naam} is taken as whole where it is now`,
      )
      return AFLOOP.goed
    }
    const keuze: Afrondkeuze = {
      url: database.url,
      herstelId: crypto.randomUUID(),
      nu: o.nu(),
      oin: plek.config.HUB_OIN,
      grafstenen: await eisGrafstenen(opties, plek.grafstenen, databaseId),
      journaal: await zoekJournaal(o, opties.journaal ?? plek.journaal, databaseId),
      meld: (tekst) => void o.fout.write(`${tekst}\n`),
    }
    const verslag = await rondHerstelAf(keuze)
    await schrijf(o.uit, opties.json ? JSON.stringify(verslag) : toonVerslag(verslag))
    return AFLOOP.goed
  } finally {
    await database.sluit()
  }
}

async function alsEigenaar<T>(database: Leesbaar, f: (db: Db) => Promise<T>): Promise<T> {
  const pool = maakPool({ url: database.url, applicatie: 'terugzetten', max: 1, zonderTijdslimiet: true })
  try {
    return await f(pool)
  } catch (fout) {
    throw databasefout(database, fout)
  } finally {
    await pool.end()
  }
}
