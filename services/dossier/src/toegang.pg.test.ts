import { registreerDeelnemers } from '@warmknooppunt/register/deelnemer-store'
import { DEMO_DEELNEMERS } from '@warmknooppunt/register/demo/partijen'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DossierProef } from './dossier.proef.ts'
import { maakDossierProef } from './dossier.proef.ts'
import { aangenomen, BEHEER, maakZaak, TELECOM, WATER } from './zaak.proef.ts'

const LEZEN = ['doorverwijzingen.lezen']
const PAD = '/v1/doorverwijzingen'
const eigen = maakZaak()

let hub: DossierProef
beforeAll(async () => {
  hub = await maakDossierProef()
  await hub.leg({ berichten: [aangenomen(eigen)] })
  await hub.lees()
})
afterAll(() => hub.sluit())

const ROUTES = [
  [PAD, LEZEN],
  [`${PAD}/${eigen.dossierId}`, LEZEN],
  [`${PAD}/${eigen.dossierId}/incassostop`, LEZEN],
  [`${PAD}/${eigen.dossierId}/tijdlijn`, LEZEN],
  ['/v1/beheer/dossiers', ['beheer']],
  [`/v1/beheer/dossiers/${eigen.dossierId}/tijdlijn`, ['beheer']],
] as const

describe.each(ROUTES)('%s', (pad, scopes) => {
  test('refuses a token without its scope, naming the scope', async () => {
    const andere = ['doorverwijzingen.indienen', 'postvak.lezen', 'doorverwijzingen.lezen', 'beheer']
    const als = pad.includes('beheer') ? BEHEER : WATER
    const antwoord = await hub.get(pad, { als, scopes: andere.filter((scope) => scope !== scopes[0]) })
    expect(antwoord).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
    expect(antwoord.tekst).toContain(scopes[0])
  })

  test('refuses a client that belongs to nobody', async () => {
    expect(await hub.get(pad, { als: 'niemand', scopes })).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
  })

  test('refuses a blocked party whose token is still good', async () => {
    const als = pad.includes('beheer') ? BEHEER : WATER
    const zelf = DEMO_DEELNEMERS.filter(({ deelnemer }) => deelnemer === als)
    await hub.wijzig((w) =>
      registreerDeelnemers(
        w,
        zelf.map((d) => ({ ...d, status: 'geblokkeerd' })),
      ),
    )
    expect(await hub.get(pad, { als, scopes })).toMatchObject({ status: 403, body: { code: 'deelnemer-geblokkeerd' } })
    await hub.wijzig((w) => registreerDeelnemers(w, zelf))
    expect((await hub.get(pad, { als, scopes })).status).toBe(200)
  })
})

describe('an id', () => {
  const onbekend = '01950000-0000-7000-8000-00000000dead'
  const delen = ROUTES.filter(([pad]) => pad.includes(eigen.dossierId))
  const met = (pad: string, id: string) => pad.replace(eigen.dossierId, id)
  const wie = (pad: string) => ({ als: pad.includes('beheer') ? BEHEER : TELECOM })

  test('that is not there is answered as one of somebody else, byte for byte', async () => {
    for (const [pad] of delen) {
      const weg = await hub.get(met(pad, onbekend), wie(pad))
      expect(weg).toMatchObject({ status: 404, body: { code: 'niet-gevonden' } })
      if (!pad.includes('beheer')) expect(await hub.get(pad, wie(pad))).toEqual(weg)
    }
  })

  test('that is none is answered with 400 and where it stood', async () => {
    for (const [pad] of delen) {
      for (const id of [
        'geen-id',
        eigen.dossierId.slice(1),
        `urn:uuid:${eigen.dossierId}`,
        `%7B${eigen.dossierId}%7D`,
      ]) {
        const { status, body } = await hub.get(met(pad, id), wie(pad))
        expect(status, id).toBe(400)
        expect(body.errors).toContainEqual(expect.objectContaining({ in: 'path', location: 'id' }))
      }
    }
  })

  test('in capitals is the same id', async () => {
    const { body } = await hub.get(`${PAD}/${eigen.dossierId.toUpperCase()}`, { als: WATER })
    expect(body.id).toBe(eigen.dossierId)
  })
})
