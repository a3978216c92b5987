import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { doorverwijzing } from '../../../test/steun/doorverwijzing.ts'
import { maakDraad } from '../../../test/steun/draad.ts'
import type { Gekregen, Instantie, IntakeProef } from '../../../test/steun/intake.ts'
import { proefIntake } from '../../../test/steun/intake.ts'
import { telRijen, verschil } from '../../../test/steun/tabellen.ts'

const PAD = '/v1/doorverwijzingen'
const WATER = { als: 'waterbedrijf-maasdal' } as const

let hub: IntakeProef
let voor: ReadonlyMap<string, number>
beforeAll(async () => {
  hub = await proefIntake()
  await stuur('warm')
})
afterAll(() => hub.sluit())
beforeEach(async () => {
  voor = await telRijen(hub.eigenaar)
})

const stuur = (nr: string, bij: Instantie = hub): Promise<Gekregen> =>
  bij.post(PAD, doorverwijzing(nr), { ...WATER, sleutel: `"${nr}"` })

/** What one accepted doorverwijzing brings. */
const EEN_DOSSIER = {
  'intake.dossier': 1,
  'intake.klantindex': 1,
  'intake.idempotentie': 2,
  'intake.uit': 1,
  'kluis.sleutel': 3,
}
async function erbij(): Promise<Record<string, number>> {
  const { 'intake.uit_stand': _, ...rest } = verschil(voor, await telRijen(hub.eigenaar))
  return rest
}

function verwachtStoring(antwoord: Gekregen): void {
  expect(antwoord).toMatchObject({ status: 503, body: { code: 'niet-beschikbaar' } })
  expect(Number(antwoord.koppen['retry-after'])).toBeGreaterThan(0)
}

test.each([
  ['the disk is full', '53100', 'intake.dossier'],
  ['the disk is full for the outbox', '53100', 'intake.uit'],
  ['memory is out', '53200', 'kluis.sleutel'],
  ['the database became read-only', '25006', 'intake.idempotentie'],
])('while %s nothing is accepted, and afterwards it goes by itself', async (_, code, tabel) => {
  await hub.eigenaar.query(`
    create function public.storing() returns trigger language plpgsql as $$
    begin raise exception 'not now' using errcode = '${code}'; end $$;
    create trigger storing before insert on ${tabel} for each row execute function public.storing();`)
  const nrs = Array.from({ length: 20 }, (__, i) => `${tabel}-${code}-${i}`)
  for (const antwoord of await Promise.all(nrs.map((nr) => stuur(nr)))) verwachtStoring(antwoord)
  expect(await erbij()).toEqual({})
  await hub.eigenaar.query(`drop trigger storing on ${tabel}; drop function public.storing()`)
  const antwoorden = await Promise.all(nrs.map((nr) => stuur(nr)))
  expect(antwoorden.map(({ status }) => status)).toEqual(Array(20).fill(201))
  expect(antwoorden.filter(({ koppen }) => 'idempotent-replayed' in koppen)).toEqual([])
})

describe('a connection lost at COMMIT', () => {
  test('before it was done is answered with 503, and the repeat makes the one dossier', async () => {
    await hub.eigenaar.query(`
      create function public.traag() returns trigger language plpgsql as $$ begin perform pg_sleep(20); return null; end $$;
      create constraint trigger traag after insert on intake.dossier deferrable initially deferred
        for each row execute function public.traag();`)
    const antwoord = stuur('commit-1')
    await expect.poll(() => breekAf("wait_event = 'PgSleep'"), { timeout: 5_000 }).toBe(1)
    verwachtStoring(await antwoord)
    expect(await erbij()).toEqual({})
    await hub.eigenaar.query('drop trigger traag on intake.dossier')
    expect((await stuur('commit-1')).koppen).not.toHaveProperty('idempotent-replayed')
    expect(await erbij()).toEqual(EEN_DOSSIER)
  })

  test('after it was done is answered with 503 all the same, and the repeat finds the one dossier', async () => {
    const weg = await maakDraad(hub.database.url)
    const bij = await hub.start({ url: weg.url })
    expect(await stuur('commit-warm', bij)).toMatchObject({ status: 201 })
    voor = await telRijen(hub.eigenaar)
    const afgebroken = weg.houd('na-commit').then(({ breek }) => breek())
    verwachtStoring(await stuur('commit-2', bij))
    await afgebroken
    expect(await erbij()).toEqual(EEN_DOSSIER)
    const herhaald = await stuur('commit-2', bij)
    expect(herhaald).toMatchObject({ status: 201, koppen: { 'idempotent-replayed': 'true' } })
    expect(await erbij()).toEqual(EEN_DOSSIER)
    await weg.sluit()
  })
})

test('all connections lost at once is over with the next request', async () => {
  await breekAf("application_name = 'wk-proef'")
  const antwoorden = await Promise.all(['weg-1', 'weg-2', 'weg-3'].map((nr) => stuur(nr)))
  for (const antwoord of antwoorden) if (antwoord.status !== 201) verwachtStoring(antwoord)
  expect(await stuur('weg-na')).toMatchObject({ status: 201 })
})

test('without a way to the database the answer is 503, and nothing of the request is in the log', async () => {
  const weg = await maakDraad(hub.database.url)
  const bij = await hub.start({ url: weg.url })
  await weg.sluit()
  const regels = hub.regels.length
  verwachtStoring(await stuur('geen-weg', bij))
  const nieuw = hub.regels.slice(regels).join('')
  expect(nieuw).toContain('http.storing')
  expect(nieuw).not.toMatch(/Voorbeeld|06-1234|K-geen-weg|WD-geen-weg|a\.voorbeeld/)
})

async function breekAf(waar: string): Promise<number> {
  const { rowCount } = await hub.eigenaar.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and ${waar}`,
  )
  return rowCount ?? 0
}
