import type { Db } from '@warmknooppunt/platform/db'

/** Every table of every schema of ours, as `schema.table`. */
export async function leesTabellen(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ naam: string }>(
    `select format('%I.%I', schemaname, tablename) as naam from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  )
  return rows.map(({ naam }) => naam)
}

/** How many rows each table holds. */
export async function telRijen(db: Db): Promise<ReadonlyMap<string, number>> {
  const aantallen = new Map<string, number>()
  for (const tabel of await leesTabellen(db)) {
    const { rows } = await db.query<{ aantal: number }>(`select count(*) as aantal from ${tabel}`)
    aantallen.set(tabel, rows[0]?.aantal ?? 0)
  }
  return aantallen
}

/** The tables of which the number of rows differs. */
export function verschil(voor: ReadonlyMap<string, number>, na: ReadonlyMap<string, number>): Record<string, number> {
  const delen = [...na].map(([tabel, aantal]) => [tabel, aantal - (voor.get(tabel) ?? 0)] as const)
  return Object.fromEntries(delen.filter(([, erbij]) => erbij !== 0))
}

/** In which tables any of these values stands in any column, in the clear, as hex or as base64. */
export async function zoekWaarden(db: Db, waarden: readonly string[]): Promise<string[]> {
  const paren = waarden.flatMap((waarde) => spellingen(waarde).map((spelling) => [waarde, spelling.toLowerCase()]))
  const gevonden: string[] = []
  for (const tabel of await leesTabellen(db)) {
    const { rows } = await db.query<{ waarde: string }>(
      // The offset keeps a row from being written out anew for every spelling.
      `select distinct s.waarde from (select lower(t::text) as tekst from ${tabel} t offset 0) as rij
       join unnest($1::text[], $2::text[]) as s (waarde, spelling) on position(s.spelling in rij.tekst) > 0`,
      [paren.map(([waarde]) => waarde), paren.map(([, spelling]) => spelling)],
    )
    const hier = new Set(rows.map(({ waarde }) => waarde))
    gevonden.push(...waarden.filter((waarde) => hier.has(waarde)).map((waarde) => `${tabel}: ${waarde}`))
  }
  return gevonden
}

/** As text, as the hex of a bytea, and as base64 at each of the three places it can begin at. */
function spellingen(waarde: string): string[] {
  const bytes = Buffer.from(waarde)
  const base64 = [0, 1, 2].map((voor) => {
    const tekst = Buffer.concat([Buffer.alloc(voor), bytes]).toString('base64')
    return tekst.slice(voor === 0 ? 0 : 4, -4)
  })
  return [waarde, bytes.toString('hex'), ...base64.filter((tekst) => tekst.length >= 6)]
}
