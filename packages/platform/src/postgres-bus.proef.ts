import { fileURLToPath } from 'node:url'
import type { Pool } from 'pg'
import { proefDatabase, proefDatabaseMetServer } from '../../../test/steun/database.ts'
import type { Bus } from './bus.ts'
import type { Proefbus } from './bus-opstelling.suite.ts'
import { maakLog } from './log.ts'
import { maakPostgresBus } from './postgres-bus.ts'

const EIGENAAR = fileURLToPath(new URL('postgres-bus-eigenaar.proef.ts', import.meta.url))

/** The embedded transport on a database of its own, each subscription with a bus of its own, as other processes have. */
export async function postgresProefbus({ eigenServer } = { eigenServer: false }): Promise<Proefbus> {
  const proef = await (eigenServer ? proefDatabaseMetServer() : proefDatabase())
  const log = maakLog({ dienst: 'proef', niveau: 'silent' })
  const bussen: Bus[] = []
  const beheer = proef.pool()
  return {
    url: proef.url,
    ...(proef.server ? { server: proef.server } : {}),
    beheer,
    verdeelt: false,
    ...maakUitbakverlies(beheer),
    pool: (rol) => proef.pool(rol),
    eigenaar: (url) => [EIGENAAR, url],
    abonneer(afnemer, pool, signal) {
      const bus = maakPostgresBus({ poolVan: () => pool, log })
      bussen.push(bus)
      return bus.abonneer(afnemer, signal)
    },
    wek: (topic) => {
      for (const bus of bussen) bus.wek(topic)
    },
    async sluit() {
      await Promise.all(bussen.map((bus) => bus.sluit()))
      await proef.sluit()
    },
  }
}

/** A message is lost where it is deleted from the outbox; its place in the chain stays. */
export function maakUitbakverlies(beheer: Pool): Pick<Proefbus, 'laatWeg' | 'geefAlsnog'> {
  return {
    async laatWeg({ dossier, nr }) {
      await beheer.query('create table if not exists public.weg (like intake.uit)')
      const { rowCount } = await beheer.query(
        `with weg as (delete from intake.uit where bericht::jsonb ->> 'subject' = $1 and bericht::jsonb #>> '{data,nr}' = $2 returning *)
         insert into public.weg select * from weg`,
        [dossier, String(nr)],
      )
      if (rowCount !== 1) throw new Error(`${rowCount} messages have number ${nr} in dossier ${dossier}`)
    },
    async geefAlsnog() {
      await beheer.query(
        'with weg as (delete from public.weg returning *) insert into intake.uit select * from weg order by positie',
      )
    },
  }
}
