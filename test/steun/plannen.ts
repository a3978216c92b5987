import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import type { Pool } from 'pg'

/** A step of a plan, as EXPLAIN gives it. */
export type Planstap = {
  readonly Plans?: readonly Planstap[]
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
}

/** Every step of the plans that this role makes for the statements of `doe`, without a look at the values. */
export async function leesPlan(pool: Pool, doe: (db: Db & Schrijver) => unknown): Promise<Planstap[]> {
  const teksten: string[] = []
  await doe({
    async query(tekst) {
      teksten.push(tekst)
      return { rows: [], rowCount: 0, command: '', oid: 0, fields: [] }
    },
    schrijf: (tekst) => void teksten.push(tekst),
  })
  const stappen: Planstap[] = []
  for (const tekst of teksten) {
    const sql = `explain (generic_plan, format json) ${tekst}`
    const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: Planstap }] }>(sql)
    stappen.push(...rows.flatMap((rij) => metOnderliggende(rij['QUERY PLAN'][0].Plan)))
  }
  return stappen
}

function metOnderliggende(stap: Planstap): Planstap[] {
  return [stap, ...(stap.Plans ?? []).flatMap(metOnderliggende)]
}

/** The index of a step and the columns by which it looks in it; null when it uses none. */
export function indexVan({ 'Index Name': naam, 'Index Cond': waar = '' }: Planstap): string | null {
  const kolommen = [...waar.matchAll(/\((\w+) [=<>]/g)].map(([, kolom]) => kolom)
  return naam === undefined ? null : [naam, ...kolommen].join(' ')
}
