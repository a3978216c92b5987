import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Db } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import { bewaarHerstel } from '@warmknooppunt/platform/herkomst-store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Proef } from './delivery.proef.ts'
import { BEGIN, BRON, gebeurtenissen, maakProef, WEERT } from './delivery.proef.ts'
import { registreerEindpunt } from './eindpunt.ts'
import { leesBevestigdTot } from './postvak-lezing-store.ts'
import { maakTerugblik } from './terugblik.ts'
import { maakPlaatser } from './verwerk.proef.ts'
import type { Bezorgbeeld, Verzoend } from './verzoen.ts'
import { verzoen } from './verzoen.ts'

const LEEG = { opgehaald: false, gepusht: [] }
const HERSTELD = BEGIN.add({ hours: 1 })

let proef: Proef
let eindpunt: string
/** Lay in the postvak when the moment came that was restored: taken after it, of unknown fate, refused before it. */
let genomen: BusEvent
let onzeker: BusEvent
let geweigerd: BusEvent
/** Under way at that moment: confirmed under number 5, placed under 6 and not confirmed, never placed. */
let bevestigd: BusEvent
let geplaatst: BusEvent
let onderweg: BusEvent
let uitkomst: Verzoend
/** How often a restore was asked for, by a process that began before there was one, in two batches. */
let gevraagd = 0

beforeAll(async () => {
  proef = await maakProef()
  const keuze = {
    deelnemer: WEERT,
    adres: 'http://127.0.0.1:9/',
    toegestaneNetten: ['127.0.0.0/8'],
    httpToegestaan: true,
  }
  const registratie = await registreerEindpunt(proef.pool, proef.keks, keuze, BEGIN)
  if (registratie.kind === 'geweigerd') throw new Error(registratie.reden)
  eindpunt = registratie.id
  genomen = await proef.doorverwijzing()
  onzeker = await proef.doorverwijzing()
  geweigerd = await proef.doorverwijzing()
  const { plaats } = maakPlaatser(proef)
  await plaats(genomen, onzeker, geweigerd)
  gevraagd = await telVragen()
  await proef.eigenaar.query(
    `update delivery.bezorging set status = 'geparkeerd', parkeerreden = 'geweigerd' where bericht_id = $1`,
    [geweigerd.id],
  )
  await proef.eigenaar.query(
    `update delivery.bezorging set status = 'bezig', lease_tot = now() + interval '1 hour', poging = 1 where bericht_id = $1`,
    [onzeker.id],
  )
  bevestigd = await proef.doorverwijzing()
  geplaatst = await proef.doorverwijzing()
  onderweg = await proef.doorverwijzing()
  uitkomst = await herstel([
    { deelnemer: WEERT, berichtId: genomen.id, nummer: null, opgehaald: true, gepusht: [eindpunt] },
    { ...LEEG, deelnemer: WEERT, berichtId: bevestigd.id, nummer: 5, gepusht: [eindpunt] },
    { ...LEEG, deelnemer: WEERT, berichtId: geplaatst.id, nummer: 6 },
  ])
})

afterAll(() => proef.sluit())

async function telVragen(): Promise<number> {
  let aantal = 0
  const geteld: Db = {
    query(...vraag: Parameters<Db['query']>) {
      aantal++
      return proef.eigenaar.query(...vraag)
    },
  }
  const leesTerug = maakTerugblik()
  for (let keer = 0; keer < 2; keer++) await leesTerug(geteld, [], [])
  return aantal
}

async function herstel(beelden: readonly Bezorgbeeld[]): Promise<Verzoend> {
  return transactie<Verzoend, BusEvent>(proef.eigenaar, proef.uitbak, async (tx) => {
    const uit = await verzoen(tx, {
      maker: { bron: BRON, nu: HERSTELD },
      beelden,
      nummers: [{ deelnemer: WEERT, hoogste: 6, bevestigdTot: 1 }],
      sprong: 100,
    })
    await bewaarHerstel(tx, { id: crypto.randomUUID(), op: HERSTELD, metJournaal: true, verslag: {} })
    return uit
  })
}

async function pushVan({ id }: BusEvent): Promise<Record<string, unknown> | undefined> {
  const { rows } = await proef.eigenaar.query(
    'select status, parkeerreden, lease_tot from delivery.bezorging where bericht_id = $1',
    [id],
  )
  return rows[0]
}

async function plekVan({ id }: BusEvent): Promise<Record<string, unknown> | undefined> {
  const { rows } = await proef.eigenaar.query(
    'select nummer, opgehaald_op is not null as opgehaald, bevestigd_op is not null as bevestigd from delivery.postvakbericht where bericht_id = $1',
    [id],
  )
  return rows[0]
}

describe('what lay in the postvak at the restored moment', () => {
  it('is done where the journal has it as taken, and tells so', async () => {
    expect(await pushVan(genomen)).toEqual({ status: 'afgeleverd', parkeerreden: null, lease_tot: null })
    expect(await plekVan(genomen)).toEqual({ nummer: 1, opgehaald: true, bevestigd: true })
    expect((await gebeurtenissen(proef.eigenaar, genomen.subject)).map((e) => e.gebeurtenis)).toEqual([
      'beschikbaar',
      'opgehaald',
      'gepusht',
    ])
  })

  it('is followed by the numbers that were passed over, so that nobody takes them for lost', async () => {
    const { rows } = await proef.eigenaar.query('select van, tot_en_met from delivery.sprong where deelnemer = $1', [
      WEERT,
    ])
    expect(rows).toEqual([{ van: 4, tot_en_met: 106 }])
  })

  it('is parked where nobody knows, its lease let go; what was refused waits as it did', async () => {
    expect(await pushVan(onzeker)).toEqual({ status: 'geparkeerd', parkeerreden: 'na-terugzetten', lease_tot: null })
    expect(await pushVan(geweigerd)).toMatchObject({ status: 'geparkeerd', parkeerreden: 'geweigerd' })
    expect(uitkomst).toEqual({ afgeleverd: 1, opgehaald: 1, geparkeerd: 1, terugVerwacht: 2 })
  })
})

it('a database that was never restored is asked so once a process', () => {
  expect(gevraagd).toBe(1)
})

describe('what was under way at the restored moment', () => {
  it('comes back under the number that was confirmed, or a new one, and goes to no endpoint by itself', async () => {
    proef.klok.nu = HERSTELD.add({ minutes: 1 })
    const { plaats } = maakPlaatser(proef)
    await plaats(bevestigd, geplaatst, onderweg)
    expect(await plekVan(bevestigd)).toEqual({ nummer: 5, opgehaald: true, bevestigd: true })
    expect(await pushVan(bevestigd)).toMatchObject({ status: 'afgeleverd' })
    // Handed out to nobody that we know of: under a number that no cursor has passed.
    expect(await plekVan(geplaatst)).toEqual({ nummer: 107, opgehaald: false, bevestigd: false })
    expect(await plekVan(onderweg)).toEqual({ nummer: 108, opgehaald: false, bevestigd: false })
    for (const event of [geplaatst, onderweg]) {
      expect(await pushVan(event)).toMatchObject({ status: 'geparkeerd', parkeerreden: 'na-terugzetten' })
    }
    expect((await gebeurtenissen(proef.eigenaar, onderweg.subject)).map((e) => e.gebeurtenis)).toEqual([
      'beschikbaar',
      'geparkeerd',
    ])
  })

  it('leaves counter and cursor past all that was given out', async () => {
    // 1 and 5 are confirmed; 2 and 3 are not.
    expect(await leesBevestigdTot(proef.eigenaar, WEERT)).toMatchObject({ tot: 1 })
    const nieuw = await proef.doorverwijzing()
    const { plaats } = maakPlaatser(proef)
    await plaats(nieuw)
    expect(await plekVan(nieuw)).toMatchObject({ nummer: 109 })
    expect(await pushVan(nieuw)).toMatchObject({ status: 'wacht' })
  })
})
