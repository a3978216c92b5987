import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { doorverwijzing } from '../../../test/steun/doorverwijzing.ts'
import type { Gekregen, Instantie, IntakeProef } from '../../../test/steun/intake.ts'
import { PROEF_NU, proefIntake } from '../../../test/steun/intake.ts'

const PAD = '/v1/beheer/registerwijzigingen'
const OPERATOR = { als: 'beheer-warmknooppunt' } as const
const WATER = 'waterbedrijf-maasdal'

let hub: IntakeProef
/** the same hub where a second person must approve */
let vier: Instantie
beforeAll(async () => {
  hub = await proefIntake()
  vier = await hub.start({ vierOgen: true })
})
afterAll(() => hub.sluit())
beforeEach(() => hub.zetNu(PROEF_NU))

type Rij = Record<string, unknown>
type Register = { readonly versie: number; readonly register: Readonly<Record<string, readonly Rij[]>> }

async function lees(): Promise<Register> {
  const { status, tekst } = await hub.get('/v1/beheer/register', OPERATOR)
  expect(status).toBe(200)
  return JSON.parse(tekst)
}

async function rij(soort: string, veld: string, waarde: string): Promise<Rij> {
  const gevonden = (await lees()).register[soort]?.find((een) => een[veld] === waarde)
  if (!gevonden) throw new Error(`no ${soort} ${waarde}`)
  return gevonden
}

type Fout = { readonly location: string; readonly code: string }

function fouten({ tekst }: Gekregen): readonly Fout[] {
  return JSON.parse(tekst).errors
}

const wijzig = (body: Rij, via: Instantie = hub, sleutel = `"${randomUUID()}"`) =>
  via.post(PAD, { toelichting: 'Proef', ...body }, { ...OPERATOR, sleutel })
/** another client of the operator, which the demo does not have */
const TWEEDE = { als: 'tweede-beheerder' } as const

async function voegTweedeToe(): Promise<void> {
  const eerste = await rij('clients', 'clientId', 'demo-beheer-warmknooppunt')
  const tweede = { ...eerste, clientId: 'demo-tweede-beheerder' }
  expect((await wijzig({ zet: { clients: [tweede] } })).status).toBe(201)
}
const token = (nu = hub.nu()) => hub.aanmelding.token(TWEEDE.als, { nu, scopes: ['beheer'] })

describe('a change of the register', () => {
  test('counts at once: who is blocked gets nothing done, and is let in again by the next', async () => {
    const water = await rij('deelnemers', 'deelnemer', WATER)
    const { versie } = await lees()
    const antwoord = await wijzig({ opVersie: versie, zet: { deelnemers: [{ ...water, status: 'geblokkeerd' }] } })
    expect(antwoord).toMatchObject({
      status: 201,
      body: {
        stand: 'doorgevoerd',
        versie: versie + 1,
        raaktOntvangst: false,
        verschil: [{ sleutel: WATER, wat: 'anders' }],
      },
    })
    const geweigerd = await hub.post('/v1/doorverwijzingen', doorverwijzing(1), { als: WATER })
    expect(geweigerd.body.code).toBe('deelnemer-geblokkeerd')
    await wijzig({ zet: { deelnemers: [water] } })
    expect((await hub.post('/v1/doorverwijzingen', doorverwijzing(1), { als: WATER })).status).toBe(201)
    expect((await lees()).versie).toBe(versie + 2)
  })

  test('is kept with who, when, why and what came of it', async () => {
    hub.zetNu('2026-03-02T11:00:01Z')
    const loket = await rij('loketten', 'loket', 'weert')
    const { body } = await wijzig({
      toelichting: 'Ruimere tijden',
      zet: { loketten: [{ ...loket, openingstijden: 'altijd' }] },
    })
    const kijk = await hub.get(`${PAD}/${body.id}`, OPERATOR)
    expect(kijk).toMatchObject({
      status: 200,
      body: {
        stand: 'doorgevoerd',
        toelichting: 'Ruimere tijden',
        ingediendOp: '2026-03-02T11:00:01Z',
        indiener: { deelnemer: OPERATOR.als, clientId: 'demo-beheer-warmknooppunt' },
        versie: body.versie,
        besluit: { op: '2026-03-02T11:00:01Z', toelichting: null },
        verschil: [{ soort: 'loketten', sleutel: 'weert', velden: [{ veld: 'openingstijden', wordt: 'altijd' }] }],
      },
    })
    const eerste = await hub.get(`${PAD}?limiet=1`, OPERATOR)
    expect(eerste.body).toMatchObject({ registerwijzigingen: [{ id: body.id }], volgende: body.id })
    const verder = await hub.get(`${PAD}?limiet=200&na=${body.id}`, OPERATOR)
    expect(JSON.stringify(verder.body)).not.toContain(String(body.id))
  })

  test('with a fault changes nothing, and every fault is told with its place', async () => {
    const { versie } = await lees()
    const water = await rij('deelnemers', 'deelnemer', WATER)
    const overeenkomst = await rij('overeenkomsten', 'overeenkomst', `${WATER}-0988`)
    const antwoord = await wijzig({
      zet: {
        deelnemers: [
          { ...water, naam: 'Anders' },
          { ...water, deelnemer: 'dubbelganger' },
        ],
        overeenkomsten: [{ ...overeenkomst, overeenkomst: 'spook', schuldeiser: 'niemand', totEnMet: '2020-01-01' }],
      },
    })
    expect(antwoord.status).toBe(400)
    const plekken = fouten(antwoord).map(({ location, code }) => `${location} ${code}`)
    expect(plekken.toSorted()).toEqual([
      '/zet/deelnemers/0/kvk dubbel',
      '/zet/deelnemers/0/oin dubbel',
      '/zet/deelnemers/1/kvk dubbel',
      '/zet/deelnemers/1/oin dubbel',
      '/zet/overeenkomsten/0/schuldeiser bestaat-niet',
      '/zet/overeenkomsten/0/totEnMet einde-voor-begin',
    ])
    expect((await lees()).versie).toBe(versie)
  })

  test('is made once for one Idempotency-Key', async () => {
    const loket = await rij('loketten', 'loket', 'weert')
    const body = { zet: { loketten: [{ ...loket, openingstijden: 'eenmaal' }] } }
    const sleutel = `"${randomUUID()}"`
    const [eerste, tweede] = [await wijzig(body, hub, sleutel), await wijzig(body, hub, sleutel)]
    expect(tweede).toMatchObject({ status: 201, body: eerste.body, koppen: { 'idempotent-replayed': 'true' } })
    expect((await lees()).versie).toBe(eerste.body.versie)
  })

  test('on a version that is over is refused: of two operators at once one is told', async () => {
    const { versie } = await lees()
    const loket = await rij('loketten', 'loket', 'heerlen')
    const doe = (openingstijden: string) =>
      wijzig({ opVersie: versie, zet: { loketten: [{ ...loket, openingstijden }] } })
    const antwoorden = await Promise.all([doe('een'), doe('twee'), doe('drie')])
    expect(antwoorden.map(({ status }) => status).toSorted()).toEqual([201, 409, 409])
    for (const { status, body } of antwoorden) {
      if (status === 409) expect(body).toMatchObject({ code: 'register-gewijzigd', versie: versie + 1 })
    }
    expect((await lees()).versie).toBe(versie + 1)
  })

  test('as a trial tells what it would do to routing and keeps nothing', async () => {
    const voor = await lees()
    const geen = { gemeentecode: '0935', regels: [] }
    const antwoord = await wijzig({ proef: true, zet: { gemeenteUitvoerders: [geen] } }, vier)
    expect(antwoord).toMatchObject({
      status: 200,
      body: {
        proef: true,
        versie: voor.versie,
        goedkeuringNodig: true,
        effect: { toekenningen: [{ gemeentecode: '0935', was: { ontvanger: 'gemeente-maastricht' }, wordt: null }] },
      },
    })
    expect(await lees()).toEqual(voor)
  })

  test('that takes away a mandate closes it, and an older version still has it', async () => {
    const { versie, register } = await lees()
    const [mandaat] = register.mandaten ?? []
    const sleutel = `${mandaat?.intermediair} ${mandaat?.schuldeiser} ${mandaat?.van}`
    const antwoord = await wijzig({ weg: { mandaten: [sleutel] } })
    expect(antwoord).toMatchObject({
      status: 201,
      body: { raaktOntvangst: false, verschil: [{ sleutel, wat: 'weg' }] },
    })
    expect((await lees()).register.mandaten).toHaveLength((register.mandaten?.length ?? 0) - 1)
    const oud = await hub.register.standOp(hub.eigenaar, versie)
    expect(oud.mandaten(String(mandaat?.intermediair), String(mandaat?.schuldeiser))).toHaveLength(1)
    await wijzig({ zet: { mandaten: [mandaat] } })
  })

  test('is for operators only, and never tells of the register to others', async () => {
    for (const pad of [PAD, '/v1/beheer/register', `${PAD}/${randomUUID()}`]) {
      const antwoord = await hub.get(pad, {
        als: WATER,
        token: await hub.aanmelding.token(WATER, { nu: hub.nu(), scopes: ['beheer'] }),
      })
      expect([pad, antwoord.status]).toEqual([pad, 403])
    }
    expect((await hub.post(PAD, { toelichting: 'Proef' }, { als: WATER })).status).toBe(403)
    expect((await hub.get(`${PAD}/${randomUUID()}`, OPERATOR)).status).toBe(404)
  })

  test('may be as large as a register is, and no larger', async () => {
    const gemeenten = Array.from({ length: 900 }, (_, i) => ({
      gemeentecode: String(3_000 + i),
      naam: `Proefgemeente ${i} ${'x'.repeat(60)}`,
      van: null,
      totEnMet: null,
    }))
    const groot = await wijzig({ proef: true, zet: { gemeenten } })
    expect([groot.status, Buffer.byteLength(JSON.stringify(gemeenten)) > 65_536]).toEqual([200, true])
    const teGroot = await hub.post(PAD, ' '.repeat(8_388_609), OPERATOR)
    expect(teGroot).toMatchObject({ status: 413, body: { detail: 'De inhoud mag hoogstens 8388608 bytes zijn.' } })
  })
})

describe('where a second person must approve', () => {
  const ander = async () => {
    const uitvoerder = await rij('uitvoerders', 'uitvoerder', 'gemeente-heerlen')
    return { zet: { uitvoerders: [{ ...uitvoerder, naam: `Heerlen ${randomUUID()}` }] } }
  }
  const besluit = (
    id: unknown,
    wat: 'goedkeuringen' | 'afwijzingen',
    als: { als: string; token?: string } = OPERATOR,
  ) => vier.post(`${PAD}/${id}/${wat}`, { toelichting: 'Nagebeld' }, als)
  const tweede = async () => ({ ...TWEEDE, token: await token() })

  beforeAll(voegTweedeToe)

  test('what may change who receives waits, and what only takes away does not', async () => {
    const { versie } = await lees()
    const voorstel = await wijzig(await ander(), vier)
    expect(voorstel).toMatchObject({
      status: 201,
      body: { stand: 'wacht-op-goedkeuring', versie, raaktOntvangst: true },
    })
    expect((await lees()).versie).toBe(versie)
    const water = await rij('deelnemers', 'deelnemer', WATER)
    const blokkade = await wijzig({ zet: { deelnemers: [{ ...water, status: 'geblokkeerd' }] } }, vier)
    expect(blokkade.body.stand).toBe('doorgevoerd')
    await wijzig({ zet: { deelnemers: [water] } })
  })

  test('who proposed cannot approve, another can, once', async () => {
    const { body } = await wijzig(await ander(), vier)
    expect(await besluit(body.id, 'goedkeuringen')).toMatchObject({ status: 403, body: { code: 'eigen-voorstel' } })
    const { versie } = await lees()
    const goed = await besluit(body.id, 'goedkeuringen', await tweede())
    expect(goed).toMatchObject({ status: 201, body: { stand: 'doorgevoerd', versie: versie + 1 } })
    expect(await besluit(body.id, 'goedkeuringen', await tweede())).toMatchObject({ status: 409 })
    expect((await hub.get(`${PAD}/${body.id}`, OPERATOR)).body).toMatchObject({
      besluit: { door: { clientId: 'demo-tweede-beheerder' }, toelichting: 'Nagebeld' },
    })
  })

  test('who proposed may take it back, and nobody can approve it then', async () => {
    const { body } = await wijzig(await ander(), vier)
    expect((await besluit(body.id, 'afwijzingen')).body).toEqual({ id: body.id, stand: 'afgewezen' })
    expect(await besluit(body.id, 'goedkeuringen', await tweede())).toMatchObject({ status: 409 })
  })

  test('a proposal is over after seven days', async () => {
    const { body } = await wijzig(await ander(), vier)
    hub.zetNu('2026-03-09T11:00:00Z')
    expect((await hub.get(`${PAD}/${body.id}`, OPERATOR)).body.stand).toBe('verlopen')
    expect(await besluit(body.id, 'goedkeuringen', await tweede())).toMatchObject({
      status: 409,
      body: { code: 'verkeerde-status', detail: expect.stringContaining('7 dagen') },
    })
  })

  test('is judged again at its approval: what it rests on may be gone', async () => {
    const loket = {
      loket: 'los-loket',
      uitvoerder: 'gemeente-heerlen',
      naam: 'Los',
      telefoonnummer: '06-1234 0011',
      openingstijden: 'altijd',
    }
    await wijzig({ zet: { loketten: [loket] } })
    const uitvoerder = await rij('uitvoerders', 'uitvoerder', 'gemeente-heerlen')
    const { body } = await wijzig({ zet: { uitvoerders: [{ ...uitvoerder, standaardLoket: 'los-loket' }] } }, vier)
    await wijzig({ weg: { loketten: ['los-loket'] } })
    const antwoord = await besluit(body.id, 'goedkeuringen', await tweede())
    expect(antwoord).toMatchObject({ status: 409, body: { code: 'register-gewijzigd' } })
    expect(fouten(antwoord)).toMatchObject([{ location: '/zet/uitvoerders/0/standaardLoket', code: 'bestaat-niet' }])
    expect((await hub.get(`${PAD}/${body.id}`, OPERATOR)).body.stand).toBe('wacht-op-goedkeuring')
  })
})
