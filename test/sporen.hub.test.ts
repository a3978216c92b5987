import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ontvanger } from '../services/delivery/src/delivery.proef.ts'
import { totdat } from '../services/knooppunt/src/start.proef.ts'
import type { Gehoord, Hub } from './steun/hub.ts'
import { maakHub, telGeparkeerd } from './steun/hub.ts'
import { plant } from './steun/planten.ts'
import { leesPostvak, wachtOpPostvakken } from './steun/postvakken.ts'
import { zoekSporen } from './steun/sporen.ts'
import { sluitOntvangerAan } from './steun/webhook.ts'

const WATER = 'waterbedrijf-maasdal'
const WEERT = 'schulddienst-land-van-weert'
const ROERMOND = 'gemeente-roermond'
const OPERATOR = 'beheer-warmknooppunt'

const DAG = amsterdamseDag(Temporal.Now.instant().subtract({ hours: 24 }))
const DOORVERWIJZING = plant('doorverwijzing', DAG)
const REGISTRATIE = plant('contactregistratie', DAG)
/** Not before the acceptance and not in the future; by the microsecond, so that it is no other moment. */
let contactOp = ''
const CONTROLE = plant('deelnamecontrole', DAG)
/** One for each place of a request that is not its body. */
const ELDERS = {
  pad: 'Zqxwevo-pad-kz',
  vraag: 'Zqxwevo-vraag-kz',
  sleutel: 'Zqxwevo-sleutel-kz',
  kop: 'Zqxwevo-kop-kz',
  token: 'Zqxwevo-token-kz',
  veld: 'Zqxwevo-veld-kz',
  ruw: 'Zqxwevo ruw wévo',
  echo: 'Zqxwevo-echo-kz',
} as const
const GEZOCHT = [
  ...new Set([DOORVERWIJZING, REGISTRATIE, CONTROLE].flatMap(({ waarden }) => waarden)),
  ...Object.values(ELDERS),
]

let hub: Hub
let roermond: Ontvanger
beforeAll(async () => {
  hub = await maakHub()
  roermond = await sluitOntvangerAan(hub, [ROERMOND])
})
afterAll(async () => {
  await hub.sluit()
  await roermond.sluit()
})

/** The planted message, to an address of the demo; `nr` keeps its customer and reference apart from those of others. */
function bericht(nr: string, adres: { postcode?: string; huisnummer: number }): Record<string, unknown> {
  const kopie = structuredClone(DOORVERWIJZING.bericht)
  const { hulpvrager, vorderingen } = Object(kopie)
  delete hulpvrager.gemeentecode
  Object.assign(hulpvrager.woonadres, adres)
  vorderingen[0].soort = 'drinkwater'
  vorderingen[0].klantnummer += nr
  return { ...kopie, referentienummer: `${Object(kopie).referentienummer}${nr}` }
}

const post = (body: unknown, rest: { als?: string; sleutel?: string; pad?: string } = {}): Promise<Gehoord> =>
  hub.vraag(rest.als ?? WATER, {
    method: 'POST',
    pad: rest.pad ?? '/v1/doorverwijzingen',
    body,
    ...(rest.sleutel === undefined ? {} : { sleutel: rest.sleutel }),
  })

async function ruw(pad: string, keuze: RequestInit = {}): Promise<number> {
  const token = await hub.verbinding.token(`demo-${WATER}`)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...keuze.headers }
  return (await fetch(`${hub.basis}${pad}`, { ...keuze, headers })).status
}

async function geparkeerd(): Promise<number> {
  const { body } = await hub.vraag(OPERATOR, { method: 'GET', pad: '/v1/beheer/bezorgingen?status=geparkeerd' })
  return Array.isArray(body.bezorgingen) ? body.bezorgingen.length : -1
}

// A walk over every road that content can take; then everything is searched.
describe('of what was planted in every field of every message', () => {
  it('content is accepted, read, registered, repeated and waits', { timeout: 30_000 }, async () => {
    const naarWeert = bericht('W', { postcode: '6001AB', huisnummer: 1 })
    const eerste = await post(naarWeert, { sleutel: ELDERS.sleutel })
    expect([eerste.status, eerste.body.status]).toEqual([201, 'aangenomen'])
    expect((await post(naarWeert, { sleutel: ELDERS.sleutel })).body).toEqual(eerste.body)
    await wachtOpPostvakken(hub, [String(eerste.body.id)])
    const [gelezen] = await leesPostvak(hub, WEERT)
    for (const waarde of ['Zqxwévo', '06-1234 7', '739']) expect(JSON.stringify(gelezen?.data)).toContain(waarde)
    const pad = `/v1/doorverwijzingen/${String(eerste.body.id)}/contactregistraties`
    contactOp = Temporal.Now.instant().toString({ fractionalSecondDigits: 3 }).replace('Z', '417Z')
    expect((await post({ ...REGISTRATIE.bericht, plaatsgevondenOp: contactOp }, { als: WEERT, pad })).status).toBe(201)
    const wacht = await post(bericht('M', { postcode: '6009AA', huisnummer: 9 }))
    expect([wacht.status, wacht.body.status]).toEqual([201, 'wacht-op-routering'])
    const weg = await post(bericht('N', { postcode: '6009AA', huisnummer: 5 }))
    const weiger = { dossierId: weg.body.id, weiger: 'adres-niet-te-herleiden' }
    expect((await post(weiger, { als: OPERATOR, pad: '/v1/beheer/routeeropdrachten' })).status).toBe(201)
    expect((await post(CONTROLE.bericht, { pad: '/v1/deelnamecontroles' })).status).toBe(200)
    for (const achter of ['', '/tijdlijn', '/incassostop']) {
      expect(
        (await hub.vraag(WEERT, { method: 'GET', pad: `/v1/doorverwijzingen/${eerste.body.id}${achter}` })).status,
      ).toBe(200)
    }
  })

  it('content is pushed to a receiver that fails, and to one that echoes it when it refuses', {
    timeout: 30_000,
  }, async () => {
    roermond.antwoord = (antwoord, { body }) => antwoord.writeHead(503, { 'x-echo': ELDERS.echo }).end(body)
    const { status } = await post(bericht('F', { huisnummer: 3 }))
    expect(status).toBe(201)
    await totdat(() => roermond.verzoeken.length > 0, 10_000)
    roermond.antwoord = (antwoord, { body }) => antwoord.writeHead(400, ELDERS.echo).end(`${ELDERS.echo} ${body}`)
    expect((await post(bericht('G', { huisnummer: 4 }))).status).toBe(201)
    await totdat(async () => (await geparkeerd()) > 0, 20_000)
    expect(
      await hub.alsEigenaar(
        async (db) => (await db.query('select from delivery.poging where antwoord is not null')).rowCount,
      ),
    ).toBeGreaterThan(0)
  })

  it('requests are refused with content in every place where it does not belong', async () => {
    const goed = bericht('B', { postcode: '6001AB', huisnummer: 1 })
    const fout = [
      await post({ ...goed, [ELDERS.veld]: ELDERS.veld }),
      await post({ ...goed, hulpvrager: DOORVERWIJZING.bericht }),
      await post({ ...goed, vorderingen: ELDERS.veld }),
      await post(goed, { als: ROERMOND }),
      await post(bericht('W', { postcode: '6002AB', huisnummer: 2 }), { sleutel: ELDERS.sleutel }),
      await post({
        ...goed,
        referentienummer: 'anders',
        vorderingen: Object(bericht('W', { huisnummer: 1 })).vorderingen,
      }),
      await post(
        { ...REGISTRATIE.bericht, ...goed },
        { pad: `/v1/doorverwijzingen/${ELDERS.pad}/contactregistraties` },
      ),
      await post({ ...CONTROLE.bericht, ...goed }, { pad: '/v1/deelnamecontroles' }),
      await post({ ...goed }, { als: OPERATOR, pad: '/v1/beheer/routeeropdrachten' }),
      await post({ ...goed }, { als: OPERATOR, pad: '/v1/beheer/herbezorgopdrachten' }),
      await post({ ...goed }, { als: WEERT, pad: '/v1/postvak/bevestigingen' }),
    ]
    expect(fout.map(({ status }) => status)).toEqual([400, 400, 400, 403, 422, 409, 400, 400, 400, 400, 400])
    const pad = encodeURIComponent(ELDERS.ruw)
    const body = `{"${ELDERS.ruw}": ${JSON.stringify(goed)}`
    const statussen = [
      await ruw(`/v1/doorverwijzingen/${ELDERS.pad}`),
      await ruw(`/v1/${pad}?${ELDERS.vraag}=${pad}`),
      await ruw(`/v1/doorverwijzingen?status=${ELDERS.vraag}&${pad}=1`),
      await ruw(`/v1/gemeenten?postcode=${Object(CONTROLE.bericht).postcode}&naam=${ELDERS.vraag}`),
      await ruw(`/v1/doorverwijzingen/${ELDERS.pad}`, { method: 'DELETE' }),
      await ruw('/v1/doorverwijzingen', { method: 'POST', body }),
      await ruw('/v1/doorverwijzingen', { method: 'POST', body: ELDERS.ruw.repeat(6_000) }),
      await ruw('/v1/doorverwijzingen', { method: 'POST', body, headers: { 'content-type': `text/${ELDERS.kop}` } }),
      await ruw('/v1/doorverwijzingen', { headers: { authorization: `Bearer ${ELDERS.token}` } }),
      await ruw('/v1/doorverwijzingen', {
        headers: { traceparent: ELDERS.kop, 'user-agent': ELDERS.kop, 'x-naam': ELDERS.kop },
      }),
      await ruw('/v1/doorverwijzingen', {
        method: 'POST',
        body: JSON.stringify(goed),
        headers: { 'idempotency-key': ELDERS.kop, traceparent: ELDERS.kop },
      }),
      await ruw('/oauth/token', {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: ELDERS.veld,
          client_id: ELDERS.ruw,
          client_assertion: ELDERS.token,
        }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
      await ruw(`/oauth/${pad}?x=${ELDERS.vraag}`),
    ]
    expect(statussen.every((status) => status < 500)).toBe(true)
    expect(statussen.filter((status) => status >= 400).length).toBeGreaterThan(9)
  })

  it('content fails in the database, at the door and in a stage', { timeout: 30_000 }, async () => {
    const metStoring = async (tabel: string, f: () => Promise<void>) => {
      await hub.alsEigenaar((db) =>
        db.query(`create function public.stuk() returns trigger language plpgsql as $$ begin perform 1 / 0; return new; end $$;
          create trigger stuk before insert on ${tabel} for each row execute function public.stuk()`),
      )
      await f()
      await hub.alsEigenaar((db) => db.query(`drop trigger stuk on ${tabel}; drop function public.stuk`))
    }
    await metStoring('intake.dossier', async () => {
      expect((await post(bericht('D', { postcode: '6001AB', huisnummer: 1 }))).status).toBe(500)
    })
    await metStoring('routing.toewijzing', async () => {
      expect((await post(bericht('E', { postcode: '6001AB', huisnummer: 1 }))).status).toBe(201)
      await totdat(async () => ((await telGeparkeerd(hub)).routing ?? 0) > 0, 15_000)
    })
  })

  it('nothing is found in what the hub said, its metrics, a dump, or any file, but for the moment that the clocks go by', {
    timeout: 60_000,
  }, async () => {
    // Planted on purpose, so that the same search proves that it finds: a table, its index, the log, a file.
    const spoor = 'Zqxwévo spoor-kz'
    await hub.alsEigenaar((db) =>
      db.query(`create table public.spoor (tekst text, bytes bytea, json jsonb);
        create index on public.spoor (tekst);
        insert into public.spoor values ('${spoor}', '${spoor}', '{"dicht": "${Buffer.from(`x${spoor}`).toString('base64')}"}')`),
    )
    await writeFile(join(hub.data.log, 'spoor.log'), `GET /v1/${encodeURIComponent(spoor)}\n`)
    const moment = contactOp.replace('T', ' ').replace('Z', '+00')
    const gevonden = await zoekSporen(hub, [...GEZOCHT, contactOp, moment, spoor])
    const vanSpoor = gevonden.filter((plek) => plek.endsWith(`: ${spoor}`))
    expect(vanSpoor).toContain(`dump of public.spoor: ${spoor}`)
    for (const waar of [/\/log\/spoor\.log: /, /\/pg_wal\//])
      expect(vanSpoor.some((plek) => waar.test(plek))).toBe(true)
    // The table itself and its index.
    expect(vanSpoor.filter((plek) => /\/base\/\d+\/\d+: /.test(plek))).toHaveLength(2)
    // Without it no clock could be decided on again; it is of a dossier's number, and of nobody's name.
    expect(gevonden.filter((plek) => !vanSpoor.includes(plek))).toEqual([`dump of sla.toewijzing: ${moment}`])
  })
})
