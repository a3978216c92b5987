import type { PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { doorverwijzing } from '../../../test/steun/doorverwijzing.ts'
import type { Gekregen, Instantie, IntakeProef } from '../../../test/steun/intake.ts'
import { proefIntake } from '../../../test/steun/intake.ts'

const PAD = '/v1/doorverwijzingen'
const WATER = { als: 'waterbedrijf-maasdal' } as const

let hub: IntakeProef
beforeAll(async () => {
  hub = await proefIntake()
  await stuur(doorverwijzing('warm'))
})
afterAll(() => hub.sluit())

const stuur = (body: unknown, bij: Instantie = hub): Promise<Gekregen> => bij.post(PAD, body, WATER)
const reeks = (naam: string, aantal: number) => Array.from({ length: aantal }, (_, i) => doorverwijzing(`${naam}-${i}`))
const wacht = (ms: number) => new Promise((klaar) => setTimeout(klaar, ms))

async function gemeten<T>(f: () => Promise<T>): Promise<{ uitkomst: T; ms: number }> {
  const begin = performance.now()
  return { uitkomst: await f(), ms: performance.now() - begin }
}

/** In how many transactions these dossiers were written. */
async function aantalTransacties(antwoorden: readonly Gekregen[]): Promise<number> {
  const { rows } = await hub.eigenaar.query<{ aantal: number }>(
    'select count(distinct xmin::text) as aantal from intake.dossier where id = any($1)',
    [antwoorden.map(({ body }) => body.id)],
  )
  return rows[0]?.aantal ?? 0
}

test('a hundred at once take few transactions, and each gets its own answer', async () => {
  const bodies = reeks('honderd', 100)
  const antwoorden = await Promise.all(bodies.map((body) => stuur(body)))
  expect(antwoorden.map(({ status }) => status)).toEqual(Array(100).fill(201))
  expect(await aantalTransacties(antwoorden)).toBeLessThanOrEqual(5)
  const perDossier = new Map((await hub.berichten()).map((event) => [event.subject, event]))
  for (const [i, { body }] of antwoorden.entries()) {
    const event = perDossier.get(String(body.id))
    if (event?.data.bericht !== 'doorverwijzing') throw new Error('not on the bus')
    expect(await hub.open(event.subject, event.data.inhoud.hub)).toEqual(bodies[i])
  }
})

test('one at rest waits for nobody', async () => {
  const antwoord = await stuur(doorverwijzing('alleen'))
  expect(await aantalTransacties([antwoord])).toBe(1)
})

test('a member that cannot be written does not touch the others', async () => {
  await hub.eigenaar.query(`
    create function public.weiger() returns trigger language plpgsql as $$
    begin
      if new.ontvanger = 'gemeente-roermond' then raise exception 'not this one'; end if;
      return new;
    end $$;
    create trigger weiger before insert on intake.dossier for each row execute function public.weiger();`)
  const roermond = doorverwijzing('stuk', { '/hulpvrager/woonadres/postcode': '6041AB' })
  const antwoorden = await Promise.all([...reeks('voor', 10), roermond, ...reeks('na', 10)].map((body) => stuur(body)))
  expect(antwoorden.map(({ status }) => status)).toEqual([...Array(10).fill(201), 500, ...Array(10).fill(201)])
  expect(antwoorden[10]?.body).toMatchObject({ code: 'fout' })
  await hub.eigenaar.query('drop trigger weiger on intake.dossier')
  expect(await stuur(roermond)).toMatchObject({ status: 201 })
})

describe('a first request that another process has not committed yet', () => {
  /** What a process does that has written the key of `body` and not committed. */
  async function inVlucht(body: unknown): Promise<{ client: PoolClient; eerste: Gekregen }> {
    const eerste = await stuur(body)
    const { rows } = await hub.eigenaar.query(
      `with weg as (delete from intake.klantindex where dossier_id = $1),
         dossier as (delete from intake.dossier where id = $1)
       delete from intake.idempotentie where (antwoord ->> 'id')::uuid = $1 returning *`,
      [eerste.body.id],
    )
    expect(rows).toHaveLength(1)
    const client = await hub.eigenaar.connect()
    await client.query('begin')
    for (const { sleutel, vingerafdruk, status, antwoord, verloopt_op: verlooptOp } of rows) {
      await client.query('insert into intake.idempotentie values ($1, $2, $3, $4, $5)', [
        sleutel,
        vingerafdruk,
        status,
        JSON.stringify(antwoord),
        verlooptOp,
      ])
    }
    return { client, eerste }
  }

  test('is waited for, and its answer given', async () => {
    const body = doorverwijzing('vlucht-1')
    const { client, eerste } = await inVlucht(body)
    const antwoord = stuur(body)
    await wacht(300)
    await client.query('commit')
    client.release()
    expect(await antwoord).toMatchObject({ status: 201, tekst: eerste.tekst })
    expect((await antwoord).koppen['idempotent-replayed']).toBe('true')
  })

  test('that is rolled back makes place for the one that waited', async () => {
    const body = doorverwijzing('vlucht-2')
    const { client, eerste } = await inVlucht(body)
    const antwoord = stuur(body)
    await wacht(300)
    await client.query('rollback')
    client.release()
    expect(await antwoord).toMatchObject({ status: 201 })
    expect((await antwoord).body.id).not.toBe(eerste.body.id)
  })

  test('for more than 2 s is answered with 409 bezig, and nobody else waits for it', async () => {
    const vast = doorverwijzing('vlucht-3')
    const { client } = await inVlucht(vast)
    const vertraagd = gemeten(() => Promise.all([stuur(vast), stuur(vast), stuur(vast), stuur(vast)]))
    const anderen = await gemeten(() => Promise.all(reeks('vlot', 50).map((body) => stuur(body))))
    const later = await gemeten(() => stuur(doorverwijzing('vlot-later')))
    expect(anderen.uitkomst.map(({ status }) => status)).toEqual(Array(50).fill(201))
    expect(later.uitkomst.status).toBe(201)
    expect(anderen.ms + later.ms).toBeLessThan(1_800)
    const { uitkomst, ms } = await vertraagd
    for (const antwoord of uitkomst) {
      expect(antwoord).toMatchObject({ status: 409, body: { code: 'bezig' }, koppen: { 'retry-after': '1' } })
    }
    expect(ms).toBeGreaterThan(1_900)
    expect(ms).toBeLessThan(5_000)
    await client.query('rollback')
    client.release()
    expect(await stuur(vast)).toMatchObject({ status: 201 })
  })
})

test('requests of any kind are shed when too many wait for a connection', async () => {
  const bij = await hub.start({ max: 1 })
  const vraag = () => bij.post('/v1/deelnamecontroles', { postcode: '6001AB', huisnummer: 12 }, WATER)
  expect(await vraag()).toMatchObject({ status: 200 })
  const client = await bij.pool.connect()
  const wachtend = Array.from({ length: 100 }, vraag)
  await expect.poll(() => bij.pool.waitingCount).toBe(100)
  expect(await vraag()).toMatchObject({ status: 503, koppen: { 'retry-after': '2' } })
  client.release()
  expect(new Set((await Promise.all(wachtend)).map(({ status }) => status))).toEqual(new Set([200]))
})

test('beyond the queue doorverwijzingen are shed with 503 and Retry-After; those in it are answered, and so is who asks something else', async () => {
  const bij = await hub.start({ max: 1 })
  await stuur(doorverwijzing('vol-warm'), bij)
  const client = await bij.pool.connect()
  const rij = reeks('vol', 250).map((body) => stuur(body, bij))
  // They have all been taken in when one more is refused.
  const extra: Promise<Gekregen>[] = []
  let geweigerd: Gekregen | null = null
  for (let i = 0; geweigerd === null && i < 200; i++) {
    const antwoord = stuur(doorverwijzing(`extra-${i}`), bij)
    extra.push(antwoord)
    geweigerd = await Promise.race([antwoord, wacht(10).then(() => null)])
  }
  expect(geweigerd).toMatchObject({ status: 503, body: { code: 'niet-beschikbaar' }, koppen: { 'retry-after': '2' } })
  const vraag = bij.post('/v1/deelnamecontroles', { postcode: '6001AB', huisnummer: 12 }, WATER)
  await expect.poll(() => bij.pool.waitingCount).toBeGreaterThan(0)
  client.release()
  expect(await vraag).toMatchObject({ status: 200 })
  const antwoorden = await Promise.all([...rij, ...extra])
  const statussen = antwoorden.map(({ status }) => status)
  expect(statussen.filter((status) => status === 201).length).toBeGreaterThanOrEqual(250)
  expect(statussen.filter((status) => status !== 201 && status !== 503)).toEqual([])
  expect(await stuur(doorverwijzing('vol-na'), bij)).toMatchObject({ status: 201 })
})
