import { maakLog } from '@warmknooppunt/platform/log'
import { maakPool } from '@warmknooppunt/platform/pool'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { doorverwijzing, opDag } from '../../../test/steun/doorverwijzing.ts'
import type { IntakeProef } from '../../../test/steun/intake.ts'
import { proefIntake } from '../../../test/steun/intake.ts'
import { vergeetKlanten } from './dossier-store.ts'
import { ruimAntwoordenOp } from './idempotentie-store.ts'
import { maakOpruimer } from './opruimer.ts'

let hub: IntakeProef
beforeAll(async () => {
  hub = await proefIntake()
})
afterAll(() => hub.sluit())

const stuur = (nr: string, dag: string) =>
  hub.post('/v1/doorverwijzingen', doorverwijzing(nr, opDag(dag)), { als: 'waterbedrijf-maasdal', sleutel: `"${nr}"` })

async function over(): Promise<number> {
  const { rows } = await hub.eigenaar.query<{ aantal: number }>('select count(*) as aantal from intake.idempotentie')
  return rows[0]?.aantal ?? 0
}

test('first answers go when their 30 days are over, a few at a time, the oldest first', async () => {
  await stuur('een', '2026-03-02')
  await stuur('twee', '2026-03-02')
  hub.zetNu('2026-03-10T11:00:00Z')
  const later = await stuur('later', '2026-03-10')
  expect(await over()).toBe(6)
  const einde = Temporal.Instant.from('2026-04-01T11:00:00Z')
  expect(await ruimAntwoordenOp(hub.pool, einde.subtract({ milliseconds: 1 }), 10)).toBe(0)
  expect(await ruimAntwoordenOp(hub.pool, einde, 3)).toBe(3)
  expect(await ruimAntwoordenOp(hub.pool, einde, 3)).toBe(1)
  expect(await ruimAntwoordenOp(hub.pool, einde, 3)).toBe(0)
  expect(await over()).toBe(2)
  expect(await stuur('later', '2026-03-10')).toMatchObject({ status: 201, tekst: later.tekst })
})

test('a destroyed dossier is forgotten as a customer once its stop has ended, and no other is', async () => {
  const klanten = async () => (await hub.eigenaar.query('select from intake.klantindex')).rowCount
  const voor = await klanten()
  const { rows } = await hub.eigenaar.query<{ id: string }>('select id from intake.dossier order by id limit 1')
  await hub.eigenaar.query('select kluis.vernietig($1, now())', [rows.map(({ id }) => id)])
  expect(await vergeetKlanten(hub.pool, Temporal.Instant.from('2026-03-20T11:00:00Z'), 10)).toBe(0)
  expect(await vergeetKlanten(hub.pool, Temporal.Instant.from('2026-06-01T11:00:00Z'), 10)).toBe(1)
  expect(await klanten()).toBe((voor ?? 0) - 1)
})

test('the loop deletes, tells the log of an outage, and ends when it is told to', async () => {
  const regels: string[] = []
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } })
  const nu = () => Temporal.Instant.from('2026-06-01T11:00:00Z')
  const einde = new AbortController()
  const nergens = maakPool({ url: 'postgres://niemand@127.0.0.1:1/niets', applicatie: 'proef' })
  const lussen = [hub.pool, nergens].map((pool) => maakOpruimer({ pool, nu, log }).run(einde.signal))
  await expect.poll(over).toBe(0)
  await expect.poll(() => regels.join('')).toContain('intake.opruimen')
  einde.abort()
  await Promise.all(lussen)
  expect(regels).toHaveLength(1)
  await nergens.end()
})
