import { randomBytes } from 'node:crypto'
import { registreerEindpunt } from '@warmknooppunt/delivery/eindpunt'
import { leesEindpunten } from '@warmknooppunt/delivery/eindpunt-store'
import { isProef } from '@warmknooppunt/platform/proef-store'
import { eisEchteDatabase, eisProefdatabase } from '@warmknooppunt/platform/proefknooppunt'
import type { Deelnemer } from '@warmknooppunt/register/deelnemer-store'
import { registreerDeelnemers } from '@warmknooppunt/register/deelnemer-store'
import { laadDemo } from '@warmknooppunt/register/demo'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProefDatabase } from './steun/database.ts'
import { proefDatabase } from './steun/database.ts'

const NU = Temporal.Instant.from('2026-11-20T10:00:00Z')
const KEKS = { huidig: 'proef', sleutels: new Map([['proef', randomBytes(32)]]) }

let database: ProefDatabase
let eigenaar: Pool
let delivery: Pool
beforeAll(async () => {
  database = await proefDatabase()
  eigenaar = database.pool()
  delivery = database.pool('wk_delivery')
})
afterAll(async () => {
  await Promise.all([eigenaar.end(), delivery.end()])
  await database.sluit()
})

const demo = () => laadDemo(eigenaar, { issuer: 'https://hub.example.nl/oauth', clients: [], nu: NU })

describe('a database that is marked as that of a proef', () => {
  test('runs no real hub any more, and stays what it is', async () => {
    await eisEchteDatabase(eigenaar)
    await eisProefdatabase(eigenaar)
    await eisProefdatabase(eigenaar)
    expect(await isProef(delivery)).toBe(true)
    await expect(eisEchteDatabase(delivery)).rejects.toThrow(/belongs to a proef.*--proef/)
    for (const sql of ['delete from', 'truncate']) {
      await expect(eigenaar.query(`${sql} platform.proefknooppunt`)).rejects.toThrow('a proef stays one')
    }
    await expect(delivery.query('insert into platform.proefknooppunt default values')).rejects.toThrow(
      'permission denied',
    )
  })

  test('takes the parties of the demo, and none with the OIN of a real one', async () => {
    await demo()
    const echt: Deelnemer = {
      deelnemer: 'gemeente-echt',
      soort: 'gemeente',
      naam: 'Gemeente Echt',
      oin: '00000001900000005000',
      kvk: null,
      status: 'actief',
      van: '2025-01-01',
      totEnMet: null,
      soortSchuldeiser: null,
      klantnummerpatroon: null,
    }
    await expect(wijzigRegister(eigenaar, (w) => registreerDeelnemers(w, [echt]))).rejects.toThrow(
      /buiten-proef: deelnemer gemeente-echt .* 00000099/,
    )
  })

  test.each([
    ['the public internet', { adres: 'https://weert.example.nl/in' }],
    ['a public network on its list', { adres: 'https://weert.example.nl/in', toegestaneNetten: ['93.184.215.0/24'] }],
    ['more than an own network', { adres: 'https://10.0.0.1/in', toegestaneNetten: ['10.0.0.0/7'] }],
  ])('takes no endpoint on %s', async (_wat, keuze) => {
    expect(await registreerEindpunt(delivery, KEKS, { deelnemer: 'gemeente-roermond', ...keuze }, NU)).toEqual({
      kind: 'geweigerd',
      reden: 'buiten-proef',
    })
    expect(await leesEindpunten(delivery)).toEqual([])
  })

  test('connects from an endpoint to its own networks only', async () => {
    const keuze = {
      deelnemer: 'gemeente-roermond',
      adres: 'https://intern.example.nl/',
      toegestaneNetten: ['10.1.0.0/16'],
    }
    expect(await registreerEindpunt(delivery, KEKS, keuze, NU)).toMatchObject({ kind: 'geregistreerd' })
    expect(await leesEindpunten(delivery)).toMatchObject([{ alleenNetten: true }])
  })
})

test('a database with the register of a real hub becomes no proef', async () => {
  const ander = await proefDatabase()
  const pool = ander.pool()
  try {
    await laadDemo(pool, { issuer: 'https://hub.example.nl/oauth', clients: [], nu: NU })
    await expect(eisProefdatabase(pool)).rejects.toThrow(/register of a real hub.*without --proef/)
    await expect(pool.query('insert into platform.proefknooppunt default values')).rejects.toThrow(
      'a proef needs a new one',
    )
    await registreerEindpunt(pool, KEKS, { deelnemer: 'gemeente-roermond', adres: 'https://weert.example.nl/in' }, NU)
    expect(await leesEindpunten(pool)).toMatchObject([{ alleenNetten: false }])
  } finally {
    await pool.end()
    await ander.sluit()
  }
})
