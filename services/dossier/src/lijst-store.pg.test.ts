import type { Db } from '@warmknooppunt/platform/db'
import type { Pool } from 'pg'
import { escapeLiteral } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import type { Bereik, Lijstvraag } from './lijst-store.ts'
import { leesLijst } from './lijst-store.ts'
import { AANGENOMEN, op } from './zaak.proef.ts'

let database: ProefDatabase
let eigenaar: Pool
let pool: Pool
beforeAll(async () => {
  database = await proefDatabase()
  eigenaar = database.pool()
  pool = database.pool('wk_dossier')
})
afterAll(() => database.sluit())

describe('on fifty thousand dossiers', () => {
  const nu = op('2026-03-20T12:00:00Z')
  const BEREIKEN: readonly Bereik[] = [
    { kind: 'schuldeiser', schuldeiser: 'schuldeiser-7' },
    { kind: 'intermediair', intermediair: 'bureau-3', mandaten: ['schuldeiser-3', 'schuldeiser-9'] },
    {
      kind: 'gemeente',
      gemeenten: ['0988', '0946'].map((gemeentecode) => ({ gemeentecode, vanAnderen: ['andere-uitvoerder'] })),
    },
    { kind: 'alle' },
  ]

  async function vul(): Promise<void> {
    await eigenaar.query(
      `insert into dossier.dossier (id, schuldeiser, indiener, aangenomen_op, gevonden, gemeentecode, stop_van, stop_tot_en_met,
         hervatbaar_vanaf, open_tot, gesloten_vanaf)
       select ('00000000-' || lpad(to_hex(n / 65536), 4, '0') || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'schuldeiser-' || n % 20,
         'bureau-' || n % 10, $1, n % 5000 <> 0, case when n % 5000 = 0 then null else lpad((900 + n % 100)::text, 4, '0') end,
         '2026-03-02', '2026-04-01', '2026-04-02', $2, $3
       from generate_series(1, 50000) n`,
      [AANGENOMEN.toString(), '2026-04-01T22:00:00Z', '2026-04-15T22:00:00Z'],
    )
    await eigenaar.query('analyze dossier.dossier')
  }

  const WACHT_INDEX = '"Index Name":"dossier_wacht"'

  /** Prepared, as the stage does: a statement that is explained with its values is planned for those values. */
  async function plan(vraag: Lijstvraag): Promise<string> {
    const client = await pool.connect()
    const db: Db = {
      async query(tekst, waarden = []) {
        await client.query(`prepare lijst as ${tekst}`)
        const plan = await client.query(`explain (analyze, format json) execute lijst (${waarden.map(letterlijk)})`)
        await client.query('deallocate lijst')
        return plan
      },
    }
    const gekozen = JSON.stringify(await leesLijst(db, vraag))
    client.release()
    return gekozen
  }

  function letterlijk(waarde: unknown): string {
    if (waarde === null) return 'null'
    return escapeLiteral(Array.isArray(waarde) ? `{${waarde.map((w) => JSON.stringify(w))}}` : `${waarde}`)
  }

  test('a page for any kind of reader comes by an index, and reads little more than it shows', async () => {
    expect(await plan({ bereik: { kind: 'alle' }, na: null, limiet: 50, status: 'wacht-op-routering', nu })).toContain(
      WACHT_INDEX,
    )
    await vul()
    for (const bereik of BEREIKEN) {
      for (const na of [null, '00000000-0000-7000-8000-000000006000']) {
        for (const status of [null, 'aangenomen', 'wacht-op-routering'] as const) {
          const gekozen = await plan({ bereik, na, limiet: 50, status, nu })
          const wat = `${bereik.kind} ${na} ${status}: ${gekozen}`
          expect(gekozen, wat).toMatch(/"Node Type":"(?:Index|Bitmap Index|Index Only) Scan"/)
          expect(gekozen, wat).not.toContain('"Seq Scan"')
          if (bereik.kind === 'alle' && status === 'wacht-op-routering') expect(gekozen, wat).toContain(WACHT_INDEX)
          if (bereik.kind !== 'alle' && status === 'wacht-op-routering') continue
          const weg = [...gekozen.matchAll(/"Rows Removed by Filter":(\d+)/g)].map(([, aantal]) => Number(aantal))
          expect(Math.max(0, ...weg), wat).toBeLessThan(1_000)
        }
      }
    }
  })
})
