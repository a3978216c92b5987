import { registreerClients } from '@warmknooppunt/register/client-store'
import { registreerDeelnemers } from '@warmknooppunt/register/deelnemer-store'
import { DEMO_DEELNEMERS } from '@warmknooppunt/register/demo/partijen'
import { registreerMandaten } from '@warmknooppunt/register/mandaat-store'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Tokenkeuze } from '../../../test/steun/aanmelding.ts'
import { doorverwijzing } from '../../../test/steun/doorverwijzing.ts'
import type { Gekregen, IntakeProef } from '../../../test/steun/intake.ts'
import { proefIntake } from '../../../test/steun/intake.ts'
import { telRijen, verschil } from '../../../test/steun/tabellen.ts'

const PAD = '/v1/doorverwijzingen'
const WATER = { als: 'waterbedrijf-maasdal' } as const
const TELECOM_KVK = '00000012'
const WATER_OIN = '00000099900000001000'

let hub: IntakeProef
beforeAll(async () => {
  hub = await proefIntake()
})
afterAll(() => hub.sluit())

const teken = (als: string, keuze: Partial<Tokenkeuze> = {}) => hub.aanmelding.token(als, { nu: hub.nu(), ...keuze })

async function stuurMet(token: string, nr = 'token'): Promise<Gekregen> {
  return hub.post(PAD, doorverwijzing(nr), { ...WATER, token })
}

describe('a token', () => {
  const seconde = () => Math.floor(hub.nu().epochMilliseconds / 1000)
  const b64 = (waarde: object) => Buffer.from(JSON.stringify(waarde)).toString('base64url')

  test('that is missing is answered with 401 and the way to log in', async () => {
    for (const authorization of ['', 'Basic d2F0ZXI6']) {
      const antwoord = await hub.post(PAD, doorverwijzing('zonder'), { ...WATER, koppen: { authorization } })
      expect(antwoord).toMatchObject({ status: 401, body: { code: 'niet-aangemeld' } })
      expect(antwoord.koppen['www-authenticate']).toBe('Bearer realm="warmknooppunt"')
    }
  })

  test('that has expired, is forged, foreign or for elsewhere is answered with 401', async () => {
    const slecht = {
      verlopen: await teken(WATER.als, { claims: { exp: seconde() - 6 } }),
      handtekening: await teken(WATER.als, { vals: true }),
      'onbekende-uitgever': await teken(WATER.als, { claims: { iss: 'https://elders.example.nl' } }),
      doelgroep: await teken(WATER.als, { claims: { aud: 'https://elders.example.nl' } }),
      'nog-niet-geldig': await teken(WATER.als, { claims: { nbf: seconde() + 60 } }),
      'onbekende-sleutel': await teken(WATER.als, { kop: { kid: 'twee' } }),
    }
    for (const [detail, token] of Object.entries(slecht)) {
      const antwoord = await stuurMet(token)
      expect(antwoord, detail).toMatchObject({ status: 401, body: { code: 'token-ongeldig' } })
      expect(antwoord.koppen['www-authenticate']).toContain(`error_description="${detail}"`)
      expect(antwoord.tekst).not.toContain(token)
    }
  })

  test('with alg none, or with another body under a good signature, is answered with 401', async () => {
    const goed = await teken(WATER.als)
    const [kop = '', inhoud = '', handtekening = ''] = goed.split('.')
    const geen = `${b64({ alg: 'none', typ: 'at+jwt' })}.${inhoud}.`
    const claims: unknown = JSON.parse(Buffer.from(inhoud, 'base64url').toString())
    const ander = `${kop}.${b64({ ...Object(claims), azp: 'demo-telecom-beeklijn' })}.${handtekening}`
    for (const token of [geen, ander]) {
      expect(await stuurMet(token)).toMatchObject({ status: 401, body: { code: 'token-ongeldig' } })
    }
  })

  test('without the scope is answered with 403 that names the scope', async () => {
    const antwoord = await stuurMet(await teken(WATER.als, { scopes: ['doorverwijzingen.lezen'] }))
    expect(antwoord).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
    expect(antwoord.koppen['www-authenticate']).toContain('scope="doorverwijzingen.indienen"')
  })

  test('of a client that is in nobody’s name is answered with 403', async () => {
    const token = await teken('niemand', { scopes: ['doorverwijzingen.indienen'] })
    expect(await stuurMet(token)).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
  })

  test('that is refused is refused before the body is read', async () => {
    const token = await teken(WATER.als, { vals: true })
    const antwoord = await hub.post(PAD, '{"geen json', { ...WATER, token })
    expect(antwoord.body).toMatchObject({ code: 'token-ongeldig' })
  })
})

describe('for whom a sender may send', () => {
  const namens = (nr: string, wie: string | undefined, als = 'incasso-maasoever') =>
    hub.post(PAD, doorverwijzing(nr, { '/namens': wie, '/vorderingen/0/soort': 'overig' }), { als })

  test('is its creditor by OIN or KvK number, with a mandate', async () => {
    expect(await namens('mandaat', TELECOM_KVK)).toMatchObject({ status: 201, body: { status: 'aangenomen' } })
    const { rows } = await hub.eigenaar.query('select schuldeiser, indiener from intake.dossier')
    expect(rows).toEqual([{ schuldeiser: 'telecom-beeklijn', indiener: 'incasso-maasoever' }])
  })

  test('is itself for a creditor, also when it says so', async () => {
    expect(await namens('zelf', WATER_OIN, WATER.als)).toMatchObject({ status: 201 })
  })

  test('is not another creditor, a creditor whose mandate ended, one that does not exist, or no creditor', async () => {
    const geenMandaat = { status: 403, body: { code: 'geen-mandaat' } }
    expect(await namens('a', TELECOM_KVK, WATER.als)).toMatchObject(geenMandaat)
    expect(await namens('b', WATER_OIN, 'telecom-beeklijn')).toMatchObject(geenMandaat)
    expect(await namens('c', WATER_OIN)).toMatchObject(geenMandaat)
    expect(await namens('d', '99999999')).toMatchObject(geenMandaat)
    expect(await namens('e', '00000099900000005000')).toMatchObject(geenMandaat)
  })

  test('must be named by an intermediary', async () => {
    const antwoord = await namens('f', undefined)
    expect(antwoord).toMatchObject({ status: 400, body: { code: 'ongeldige-invoer' } })
    expect(antwoord.body.errors).toMatchObject([{ in: 'body', location: '/namens', code: 'namens-verplicht' }])
  })

  test('is nobody for a gemeente or an operator, whatever scopes their tokens have', async () => {
    for (const als of ['gemeente-roermond', 'beheer-warmknooppunt']) {
      const token = await teken(als, { scopes: ['doorverwijzingen.indienen'] })
      expect(await stuurMet(token)).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
    }
  })
})

describe('a change of the register', () => {
  const partij = (code: string) => {
    const gevonden = DEMO_DEELNEMERS.find(({ deelnemer }) => deelnemer === code)
    if (!gevonden) throw new Error(`no ${code} in the demo`)
    return gevonden
  }
  const wijzig = (code: string, anders: object) =>
    wijzigRegister(hub.eigenaar, (w) => registreerDeelnemers(w, [{ ...partij(code), ...anders }]))

  test('puts a blocked or ended party out at once, with a token that is still good', async () => {
    const token = await teken(WATER.als)
    expect(await stuurMet(token, 'voor')).toMatchObject({ status: 201 })
    for (const anders of [{ status: 'geblokkeerd' }, { status: 'beeindigd' }, { totEnMet: '2026-03-01' }] as const) {
      await wijzig(WATER.als, anders)
      const voor = await telRijen(hub.eigenaar)
      expect(await stuurMet(token, 'na')).toMatchObject({ status: 403, body: { code: 'deelnemer-geblokkeerd' } })
      // Nor is a first answer given again.
      expect(await stuurMet(token, 'voor')).toMatchObject({ status: 403, body: { code: 'deelnemer-geblokkeerd' } })
      expect(verschil(voor, await telRijen(hub.eigenaar))).toEqual({})
    }
    await wijzig(WATER.als, {})
    expect(await stuurMet(token, 'na')).toMatchObject({ status: 201 })
  })

  test('closes the way of an intermediary whose creditor is blocked, or whose mandate ends', async () => {
    const namens = (nr: string) =>
      hub.post(PAD, doorverwijzing(nr, { '/namens': TELECOM_KVK, '/vorderingen/0/soort': 'overig' }), {
        als: 'incasso-maasoever',
      })
    await wijzig('telecom-beeklijn', { status: 'geblokkeerd' })
    expect(await namens('x')).toMatchObject({ status: 403, body: { code: 'geen-mandaat' } })
    await wijzig('telecom-beeklijn', {})
    const mandaat = { intermediair: 'incasso-maasoever', schuldeiser: 'telecom-beeklijn', van: '2025-01-01' }
    await wijzigRegister(hub.eigenaar, (w) => registreerMandaten(w, [{ ...mandaat, totEnMet: '2026-03-01' }]))
    expect(await namens('x')).toMatchObject({ status: 403, body: { code: 'geen-mandaat' } })
    // Also for what it sent before.
    expect(await namens('mandaat')).toMatchObject({ status: 403, body: { code: 'geen-mandaat' } })
  })

  test('puts a blocked client out at once', async () => {
    const token = await teken(WATER.als)
    const [{ jwks } = { jwks: { keys: [] } }] = hub.aanmelding.clients
    const client = { clientId: 'demo-waterbedrijf-maasdal', deelnemer: WATER.als, jwks, scopes: [] }
    const issuer = 'https://hub.example.nl/oauth'
    await wijzigRegister(hub.eigenaar, (w) => registreerClients(w, [{ ...client, issuer, status: 'geblokkeerd' }]))
    expect(await stuurMet(token, 'client')).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
  })
})
