import type { Config } from '@warmknooppunt/platform/config'
import { leesConfig } from '@warmknooppunt/platform/config'
import { foutcode } from '@warmknooppunt/platform/log'
import { maakPool } from '@warmknooppunt/platform/pool'
import { isStoring } from '@warmknooppunt/platform/storing'
import type { Pool } from 'pg'
import pg from 'pg'
import { datamap } from '../datamap.ts'
import { POSTCODE_VELDEN } from '../velden.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import type { Leesbaar } from './open-bron.ts'
import { openVoorWerk } from './open-bron.ts'

type Postcodeconfig = Config<typeof POSTCODE_VELDEN>

export function leesPostcodeconfig({ env }: Pick<Omstandigheden, 'env'>): Postcodeconfig {
  const gelezen = leesConfig(POSTCODE_VELDEN, env)
  if (gelezen.kind === 'fout') throw commandofout(AFLOOP.config, gelezen.problemen.join('\n'))
  return gelezen.config
}

/** `hier`: the embedded database, which runs on this machine. */
export type Eigenaarsplek = {
  readonly url: string
  readonly hier: boolean
  readonly pool: Pool
  readonly nu: () => Temporal.Instant
}

/** The database of the hub as its owner, for as long as `f` takes. */
export async function metEigenaar<T>(o: Omstandigheden, f: (plek: Eigenaarsplek) => Promise<T>): Promise<T> {
  const { DATA_MAP, DATABASE_URL } = leesPostcodeconfig(o)
  const database = await openVoorWerk({ data: datamap(DATA_MAP), databaseUrl: DATABASE_URL ?? null })
  if (database === null) {
    throw commandofout(AFLOOP.config, 'there is no database yet: `npm start` makes one, or name one with DATABASE_URL')
  }
  const pool = maakPool({ url: database.url, applicatie: 'importeer-postcodes', max: 2, zonderTijdslimiet: true })
  try {
    return await f({ url: database.url, hier: DATABASE_URL === undefined, pool, nu: o.nu })
  } catch (fout) {
    throw legUit(fout, database)
  } finally {
    await pool.end()
    await database.sluit()
  }
}

function legUit(fout: unknown, { naam }: Leesbaar): unknown {
  if (fout instanceof Error && 'afloop' in fout) return fout
  const code = fout instanceof pg.DatabaseError ? (fout.code ?? '') : ''
  if (['42P01', '3F000', '42883'].includes(code)) {
    return commandofout(
      AFLOOP.config,
      `${naam} holds no hub of this version; run \`npm run knooppunt -- migreer\` first`,
      fout,
    )
  }
  if (['42501', '28P01', '28000'].includes(code)) {
    return commandofout(
      AFLOOP.geenToegang,
      `${naam} gives this log-in no right to load postcodes (${code}): it must be the owner`,
      fout,
    )
  }
  if (isStoring(fout))
    return commandofout(AFLOOP.nietBeschikbaar, `${naam} does not answer, or stopped (${foutcode(fout)})`, fout)
  return fout
}
