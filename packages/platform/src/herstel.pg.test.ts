import { randomUUID } from 'node:crypto'
import type { Ingediend } from '@warmknooppunt/schemas/types/ingediend.v1'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BusEvent } from './bericht.ts'
import { maakEvent, nieuwId } from './bericht.ts'
import { LEZERNAAM } from './bus-opstelling.suite.ts'
import type { Proefevent } from './bus-proefevent.suite.ts'
import { dossiers, faalBij, proefevent, schrijfEffect, wachtTot } from './bus-proefevent.suite.ts'
import { transactie } from './db.ts'
import type { TopicEvent } from './events.ts'
import type { Herstelproef } from './herstel.proef.ts'
import { maakHerstelproef } from './herstel.proef.ts'
import { metHerstelopdrachten } from './herstel.ts'
import { neemOudsteOpen } from './herstel-store.ts'

const [A = '', B = '', C = ''] = dossiers(3)
const WEIGER = { keuze: 'weigeren', weigerreden: 'achterhaald' } as const
const reeks = (n: number) => Array.from({ length: n }, (_, i) => i + 1)

let proef: Herstelproef
beforeEach(async () => {
  proef = await maakHerstelproef()
})
afterEach(() => proef.sluit())

/** Fails for the numbers of A that are in it, until they are taken out. */
function gif(...nummers: number[]) {
  const set = new Set(nummers)
  const code = ({ subject, data }: Proefevent) => (subject === A && set.has(data.nr) ? 'KAPOT' : null)
  return { set, verwerk: faalBij(code) }
}

/** Has what comes of these put aside at once, without the five tries of a failure. */
async function houdTegen(...sleutels: string[]) {
  await proef.bus.beheer.query(
    "insert into routing.wachtrij (consument, topic, sleutel) select 'routing', 'berichten', unnest($1::uuid[]) on conflict do nothing",
    [sleutels],
  )
}

/** Routing reads, and has put aside numbers 1 to n of A, of which the first failed. */
async function metWachtrij(n: number, o = gif(1)) {
  await houdTegen(A)
  const lopend = proef.start({ verwerk: o.verwerk })
  await proef.produceer(reeks(n).map((nr) => proefevent(A, nr)))
  await wachtTot(async () => (await proef.apart()).length === n)
  await proef.bus.beheer.query("update routing.onverwerkbaar set reden = 'fout', foutcode = 'KAPOT' where id = $1", [
    await proef.eerste(A),
  ])
  return { ...lopend, gif: o.set }
}

const klaar = (id: string) => wachtTot(async () => (await proef.opdracht(id)).stand !== 'open')
const rijen = async (tabel: string) => (await proef.bus.beheer.query(`select * from routing.${tabel}`)).rows

describe('an order to release', () => {
  test('drains in order, each once, by two processes at once, while new messages keep coming', async () => {
    const { consument, gif: stuk } = await metWachtrij(30)
    const tweede = proef.start({ verwerk: gif(1).verwerk })
    await tweede.stop()
    stuk.clear()
    const id = await proef.beveel(A)
    const werkers = [1, 2].map(() => proef.werker(consument, { pool: proef.bus.pool('wk_routing') }))
    for (let nr = 31; nr <= 80; nr++) await proef.produceer([proefevent(A, nr), proefevent(B, nr)])
    await klaar(id)
    await wachtTot(async () => (await proef.effecten()).length === 130)
    expect(await proef.nummers(A)).toEqual(reeks(80))
    expect(await proef.apart()).toEqual([])
    expect(await rijen('wachtrij')).toEqual([])
    const { stand, verwerkt, foutcode } = await proef.opdracht(id)
    expect([stand, foutcode]).toEqual(['vrij', null])
    expect(verwerkt).toBeGreaterThanOrEqual(30)
    const gezegd = werkers.flatMap(({ regels }) => regels.filter((regel) => regel.includes('herstel.uitgevoerd')))
    expect(gezegd).toHaveLength(1)
    expect(JSON.parse(gezegd[0] ?? '')).toMatchObject({ sleutel: A, opdrachtId: id, stand: 'vrij', operator: 'beheer' })
  })

  test('stops at the next that fails and says why, there and in the queue; a further order goes on from there', async () => {
    const { consument, gif: stuk } = await metWachtrij(4, gif(1, 3))
    stuk.delete(1)
    const { metrieken } = proef.werker(consument)
    const id = await proef.beveel(A)
    await klaar(id)
    expect(await proef.opdracht(id)).toMatchObject({ stand: 'vast', verwerkt: 2, foutcode: 'KAPOT' })
    expect(await proef.nummers(A)).toEqual([1, 2])
    expect(await proef.apart()).toEqual([
      { sleutel: A, nr: 3, reden: 'fout', foutcode: 'KAPOT' },
      { sleutel: A, nr: 4, reden: 'wacht-op-eerder', foutcode: null },
    ])
    stuk.clear()
    const verder = await proef.beveel(A)
    await klaar(verder)
    expect(await proef.opdracht(verder)).toMatchObject({ stand: 'vrij', verwerkt: 2 })
    expect(await proef.nummers(A)).toEqual([1, 2, 3, 4])
    const tellers = await metrieken.metrics()
    for (const stand of ['vast', 'vrij']) {
      expect(tellers).toContain(`warmknooppunt_herstelopdrachten_total{stage="routing",stand="${stand}"} 1`)
    }
  })

  test('is noted once however often it comes, and done once', async () => {
    const { consument, gif: stuk } = await metWachtrij(2)
    stuk.clear()
    const id = await proef.beveel(A)
    const volgnummer = await proef.eerste(A)
    await proef.beveel(A, { id })
    await proef.beveel(A, { ...WEIGER, id, volgnummer })
    expect(await rijen('herstelopdracht')).toHaveLength(1)
    proef.werker(consument)
    await klaar(id)
    await proef.beveel(A, { id, volgnummer })
    expect(await proef.opdracht(id)).toMatchObject({ stand: 'vrij', keuze: 'vrijgeven', verwerkt: 2 })
    expect(await proef.nummers(A)).toEqual([1, 2])
  })

  test('counts as a success: after it a stage that fails alike a third time is not stopped', async () => {
    const kapot = new Set([A, B, C])
    const { consument } = proef.start({ verwerk: faalBij(({ subject }) => (kapot.has(subject) ? 'KAPOT' : null)) })
    await proef.produceer([proefevent(A, 1), proefevent(B, 1)])
    await wachtTot(async () => (await proef.apart()).length === 2)
    kapot.delete(A)
    proef.werker(consument)
    await klaar(await proef.beveel(A))
    await proef.produceer([proefevent(C, 1)])
    await wachtTot(async () => (await proef.apart()).some(({ sleutel }) => sleutel === C))
    expect(consument.gestopt()).toBe(false)
  })
})

test('orders for a stage are noted in the transaction that moves its position, and its loop hears of them after that; not those for another', async () => {
  let gewekt = 0
  const noteer = metHerstelopdrachten({ stage: 'routing', wek: () => void gewekt++ }, async () => undefined)
  const events = [opdrachtevent('routing'), opdrachtevent('sla')]
  const lees = (einde: () => void) =>
    transactie<void, BusEvent>(proef.bus.pool('wk_routing'), null, async (tx) => {
      await noteer(tx, events)
      einde()
    })
  const afgebroken = lees(() => {
    throw new Error('planned')
  })
  await expect(afgebroken).rejects.toThrow('planned')
  expect([await rijen('herstelopdracht'), gewekt]).toEqual([[], 0])
  await lees(() => undefined)
  expect((await rijen('herstelopdracht')).map(({ id }) => id)).toEqual([events[0]?.id])
  expect(gewekt).toBe(1)
})

function opdrachtevent(stage: 'routing' | 'sla'): TopicEvent<'termijnen'> {
  const time = Temporal.Instant.from('2026-03-02T11:00:00Z')
  const id = nieuwId(time)
  const data: Ingediend = {
    ...{ versie: 1, bericht: 'herstelopdracht', stage, sleutel: A, volgnummer: 1, keuze: { kind: 'vrijgeven' } },
    afzender: { deelnemer: 'beheer', rol: 'operator' },
  }
  const soort = { type: 'nl.warmknooppunt.herstelopdracht.ingediend', dataschema: 'https://schemas.warmknooppunt.nl/x' }
  const source = 'urn:nld:oin:00000099000000001000:systeem:proef'
  return { ...maakEvent<Ingediend>({ ...soort, id, source, subject: id, time, data }), schema: 'ingediend' }
}

describe('a crash', () => {
  test('between the noting of an order and its first message loses nothing: who starts carries it out', async () => {
    const { gif: stuk, stop } = await metWachtrij(3)
    stuk.clear()
    const id = await proef.beveel(A)
    await stop()
    expect(await proef.nummers(A)).toEqual([])
    // The new process only carries out orders: it reads nothing yet, and so takes nothing back by itself.
    const nieuw = proef.start()
    await nieuw.stop()
    proef.werker(nieuw.consument)
    await klaar(id)
    expect(await proef.nummers(A)).toEqual([1, 2, 3])
  })

  test('between two messages leaves the order open, and the next process goes on where it was', async () => {
    const { consument, gif: stuk } = await metWachtrij(5)
    stuk.clear()
    const id = await proef.beveel(A)
    expect(await proef.stap(consument)).toEqual({ kind: 'verder' })
    expect(await proef.stap(consument)).toEqual({ kind: 'verder' })
    expect(await proef.opdracht(id)).toMatchObject({ stand: 'open', verwerkt: 2 })
    expect(await proef.nummers(A)).toEqual([1, 2])
    proef.werker(consument, { pool: proef.bus.pool('wk_routing') })
    await klaar(id)
    expect(await proef.opdracht(id)).toMatchObject({ stand: 'vrij', verwerkt: 5 })
    expect(await proef.nummers(A)).toEqual(reeks(5))
  })

  test('in the middle of a message, its connection ended, repeats nothing and loses nothing', async () => {
    const pool = proef.bus.pool('wk_routing')
    pool.on('connect', (client) => void client.query(`set application_name = '${LEZERNAAM}-herstel'`))
    let geraakt = 0
    await houdTegen(A)
    const { consument } = proef.start({
      verwerk: async (tx, events) => {
        await schrijfEffect(tx, events)
        if (geraakt >= 4) return
        const { rowCount } = await proef.bus.beheer.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = $1`,
          [`${LEZERNAAM}-herstel`],
        )
        geraakt += rowCount ?? 0
      },
    })
    await proef.produceer(reeks(6).map((nr) => proefevent(A, nr)))
    await wachtTot(async () => (await proef.apart()).length === 6)
    const id = await proef.beveel(A)
    proef.werker(consument, { pool, pauzesMs: Array.from({ length: 50 }, () => 5) })
    await klaar(id)
    expect(geraakt).toBeGreaterThanOrEqual(4)
    expect(await proef.opdracht(id)).toMatchObject({ stand: 'vrij', verwerkt: 6 })
    expect(await proef.nummers(A)).toEqual(reeks(6))
  })

  test('of the database for a while is no failure of the message; one that lasts ends the order, not those behind it', async () => {
    let storingen = 2
    await houdTegen(A, B)
    const { consument } = proef.start({
      verwerk: async (tx, events) => {
        if (events.some(({ subject }) => subject === A) && storingen-- > 0) {
          await tx.query(`do $$ begin raise exception 'planned' using errcode = '53100'; end $$`)
        }
        await schrijfEffect(tx, events)
      },
    })
    await proef.produceer([proefevent(A, 1), proefevent(B, 1)])
    await wachtTot(async () => (await proef.apart()).length === 2)
    const { regels } = proef.werker(consument, { pauzesMs: [5, 5, 5] })
    const kort = await proef.beveel(A)
    await klaar(kort)
    expect(await proef.opdracht(kort)).toMatchObject({ stand: 'vrij' })
    expect(regels.filter((regel) => regel.includes('herstel.onderbroken'))).toHaveLength(2)
    await houdTegen(A)
    await proef.produceer([proefevent(A, 2)])
    await wachtTot(async () => (await proef.apart()).length === 2)
    storingen = 100
    const [lang, ander] = [await proef.beveel(A), await proef.beveel(B)]
    await klaar(ander)
    expect(await proef.opdracht(lang)).toMatchObject({ stand: 'vast', foutcode: '53100', verwerkt: 0 })
    expect(await proef.opdracht(ander)).toMatchObject({ stand: 'vrij' })
    expect(await proef.nummers(A)).toEqual([1])
    expect(await proef.nummers(B)).toEqual([1])
  })
})

test('an outage that lasts ends an order also when two processes take turns at it', async () => {
  await houdTegen(A)
  let lopen = 0
  const { consument } = proef.start({
    verwerk: async (tx) => {
      lopen++
      await tx.query(`do $$ begin perform pg_sleep(0.2); raise exception 'planned' using errcode = '53100'; end $$`)
    },
  })
  await proef.produceer([proefevent(A, 1)])
  await wachtTot(async () => (await proef.apart()).length === 1)
  const id = await proef.beveel(A)
  // Longer than the other waits before it looks again, and shorter than it is at it: who comes back finds it taken.
  for (let n = 0; n < 2; n++) {
    proef.werker(consument, { pool: proef.bus.pool('wk_routing'), pauzesMs: [90, 90, 90] })
  }
  await klaar(id)
  expect(await proef.opdracht(id)).toMatchObject({ stand: 'vast', foutcode: '53100' })
  expect(lopen).toBeLessThanOrEqual(8)
})

test('an order that another process of the stage is at is left to that one, and waited for by nobody', async () => {
  const { consument, gif: stuk } = await metWachtrij(1)
  stuk.clear()
  const id = await proef.beveel(A)
  const ander = await proef.bus.beheer.connect()
  try {
    await ander.query('begin')
    expect(await neemOudsteOpen(ander, 'routing')).toMatchObject({ id })
    expect(await proef.stap(consument)).toEqual({ kind: 'bezet' })
  } finally {
    ander.release(true)
  }
  await wachtTot(async () => (await proef.stap(consument)).kind !== 'bezet')
  expect(await proef.opdracht(id)).toMatchObject({ stand: 'vrij', verwerkt: 1 })
  expect(await proef.nummers(A)).toEqual([1])
})

describe('an order to refuse', () => {
  test('takes the first out for good, keeps it with who, when and why, and has the rest go on', async () => {
    const { consument } = await metWachtrij(3)
    const volgnummer = await proef.eerste(A)
    const [eerst] = await rijen('onverwerkbaar order by id')
    const { regels } = proef.werker(consument)
    const id = await proef.beveel(A, WEIGER)
    await klaar(id)
    expect(await proef.opdracht(id)).toMatchObject({ stand: 'vrij', geweigerd: true, verwerkt: 2 })
    expect(await proef.nummers(A)).toEqual([2, 3])
    const wie = { opdracht_id: id, operator: 'beheer', weigerreden: 'achterhaald' }
    expect(await rijen('geweigerd')).toEqual([
      expect.objectContaining({
        volgnummer,
        ...wie,
        bericht: eerst?.bericht,
        foutcode: 'KAPOT',
        positie: eerst?.positie,
      }),
    ])
    expect(regels.join()).toContain('"geweigerd":true')
    await proef.produceer([proefevent(A, 4)])
    await wachtTot(async () => (await proef.nummers(A)).length === 3)
  })

  test('of what cannot be read, by the key of its place, frees what waited behind it', async () => {
    const { consument } = proef.start()
    await proef.legRuw(A, `{"specversion":"1.0","subject":"${A}", broken`)
    await proef.legRuw(B, 'not JSON, no subject')
    await proef.produceer([proefevent(A, 2), proefevent(B, 2)])
    await wachtTot(async () => (await proef.apart()).length === 3)
    const plek = (await proef.apart()).find(({ sleutel }) => sleutel !== A)?.sleutel ?? ''
    proef.werker(consument)
    const vrij = await proef.beveel(plek)
    await klaar(vrij)
    expect(await proef.opdracht(vrij)).toMatchObject({ stand: 'vast', foutcode: 'geen-json', verwerkt: 0 })
    expect((await proef.apart()).map(({ reden }) => reden)).toEqual(['onleesbaar', 'onleesbaar', 'wacht-op-eerder'])
    for (const sleutel of [plek, A]) await klaar(await proef.beveel(sleutel, WEIGER))
    await wachtTot(async () => (await proef.nummers(A)).length === 1)
    expect(await proef.nummers(B)).toEqual([2])
    expect(await proef.apart()).toEqual([])
    expect(await rijen('geweigerd')).toHaveLength(2)
  })

  test('ends on what follows when that fails, with the refusal done', async () => {
    const { consument } = await metWachtrij(3, gif(1, 2))
    proef.werker(consument)
    const id = await proef.beveel(A, WEIGER)
    await klaar(id)
    expect(await proef.opdracht(id)).toMatchObject({ stand: 'vast', geweigerd: true, verwerkt: 0, foutcode: 'KAPOT' })
    expect((await proef.apart()).map(({ nr, reden }) => [nr, reden])).toEqual([
      [2, 'fout'],
      [3, 'wacht-op-eerder'],
    ])
  })

  test('that comes twice, late, or names another than the first, refuses nothing more', async () => {
    const { consument } = await metWachtrij(3, gif(1, 2))
    const [eerste, tweede] = (await rijen('onverwerkbaar order by id')).map(({ id }) => Number(id))
    proef.werker(consument)
    const vroeg = await proef.beveel(A, { ...WEIGER, volgnummer: tweede ?? 0 })
    const goed = await proef.beveel(A, { ...WEIGER, volgnummer: eerste ?? 0 })
    const nogEens = await proef.beveel(A, { ...WEIGER, volgnummer: eerste ?? 0 })
    const vreemd = await proef.beveel(B, { ...WEIGER, volgnummer: tweede ?? 0 })
    const nooit = await proef.beveel(randomUUID(), { volgnummer: 999_999 })
    await klaar(nooit)
    const uitkomst = async (id: string) => {
      const { stand, foutcode, geweigerd } = await proef.opdracht(id)
      return [stand, foutcode, geweigerd]
    }
    expect(await uitkomst(vroeg)).toEqual(['niets-te-doen', 'niet-vooraan', false])
    expect(await uitkomst(goed)).toEqual(['vast', 'KAPOT', true])
    expect(await uitkomst(nogEens)).toEqual(['niets-te-doen', 'niet-gevonden', false])
    expect(await uitkomst(vreemd)).toEqual(['niets-te-doen', 'niet-gevonden', false])
    expect(await uitkomst(nooit)).toEqual(['niets-te-doen', 'niet-gevonden', false])
    expect(await rijen('geweigerd')).toHaveLength(1)
    expect((await proef.apart()).map(({ nr }) => nr)).toEqual([2, 3])
  })
})

test('two orders about one message at once: the first that came decides, the other finds nothing to do', async () => {
  const { consument, gif: stuk } = await metWachtrij(2)
  stuk.clear()
  const [vrij, weiger] = [await proef.beveel(A), await proef.beveel(A, WEIGER)]
  await Promise.all([1, 2, 3].map(() => proef.stap(consument)))
  const { stop } = proef.werker(consument)
  await klaar(weiger)
  await stop()
  expect(await proef.opdracht(vrij)).toMatchObject({ stand: 'vrij', verwerkt: 2 })
  expect(await proef.opdracht(weiger)).toMatchObject({ stand: 'niets-te-doen', geweigerd: false })
  expect(await proef.nummers(A)).toEqual([1, 2])
  expect(await rijen('geweigerd')).toEqual([])
})

test('a stage reads and changes its own of these tables only, and takes back nothing that was noted but for its age', async () => {
  const rollen = ['intake', 'routing', 'sla', 'delivery', 'dossier', 'autorisatie', 'lezer']
  const rechten = ['select', 'insert', 'update', 'delete', 'truncate']
  const { rows } = await proef.bus.beheer.query<{ rol: string; stage: string; tabel: string; recht: string }>(
    `select rol, stage, tabel, recht
     from unnest($1::text[]) rol, unnest($2::text[]) stage, unnest($3::text[]) tabel, unnest($4::text[]) recht
     where has_table_privilege('wk_' || rol, stage || '.' || tabel, recht)`,
    [
      rollen,
      ['routing', 'sla', 'delivery', 'dossier'],
      ['onverwerkbaar', 'herstelopdracht', 'geweigerd', 'inzage'],
      rechten,
    ],
  )
  expect(rows.filter(({ rol, stage }) => rol !== stage)).toEqual([])
  for (const stage of ['routing', 'sla', 'delivery', 'dossier']) {
    const van = (naam: string) => rows.filter((r) => r.rol === stage && r.tabel === naam).map(({ recht }) => recht)
    expect(van('onverwerkbaar')).toEqual(['select', 'insert', 'update', 'delete'])
    // What is older than is kept goes (bewaarder.ts); nobody may change who read what.
    expect(van('herstelopdracht')).toEqual(['select', 'insert', 'update', 'delete'])
    expect(van('geweigerd')).toEqual(['select', 'insert'])
    expect(van('inzage')).toEqual(['select', 'insert', 'delete'])
  }
})
