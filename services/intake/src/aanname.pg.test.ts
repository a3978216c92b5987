import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Anders } from '../../../test/steun/doorverwijzing.ts'
import { doorverwijzing, opDag } from '../../../test/steun/doorverwijzing.ts'
import type { Gekregen, IntakeProef } from '../../../test/steun/intake.ts'
import { PROEF_NU, proefIntake } from '../../../test/steun/intake.ts'
import { telRijen, verschil } from '../../../test/steun/tabellen.ts'

const PAD = '/v1/doorverwijzingen'
const WATER = 'waterbedrijf-maasdal'
const TELECOM = 'telecom-beeklijn'

let hub: IntakeProef
let nr = 0
beforeAll(async () => {
  hub = await proefIntake()
})
afterAll(() => hub.sluit())

async function stuur(anders: Anders = {}, als = WATER): Promise<Gekregen> {
  nr++
  return hub.post(PAD, doorverwijzing(nr, anders), { als })
}

const adres = (postcode: string, huisnummer = 12): Anders => ({
  '/hulpvrager/woonadres/postcode': postcode,
  '/hulpvrager/woonadres/huisnummer': huisnummer,
})
const zonderAdres = (gemeentecode: string): Anders => ({
  '/hulpvrager/woonadres': undefined,
  '/hulpvrager/gemeentecode': gemeentecode,
})

async function laatste() {
  const event = (await hub.berichten()).at(-1)
  if (event?.data.bericht !== 'doorverwijzing') throw new Error('the last message is no doorverwijzing')
  return { event, data: event.data }
}

describe('what is accepted', () => {
  test('is answered with all the caller can tell the customer, and stands on the bus as one event', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const body = doorverwijzing('heel')
    const antwoord = await hub.post(PAD, body, { als: WATER, koppen: { traceparent } })
    const id = String(antwoord.body.id)
    const incassostop = { van: '2026-03-02', totEnMet: '2026-04-01', hervatbaarVanaf: '2026-04-02' }
    expect(antwoord).toMatchObject({ status: 201, koppen: { location: `${PAD}/${id}`, 'api-version': '1.0.0' } })
    expect(antwoord.koppen).not.toHaveProperty('idempotent-replayed')
    expect(antwoord.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      status: 'aangenomen',
      incassostop,
      gemeente: { code: '0988', naam: 'Weert' },
      uitvoerder: { code: 'schulddienst-land-van-weert', naam: 'Schulddienst Land van Weert' },
      loket: {
        code: 'weert',
        naam: 'Loket Weert',
        telefoonnummer: '06-1234 0001',
        openingstijden: 'maandag tot en met vrijdag 9.00-17.00 uur',
      },
      contactUiterlijkOp: '2026-03-05',
    })
    const { event, data } = await laatste()
    expect(event).toMatchObject({
      source: 'urn:nld:oin:00000099900000001000:systeem:waterbedrijf-maasdal',
      type: 'nl.warmknooppunt.doorverwijzing.ingediend',
      subject: id,
      time: '2026-03-02T11:00:00.000Z',
      traceparent,
    })
    const stand = await hub.register.stand(hub.eigenaar)
    expect(data).toEqual({
      versie: 1,
      bericht: 'doorverwijzing',
      afzender: { deelnemer: WATER, rol: 'schuldeiser' },
      schuldeiser: WATER,
      registerversie: stand.versie,
      postcodeversie: stand.postcodeversieOp('2026-03-02'),
      besluit: {
        status: 'gevonden',
        gemeentecode: '0988',
        uitvoerder: 'schulddienst-land-van-weert',
        loket: 'weert',
        overeenkomst: 'waterbedrijf-maasdal-0988',
        contactUiterlijkOp: '2026-03-05',
      },
      incassostop,
      inhoud: { hub: expect.objectContaining({ publiek: 'hub', inhoudId: event.id }) },
    })
    expect(await hub.open(id, data.inhoud.hub)).toEqual(body)
    expect(hub.gewekt).toEqual(['berichten'])
  })

  test.each([
    ['6031AB', '0946', 'nederweert', '2026-03-05'],
    ['6041AB', '0957', 'roermond', '2026-03-05'],
    ['6161AB', '1883', 'geleen', '2026-03-05'],
    ['6411AB', '0917', 'heerlen', '2026-03-05'],
    // within 24 hours of 12:00
    ['6211AB', '0935', 'maastricht', '2026-03-03'],
  ])('at %s goes to gemeente %s, loket %s, with contact by %s', async (postcode, code, loket, contactUiterlijkOp) => {
    const antwoord = await stuur(adres(postcode))
    expect(antwoord.body).toMatchObject({ gemeente: { code }, loket: { code: loket }, contactUiterlijkOp })
  })

  test('goes to the loket of an entrepreneur or of the young', async () => {
    const onderneming = { handelsnaam: 'Klusbedrijf Voorbeeld', rechtsvorm: 'eenmanszaak' }
    const ondernemer = await stuur({ ...adres('6041AB'), '/hulpvrager/onderneming': onderneming })
    expect(ondernemer.body).toMatchObject({ loket: { code: 'roermond-ondernemers' } })
    const jong = await stuur({ ...adres('6411AB'), '/hulpvrager/geboortedatum': '2008-03-02' })
    expect(jong.body).toMatchObject({ loket: { code: 'heerlen-jongeren' } })
  })

  test('may be of somebody without an address, by gemeentecode alone', async () => {
    expect((await stuur(zonderAdres('0957'))).body).toMatchObject({ status: 'aangenomen', gemeente: { code: '0957' } })
  })

  test('may repeat the gemeentecode of the address, choose among several, or say it where the address is not known', async () => {
    const keuze = async (anders: Anders, code: string) => {
      const { body } = await stuur({ ...anders, '/hulpvrager/gemeentecode': code })
      expect(body).toMatchObject({ status: 'aangenomen', gemeente: { code } })
    }
    await keuze(adres('6001AB'), '0988')
    await keuze(adres('6009AA', 5), '0988')
    await keuze(adres('6009AA', 5), '0946')
    await keuze(adres('6099ZZ'), '0988')
  })

  test('may rest on consent of exactly 14 days ago, and be of somebody who turned 18 that day', async () => {
    const antwoord = await stuur({
      '/toestemming/verkregenOp': '2026-02-15T23:00:00Z',
      '/hulpvrager/geboortedatum': '2008-02-16',
    })
    expect(antwoord.status).toBe(201)
  })

  test('holds a customer number that looks like a BSN when its creditor registered that shape', async () => {
    const antwoord = await stuur(
      { '/vorderingen/0/klantnummer': '723456781', '/vorderingen/0/soort': 'overig' },
      TELECOM,
    )
    expect(antwoord.status).toBe(201)
    const source = 'urn:nld:kvknr:00000012:systeem:telecom-beeklijn'
    expect((await laatste()).event.source).toBe(source)
  })
})

describe('an address without one gemeente', () => {
  const wacht = {
    status: 'wacht-op-routering',
    incassostop: { van: '2026-03-02', totEnMet: '2026-04-01', hervatbaarVanaf: '2026-04-02' },
  }

  test('of which nothing is known waits for an operator: with the stop, without a contact date', async () => {
    const antwoord = await stuur(adres('6099ZZ'))
    expect(antwoord.status).toBe(201)
    expect(antwoord.body).toEqual({ id: expect.any(String), ...wacht })
    expect((await laatste()).data.besluit).toEqual({ status: 'onbekend', kandidaten: [] })
  })

  test('that lies in several waits with its candidates, which the sender is not told', async () => {
    const antwoord = await stuur(adres('6009AA', 5))
    expect(antwoord.body).toEqual({ id: expect.any(String), ...wacht })
    expect((await laatste()).data.besluit).toEqual({ status: 'meerdere', kandidaten: ['0946', '0988'] })
  })

  test('waits also for a creditor that has no overeenkomst there: the operator’s choice tells', async () => {
    const antwoord = await stuur({ ...adres('6009AA', 5), '/vorderingen/0/soort': 'overig' }, TELECOM)
    expect(antwoord.body).toMatchObject(wacht)
  })
})

describe('where no referral is possible', () => {
  const geteld = async () => {
    const { rows } = await hub.eigenaar.query('select * from intake.weigering order by schuldeiser, gemeentecode')
    return rows
  }

  test('the refusal names the public loket, is counted once, and stores nothing else', async () => {
    const voor = await telRijen(hub.eigenaar)
    const zonder = () => stuur({ ...adres('6411AB'), '/vorderingen/0/soort': 'overig' }, TELECOM)
    const antwoord = await zonder()
    expect(antwoord).toMatchObject({
      status: 409,
      body: {
        code: 'geen-overeenkomst',
        type: 'https://schemas.warmknooppunt.nl/problemen/geen-overeenkomst',
        gemeente: { code: '0917', naam: 'Heerlen' },
        loket: { naam: 'Vragen over geld, gemeente Heerlen', telefoonnummer: '06-1234 0917' },
      },
    })
    expect(antwoord.koppen).not.toHaveProperty('retry-after')
    expect(verschil(voor, await telRijen(hub.eigenaar))).toEqual({ 'intake.weigering': 1 })
    await zonder()
    const telling = { dag: '2026-03-02', schuldeiser: TELECOM, gemeentecode: '0917', code: 'geen-overeenkomst' }
    expect(await geteld()).toEqual([{ ...telling, aantal: 2 }])
    expect(verschil(voor, await telRijen(hub.eigenaar))).toEqual({ 'intake.weigering': 1 })
  })

  test('a gemeente that takes no part is told apart', async () => {
    const antwoord = await stuur(adres('5911AB'))
    expect(antwoord).toMatchObject({
      status: 409,
      body: { code: 'gemeente-doet-niet-mee', loket: { telefoonnummer: '06-1234 0983' } },
    })
    expect(await geteld()).toContainEqual({
      dag: '2026-03-02',
      schuldeiser: WATER,
      gemeentecode: '0983',
      code: 'gemeente-doet-niet-mee',
      aantal: 1,
    })
  })

  test('many refusals at once are counted each', async () => {
    const antwoorden = await Promise.all(Array.from({ length: 20 }, () => stuur(adres('5921AB'))))
    expect(antwoorden.map(({ status }) => status)).toEqual(Array(20).fill(409))
    expect(await geteld()).toContainEqual(expect.objectContaining({ gemeentecode: '0983', aantal: 21 }))
  })
})

describe('the dates of the answer are those of the Amsterdam day of acceptance', () => {
  test.each([
    // a monday, just before and just after midnight in Amsterdam (winter: 23:00 UTC)
    ['2026-03-02T22:59:59.999Z', '2026-03-02', '2026-03-05', '2026-04-01', '2026-04-02'],
    ['2026-03-02T23:00:00Z', '2026-03-03', '2026-03-06', '2026-04-02', '2026-04-07'],
    // across the change to summer time on 29 March; Good Friday and Easter Monday are no werkdag
    ['2026-03-28T22:59:59Z', '2026-03-28', '2026-04-01', '2026-04-28', '2026-04-29'],
    ['2026-03-28T23:00:00Z', '2026-03-29', '2026-04-01', '2026-04-28', '2026-04-29'],
    ['2026-03-29T21:59:59Z', '2026-03-29', '2026-04-01', '2026-04-28', '2026-04-29'],
    ['2026-03-29T22:00:00Z', '2026-03-30', '2026-04-02', '2026-04-29', '2026-04-30'],
    ['2026-04-01T12:00:00Z', '2026-04-01', '2026-04-08', '2026-05-01', '2026-05-04'],
    // across the change back on 25 October
    ['2026-10-24T21:59:59Z', '2026-10-24', '2026-10-28', '2026-11-23', '2026-11-24'],
    ['2026-10-25T23:00:00Z', '2026-10-26', '2026-10-29', '2026-11-25', '2026-11-26'],
    // Christmas and New Year
    ['2026-12-23T10:00:00Z', '2026-12-23', '2026-12-29', '2027-01-22', '2027-01-25'],
  ])('accepted at %s', async (nu, van, contactUiterlijkOp, totEnMet, hervatbaarVanaf) => {
    hub.zetNu(nu)
    const antwoord = await stuur({ ...opDag(nu.slice(0, 10)), '/toestemming/verkregenOp': nu })
    expect(antwoord.body).toMatchObject({ contactUiterlijkOp, incassostop: { van, totEnMet, hervatbaarVanaf } })
    hub.zetNu(PROEF_NU)
  })
})
