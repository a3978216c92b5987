import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Bezorgproef, Opstelling } from './bezorger.proef.ts'
import { maakBezorgproef } from './bezorger.proef.ts'
import { maakOntvanger, zegt } from './delivery.proef.ts'
import { leesGeparkeerde } from './resultaat-store.ts'

let bezorgproef: Bezorgproef
let o: Opstelling

beforeAll(async () => {
  bezorgproef = await maakBezorgproef()
})

beforeEach(async () => {
  o = await bezorgproef.begin()
})

afterEach(() => o.far.sluit())
afterAll(() => bezorgproef.sluit())

const lijst = () => leesGeparkeerde(o.proef.pool, { na: '00000000-0000-0000-0000-000000000000', limiet: 10 })

it('tells of what was refused how many of its dossier wait behind it, and not what waits for another reason', async () => {
  const event = await o.proef.doorverwijzing()
  o.far.antwoord = (antwoord, verzoek) => zegt(verzoek.koppen['webhook-id'] === event.id ? 422 : 500)(antwoord, verzoek)
  await o.plaats(event, o.vervolg(event.subject), o.vervolg(event.subject), await o.proef.doorverwijzing())
  while ((await o.bezorger.ronde()) > 0);
  expect(await o.statussen()).toEqual(['geparkeerd', 'wacht', 'wacht', 'wacht'])
  expect(await lijst()).toMatchObject([{ dossierId: event.subject, parkeerreden: 'geweigerd', wachtendErachter: 2 }])
})

it('tells of a paused endpoint all that waits there, and nothing of another endpoint', async () => {
  const ander = await maakOntvanger()
  const { eindpunt } = await o.registreer(ander.adres, { loket: 'weert' })
  await o.plaats(await o.proef.doorverwijzing({ loket: 'weert' }), await o.proef.doorverwijzing({ loket: 'elders' }))
  o.far.antwoord = zegt(401)
  ander.antwoord = zegt(422)
  await o.bezorger.ronde()
  const meer = () => Promise.all(['elders', 'elders', 'weert'].map((loket) => o.proef.doorverwijzing({ loket })))
  await o.plaats(...(await meer()))
  expect((await lijst()).map((rij) => [rij.eindpunt, rij.eindpuntStatus, rij.wachtendErachter]).toSorted()).toEqual(
    [
      [o.eindpunt, 'gepauzeerd', 2],
      [eindpunt, 'actief', 0],
    ].toSorted(),
  )
  await o.plaats(...(await meer()))
  expect((await lijst()).map(({ wachtendErachter }) => wachtendErachter).toSorted()).toEqual([0, 4])
  await ander.sluit()
})
