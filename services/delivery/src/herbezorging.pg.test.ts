import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import { transactie } from '@warmknooppunt/platform/db'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Bezorgproef, Opstelling } from './bezorger.proef.ts'
import { maakBezorgproef } from './bezorger.proef.ts'
import { BEGIN } from './delivery.proef.ts'
import type { Herbezorgd } from './herbezorging.ts'
import { voerHerbezorgingUit } from './herbezorging.ts'

let bezorgproef: Bezorgproef
let o: Opstelling

beforeAll(async () => {
  bezorgproef = await maakBezorgproef()
})

beforeEach(async () => {
  o = await bezorgproef.begin()
  for (let i = 0; i < 7; i++) await o.plaats(o.vervolg(nieuwId(BEGIN)))
  await o.proef.eigenaar.query(`update delivery.bezorging set status = 'geparkeerd', parkeerreden = 'gepauzeerd'`)
  await o.proef.eigenaar.query(`update delivery.eindpunt set status = 'gepauzeerd', reden = 'http-401'`)
})

afterEach(() => o.far.sluit())
afterAll(() => bezorgproef.sluit())

/** An order for the bezorging with this number, of which others that waited for a pause are released up to the limit. */
async function geefOpdracht(nummer: number, limiet: number): Promise<Herbezorgd> {
  const { rows } = await o.proef.eigenaar.query<{ bezorgingId: string; dossierId: string }>(
    'select id as "bezorgingId", dossier_id as "dossierId" from delivery.bezorging where nummer = $1',
    [nummer],
  )
  const maker = { bron: o.proef.bron, nu: BEGIN }
  return transactie<Herbezorgd, BusEvent>(o.proef.pool, o.proef.uitbak, (tx) =>
    voerHerbezorgingUit(tx, rows, maker, limiet),
  )
}

const vrij = async () => (await o.statussen()).map((status, i) => (status === 'wacht' ? i + 1 : 0)).filter(Boolean)

it('releases with each order as many as the limit of what was parked for the pause, also once the endpoint is off it', async () => {
  await geefOpdracht(4, 2)
  expect(await vrij()).toEqual([1, 2, 4])
  await geefOpdracht(7, 2)
  expect(await vrij()).toEqual([1, 2, 3, 4, 5, 7])
  await geefOpdracht(6, 2)
  expect(await vrij()).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect((await o.soorten()).filter((soort) => soort === 'vrijgegeven')).toHaveLength(7)
  expect(await o.bezorger.ronde()).toBe(7)
})

it('releases nothing with an order that is not carried out, nor what is parked for another reason', async () => {
  await geefOpdracht(1, 0)
  await o.proef.eigenaar.query(`update delivery.bezorging set parkeerreden = 'geweigerd' where nummer = 3`)
  const { eindpunten, overgeslagen } = await geefOpdracht(1, 10)
  expect([eindpunten, overgeslagen.length, await vrij()]).toEqual([[], 1, [1]])
  await geefOpdracht(2, 10)
  expect(await vrij()).toEqual([1, 2, 4, 5, 6, 7])
})
