import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import type { BusEvent } from './bericht.ts'
import { serialiseer } from './bericht.ts'
import type { Ontvangen } from './bus.ts'
import type { Proefevent } from './bus-proefevent.suite.ts'
import { dossiers, faalBij, leesProef, proefevent, schrijfEffect, wachtTot } from './bus-proefevent.suite.ts'
import { maakConsument } from './consument.ts'
import { maakLog } from './log.ts'
import { maakMeters } from './meters.ts'
import { enqueue, uitbakVan } from './outbox.ts'
import { partitieVan } from './partitie.ts'
import type { Lezer } from './positie-store.ts'

/** Here the transport is the test itself: it hands over what no well-behaved one would. */
let proef: ProefDatabase
let beheer: Pool
let metrieken: Registry
beforeEach(async () => {
  proef = await proefDatabase()
  beheer = proef.pool()
  metrieken = new Registry()
  await beheer.query(
    `create table public.effect (volgorde bigint generated always as identity, dossier uuid, nr int, event_id uuid);
     grant insert on public.effect to wk_routing, wk_dossier`,
  )
})
afterEach(() => proef.sluit())

const BRON = '01950000-0000-4000-8000-0000000000aa'
const [A = '', B = '', C = ''] = dossiers(3)
const nooit = new AbortController().signal
const ROUTING: Lezer = { stage: 'routing', consument: 'routing', topic: 'berichten' }

function maak(o: { verwerk?: typeof schrijfEffect; lezer?: Lezer; totVersie?: number } = {}) {
  const lezer = o.lezer ?? ROUTING
  return maakConsument<Proefevent>({
    lezer,
    pool: proef.pool(`wk_${lezer.stage}`),
    uitbak: null,
    naCommit: () => undefined,
    lees: leesProef(o.totVersie ?? 1),
    verwerk: o.verwerk ?? schrijfEffect,
    log: maakLog({ dienst: 'proef', niveau: 'silent' }),
    meters: maakMeters(o.lezer ? new Registry() : metrieken),
  })
}

function ontvangen(event: BusEvent, positie: number, vorige: number, o: Partial<Ontvangen> = {}): Ontvangen {
  const partitie = partitieVan(event.subject)
  return { topic: 'berichten', partitie, bron: BRON, positie, vorige, waarde: serialiseer(event), merk: null, ...o }
}

const a = (nr: number, positie: number, vorige: number, o: Partial<Ontvangen> = {}) =>
  ontvangen(proefevent(A, nr), positie, vorige, o)
const nummers = async () =>
  (await beheer.query<{ nr: number }>('select nr from public.effect order by volgorde')).rows.map(({ nr }) => nr)
const tellers = async () =>
  (await metrieken.getMetricsAsJSON()).flatMap(({ name, values }) =>
    values.map((v) => `${name.replace('warmknooppunt_bus_', '')} ${v.value}`),
  )

test('repeats, alone and within a batch, are skipped; the position is told back', async () => {
  const consument = maak()
  const batch = [a(1, 10, 0), a(1, 10, 0), a(2, 12, 10), a(1, 10, 0)]
  for (const _ of [1, 2]) {
    const { standen, gaten } = await consument.pasToe(batch, nooit)
    expect(standen).toEqual([{ partitie: partitieVan(A), bron: BRON, positie: 12, merk: null }])
    expect(gaten).toEqual([])
  }
  expect(await nummers()).toEqual([1, 2])
  expect(await tellers()).toEqual(['toegepast_total 2'])
})

test('what follows a gap is dropped without moving and told; once the missing one comes all are applied', async () => {
  const consument = maak()
  const gat = await consument.pasToe([a(1, 10, 0), a(3, 14, 12), a(4, 16, 14)], nooit)
  expect(gat).toMatchObject({ gaten: [partitieVan(A)], standen: [{ positie: 10 }] })
  expect(await nummers()).toEqual([1])
  expect(await tellers()).toContain('gaten_total 1')
  const heel = await consument.pasToe([a(2, 12, 10), a(3, 14, 12), a(4, 16, 14)], nooit)
  expect(heel).toMatchObject({ gaten: [], standen: [{ positie: 16 }] })
  expect(await nummers()).toEqual([1, 2, 3, 4])
})

test('a message of somebody else is counted and passed over, whatever it lacks', async () => {
  const vreemd = [{ bron: null }, { positie: null }, { vorige: null }].map((gemis) => a(9, 11, 10, gemis))
  await maak().pasToe([a(1, 10, 0), ...vreemd, a(2, 12, 10)], nooit)
  await maak({ lezer: ROUTING }).pasToe(vreemd, nooit)
  expect(await nummers()).toEqual([1, 2])
  expect(await tellers()).toContain('vreemd_total 3')
  expect((await beheer.query('select from routing.onverwerkbaar')).rowCount).toBe(0)
})

test('chains of two producing databases in one partition move each by themselves, the second from 0', async () => {
  const ander = randomUUID()
  await maak().pasToe([a(1, 500, 0)], nooit)
  await maak({ lezer: ROUTING }).pasToe(
    [a(2, 1, 0, { bron: ander }), a(3, 501, 500), a(4, 2, 1, { bron: ander })],
    nooit,
  )
  expect(await nummers()).toEqual([1, 2, 3, 4])
  const { rows } = await beheer.query<{ positie: number }>('select positie from routing.positie order by positie')
  expect(rows).toEqual([{ positie: 2 }, { positie: 501 }])
})

test('the mark of a transport is kept beside the position, and an unmarked message leaves it', async () => {
  const consument = maak()
  expect(await consument.pasToe([a(1, 10, 0, { merk: '7' }), a(2, 11, 10, { merk: '8' })], nooit)).toMatchObject({
    standen: [{ positie: 11, merk: '8' }],
  })
  expect(await consument.pasToe([a(3, 12, 11)], nooit)).toMatchObject({ standen: [{ positie: 12, merk: '8' }] })
})

test('a message of a newer hub that was applied already, by newer code, holds nothing', async () => {
  const nieuw = ontvangen(proefevent(A, 1, 2), 10, 0)
  await maak({ totVersie: 2 }).pasToe([nieuw], nooit)
  const oud = await maak({ lezer: ROUTING }).pasToe([nieuw, a(2, 12, 10)], nooit)
  expect(oud).toMatchObject({ wachtend: [], standen: [{ positie: 12 }] })
  expect(await nummers()).toEqual([1, 2])
})

test('one by one, what lies behind a newer message is not taken for a gap', async () => {
  let eerste = true
  const consument = maak({
    verwerk: async (tx, events) => {
      if (eerste) {
        eerste = false
        throw new Error('once')
      }
      await schrijfEffect(tx, events)
    },
  })
  const batch = [a(1, 10, 0), ontvangen(proefevent(A, 2, 2), 12, 10), a(3, 14, 12), ontvangen(proefevent(B, 1), 15, 0)]
  expect(await consument.pasToe(batch, nooit)).toMatchObject({ gaten: [], wachtend: [partitieVan(A)] })
  expect(await nummers()).toEqual([1, 1])
  expect((await tellers()).filter((t) => t.startsWith('gaten'))).toEqual([])
})

test('unreadable messages are counted by their code', async () => {
  await maak().pasToe([a(1, 10, 0, { waarde: 'no json' }), a(2, 11, 10, { waarde: '[]' })], nooit)
  expect((await tellers()).filter((t) => t.startsWith('apart'))).toEqual(['apart_total 1', 'apart_total 1'])
  expect(await metrieken.metrics()).toContain('foutcode="geen-envelop"')
})

test('readers of several topics queue each for itself: what one put aside holds nothing of the others', async () => {
  const gif = new Set([1])
  const topics = ['berichten', 'routeringen'] as const
  const [berichten, routeringen] = topics.map((topic) =>
    maak({
      lezer: { stage: 'dossier', consument: 'dossier', topic },
      verwerk: faalBij(({ data }) => (gif.has(data.nr) ? 'KAPOT' : null)),
    }),
  )
  if (!berichten || !routeringen) throw new Error('no readers')
  await berichten.pasToe([a(1, 10, 0)], nooit)
  await routeringen.pasToe([a(2, 20, 0, { topic: 'routeringen' })], nooit)
  expect(await nummers()).toEqual([2])
  await berichten.pasToe([a(3, 11, 10)], nooit)
  expect(await nummers()).toEqual([2])
  gif.clear()
  expect(await routeringen.geefVrij(A)).toEqual({ kind: 'vrij', aantal: 0 })
  expect(await berichten.geefVrij(A)).toEqual({ kind: 'vrij', aantal: 2 })
  await berichten.pasToe([a(4, 12, 11)], nooit)
  await routeringen.pasToe([a(5, 21, 20, { topic: 'routeringen' })], nooit)
  expect(await nummers()).toEqual([2, 1, 3, 4, 5])
  expect((await beheer.query('select from dossier.wachtrij')).rowCount).toBe(0)
})

test('readers of several topics that both put a dossier aside release it apart', async () => {
  let kapot = true
  const topics = ['berichten', 'routeringen'] as const
  const lezers = topics.map((topic) =>
    maak({
      lezer: { stage: 'dossier', consument: 'dossier', topic },
      verwerk: faalBij(() => (kapot ? 'KAPOT' : null)),
    }),
  )
  for (const [n, lezer] of lezers.entries()) await lezer.pasToe([a(n, 10, 0, { topic: lezer.topic })], nooit)
  kapot = false
  expect(await lezers[1]?.geefVrij(A)).toEqual({ kind: 'vrij', aantal: 1 })
  const { rows } = await beheer.query<{ topic: string }>('select topic from dossier.wachtrij')
  expect(rows).toEqual([{ topic: 'berichten' }])
  expect(await lezers[0]?.geefVrij(A)).toEqual({ kind: 'vrij', aantal: 1 })
})

test('a write that nobody waited for and that fails is poison with its own code, in a batch and in a release', async () => {
  const consument = maak({
    verwerk: async (tx, events) => {
      for (const { subject } of events) if (subject === A) tx.schrijf('select 1 / $1::int', [0])
      await schrijfEffect(tx, events)
    },
  })
  await consument.pasToe([a(1, 10, 0), ontvangen(proefevent(B, 2), 11, 0)], nooit)
  expect(await nummers()).toEqual([2])
  const { rows } = await beheer.query('select sleutel, reden, foutcode from routing.onverwerkbaar')
  expect(rows).toEqual([{ sleutel: A, reden: 'fout', foutcode: '22012' }])
  expect(await consument.geefVrij(A)).toEqual({ kind: 'vast', aantal: 0, foutcode: '22012' })
})

/** Puts aside, in order, one message of each of these, as a process did that has ended; all of one partition's chain. */
async function legApartVan(sleutels: readonly string[], lezer: Lezer): Promise<void> {
  await beheer.query(
    `insert into ${lezer.stage}.wachtrij (consument, topic, sleutel) select $1, $2, unnest($3::uuid[]) on conflict do nothing`,
    [lezer.consument, lezer.topic, sleutels],
  )
  await beheer.query(
    `insert into ${lezer.stage}.onverwerkbaar (consument, topic, sleutel, partitie, bron, positie, bericht_id, reden, foutcode, bericht)
     select $1, $2, a.sleutel, 0, gen_random_uuid(), a.nr, a.sleutel, 'fout', 'KAPOT', a.bericht
     from unnest($3::uuid[], $4::text[]) with ordinality as a (sleutel, bericht, nr) order by a.nr`,
    [lezer.consument, lezer.topic, sleutels, sleutels.map((sleutel, nr) => serialiseer(proefevent(sleutel, nr)))],
  )
}
const apart = async () =>
  (await beheer.query<{ sleutel: string }>('select sleutel from routing.onverwerkbaar order by id')).rows.map(
    ({ sleutel }) => sleutel,
  )

test('what lay aside when its stage stopped is taken back, in order, by the process that starts after it', async () => {
  let kapot = true
  const verwerk = faalBij(() => (kapot ? 'KAPOT' : null))
  const einde = new AbortController()
  const gestopt = maak({ verwerk })
  const batch = [a(1, 10, 0), ontvangen(proefevent(B, 1), 11, 0), ontvangen(proefevent(C, 1), 12, 0)]
  const vast = gestopt.pasToe(batch, einde.signal)
  await wachtTot(() => gestopt.gestopt())
  einde.abort(new Error('ends'))
  await expect(vast).rejects.toThrow('ends')
  expect(await apart()).toEqual([A, B])
  kapot = false
  const nieuw = maak({ lezer: ROUTING, verwerk })
  await nieuw.standen()
  expect(await apart()).toEqual([])
  await nieuw.pasToe(batch, nooit)
  const { rows } = await beheer.query<{ dossier: string }>('select dossier from public.effect order by volgorde')
  expect(rows.map(({ dossier }) => dossier)).toEqual([A, B, C])
})

test('a start tries each dossier once, of its own topic only; one that fails again stays as it was, and is not tried anew', async () => {
  await legApartVan([B, A], ROUTING)
  await legApartVan([A], { ...ROUTING, topic: 'routeringen' })
  const gezien: string[] = []
  const consument = maak({
    verwerk: async (tx, events) => {
      gezien.push(...events.map(({ subject }) => subject))
      await faalBij(({ subject }) => (subject === B ? 'KAPOT' : null))(tx, events)
    },
  })
  await consument.standen()
  await consument.standen()
  expect(gezien).toEqual([B, A])
  const { rows } = await beheer.query('select sleutel, topic, reden, foutcode from routing.onverwerkbaar order by id')
  expect(rows).toEqual([
    { sleutel: B, topic: 'berichten', reden: 'fout', foutcode: 'KAPOT' },
    { sleutel: A, topic: 'routeringen', reden: 'fout', foutcode: 'KAPOT' },
  ])
  expect(consument.gestopt()).toBe(false)
})

test('an outage during that try leaves what lies aside for the next time the positions are opened', async () => {
  await legApartVan([A, B], ROUTING)
  let storing = true
  const consument = maak({
    verwerk: async (tx, events) => {
      if (storing) await tx.query(`do $$ begin raise exception 'planned' using errcode = '53100'; end $$`)
      await schrijfEffect(tx, events)
    },
  })
  expect((await consument.standen()).length).toBeGreaterThan(0)
  expect(await apart()).toEqual([A, B])
  storing = false
  await consument.standen()
  expect(await apart()).toEqual([])
})

test('a stage that stands still and loses its partitions stands still no longer, and takes back what it put aside when positions are opened anew', async () => {
  let kapot = true
  const consument = maak({ verwerk: faalBij(() => (kapot ? 'KAPOT' : null)) })
  await consument.standen()
  const batch = [A, B, C].map((dossier, n) => ontvangen(proefevent(dossier, 1), 10 + n, 0))
  const weg = new AbortController()
  const beurt = consument.pasToe(batch, weg.signal)
  await wachtTot(() => consument.gestopt())
  expect(await apart()).toEqual([A, B])
  weg.abort(new Error('the group gave other partitions'))
  await expect(beurt).rejects.toThrow('the group gave other partitions')
  expect(consument.gestopt()).toBe(false)
  // Not mended yet: it stops again at the same message.
  await consument.standen()
  const nog = new AbortController()
  const tweede = consument.pasToe(batch, nog.signal)
  await wachtTot(() => consument.gestopt())
  nog.abort(new Error('the group gave other partitions'))
  await expect(tweede).rejects.toThrow('the group gave other partitions')
  kapot = false
  await consument.standen()
  expect(await apart()).toEqual([])
  await consument.pasToe(batch, nooit)
  expect((await beheer.query('select from public.effect')).rowCount).toBe(3)
})

test('a start takes back the hundred dossiers put aside last', async () => {
  const sleutels = Array.from({ length: 102 }, () => randomUUID())
  await legApartVan(sleutels, ROUTING)
  await maak().standen()
  expect(await apart()).toEqual(sleutels.slice(0, 2))
  expect(await nummers()).toEqual(Array.from({ length: 100 }, (_, n) => n + 2))
})

test('what a stage passes on commits with its effect and its position, and only then is its topic woken', async () => {
  const gelegd: number[] = []
  let kapot = true
  const consument = maakConsument<Proefevent>({
    lezer: ROUTING,
    pool: proef.pool('wk_routing'),
    uitbak: uitbakVan('routing'),
    naCommit: () => gelegd.push(1),
    lees: leesProef(),
    async verwerk(tx, events) {
      for (const event of events) enqueue(tx, event)
      await schrijfEffect(tx, events)
      if (kapot) await tx.query(`do $$ begin raise exception 'planned' using errcode = '53100'; end $$`)
    },
    log: maakLog({ dienst: 'proef', niveau: 'silent' }),
    meters: maakMeters(metrieken),
  })
  const staat = async () => {
    const { rows } = await beheer.query<{ uit: number; positie: number }>(
      `select (select count(*) from routing.uit) as uit, coalesce((select max(positie) from routing.positie), 0) as positie`,
    )
    return { ...rows[0], effecten: (await nummers()).length, gewekt: gelegd.length }
  }
  await expect(consument.pasToe([a(1, 10, 0), a(2, 12, 10)], nooit)).rejects.toMatchObject({ code: '53100' })
  expect(await staat()).toEqual({ uit: 0, positie: 0, effecten: 0, gewekt: 0 })
  kapot = false
  await consument.pasToe([a(1, 10, 0), a(2, 12, 10)], nooit)
  expect(await staat()).toEqual({ uit: 2, positie: 12, effecten: 2, gewekt: 1 })
})
