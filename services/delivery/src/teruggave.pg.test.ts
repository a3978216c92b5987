import { setTimeout as wachtMs } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Bezorgproef, Opstelling } from './bezorger.proef.ts'
import { maakBezorgproef } from './bezorger.proef.ts'
import { maakPlaatser } from './verwerk.proef.ts'
import { maakBezorgwerker } from './werker.ts'

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

const werker = () =>
  maakBezorgwerker({
    bezorger: o.bezorger,
    wacht: (ms, signal) => wachtMs(ms, undefined, { signal }).catch(() => undefined),
    log: o.proef.log,
    sluit: async () => undefined,
  })

it('a worker that stops gives back what was claimed for it at once, and nothing is claimed for it any more', async () => {
  const { plaats } = maakPlaatser(o.proef, o.bezorger)
  await plaats(await o.proef.doorverwijzing())
  expect(await o.statussen()).toEqual(['bezig'])
  await werker().run(AbortSignal.abort())
  expect(await o.statussen()).toEqual(['wacht'])
  await plaats(await o.proef.doorverwijzing())
  expect(await o.statussen()).toEqual(['wacht', 'wacht'])
  expect(await o.maak().ronde()).toBe(2)
  expect(await o.statussen()).toEqual(['afgeleverd', 'afgeleverd'])
})

it('waits for a batch that was claiming when it had to stop', async () => {
  const { onderweg } = o.bezorger
  await maakPlaatser(o.proef, { ...o.bezorger, onderweg: { ...onderweg, meld: () => undefined } }).plaats(
    await o.proef.doorverwijzing(),
  )
  const [rij] = await o.bezorgingen()
  await o.proef.eigenaar.query(`update delivery.bezorging set status = 'wacht', lease_tot = null`)
  onderweg.meld([{ id: rij?.id ?? '', eindpunt: o.eindpunt }])
  const lopend = werker().run(AbortSignal.abort())
  await wachtMs(100)
  await o.proef.eigenaar.query(
    `update delivery.bezorging set status = 'bezig', lease_tot = clock_timestamp() + interval '1 min'`,
  )
  await lopend
  expect(await o.statussen()).toEqual(['wacht'])
})

it('takes nothing back that another worker has claimed since', async () => {
  await maakPlaatser(o.proef, o.bezorger).plaats(await o.proef.doorverwijzing())
  const [rij] = await o.bezorgingen()
  await o.proef.eigenaar.query('update delivery.bezorging set poging = 2')
  const terug = o.bezorger.geefTerug()
  await wachtMs(100)
  expect(await o.bezorgingen()).toMatchObject([{ id: rij?.id, status: 'bezig', poging: 2 }])
  o.bezorger.onderweg.vergeet(rij?.id ?? '')
  await terug
})
