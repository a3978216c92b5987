import { randomBytes } from 'node:crypto'
import { transactie } from '@warmknooppunt/platform/db'
import { leesKekgebruik } from '@warmknooppunt/platform/kek-store'
import type { Keks } from '@warmknooppunt/platform/kluis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Proef } from './delivery.proef.ts'
import { BEGIN, maakProef, WATER, WEERT } from './delivery.proef.ts'
import { nieuwGeheim, openEindpunt, registreerEindpunt, wisselGeheim } from './eindpunt.ts'
import { leesEindpunten } from './eindpunt-store.ts'
import { herverpakEindpunten } from './herverpak-eindpunten.ts'

let proef: Proef
beforeAll(async () => {
  proef = await maakProef()
})
afterAll(() => proef.sluit())

const gebruik = async () =>
  (await leesKekgebruik(proef.eigenaar, null)).filter(({ tabel }) => tabel === 'delivery.eindpunt')

it('address and both secrets of an endpoint come under the new KEK; what does not open stays as it is', async () => {
  const [adres, geheim, tweede] = ['https://weert.example.nl/in', nieuwGeheim(), nieuwGeheim()]
  const goed = await registreerEindpunt(proef.pool, proef.keks, { deelnemer: WEERT, adres, geheim }, BEGIN)
  const vreemd: Keks = { huidig: 'proef', sleutels: new Map([['proef', randomBytes(32)]]) }
  const stuk = await registreerEindpunt(proef.pool, vreemd, { deelnemer: WATER, adres }, BEGIN)
  if (goed.kind === 'geweigerd' || stuk.kind === 'geweigerd') throw new Error('refused')
  const keks: Keks = { huidig: 'nieuw', sleutels: new Map([['nieuw', randomBytes(32)], ...proef.keks.sleutels]) }
  // The second secret was made by a process that has the new KEK first already.
  await transactie(proef.pool, null, (tx) =>
    wisselGeheim(tx, keks, { id: goed.id, geheim: tweede, oudTot: BEGIN.add({ hours: 1 }) }, BEGIN),
  )
  expect(await gebruik()).toMatchObject([
    { kekId: 'nieuw', aantal: 1 },
    { kekId: 'proef', aantal: 2 },
  ])
  const herverpak = () =>
    transactie(proef.pool, null, (tx) => herverpakEindpunten(tx, keks, { oud: ['proef'], limiet: 10 }))
  expect(await herverpak()).toEqual({ aantal: 1, mislukt: 1 })
  expect(await herverpak()).toEqual({ aantal: 0, mislukt: 1 })
  expect(await gebruik()).toMatchObject([
    { kekId: 'nieuw', aantal: 1 },
    { kekId: 'proef', aantal: 1 },
  ])
  const eindpunt = (await leesEindpunten(proef.pool)).find(({ id }) => id === goed.id)
  if (!eindpunt) throw new Error('no endpoint')
  const alleen: Keks = { huidig: 'nieuw', sleutels: new Map([...keks.sleutels].slice(0, 1)) }
  expect(openEindpunt(alleen, eindpunt, BEGIN)).toMatchObject({ adres, geheimen: [tweede, geheim] })
})
