import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Anders } from '../../../test/steun/doorverwijzing.ts'
import { doorverwijzing, opDag } from '../../../test/steun/doorverwijzing.ts'
import type { Gekregen, Instantie, IntakeProef } from '../../../test/steun/intake.ts'
import { PROEF_NU, proefIntake } from '../../../test/steun/intake.ts'
import { telRijen, verschil } from '../../../test/steun/tabellen.ts'

const PAD = '/v1/doorverwijzingen'
const WATER = { als: 'waterbedrijf-maasdal' } as const

let hub: IntakeProef
let tweede: Instantie
beforeAll(async () => {
  hub = await proefIntake()
  tweede = await hub.start()
})
afterAll(() => hub.sluit())

const stuur = (body: unknown, sleutel?: string, bij: Instantie = hub): Promise<Gekregen> =>
  bij.post(PAD, body, { ...WATER, ...(sleutel === undefined ? {} : { sleutel: `"${sleutel}"` }) })

const isHerhaald = ({ koppen }: Gekregen) => koppen['idempotent-replayed'] === 'true'

/** One accepted, all others the same answer again, byte for byte. */
function verwachtEenEersteEnHerhalingen(antwoorden: readonly Gekregen[]): void {
  const eerste = antwoorden.filter((antwoord) => !isHerhaald(antwoord))
  expect(eerste).toHaveLength(1)
  for (const antwoord of antwoorden) {
    expect(antwoord.status).toBe(201)
    expect(antwoord.tekst).toBe(eerste[0]?.tekst)
    expect(antwoord.koppen.location).toBe(eerste[0]?.koppen.location)
  }
}

describe('the same request again', () => {
  test('with the same key gets the first answer and leaves nothing', async () => {
    const eerste = await stuur(doorverwijzing('serieel'), 'serieel')
    const voor = await telRijen(hub.eigenaar)
    const gewekt = hub.gewekt.length
    verwachtEenEersteEnHerhalingen([eerste, await stuur(doorverwijzing('serieel'), 'serieel')])
    expect(verschil(voor, await telRijen(hub.eigenaar))).toEqual({})
    expect(hub.gewekt).toHaveLength(gewekt)
  })

  test('is known by its reference, without a key or with another one, and whatever the order of its members', async () => {
    const eerste = await stuur(doorverwijzing('natuurlijk'))
    const anders = JSON.stringify(Object.fromEntries(Object.entries(doorverwijzing('natuurlijk')).reverse()))
    verwachtEenEersteEnHerhalingen([
      eerste,
      await stuur(doorverwijzing('natuurlijk')),
      await stuur(doorverwijzing('natuurlijk'), 'een andere'),
      await stuur(anders),
    ])
  })

  test('twenty times at once is accepted once', async () => {
    const body = doorverwijzing('tegelijk')
    const antwoorden = await Promise.all(Array.from({ length: 20 }, () => stuur(body, 'tegelijk')))
    verwachtEenEersteEnHerhalingen(antwoorden)
  })

  test('twenty times at once at two instances is accepted once', async () => {
    const body = doorverwijzing('twee')
    const antwoorden = await Promise.all(
      Array.from({ length: 20 }, (_, i) => stuur(body, 'twee', i % 2 === 0 ? hub : tweede)),
    )
    verwachtEenEersteEnHerhalingen(antwoorden)
  })

  test('after a restart gets the first answer', async () => {
    const eerste = await stuur(doorverwijzing('herstart'), 'herstart')
    verwachtEenEersteEnHerhalingen([eerste, await stuur(doorverwijzing('herstart'), 'herstart', await hub.start())])
  })

  test('is given the answer again even when its consent is too old by now', async () => {
    const eerste = await stuur(doorverwijzing('oud'))
    hub.zetNu('2026-03-30T11:00:00Z')
    verwachtEenEersteEnHerhalingen([eerste, await stuur(doorverwijzing('oud'))])
    hub.zetNu(PROEF_NU)
  })

  test('of somebody else with the same key and reference is another request', async () => {
    const eerste = await stuur(doorverwijzing('van-wie'), 'van-wie')
    const telecom = await hub.post(PAD, doorverwijzing('van-wie', { '/vorderingen/0/soort': 'overig' }), {
      als: 'telecom-beeklijn',
      sleutel: '"van-wie"',
    })
    expect(telecom.status).toBe(201)
    expect(isHerhaald(telecom)).toBe(false)
    expect(telecom.body.id).not.toBe(eerste.body.id)
  })
})

describe('another body', () => {
  const hergebruikt = { status: 422, body: { code: 'sleutel-hergebruikt' } }

  test('under the same key, or under the same reference, is refused with 422 and leaves nothing', async () => {
    await stuur(doorverwijzing('a'), 'a')
    const voor = await telRijen(hub.eigenaar)
    expect(await stuur(doorverwijzing('a-ander'), 'a')).toMatchObject(hergebruikt)
    expect(await stuur(doorverwijzing('a', { '/vorderingen/0/bedrag': '212.46' }))).toMatchObject(hergebruikt)
    expect(await stuur(doorverwijzing('a', { '/hulpvrager/tolkTaal': 'pl' }), 'b')).toMatchObject(hergebruikt)
    expect(verschil(voor, await telRijen(hub.eigenaar))).toEqual({})
  })

  test('at the same moment as the first is refused too', async () => {
    const bodies = Array.from({ length: 10 }, (_, i) => doorverwijzing('b', { '/vorderingen/0/bedrag': `${i + 1}.00` }))
    const antwoorden = await Promise.all(bodies.map((body, i) => stuur(body, 'b-tegelijk', i % 2 === 0 ? hub : tweede)))
    expect(antwoorden.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(antwoorden.filter(({ status }) => status === 422)).toHaveLength(9)
  })

  test('of which one key is of another first request is refused', async () => {
    await stuur(doorverwijzing('c'), 'c')
    await stuur(doorverwijzing('d'), 'd')
    expect(await stuur(doorverwijzing('d'), 'c')).toMatchObject(hergebruikt)
  })

  test('after a refusal may use the same key: refusals are not kept', async () => {
    expect(await stuur(doorverwijzing('e', { '/hulpvrager/woonadres/postcode': '5911AB' }), 'e')).toMatchObject({
      body: { code: 'gemeente-doet-niet-mee' },
    })
    expect(await stuur(doorverwijzing('e'), 'e')).toMatchObject({ status: 201 })
  })
})

describe('the same customer', () => {
  const klant = (nummer: string): Anders => ({ '/vorderingen/0/klantnummer': nummer })

  test('under a new reference is told which dossier is open', async () => {
    const eerste = await stuur(doorverwijzing('k1', klant('K-een')))
    const voor = await telRijen(hub.eigenaar)
    const antwoord = await stuur(doorverwijzing('k2', klant('K-een')))
    expect(antwoord).toMatchObject({ status: 409, body: { code: 'al-doorverwezen', dossierId: eerste.body.id } })
    expect(antwoord.koppen).not.toHaveProperty('retry-after')
    expect(verschil(voor, await telRijen(hub.eigenaar))).toEqual({})
  })

  test('is the same by any of its customer numbers', async () => {
    const [vordering] = [{ soort: 'drinkwater', bedrag: '1.00', peildatum: '2026-03-02' }]
    const twee = { '/vorderingen/1': { ...vordering, vorderingskenmerk: 'F', klantnummer: 'K-dertien' } }
    const eerste = await stuur(doorverwijzing('k3', { ...klant('K-twaalf'), ...twee }))
    expect(eerste.status).toBe(201)
    for (const nummer of ['K-twaalf', 'K-dertien']) {
      const antwoord = await stuur(doorverwijzing(`k3-${nummer}`, klant(nummer)))
      expect(antwoord).toMatchObject({ status: 409, body: { dossierId: eerste.body.id } })
    }
  })

  test('of another creditor is another customer', async () => {
    const anders = { ...klant('K-een'), '/vorderingen/0/soort': 'overig' }
    expect(await hub.post(PAD, doorverwijzing('k1', anders), { als: 'telecom-beeklijn' })).toMatchObject({
      status: 201,
    })
  })

  test('through its intermediary is the same customer, also in the same group', async () => {
    const anders = { ...klant('K-vier'), '/vorderingen/0/soort': 'overig' }
    const [zelf, namens] = await Promise.all([
      hub.post(PAD, doorverwijzing('k4', anders), { als: 'telecom-beeklijn' }),
      hub.post(PAD, doorverwijzing('k4', { ...anders, '/namens': '00000012' }), { als: 'incasso-maasoever' }),
    ])
    expect([zelf.status, namens.status].sort()).toEqual([201, 409])
  })

  test.each([1, 2])('ten times at once under ten references at %i instances is accepted once', async (aantal) => {
    const bij = [hub, tweede].slice(0, aantal)
    const antwoorden = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        stuur(doorverwijzing(`k5-${aantal}-${i}`, klant(`K-vijf-${aantal}`)), undefined, bij[i % aantal]),
      ),
    )
    const [goed, ...meer] = antwoorden.filter(({ status }) => status === 201)
    expect(meer).toEqual([])
    const rest = antwoorden.filter(({ status }) => status !== 201)
    expect(rest).toHaveLength(9)
    for (const { body } of rest) expect(body).toMatchObject({ code: 'al-doorverwezen', dossierId: goed?.body.id })
  })

  test('and others at once do not touch one another', async () => {
    const antwoorden = await Promise.all(Array.from({ length: 10 }, (_, i) => stuur(doorverwijzing(`k6-${i}`))))
    expect(new Set(antwoorden.map(({ body }) => body.id)).size).toBe(10)
  })
})

describe('as time goes by', () => {
  test('a repeat after the 30 days of its key is told of its dossier', async () => {
    const eerste = await stuur(doorverwijzing('t1'), 't1')
    hub.zetNu('2026-04-01T10:59:59Z')
    verwachtEenEersteEnHerhalingen([eerste, await stuur(doorverwijzing('t1'), 't1')])
    hub.zetNu('2026-04-01T11:00:00Z')
    const vers = opDag('2026-04-01')
    const antwoord = await stuur(doorverwijzing('t1', vers), 't1')
    expect(antwoord).toMatchObject({ status: 409, body: { code: 'al-doorverwezen', dossierId: eerste.body.id } })
    // The reference stays taken, also when the stop has ended.
    hub.zetNu('2026-05-01T11:00:00Z')
    expect(await stuur(doorverwijzing('t1', opDag('2026-05-01')), 't1')).toMatchObject({
      status: 409,
      body: { code: 'al-doorverwezen', dossierId: eerste.body.id },
    })
    hub.zetNu(PROEF_NU)
  })

  test('the same customer may be referred again once the stop ended, and the earlier dossier is noted', async () => {
    const klant = { '/vorderingen/0/klantnummer': 'K-t2' }
    const eerste = await stuur(doorverwijzing('t2', klant))
    // The stop ends with 1 April in Amsterdam.
    hub.zetNu('2026-04-01T21:59:59Z')
    const nog = await stuur(doorverwijzing('t3', { ...klant, ...opDag('2026-04-01') }))
    expect(nog).toMatchObject({ status: 409, body: { code: 'al-doorverwezen', dossierId: eerste.body.id } })
    hub.zetNu('2026-04-01T22:00:00Z')
    const weer = await stuur(doorverwijzing('t3', { ...klant, ...opDag('2026-04-01') }))
    expect(weer.status).toBe(201)
    expect((await hub.berichten()).at(-1)?.data).toMatchObject({ eerderDossier: eerste.body.id })
    // From now on the new one is the open one.
    const nogEens = await stuur(doorverwijzing('t4', { ...klant, ...opDag('2026-04-01') }))
    expect(nogEens).toMatchObject({ status: 409, body: { dossierId: weer.body.id } })
    hub.zetNu(PROEF_NU)
  })

  test('a key may be used again after its 30 days', async () => {
    await stuur(doorverwijzing('t5'), 't5')
    hub.zetNu('2026-04-01T11:00:00Z')
    const antwoord = await stuur(doorverwijzing('t6', opDag('2026-04-01')), 't5')
    expect(antwoord.status).toBe(201)
    expect(isHerhaald(antwoord)).toBe(false)
    verwachtEenEersteEnHerhalingen([antwoord, await stuur(doorverwijzing('t6', opDag('2026-04-01')), 't5')])
    hub.zetNu(PROEF_NU)
  })
})
