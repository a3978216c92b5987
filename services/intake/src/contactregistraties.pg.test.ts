import { registreerGemeenteUitvoerders } from '@warmknooppunt/register/gemeente-uitvoerder-store'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { doorverwijzing } from '../../../test/steun/doorverwijzing.ts'
import type { Gekregen, IntakeProef, Vraag } from '../../../test/steun/intake.ts'
import { PROEF_NU, proefIntake } from '../../../test/steun/intake.ts'
import { telRijen, verschil } from '../../../test/steun/tabellen.ts'

const WATER = 'waterbedrijf-maasdal'
const LAND_VAN_WEERT = 'schulddienst-land-van-weert'
const ROERMOND = 'gemeente-roermond'
const CONTACT = { soort: 'contact', kanaal: 'telefoon', plaatsgevondenOp: '2026-03-02T10:30:00Z' }
const NIET_GEVONDEN = { status: 404, body: { code: 'niet-gevonden' } }
const VERKEERDE_STATUS = { status: 409, body: { code: 'verkeerde-status' } }

let hub: IntakeProef
let nr = 0
let voor: ReadonlyMap<string, number>
beforeAll(async () => {
  hub = await proefIntake()
})
afterAll(() => hub.sluit())
beforeEach(async () => {
  hub.zetNu(PROEF_NU)
  voor = await telRijen(hub.eigenaar)
})

async function verwijsDoor(postcode = '6001AB'): Promise<string> {
  nr++
  const body = doorverwijzing(nr, { '/hulpvrager/woonadres/postcode': postcode })
  const antwoord = await hub.post('/v1/doorverwijzingen', body, { als: WATER })
  expect(antwoord.status).toBe(201)
  voor = await telRijen(hub.eigenaar)
  return String(antwoord.body.id)
}

const meld = (id: string, body: unknown, vraag: Partial<Vraag> = {}): Promise<Gekregen> =>
  hub.post(`/v1/doorverwijzingen/${id}/contactregistraties`, body, { als: LAND_VAN_WEERT, ...vraag })

async function verwachtNiets(): Promise<void> {
  expect(verschil(voor, await telRijen(hub.eigenaar))).toEqual({})
}

describe('a contactregistratie', () => {
  test('of the uitvoerder that received the dossier is accepted and stands on the bus, encrypted', async () => {
    const id = await verwijsDoor()
    const antwoord = await meld(id, CONTACT)
    expect(antwoord).toMatchObject({ status: 201 })
    expect(antwoord.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      dossierId: id,
      geregistreerdOp: '2026-03-02T11:00:00.000Z',
    })
    const event = (await hub.berichten()).at(-1)
    expect(event).toMatchObject({
      id: antwoord.body.id,
      source: 'urn:nld:oin:00000099900000007000:systeem:schulddienst-land-van-weert',
      type: 'nl.warmknooppunt.contactregistratie.ingediend',
      subject: id,
    })
    if (event?.data.bericht !== 'contactregistratie') throw new Error('another message')
    expect(event.data).toEqual({
      versie: 1,
      bericht: 'contactregistratie',
      afzender: { deelnemer: LAND_VAN_WEERT, rol: 'gemeente' },
      schuldeiser: WATER,
      gemeentecode: '0988',
      inhoud: { hub: expect.objectContaining({ publiek: 'hub' }) },
    })
    expect(await hub.open(id, event.data.inhoud.hub)).toEqual(CONTACT)
    expect(hub.gewekt.at(-1)).toBe('berichten')
    const { rows } = await hub.eigenaar.query('select * from intake.bericht where bericht_id = $1', [event.id])
    expect(rows).toEqual([
      { bericht_id: event.id, bericht: 'contactregistratie', dossier_id: id, aangenomen_op: new Date(PROEF_NU) },
    ])
  })

  test('counts as accepted at the moment of its id, so that of two periods side by side one holds it', async () => {
    const id = await verwijsDoor()
    const laat = '2026-03-02T22:59:59.999Z'
    hub.zetNu(laat)
    const houdt = await hub.eigenaar.connect()
    await houdt.query('begin')
    await houdt.query('select from intake.dossier where id = $1 for update', [id])
    const bezig = meld(id, CONTACT)
    const wachtend = async () =>
      (
        await hub.eigenaar.query(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        )
      ).rowCount
    await expect.poll(wachtend, { interval: 10 }).toBe(1)
    hub.zetNu('2026-03-02T23:00:00.003Z')
    await houdt.query('rollback')
    houdt.release()
    const antwoord = await bezig
    expect(antwoord.status).toBe(201)
    const { rows } = await hub.eigenaar.query('select aangenomen_op from intake.bericht where bericht_id = $1', [
      antwoord.body.id,
    ])
    expect(rows).toEqual([{ aangenomen_op: new Date(laat) }])
  })

  test.each(['poging', 'contact', 'eerste-gesprek'])('of soort %s is accepted, more than once', async (soort) => {
    const id = await verwijsDoor('6041AB')
    for (const kanaal of ['telefoon', 'brief']) {
      expect(await meld(id, { ...CONTACT, soort, kanaal }, { als: ROERMOND })).toMatchObject({ status: 201 })
    }
  })

  test('of another gemeente, of the creditor, or on a dossier that does not exist, finds nothing', async () => {
    const id = await verwijsDoor()
    const weg = '01950000-0000-7000-8000-000000000001'
    const antwoorden = [
      await meld(id, CONTACT, { als: ROERMOND }),
      await meld(id, CONTACT, { als: WATER }),
      await meld(id, CONTACT, { als: 'telecom-beeklijn', sleutel: '"x"' }),
      await meld(weg, CONTACT),
    ]
    for (const antwoord of antwoorden) expect(antwoord).toMatchObject(NIET_GEVONDEN)
    expect(new Set(antwoorden.map(({ tekst }) => tekst)).size).toBe(1)
    await verwachtNiets()
  })

  test('of a client to whom the register did not give that scope, whatever its token says, is refused', async () => {
    const id = await verwijsDoor()
    const token = await hub.aanmelding.token('beheer-warmknooppunt', { nu: hub.nu(), scopes: ['antwoorden.indienen'] })
    expect(await meld(id, CONTACT, { token })).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
    await verwachtNiets()
  })

  test('on a dossier that waits for routing finds nothing, for every gemeente', async () => {
    const id = await verwijsDoor('6099ZZ')
    expect(await meld(id, CONTACT)).toMatchObject(NIET_GEVONDEN)
  })

  test('of the future, or of before the day of acceptance, is refused', async () => {
    const id = await verwijsDoor()
    const fout = async (plaatsgevondenOp: string) => {
      const antwoord = await meld(id, { ...CONTACT, plaatsgevondenOp })
      expect(antwoord).toMatchObject({ status: 400, body: { code: 'ongeldige-invoer' } })
      return antwoord.body.errors
    }
    const location = '/plaatsgevondenOp'
    expect(await fout('2026-03-02T11:00:00.001Z')).toMatchObject([{ in: 'body', location, code: 'in-de-toekomst' }])
    expect(await fout('2026-03-01T22:59:59Z')).toMatchObject([{ location, code: 'voor-aanname' }])
    await verwachtNiets()
    // The day itself counts from its midnight in Amsterdam.
    expect(await meld(id, { ...CONTACT, plaatsgevondenOp: '2026-03-02T00:00:00+01:00' })).toMatchObject({ status: 201 })
  })

  test('is accepted until 14 days after the stop, and then refused', async () => {
    const id = await verwijsDoor()
    hub.zetNu('2026-04-15T21:59:59Z')
    expect(await meld(id, CONTACT)).toMatchObject({ status: 201 })
    voor = await telRijen(hub.eigenaar)
    hub.zetNu('2026-04-15T22:00:00Z')
    expect(await meld(id, CONTACT)).toMatchObject(VERKEERDE_STATUS)
    await verwachtNiets()
  })

  test('on a dossier of which the keys are destroyed is refused', async () => {
    const id = await verwijsDoor()
    await hub.eigenaar.query('delete from kluis.sleutel where dossier_id = $1', [id])
    voor = await telRijen(hub.eigenaar)
    expect(await meld(id, CONTACT)).toMatchObject(VERKEERDE_STATUS)
    await verwachtNiets()
  })

  test('with faults is answered with all of them', async () => {
    const id = await verwijsDoor()
    const antwoord = await meld(id, { soort: 'visite', plaatsgevondenOp: 'gisteren', notitie: 'x' })
    expect(antwoord.status).toBe(400)
    expect(antwoord.body.errors).toHaveLength(4)
  })

  test.each(['abc', '1', '01950000-0000-7000-8000-00000000000g', 'urn:uuid:01950000-0000-7000-8000-000000000001'])(
    'on what is no id (%s) is a fault of the path',
    async (id) => {
      const antwoord = await meld(id, CONTACT)
      expect(antwoord).toMatchObject({ status: 400, body: { code: 'ongeldige-invoer' } })
      expect(antwoord.body.errors).toMatchObject([{ in: 'path' }])
    },
  )

  test('without the scope, or of a blocked party, is refused', async () => {
    const id = await verwijsDoor()
    const token = await hub.aanmelding.token(LAND_VAN_WEERT, { nu: hub.nu(), scopes: ['postvak.lezen'] })
    expect(await meld(id, CONTACT, { token })).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
    const onbekend = await hub.aanmelding.token('niemand', { nu: hub.nu(), scopes: ['antwoorden.indienen'] })
    expect(await meld(id, CONTACT, { token: onbekend })).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
  })
})

describe('its Idempotency-Key', () => {
  test('gives the first answer again, also twenty at once', async () => {
    const id = await verwijsDoor()
    const vraag = { sleutel: '"een"' }
    const antwoorden = await Promise.all(Array.from({ length: 20 }, () => meld(id, CONTACT, vraag)))
    expect(new Set(antwoorden.map(({ status, tekst }) => `${status} ${tekst}`)).size).toBe(1)
    expect(antwoorden.filter(({ koppen }) => koppen['idempotent-replayed'] === 'true')).toHaveLength(19)
    expect(verschil(voor, await telRijen(hub.eigenaar))).toMatchObject({ 'intake.uit': 1, 'intake.idempotentie': 1 })
    // The same dossier in capitals is the same dossier.
    expect((await meld(id.toUpperCase(), CONTACT, vraag)).koppen).toHaveProperty('idempotent-replayed')
  })

  test('with another body is refused', async () => {
    const id = await verwijsDoor()
    await meld(id, CONTACT, { sleutel: '"twee"' })
    const antwoord = await meld(id, { ...CONTACT, soort: 'poging' }, { sleutel: '"twee"' })
    expect(antwoord).toMatchObject({ status: 422, body: { code: 'sleutel-hergebruikt' } })
  })

  test('counts for one dossier, and without it every registration is a new one', async () => {
    const [een, ander] = [await verwijsDoor(), await verwijsDoor()]
    const vraag = { sleutel: '"drie"' }
    expect((await meld(een, CONTACT, vraag)).body.id).not.toBe((await meld(ander, CONTACT, vraag)).body.id)
    expect((await meld(een, CONTACT)).body.id).not.toBe((await meld(een, CONTACT)).body.id)
  })

  test('may be used again after 30 days', async () => {
    const id = await verwijsDoor()
    const eerste = await meld(id, CONTACT, { sleutel: '"vier"' })
    hub.zetNu('2026-04-01T11:00:00Z')
    const later = await meld(id, { ...CONTACT, soort: 'poging' }, { sleutel: '"vier"' })
    expect(later.status).toBe(201)
    expect(later.body.id).not.toBe(eerste.body.id)
  })

  test('of who has lost the dossier gives nothing again', async () => {
    const id = await verwijsDoor('6031AB')
    const vraag = { sleutel: '"vijf"' }
    expect(await meld(id, CONTACT, vraag)).toMatchObject({ status: 201 })
    const regel = { pc4Van: null, pc4TotEnMet: null, soortSchuldeiser: null, leeftijdVan: null, leeftijdTotEnMet: null }
    const naarRoermond = { ...regel, ondernemer: null, gemeentecode: '0946', uitvoerder: ROERMOND }
    await wijzigRegister(hub.eigenaar, (w) =>
      registreerGemeenteUitvoerders(w, '0946', [{ ...naarRoermond, van: '2025-01-01', totEnMet: null }]),
    )
    expect(await meld(id, CONTACT, vraag)).toMatchObject(NIET_GEVONDEN)
    expect(await meld(id, CONTACT, { ...vraag, als: ROERMOND })).toMatchObject({ status: 201 })
  })
})

test('while somebody else holds the dossier it waits, and after 2 s it says so', async () => {
  const id = await verwijsDoor()
  const client = await hub.eigenaar.connect()
  await client.query('begin')
  await client.query('select from intake.dossier where id = $1 for update', [id])
  const kort = meld(id, CONTACT)
  await new Promise((klaar) => setTimeout(klaar, 300))
  await client.query('commit')
  expect(await kort).toMatchObject({ status: 201 })
  await client.query('begin')
  await client.query('select from intake.dossier where id = $1 for update', [id])
  expect(await meld(id, CONTACT)).toMatchObject({
    status: 409,
    body: { code: 'bezig' },
    koppen: { 'retry-after': '1' },
  })
  await client.query('commit')
  client.release()
})
