import { randomUUID } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { leesKeks } from '@warmknooppunt/platform/keks'
import { bewaarSleutels, nieuweSleutels } from '@warmknooppunt/platform/kluis'
import { maakPool } from '@warmknooppunt/platform/pool'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ontvanger } from '../services/delivery/src/delivery.proef.ts'
import { doe } from '../services/knooppunt/src/commando/commando.proef.ts'
import { voegSleutelsToe } from '../services/knooppunt/src/commando/sleutels.ts'
import { leesUrl } from '../services/knooppunt/src/ingebed/postgres.ts'
import type { Verslag } from '../services/knooppunt/src/simulatie/verslag.ts'
import { einde, regels, totdat } from '../services/knooppunt/src/start.proef.ts'
import { doorverwijzing, opDag } from './steun/doorverwijzing.ts'
import type { Hub } from './steun/hub.ts'
import { maakHub, telGeparkeerd } from './steun/hub.ts'
import { keurPostvakken, leesPostvakken } from './steun/postvakken.ts'
import { schrijfIn } from './steun/schrijf.ts'
import { beginSpel } from './steun/spel.ts'
import { sluitOntvangerAan } from './steun/webhook.ts'

/** Enough for many batches, so that a kill comes in the middle. */
const OUDE_DOSSIERS = 1_000

let hub: Hub
let ontvanger: Ontvanger

beforeAll(async () => {
  hub = await maakHub()
  ontvanger = await sluitOntvangerAan(hub, ['gemeente-roermond'])
  await maakOudeDossiers()
})
afterAll(async () => {
  await hub.sluit()
  await ontvanger.sluit()
})

async function maakOudeDossiers(): Promise<void> {
  const keks = leesKeks(await readFile(hub.data.kek, 'utf8'))
  const pool = maakPool({ url: (await leesUrl(hub.data)) ?? '', applicatie: 'test', rol: 'wk_intake' })
  const sleutels = Array.from({ length: OUDE_DOSSIERS }, () => nieuweSleutels(randomUUID())).flat()
  await schrijfIn(pool, (tx) => bewaarSleutels(tx, keks, sleutels))
  await pool.end()
}

const opdracht = (...argumenten: string[]) =>
  doe(voegSleutelsToe, ['sleutels', ...argumenten], { env: { DATA_MAP: hub.data.map } })

/** What `sleutels --json` says of each key. */
async function standen(): Promise<{ kek: string; oordeel: string; rijen: Record<string, number> }[]> {
  const { uit, fout } = await opdracht('--json')
  expect(fout).toBe('')
  return JSON.parse(uit)
}

async function inKluis(kek: string): Promise<number> {
  return (await standen()).find((stand) => stand.kek === kek)?.rijen['kluis.sleutel'] ?? 0
}

// One hub goes from one key to the next in this file, in order.
describe('rotation of the key-encryption key under load', () => {
  let verslag: Verslag

  it('begins with a new key first in the file of the data folder, which only its owner may read', async () => {
    expect(await standen()).toMatchObject([{ kek: 'kek-1', oordeel: 'zegelt', rijen: { 'autorisatie.sleutel': 1 } }])
    const voor = await readFile(hub.data.kek, 'utf8')
    expect(await opdracht('nieuw')).toMatchObject({ code: 0, uit: expect.stringMatching(/kek-2 .*Make a copy/) })
    const na = await readFile(hub.data.kek, 'utf8')
    expect(na).toMatch(/^kek-2:/)
    expect(na.endsWith(voor)).toBe(true)
    expect((await stat(hub.data.kek)).mode & 0o777).toBe(0o600)
    expect(await standen()).toMatchObject([
      { kek: 'kek-2', oordeel: 'zegelt', rijen: {} },
      { kek: 'kek-1', oordeel: 'nodig' },
    ])
  })

  it('survives a kill in the middle of it, with messages flowing and doors open', { timeout: 120_000 }, async () => {
    const spel = beginSpel(hub, { run: 'rotatie', perSeconde: 30 })
    await totdat(async () => (await inKluis('kek-1')) > 3 * OUDE_DOSSIERS + 30, 10_000)
    await hub.dood()
    await hub.start()
    await totdat(async () => (await inKluis('kek-1')) < 3 * OUDE_DOSSIERS - 500, 20_000)
    await hub.dood()
    expect(await inKluis('kek-1')).toBeGreaterThan(0)
    await hub.start()
    await totdat(async () => (await standen()).every(({ oordeel }) => oordeel !== 'nodig'), 60_000)
    verslag = await spel.stop()
    expect(verslag).toMatchObject({ verloren: 0, dubbel: 0, onbeantwoord: 0, voorbeelden: [] })
    expect(verslag.afgeleverd).toBe(verslag.aangenomen)
    expect(await telGeparkeerd(hub)).toEqual({ routing: 0, sla: 0, delivery: 0, dossier: 0 })
  })

  it('ends with no row of any table on the old key, told by command, metrics and log', async () => {
    expect(await standen()).toEqual([
      {
        kek: 'kek-2',
        oordeel: 'zegelt',
        rijen: {
          'autorisatie.sleutel': 1,
          'delivery.eindpunt': expect.any(Number),
          'intake.zoeksleutel': expect.any(Number),
          'kluis.sleutel': expect.any(Number),
        },
      },
      { kek: 'kek-1', oordeel: 'mag-weg', rijen: {} },
    ])
    expect(await inKluis('kek-2')).toBeGreaterThanOrEqual(3 * (OUDE_DOSSIERS + verslag.aangenomen))
    expect((await opdracht()).uit).toMatch(/kek-1 .*may leave the configuration/)
    const metrieken = await (await fetch(hub.metrieken)).text()
    expect(metrieken).toMatch(/warmknooppunt_kek_rijen\{tabel="kluis.sleutel",kek="kek-2"\} [1-9]/)
    expect(metrieken).not.toMatch(/warmknooppunt_kek_rijen\{[^}]*kek="kek-1"/)
    // What was killed could not tell that it was done.
    const gezegd = () => regels(hub.gestart.at(-1) ?? hub.begin()).filter(({ tabel }) => tabel === 'kluis.sleutel')
    await totdat(() => gezegd().length >= 2, 5_000)
    expect(gezegd().slice(0, 2)).toMatchObject([
      { gebeurtenis: 'kek.herverpakken-begint', kek: 'kek-2', oud: ['kek-1'] },
      { gebeurtenis: 'kek.herverpakt', kek: 'kek-2', aantal: expect.any(Number), af: true },
    ])
  })

  it('leaves a hub that runs without the old key: what was sealed by it before is read, pushed and signed', {
    timeout: 90_000,
  }, async () => {
    const sleutels = (await readFile(hub.data.kek, 'utf8')).trim().split('\n')
    await writeFile(hub.data.kek, `${sleutels[0]}\n`)
    await hub.dood()
    await hub.start()
    const berichten = await leesPostvakken(hub)
    expect(berichten.filter(({ data }) => 'inhoudVernietigd' in data)).toEqual([])
    expect(berichten).toHaveLength(verslag.aangenomen)
    expect(keurPostvakken(berichten)).toEqual([])
    const gepusht = ontvanger.verzoeken.length
    const adres = { '/hulpvrager/woonadres/postcode': '6041AB', '/hulpvrager/woonadres/huisnummer': 7 }
    const gisteren = amsterdamseDag(Temporal.Now.instant().subtract({ hours: 24 }))
    const body = doorverwijzing('nadien', { ...opDag(gisteren), ...adres })
    const waterbedrijf = 'waterbedrijf-maasdal'
    expect(await hub.vraag(waterbedrijf, { method: 'POST', pad: '/v1/doorverwijzingen', body })).toMatchObject({
      status: 201,
    })
    await totdat(() => ontvanger.verzoeken.length > gepusht, 15_000)

    // The key that is needed now is taken away.
    await hub.dood()
    await writeFile(hub.data.kek, `${sleutels[1]}\n`)
    const zonder = hub.begin()
    expect(await einde(zonder)).toEqual([69, null])
    expect(zonder.fout.join('')).toMatch(
      /^knooppunt: The database still needs a key-encryption key .*: key kek-2 \(rows: 1 in autorisatie\.sleutel.* in kluis\.sleutel\)\. Put it back/m,
    )
    expect(await opdracht()).toMatchObject({ code: 1, uit: expect.stringMatching(/kek-2 .*MISSING/) })
  })
})

describe('what cannot be rotated by command', () => {
  it('says what to do: no data folder yet, or keys from elsewhere', async () => {
    const elders = { DATA_MAP: hub.data.map, KEK: 'x:AAAA' }
    expect(await doe(voegSleutelsToe, ['sleutels', 'nieuw'], { env: elders })).toMatchObject({
      code: 64,
      fout: expect.stringMatching(/the keys come from KEK/),
    })
    const leeg = { DATA_MAP: `${hub.data.map}/leeg` }
    expect(await doe(voegSleutelsToe, ['sleutels', 'nieuw'], { env: leeg })).toMatchObject({
      code: 78,
      fout: expect.stringMatching(/the first start of the hub makes it/),
    })
    expect(await doe(voegSleutelsToe, ['sleutels'], { env: leeg })).toMatchObject({
      code: 0,
      uit: expect.stringMatching(/there are no keys yet/),
    })
  })
})
