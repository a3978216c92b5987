import { registreerDeelnemers } from '@warmknooppunt/register/deelnemer-store'
import { DEMO_DEELNEMERS } from '@warmknooppunt/register/demo/partijen'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { doorverwijzing } from '../../../test/steun/doorverwijzing.ts'
import type { Gekregen, IntakeProef, Vraag } from '../../../test/steun/intake.ts'
import { PROEF_NU, proefIntake } from '../../../test/steun/intake.ts'
import { telRijen, verschil } from '../../../test/steun/tabellen.ts'

const WATER = { als: 'waterbedrijf-maasdal' } as const
const TELECOM = { als: 'telecom-beeklijn' } as const

let hub: IntakeProef
beforeAll(async () => {
  hub = await proefIntake()
})
afterAll(() => hub.sluit())

const vraag = (body: unknown, wie: Vraag = WATER): Promise<Gekregen> => hub.post('/v1/deelnamecontroles', body, wie)
const op = (postcode: string, huisnummer = 1) => ({ postcode, huisnummer })

describe('a deelnamecontrole stores nothing, and tells', () => {
  let voor: ReadonlyMap<string, number>
  beforeEach(async () => {
    voor = await telRijen(hub.eigenaar)
  })
  afterEach(async () => {
    expect(verschil(voor, await telRijen(hub.eigenaar))).toEqual({})
    expect(hub.gewekt).toEqual([])
  })

  test('that the gemeente takes part, on what terms, and the loket for a live transfer', async () => {
    const antwoord = await vraag(op('6211AB'))
    expect(antwoord.status).toBe(200)
    expect(antwoord.body).toEqual({
      uitkomst: 'doet-mee',
      gemeenten: [{ code: '0935', naam: 'Maastricht' }],
      loket: {
        code: 'maastricht',
        naam: 'Loket Maastricht',
        telefoonnummer: '06-1234 0009',
        openingstijden: 'maandag tot en met vrijdag 9.00-17.00 uur',
      },
      afspraken: {
        contact: { aantal: 24, eenheid: 'uren' },
        stopDagen: 30,
        toegestaneWijzen: ['telefonisch', 'schriftelijk', 'digitaal', 'persoonlijk'],
        toestemmingMaxDagen: 14,
      },
    })
  })

  test('that there is no overeenkomst, with the public loket', async () => {
    const antwoord = await vraag(op('6411AB'), TELECOM)
    expect(antwoord.body).toMatchObject({
      uitkomst: 'geen-overeenkomst',
      gemeenten: [{ code: '0917' }],
      loket: { telefoonnummer: '06-1234 0917' },
    })
    expect(antwoord.body).not.toHaveProperty('afspraken')
  })

  test('that the gemeente takes no part, that there are several, or that the address is not known', async () => {
    expect((await vraag(op('5911AB'))).body).toMatchObject({
      uitkomst: 'gemeente-doet-niet-mee',
      gemeenten: [{ code: '0983' }],
    })
    expect((await vraag(op('6009aa', 5))).body).toEqual({
      uitkomst: 'meerdere',
      gemeenten: [
        { code: '0946', naam: 'Nederweert' },
        { code: '0988', naam: 'Weert' },
      ],
    })
    expect((await vraag(op('6099 ZZ'))).body).toEqual({ uitkomst: 'onbekend', gemeenten: [] })
  })

  test('that the address cannot be', async () => {
    const antwoord = await vraag(op('6001SS'))
    expect(antwoord.status).toBe(400)
    expect(antwoord.body.errors).toMatchObject([{ in: 'body', location: '/postcode', code: 'postcode' }])
    expect(await vraag({ postcode: '6001' })).toMatchObject({ status: 400 })
  })

  test('an intermediary for the creditor it names, and nobody else', async () => {
    const namens = (wie?: string) =>
      vraag({ ...op('6001AB'), ...(wie ? { namens: wie } : {}) }, { als: 'incasso-maasoever' })
    expect((await namens('00000012')).body).toMatchObject({ uitkomst: 'doet-mee' })
    expect(await namens('00000011')).toMatchObject({ status: 403, body: { code: 'geen-mandaat' } })
    expect(await namens()).toMatchObject({ status: 400 })
    const token = await hub.aanmelding.token('gemeente-roermond', {
      nu: hub.nu(),
      scopes: ['doorverwijzingen.indienen'],
    })
    expect(await vraag(op('6001AB'), { als: '', token })).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
  })

  test('before any postcode table is in use, that it cannot say', async () => {
    hub.zetNu('2024-12-31T12:00:00Z')
    await wijzigRegister(hub.eigenaar, (w) =>
      registreerDeelnemers(
        w,
        DEMO_DEELNEMERS.map((deelnemer) => ({ ...deelnemer, van: '2020-01-01' })),
      ),
    )
    voor = await telRijen(hub.eigenaar)
    const onbekend = { status: 503, body: { code: 'niet-beschikbaar' }, koppen: { 'retry-after': '60' } }
    expect(await vraag(op('6001AB'))).toMatchObject(onbekend)
    expect(await hub.post('/v1/doorverwijzingen', doorverwijzing(1), WATER)).toMatchObject(onbekend)
    hub.zetNu(PROEF_NU)
  })
})

describe('GET /v1/gemeenten', () => {
  test('tells all gemeenten in force and which of them take part', async () => {
    const antwoord = await hub.get('/v1/gemeenten', { als: 'gemeente-roermond' })
    expect(antwoord.status).toBe(200)
    expect(antwoord.body.gemeenten).toEqual([
      { code: '0917', naam: 'Heerlen', doetMee: true },
      { code: '0935', naam: 'Maastricht', doetMee: true },
      { code: '0946', naam: 'Nederweert', doetMee: true },
      { code: '0957', naam: 'Roermond', doetMee: true },
      { code: '0983', naam: 'Venlo', doetMee: false },
      { code: '0988', naam: 'Weert', doetMee: true },
      { code: '1883', naam: 'Sittard-Geleen', doetMee: true },
    ])
  })

  test('is for deelnemers', async () => {
    const token = await hub.aanmelding.token('niemand', { nu: hub.nu(), scopes: ['doorverwijzingen.lezen'] })
    expect(await hub.get('/v1/gemeenten', { als: '', token })).toMatchObject({
      status: 403,
      body: { code: 'geen-recht' },
    })
  })

  test('shows at once that who receives for a gemeente is blocked, who itself gets nothing any more', async () => {
    const heerlen = DEMO_DEELNEMERS.filter(({ deelnemer }) => deelnemer === 'gemeente-heerlen')
    await wijzigRegister(hub.eigenaar, (w) =>
      registreerDeelnemers(
        w,
        heerlen.map((deelnemer) => ({ ...deelnemer, status: 'geblokkeerd' })),
      ),
    )
    expect((await hub.get('/v1/gemeenten', WATER)).body.gemeenten).toContainEqual({
      code: '0917',
      naam: 'Heerlen',
      doetMee: false,
    })
    expect((await vraag(op('6411AB'))).body).toMatchObject({ uitkomst: 'gemeente-doet-niet-mee' })
    expect(await hub.get('/v1/gemeenten', { als: 'gemeente-heerlen' })).toMatchObject({
      status: 403,
      body: { code: 'deelnemer-geblokkeerd' },
    })
  })
})
