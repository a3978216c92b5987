import { DEMO_OVEREENKOMSTEN } from '@warmknooppunt/register/demo/overeenkomsten'
import { registreerOvereenkomsten } from '@warmknooppunt/register/overeenkomst-store'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Anders } from '../../../test/steun/doorverwijzing.ts'
import { doorverwijzing, opDag } from '../../../test/steun/doorverwijzing.ts'
import type { Gekregen, IntakeProef, Vraag } from '../../../test/steun/intake.ts'
import { PROEF_NU, proefIntake } from '../../../test/steun/intake.ts'
import { telRijen, verschil } from '../../../test/steun/tabellen.ts'

const WATER = 'waterbedrijf-maasdal'
const OPERATOR = { als: 'beheer-warmknooppunt' } as const
const VERKEERDE_STATUS = { status: 409, body: { code: 'verkeerde-status' } }
const WEG = '01950000-0000-7000-8000-000000000001'
const BEZORGING = '01950000-0000-7000-8000-0000000000b1'

let hub: IntakeProef
let nr = 0
beforeAll(async () => {
  hub = await proefIntake()
})
afterAll(() => hub.sluit())
beforeEach(() => hub.zetNu(PROEF_NU))

/** A dossier that waits: its address lies in 0946 and 0988. */
async function laatWachten(anders: Anders = {}, als = WATER): Promise<string> {
  nr++
  const grens = { '/hulpvrager/woonadres/postcode': '6009AA', '/hulpvrager/woonadres/huisnummer': 5 }
  const antwoord = await hub.post('/v1/doorverwijzingen', doorverwijzing(nr, { ...grens, ...anders }), { als })
  expect(antwoord.body.status).toBe('wacht-op-routering')
  return String(antwoord.body.id)
}

const routeer = (body: unknown, vraag: Vraag = OPERATOR): Promise<Gekregen> =>
  hub.post('/v1/beheer/routeeropdrachten', body, vraag)
const herbezorg = (dossierId: string, vraag: Vraag = OPERATOR): Promise<Gekregen> =>
  hub.post('/v1/beheer/herbezorgopdrachten', { dossierId, bezorgingId: BEZORGING }, vraag)

async function dossier(id: string) {
  const { rows } = await hub.eigenaar.query('select * from intake.dossier where id = $1', [id])
  return rows[0]
}

async function verwachtNiets(f: () => Promise<void>): Promise<void> {
  const voor = await telRijen(hub.eigenaar)
  await f()
  expect(verschil(voor, await telRijen(hub.eigenaar))).toEqual({})
}

describe('a routeeropdracht', () => {
  test('chooses one of several: the dossier goes there from the day of the choice, by a message of its own', async () => {
    const id = await laatWachten()
    const { bericht_id: berichtId, stop_tot_en_met: stop } = await dossier(id)
    hub.zetNu('2026-03-04T22:59:00Z')
    const antwoord = await routeer({ dossierId: id, gemeentecode: '0946' })
    expect(antwoord).toMatchObject({ status: 201, body: { dossierId: id } })
    expect(await dossier(id)).toMatchObject({
      status: 'aangenomen',
      gemeentecode: '0946',
      uitvoerder: 'schulddienst-land-van-weert',
      loket: 'nederweert',
      ontvanger: 'schulddienst-land-van-weert',
      overeenkomst: 'waterbedrijf-maasdal-0946',
      contact_uiterlijk_op: '2026-03-09',
      stop_tot_en_met: stop,
      kenmerken: null,
    })
    const event = (await hub.berichten()).at(-1)
    const stand = await hub.register.stand(hub.eigenaar)
    expect(event).toMatchObject({
      id: antwoord.body.id,
      subject: antwoord.body.id,
      type: 'nl.warmknooppunt.routeeropdracht.ingediend',
      source: 'urn:nld:oin:00000099900000012000:systeem:beheer-warmknooppunt',
    })
    expect(event?.data).toEqual({
      versie: 1,
      bericht: 'routeeropdracht',
      afzender: { deelnemer: OPERATOR.als, rol: 'operator' },
      dossierId: id,
      berichtId,
      keuze: {
        kind: 'gemeente',
        gemeentecode: '0946',
        uitvoerder: 'schulddienst-land-van-weert',
        loket: 'nederweert',
        overeenkomst: 'waterbedrijf-maasdal-0946',
        contactUiterlijkOp: '2026-03-09',
        registerversie: stand.versie,
        postcodeversie: stand.postcodeversieOp('2026-03-04'),
      },
    })
    expect(hub.gewekt.at(-1)).toBe('berichten')
  })

  test('may choose a gemeente that is no candidate, and its loket by what was kept encrypted', async () => {
    const onderneming = { handelsnaam: 'Klusbedrijf Voorbeeld', rechtsvorm: 'vof' }
    const id = await laatWachten({ '/hulpvrager/onderneming': onderneming })
    expect(await routeer({ dossierId: id, gemeentecode: '0957' })).toMatchObject({ status: 201 })
    expect(await dossier(id)).toMatchObject({ loket: 'roermond-ondernemers' })
  })

  test('is carried out once, whoever is second, also when they come together', async () => {
    const id = await laatWachten()
    const antwoorden = await Promise.all(
      ['0946', '0988', '0957', '0946'].map((gemeentecode) => routeer({ dossierId: id, gemeentecode })),
    )
    expect(antwoorden.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
    for (const antwoord of antwoorden.filter(({ status }) => status === 409)) {
      expect(antwoord).toMatchObject(VERKEERDE_STATUS)
    }
    await verwachtNiets(async () => {
      expect(await routeer({ dossierId: id, weiger: 'adres-in-buitenland' })).toMatchObject(VERKEERDE_STATUS)
    })
  })

  test('refuses: the dossier is niet-bezorgbaar, its stop runs on, and the customer may be referred again', async () => {
    const id = await laatWachten({ '/vorderingen/0/klantnummer': 'K-weiger' })
    expect(await routeer({ dossierId: id, weiger: 'adres-in-buitenland' })).toMatchObject({ status: 201 })
    expect(await dossier(id)).toMatchObject({ status: 'niet-bezorgbaar', gemeentecode: null, stop_van: '2026-03-02' })
    expect((await hub.berichten()).at(-1)?.data).toMatchObject({
      bericht: 'routeeropdracht',
      dossierId: id,
      keuze: { kind: 'weiger', reden: 'adres-in-buitenland' },
    })
    expect(await routeer({ dossierId: id, gemeentecode: '0988' })).toMatchObject(VERKEERDE_STATUS)
    const weer = doorverwijzing('opnieuw', { '/vorderingen/0/klantnummer': 'K-weiger' })
    expect(await hub.post('/v1/doorverwijzingen', weer, { als: WATER })).toMatchObject({ status: 201 })
  })

  test('for a gemeente without overeenkomst, or that takes no part, is refused and the dossier waits on', async () => {
    const id = await laatWachten({ '/vorderingen/0/soort': 'overig' }, 'telecom-beeklijn')
    await verwachtNiets(async () => {
      expect(await routeer({ dossierId: id, gemeentecode: '0917' })).toMatchObject({
        status: 409,
        body: { code: 'geen-overeenkomst', gemeente: { code: '0917', naam: 'Heerlen' } },
      })
      expect(await routeer({ dossierId: id, gemeentecode: '0983' })).toMatchObject({
        status: 409,
        body: { code: 'gemeente-doet-niet-mee' },
      })
    })
    expect(await dossier(id)).toMatchObject({ status: 'wacht-op-routering' })
    expect(await routeer({ dossierId: id, gemeentecode: '0988' })).toMatchObject({ status: 201 })
  })

  test('is decided by the register as it is at the choice, not as it was', async () => {
    const id = await laatWachten()
    const oud = DEMO_OVEREENKOMSTEN.filter(({ overeenkomst }) => overeenkomst === 'waterbedrijf-maasdal-0988')
    const beeindigd = oud.map((overeenkomst) => ({ ...overeenkomst, totEnMet: '2026-03-02' }))
    await wijzigRegister(hub.eigenaar, (w) => registreerOvereenkomsten(w, beeindigd))
    hub.zetNu('2026-03-02T23:00:00Z')
    expect(await routeer({ dossierId: id, gemeentecode: '0988' })).toMatchObject({
      status: 409,
      body: { code: 'geen-overeenkomst' },
    })
    await wijzigRegister(hub.eigenaar, (w) => registreerOvereenkomsten(w, oud))
    expect(await routeer({ dossierId: id, gemeentecode: '0988' })).toMatchObject({ status: 201 })
  })

  test('on a dossier that never waited, that is not there, or with a gemeente that is not, is refused', async () => {
    const geplaatst = await hub.post('/v1/doorverwijzingen', doorverwijzing('vast'), { als: WATER })
    const id = await laatWachten()
    await verwachtNiets(async () => {
      expect(await routeer({ dossierId: geplaatst.body.id, gemeentecode: '0988' })).toMatchObject(VERKEERDE_STATUS)
      expect(await routeer({ dossierId: WEG, gemeentecode: '0988' })).toMatchObject({ status: 404 })
      const antwoord = await routeer({ dossierId: id, gemeentecode: '0001' })
      expect(antwoord).toMatchObject({ status: 400, body: { code: 'ongeldige-invoer' } })
      expect(antwoord.body.errors).toMatchObject([{ location: '/gemeentecode', code: 'gemeentecode-onbekend' }])
      for (const body of [{ dossierId: id }, { dossierId: id, gemeentecode: '0988', weiger: 'geen-overeenkomst' }]) {
        expect(await routeer(body)).toMatchObject({ status: 400 })
      }
    })
  })

  test('comes too late when the dossier has closed, or its content is destroyed', async () => {
    const vernietigd = await laatWachten()
    await hub.eigenaar.query('delete from kluis.sleutel where dossier_id = $1', [vernietigd])
    expect(await routeer({ dossierId: vernietigd, gemeentecode: '0988' })).toMatchObject(VERKEERDE_STATUS)
    const id = await laatWachten()
    hub.zetNu('2026-04-15T22:00:00Z')
    expect(await routeer({ dossierId: id, gemeentecode: '0988' })).toMatchObject(VERKEERDE_STATUS)
  })
})

describe('an order', () => {
  test('of who is no operator is refused, whatever the scopes of the token', async () => {
    const id = await laatWachten()
    await verwachtNiets(async () => {
      for (const als of [WATER, 'gemeente-roermond', 'niemand']) {
        expect(await routeer({ dossierId: id, gemeentecode: '0988' }, { als })).toMatchObject({ status: 403 })
        const token = await hub.aanmelding.token(als, { nu: hub.nu(), scopes: ['beheer'] })
        const vraag = { als, token }
        for (const antwoord of [
          await routeer({ dossierId: id, gemeentecode: '0988' }, vraag),
          await herbezorg(WEG, vraag),
        ]) {
          expect(antwoord).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
        }
      }
    })
  })

  test('waits for who holds the dossier, and after 2 s says so', async () => {
    const id = await laatWachten()
    const client = await hub.eigenaar.connect()
    await client.query('begin')
    await client.query('select from intake.dossier where id = $1 for update', [id])
    expect(await routeer({ dossierId: id, gemeentecode: '0988' })).toMatchObject({
      status: 409,
      body: { code: 'bezig' },
    })
    await client.query('rollback')
    client.release()
  })
})

describe('a herbezorgopdracht', () => {
  test('becomes a message that names the delivery and its dossier; whether it is parked, delivery knows', async () => {
    const dossierId = await laatWachten()
    const antwoord = await herbezorg(dossierId)
    expect(antwoord).toMatchObject({ status: 201, body: { dossierId } })
    const event = (await hub.berichten()).at(-1)
    expect(event?.subject).toBe(antwoord.body.id)
    expect(event?.data).toEqual({
      versie: 1,
      bericht: 'herbezorgopdracht',
      afzender: { deelnemer: OPERATOR.als, rol: 'operator' },
      dossierId,
      bezorgingId: BEZORGING,
    })
  })

  test('for a dossier that is not there is refused', async () => {
    await verwachtNiets(async () => {
      expect(await herbezorg(WEG)).toMatchObject({ status: 404, body: { code: 'niet-gevonden' } })
    })
  })
})

describe('a herstelopdracht', () => {
  const over = (sleutel: string) => ({ stage: 'sla', sleutel, volgnummer: 17 })
  const herstel = (body: object, vraag: Vraag = OPERATOR) => hub.post('/v1/beheer/herstelopdrachten', body, vraag)

  test('becomes a message with an id and key of its own, that names the message and what must become of it', async () => {
    const dossierId = await laatWachten()
    const antwoord = await herstel({ ...over(dossierId.toUpperCase()), vrijgeven: true })
    expect(antwoord).toMatchObject({ status: 400, body: { errors: [{ location: '/sleutel' }] } })
    const goed = await herstel({ ...over(dossierId), vrijgeven: true })
    expect([goed.status, goed.body]).toEqual([201, { id: expect.any(String), ...over(dossierId) }])
    const event = (await hub.berichten()).at(-1)
    expect(event).toMatchObject({ id: goed.body.id, subject: goed.body.id })
    expect(event?.type).toBe('nl.warmknooppunt.herstelopdracht.ingediend')
    const basis = { versie: 1, bericht: 'herstelopdracht', afzender: { deelnemer: OPERATOR.als, rol: 'operator' } }
    expect(event?.data).toEqual({ ...basis, ...over(dossierId), dossierId, keuze: { kind: 'vrijgeven' } })
    expect(hub.gewekt.at(-1)).toBe('berichten')
  })

  test('may be about what is no dossier: an order, or the place of what cannot be read', async () => {
    const plek = '00000000-0000-8000-8000-00000000002a'
    expect(await herstel({ ...over(plek), weiger: 'onleesbaar' })).toMatchObject({ status: 201 })
    const data = (await hub.berichten()).at(-1)?.data
    expect(data).toMatchObject({ sleutel: plek, keuze: { kind: 'weigeren', reden: 'onleesbaar' } })
    expect(data).not.toHaveProperty('dossierId')
  })

  test('of who is no operator, or that does not say what must become of it, is refused', async () => {
    await verwachtNiets(async () => {
      for (const als of [WATER, 'gemeente-roermond']) {
        const token = await hub.aanmelding.token(als, { nu: hub.nu(), scopes: ['beheer'] })
        expect(await herstel({ ...over(WEG), vrijgeven: true }, { als })).toMatchObject({ status: 403 })
        expect(await herstel({ ...over(WEG), vrijgeven: true }, { als, token })).toMatchObject({ status: 403 })
      }
      for (const keuze of [{}, { vrijgeven: true, weiger: 'dubbel' }, { vrijgeven: false }, { weiger: 'zomaar' }]) {
        expect(await herstel({ ...over(WEG), ...keuze })).toMatchObject({ status: 400 })
      }
    })
  })

  test('with an Idempotency-Key is one order, also when twenty come at once, and another body is refused', async () => {
    const vraag = { ...OPERATOR, koppen: { 'idempotency-key': '"order-9"' } }
    const body = { ...over(WEG), vrijgeven: true }
    const alle = await Promise.all(Array.from({ length: 20 }, () => herstel(body, vraag)))
    expect(new Set(alle.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(alle.map((een) => een.body.id)).size).toBe(1)
    expect(await herstel({ ...over(WEG), weiger: 'dubbel' }, vraag)).toMatchObject({ status: 422 })
  })
})

describe('an order with an Idempotency-Key', () => {
  const met = (sleutel: string): Vraag => ({ ...OPERATOR, koppen: { 'idempotency-key': `"${sleutel}"` } })

  test('is given once: its repeat gets the first answer, also when the dossier no longer waits', async () => {
    const body = { dossierId: await laatWachten(), gemeentecode: '0946' }
    const eerste = await routeer(body, met('order-1'))
    expect(eerste.status).toBe(201)
    await verwachtNiets(async () => {
      const nogEens = await routeer(body, met('order-1'))
      expect([nogEens.status, nogEens.body, nogEens.koppen['idempotent-replayed']]).toEqual([201, eerste.body, 'true'])
      expect(await routeer(body)).toMatchObject(VERKEERDE_STATUS)
    })
  })

  test('is refused with another body, and is another order on another route', async () => {
    const dossierId = await laatWachten()
    expect(await herbezorg(dossierId, met('order-2'))).toMatchObject({ status: 201 })
    expect(await herbezorg(await laatWachten(), met('order-2'))).toMatchObject({
      status: 422,
      body: { code: 'sleutel-hergebruikt' },
    })
    expect(await routeer({ dossierId, gemeentecode: '0946' }, met('order-2'))).toMatchObject({ status: 201 })
  })

  test.each([
    ['herbezorgopdracht', (dossierId: string) => herbezorg(dossierId, met('order-3'))],
    ['routeeropdracht', (dossierId: string) => routeer({ dossierId, gemeentecode: '0946' }, met('order-3'))],
  ])('of which twenty come at once is carried out once: %s', async (_soort, geef) => {
    const dossierId = await laatWachten()
    const alle = await Promise.all(Array.from({ length: 20 }, () => geef(dossierId)))
    expect(new Set(alle.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(alle.map(({ body }) => body.id)).size).toBe(1)
  })

  test('that cannot be read is invalid input', async () => {
    const vraag = { ...OPERATOR, koppen: { 'idempotency-key': 'zonder aanhalingstekens' } }
    expect(await herbezorg(await laatWachten(), vraag)).toMatchObject({
      status: 400,
      body: { code: 'ongeldige-invoer' },
    })
  })
})

test('a message of a customer whose dossier waits is al-doorverwezen', async () => {
  const klant = { '/vorderingen/0/klantnummer': 'K-wacht' }
  const id = await laatWachten(klant)
  const antwoord = await hub.post('/v1/doorverwijzingen', doorverwijzing('w2', { ...klant, ...opDag('2026-03-02') }), {
    als: WATER,
  })
  expect(antwoord).toMatchObject({ status: 409, body: { code: 'al-doorverwezen', dossierId: id } })
})
