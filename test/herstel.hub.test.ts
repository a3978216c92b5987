import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { doe } from '../services/knooppunt/src/commando/commando.proef.ts'
import { voegHerstelToe } from '../services/knooppunt/src/commando/herstel.ts'
import { voegOnverwerkbaarToe } from '../services/knooppunt/src/commando/onverwerkbaar.ts'
import { alsVelden } from '../services/knooppunt/src/simulatie/keur-antwoord.ts'
import { regels, totdat } from '../services/knooppunt/src/start.proef.ts'
import { doorverwijzing, opDag } from './steun/doorverwijzing.ts'
import type { Gehoord, Hub } from './steun/hub.ts'
import { maakHub, telGeparkeerd } from './steun/hub.ts'
import { leesPostvak } from './steun/postvakken.ts'

const WATER = 'waterbedrijf-maasdal'
const WEERT = 'schulddienst-land-van-weert'
const OPERATOR = 'beheer-warmknooppunt'
const STAGES = ['routing', 'sla', 'delivery', 'dossier'] as const
type Stage = (typeof STAGES)[number]
/** Where each stage writes what every doorverwijzing brings it. */
const TABEL = { routing: 'toewijzing', sla: 'klok', delivery: 'postvakbericht', dossier: 'gebeurtenis' } as const

let hub: Hub
beforeAll(async () => {
  hub = await maakHub()
  await hub.alsEigenaar(async (db) => {
    await db.query(`create table public.gestoord (stage text primary key);
      create function public.stoor() returns trigger language plpgsql security definer as $$ begin
        if exists (select from public.gestoord g where g.stage = tg_table_schema) then
          raise exception 'planned' using errcode = 'P0001';
        end if;
        return new;
      end $$`)
    // Outboxes are pruned: what was in them is kept here.
    await db.query(`create table public.geweest (stage text, sleutel uuid, partitie smallint, positie bigint, bericht text);
      create function public.bewaar() returns trigger language plpgsql security definer as $$ begin
        insert into public.geweest values (tg_table_schema, new.sleutel, new.partitie, new.positie, new.bericht);
        return null;
      end $$`)
    for (const stage of ['intake', 'routing', 'sla']) {
      await db.query(`create trigger bewaar after insert on ${stage}.uit for each row execute function public.bewaar()`)
    }
    for (const [stage, tabel] of Object.entries(TABEL)) {
      await db.query(
        `create trigger stoor before insert on ${stage}.${tabel} for each row execute function public.stoor()`,
      )
    }
  })
})
afterAll(() => hub.sluit())

/** From now on these stages fail on every doorverwijzing, and no others. */
const stoor = (...stages: Stage[]) =>
  hub.alsEigenaar(async (db) => {
    await db.query('delete from public.gestoord')
    await db.query('insert into public.gestoord select unnest($1::text[])', [stages])
  })

const rijen = (sql: string, ...waarden: unknown[]): Promise<Record<string, unknown>[]> =>
  hub.alsEigenaar(async (db) => (await db.query(sql, waarden)).rows)

async function verwijsDoor(nr: string): Promise<string> {
  const gisteren = Temporal.Now.plainDateISO('Europe/Amsterdam').subtract({ days: 1 }).toString()
  const body = doorverwijzing(`herstel-${nr}`, opDag(gisteren))
  const { status, body: antwoord } = await hub.vraag(WATER, { method: 'POST', pad: '/v1/doorverwijzingen', body })
  expect(status).toBe(201)
  return String(antwoord.id)
}

const beheer = (pad: string, koppen: Record<string, string> = {}, als = OPERATOR): Promise<Gehoord> =>
  hub.vraag(als, { method: 'GET', pad: `/v1/beheer/${pad}`, koppen })

async function wachtrijen(stage: Stage): Promise<Record<string, unknown>[]> {
  const { status, body } = await beheer(`${stage}/onverwerkbaar`)
  expect(status).toBe(200)
  return Array.isArray(body.wachtrijen) ? body.wachtrijen.map(alsVelden) : []
}

const apart = (stage: Stage, aantal: number) => totdat(async () => (await telGeparkeerd(hub))[stage] === aantal, 15_000)

/** A command of the command line, as an operator types it. */
async function knooppunt(...argumenten: string[]) {
  const keuze = { env: { DATA_MAP: hub.data.map }, nu: Temporal.Now.instant().toString() }
  const voegToe = argumenten[0] === 'herstel' ? voegHerstelToe : voegOnverwerkbaarToe
  return doe(voegToe, argumenten, keuze)
}

const klokken = (dossierId: string) =>
  rijen('select soort, status from sla.klok where dossier_id = $1 order by soort', dossierId)
const inPostvak = async (dossierId: string) =>
  (await leesPostvak(hub, WEERT)).filter((bericht) => bericht.dossierId === dossierId)

// One hub goes through its life in this file, in order.
describe('what the stages put aside', () => {
  let eerste = ''
  let tweede = ''

  it('stands on the list of each, without content, for operators only', { timeout: 30_000 }, async () => {
    await stoor('routing', 'dossier')
    eerste = await verwijsDoor('een')
    await Promise.all([apart('routing', 1), apart('dossier', 1)])
    await stoor('sla', 'delivery')
    tweede = await verwijsDoor('twee')
    await apart('sla', 1)
    for (const stage of STAGES) {
      const verwacht = { routing: [eerste], sla: [tweede], delivery: [], dossier: [eerste] }[stage]
      const lijst = await wachtrijen(stage)
      expect(lijst.map(({ sleutel }) => sleutel)).toEqual(verwacht)
      for (const rij of lijst) expect(rij).toMatchObject({ aantal: 1, reden: 'fout', foutcode: 'P0001' })
      expect(JSON.stringify(lijst)).not.toMatch(/inhoud|ciphertext|"bericht"/)
      for (const pad of [`${stage}/onverwerkbaar`, `${stage}/onverwerkbaar/1`, `${stage}/herstelopdrachten`]) {
        for (const als of [WATER, WEERT])
          expect(await beheer(pad, { reden: 'controle' }, als)).toMatchObject({ status: 403 })
      }
    }
    const { uit } = await knooppunt('onverwerkbaar')
    expect(uit).toMatch(new RegExp(`routing .*${eerste}[\\s\\S]*sla .*${tweede}[\\s\\S]*dossier .*${eerste}`))
    const metrieken = await (await fetch(hub.metrieken)).text()
    expect(metrieken).toMatch(/warmknooppunt_onverwerkbaar_wachtrijen\{stage="sla"\} [01]/)
  })

  it('is read with a reason only, which is kept and logged; content stays encrypted', async () => {
    const [rij] = await wachtrijen('sla')
    const pad = `sla/onverwerkbaar/${String(rij?.volgnummer)}`
    for (const koppen of [{}, { reden: 'nieuwsgierig' }]) {
      const { status, body } = await beheer(pad, koppen)
      expect([status, body.errors]).toMatchObject([400, [{ in: 'header', location: 'reden' }]])
    }
    expect(await rijen('select from sla.inzage')).toEqual([])
    const { status, body } = await beheer(pad, { reden: 'incident' })
    expect(status).toBe(200)
    const bericht = JSON.parse(String(body.bericht))
    expect(bericht).toMatchObject({ id: rij?.berichtId, subject: tweede, data: { bericht: 'doorverwijzing' } })
    expect(Object.keys(bericht.data.inhoud.hub)).toEqual(expect.arrayContaining(['inhoudId', 'publiek']))
    expect(String(body.bericht)).not.toContain('herstel-twee')
    const wie = { operator: OPERATOR, client: `demo-${OPERATOR}`, reden: 'incident' }
    expect(await rijen('select operator, client, reden, sleutel from sla.inzage')).toEqual([
      { ...wie, sleutel: tweede },
    ])
    const gestart = hub.gestart.at(-1)
    const gezegd = gestart ? regels(gestart).filter(({ gebeurtenis }) => gebeurtenis === 'onverwerkbaar.gelezen') : []
    expect(gezegd).toMatchObject([{ stage: 'sla', sleutel: tweede, ...wie }])
    const gelezen = await knooppunt('onverwerkbaar', 'lees', 'sla', String(rij?.volgnummer), '--reden', 'controle')
    expect([gelezen.code, gelezen.uit]).toEqual([0, expect.stringContaining(`"subject": "${tweede}"`)])
    expect(await beheer('sla/onverwerkbaar/999999', { reden: 'controle' })).toMatchObject({ status: 404 })
    expect(await rijen('select from sla.inzage')).toHaveLength(2)
  })

  it('goes on by an order as if nothing had been', { timeout: 20_000 }, async () => {
    expect(await knooppunt('herstel', 'routing', eerste, '--wacht')).toMatchObject({
      code: 0,
      uit: 'done: handled 1; nothing waits there any more\n',
    })
    await apart('sla', 2)
    const vast = await knooppunt('herstel', 'sla', eerste, '--wacht')
    expect([vast.code, vast.uit]).toEqual([1, expect.stringContaining('failed again (P0001): handled 0')])
    const lijst = await knooppunt('onverwerkbaar', '--stage', 'sla')
    expect(lijst.uit).toContain('vrijgeven vast P0001')
    const dossier = await knooppunt('herstel', 'dossier', eerste, '--wacht', '--json')
    expect([dossier.code, JSON.parse(dossier.uit)]).toMatchObject([
      0,
      { stand: 'vrij', verwerkt: 1, topic: 'berichten' },
    ])
    expect(await knooppunt('herstel', 'dossier', eerste)).toMatchObject({
      code: 1,
      fout: expect.stringContaining('any more'),
    })
    const { body } = await beheer(`dossiers/${eerste}/tijdlijn`)
    const soorten = [body.gebeurtenissen].flat().map((g) => alsVelden(g).soort)
    expect(soorten).toEqual(expect.arrayContaining(['aangenomen', 'gerouteerd', 'herstelopdracht']))
    const zicht = await hub.vraag(WATER, { method: 'GET', pad: `/v1/doorverwijzingen/${eerste}/tijdlijn` })
    expect(JSON.stringify(zicht.body)).not.toContain('herstel')
  })

  it('tells what became of orders, also when nothing of it lies aside any more', async () => {
    const { body } = await hub.vraag(OPERATOR, {
      method: 'POST',
      pad: '/v1/beheer/herstelopdrachten',
      body: { stage: 'routing', sleutel: eerste, volgnummer: 999, vrijgeven: true },
    })
    const id = String(body.id)
    await totdat(async () => (await beheer(`routing/herstelopdrachten/${id}`)).body.stand === 'niets-te-doen', 10_000)
    const { code, uit } = await knooppunt('onverwerkbaar', 'opdrachten')
    expect(code).toBe(0)
    expect(uit).toMatch(new RegExp(`routing .*vrijgeven +niets-te-doen +niet-gevonden .*${id}`))
    expect(uit).toMatch(new RegExp(`routing .*vrijgeven +vrij .*${eerste}`))
    expect(uit).toMatch(new RegExp(`sla .*vrijgeven +vast +P0001 .*${eerste}`))
    const een = await knooppunt('onverwerkbaar', 'opdrachten', '--stage', 'routing', '--aantal', '1', '--json')
    expect(JSON.parse(een.uit)).toMatchObject({ opdrachten: [{ stage: 'routing', id }] })
  })

  it('is waited for past a hub that is killed, and an order that is not done in time is told by its id', {
    timeout: 40_000,
  }, async () => {
    await hub.alsEigenaar(async (db) => {
      const client = await db.connect()
      await client.query('begin')
      await client.query('select from sla.wachtrij where sleutel = $1 for update', [tweede])
      const kort = await knooppunt('herstel', 'sla', tweede, '--wacht', '1')
      expect([kort.code, kort.fout]).toEqual([69, expect.stringMatching(/order [0-9a-f-]{36} was given; after 1 s /)])
      const lang = knooppunt('herstel', 'sla', tweede, '--wacht', '30')
      const openstaand = "select from sla.herstelopdracht where stand = 'open'"
      await totdat(async () => (await db.query(openstaand)).rowCount === 2, 10_000)
      await hub.dood()
      await client.query('rollback')
      client.release()
      await hub.start()
      expect(await lang).toMatchObject({ code: 1, uit: expect.stringContaining('failed again (P0001): handled 0') })
    })
  })

  it('is released once when the hub is killed with the orders on their way', { timeout: 40_000 }, async () => {
    const lijst = await wachtrijen('sla')
    const opdrachten = []
    for (const { sleutel, volgnummer } of lijst) {
      const body = { stage: 'sla', sleutel, volgnummer, vrijgeven: true }
      opdrachten.push(await hub.vraag(OPERATOR, { method: 'POST', pad: '/v1/beheer/herstelopdrachten', body }))
    }
    await hub.dood()
    await stoor('delivery')
    await hub.start()
    for (const { status, body } of opdrachten) {
      expect(status).toBe(201)
      const stand = async () => (await beheer(`sla/herstelopdrachten/${String(body.id)}`)).body.stand
      await totdat(async () => !['open', undefined].includes(String((await stand()) ?? 'open')), 10_000)
    }
    await apart('delivery', 2)
    await stoor()
    for (const dossierId of [eerste, tweede]) {
      expect(await knooppunt('herstel', 'delivery', dossierId, '--wacht')).toMatchObject({ code: 0 })
      expect(await klokken(dossierId)).toEqual([
        { soort: 'contact', status: 'open' },
        { soort: 'gesprek', status: 'open' },
        { soort: 'incassostop', status: 'actief' },
      ])
      expect(await inPostvak(dossierId)).toHaveLength(1)
    }
    expect(await telGeparkeerd(hub)).toEqual({ routing: 0, sla: 0, delivery: 0, dossier: 0 })
  })
})

describe('all that a stage put aside', () => {
  it('is released by one command, or what failed in one way; not what cannot be read', {
    timeout: 20_000,
  }, async () => {
    await stoor('routing')
    const dossiers = [await verwijsDoor('alle-een'), await verwijsDoor('alle-twee')]
    await apart('routing', 2)
    await stoor()
    await rijen("update routing.onverwerkbaar set reden = 'onleesbaar' where sleutel = $1", dossiers[1])
    const niets = await knooppunt('herstel', 'routing', '--alle', '--foutcode', 'P0002')
    expect([niets.code, niets.uit]).toEqual([0, 'nothing of routing lies aside that this would release\n'])
    const alle = await knooppunt('herstel', 'routing', '--alle', '--foutcode', 'P0001')
    expect([alle.code, alle.uit]).toEqual([0, expect.stringMatching(/^1 order given to routing; /)])
    await totdat(async () => (await inPostvak(dossiers[0] ?? '')).length === 1, 10_000)
    expect((await wachtrijen('routing')).map(({ sleutel }) => sleutel)).toEqual([dossiers[1]])
    await rijen("update routing.onverwerkbaar set reden = 'fout' where sleutel = $1", dossiers[1])
    const rest = await knooppunt('herstel', 'routing', '--alle', '--json')
    expect(JSON.parse(rest.uit)).toEqual({ stage: 'routing', gegeven: 1 })
    await totdat(async () => (await inPostvak(dossiers[1] ?? '')).length === 1, 10_000)
    expect(await wachtrijen('routing')).toEqual([])
  })
})

describe('a message that was handled before and lies aside again', () => {
  let dossierId = ''
  /** As a message that came twice: what each stage read of this dossier, put aside once more. */
  async function legNogEens(stage: Stage, bron: 'intake' | 'routing' | 'sla', topic: string): Promise<string> {
    await rijen(
      `with w as (insert into ${stage}.wachtrij (consument, topic, sleutel) values ($1, $2, $3) returning sleutel)
       insert into ${stage}.onverwerkbaar (consument, topic, sleutel, partitie, bron, positie, bericht_id, reden, foutcode, bericht)
       select $1, $2, w.sleutel, u.partitie, gen_random_uuid(), u.positie, (u.bericht::jsonb ->> 'id')::uuid, 'fout', 'P0001', u.bericht
       from w join public.geweest u on u.sleutel = w.sleutel and u.stage = $4 and u.bericht like '%doorverwijzing.%' order by u.positie limit 1`,
      stage,
      topic,
      dossierId,
      bron,
    )
    const [rij] = await rijen(`select id::text from ${stage}.onverwerkbaar where sleutel = $1`, dossierId)
    return String(rij?.id)
  }
  /** Everything of this dossier that a second handling would add to. */
  const alles = async () => ({
    toewijzingen: await rijen('select * from routing.toewijzing where dossier_id = $1', dossierId),
    klokken: await rijen('select * from sla.klok where dossier_id = $1 order by id', dossierId),
    timers: await rijen('select id, vervalt_op, soort from sla.timer where dossier_id = $1 order by id', dossierId),
    postvak: await rijen('select nummer, bericht_id from delivery.postvakbericht where dossier_id = $1', dossierId),
    bezorgingen: await rijen('select count(*) as n from delivery.bezorging where dossier_id = $1', dossierId),
    tijdlijn: await rijen(
      'select soort, event_id from dossier.gebeurtenis where dossier_id = $1 and soort = any($2) order by soort',
      dossierId,
      ['aangenomen', 'gerouteerd', 'bezorging-beschikbaar'],
    ),
  })

  it.each([
    ['routing', 'intake', 'berichten'],
    ['sla', 'routing', 'routeringen'],
    ['delivery', 'sla', 'termijnen'],
    ['dossier', 'sla', 'termijnen'],
  ] as const)('starts no clock and sends nothing twice when %s handles it', async (stage, bron, topic) => {
    dossierId = await verwijsDoor(`dubbel-${stage}`)
    await totdat(async () => (await alles()).tijdlijn.length === 3, 10_000)
    const voor = await alles()
    await legNogEens(stage, bron, topic)
    expect(await knooppunt('herstel', stage, dossierId, '--wacht')).toMatchObject({ code: 0 })
    // A later dossier of the same partitions has been through the whole line: what the repeat brought forth has too.
    const later = await verwijsDoor(`na-${stage}`)
    await totdat(async () => (await inPostvak(later)).length === 1, 10_000)
    expect(await alles()).toEqual(voor)
  })

  it('is refused as what it is, and can still be read', async () => {
    dossierId = await verwijsDoor('geweigerd')
    await totdat(async () => (await inPostvak(dossierId)).length === 1, 10_000)
    const nummer = await legNogEens('sla', 'routing', 'routeringen')
    const voor = await rijen("select from public.geweest where sleutel = $1 and stage = 'sla'", dossierId)
    const weiger = await knooppunt('herstel', 'sla', nummer, '--weiger', '--reden', 'dubbel', '--wacht')
    expect([weiger.code, weiger.uit]).toEqual([0, 'done: refused 1, handled 0; nothing waits there any more\n'])
    expect(await rijen("select from public.geweest where sleutel = $1 and stage = 'sla'", dossierId)).toEqual(voor)
    const gelezen = await knooppunt('onverwerkbaar', 'lees', 'sla', nummer, '--reden', 'controle', '--json')
    expect(JSON.parse(gelezen.uit)).toMatchObject({
      geweigerd: { reden: 'dubbel', operator: OPERATOR },
      sleutel: dossierId,
    })
  })
})
