import { randomBytes } from 'node:crypto'
import { transactie } from '@warmknooppunt/platform/db'
import type { Keks } from '@warmknooppunt/platform/kluis'
import { maakLog } from '@warmknooppunt/platform/log'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Proef } from './delivery.proef.ts'
import { BEGIN, maakProef, WEERT } from './delivery.proef.ts'
import { nieuwGeheim, registreerEindpunt, wisselGeheim } from './eindpunt.ts'
import type { Eindpuntstanden } from './eindpuntstanden.ts'
import { leesStanden } from './eindpuntstanden.ts'

let proef: Proef
beforeAll(async () => {
  proef = await maakProef()
})
afterAll(() => proef.sluit())

it('says once that an endpoint cannot be opened, and again when what is stored of it changed', async () => {
  const oud = { huidig: 'oud', sleutels: new Map([['oud', randomBytes(32)]]) }
  const registreer = async (keks: Keks) => {
    const uit = await registreerEindpunt(
      proef.pool,
      keks,
      { deelnemer: WEERT, adres: 'https://weert.example.nl/' },
      BEGIN,
    )
    return uit.kind === 'geregistreerd' ? uit.id : ''
  }
  const [dicht, open] = [await registreer(oud), await registreer(proef.keks)]
  const gemeld: unknown[] = []
  const naar = { write: (regel: string) => void gemeld.push(JSON.parse(regel).eindpunt) }
  const log = maakLog({ dienst: 'proef', niveau: 'error', naar })
  let vorige: Eindpuntstanden | null = null
  const veeg = async (keks = proef.keks) => {
    vorige = await leesStanden(proef.pool, { ...proef, keks, log, nu: BEGIN, vorige })
    return [...vorige.eindpunten.keys()]
  }
  for (let i = 0; i < 5; i++) expect(await veeg()).toEqual([open])
  expect(gemeld).toEqual([dicht])

  const o = { id: dicht, geheim: nieuwGeheim(), oudTot: BEGIN.add({ hours: 24 }) }
  await transactie(proef.pool, null, (tx) => wisselGeheim(tx, oud, o, BEGIN))
  for (let i = 0; i < 5; i++) await veeg()
  expect(gemeld).toEqual([dicht, dicht])

  // Once the process has the key it opens, whatever failed before.
  const beide = { ...proef.keks, sleutels: new Map([...proef.keks.sleutels, ...oud.sleutels]) }
  expect((await veeg(beide)).toSorted()).toEqual([dicht, open].toSorted())
  expect(gemeld).toHaveLength(2)
})
