import { nieuwId } from '@warmknooppunt/platform/bericht'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TOTAAL_MS } from './adapters/verstuur.ts'
import type { Bezorgproef, Opstelling } from './bezorger.proef.ts'
import { maakBezorgproef } from './bezorger.proef.ts'
import type { Gegeven } from './bezorger.ts'
import { LEASE_MS } from './bezorger.ts'
import { BEGIN, gebeurtenissen, maakOntvanger, zegt } from './delivery.proef.ts'
import { maakPlaatser } from './verwerk.proef.ts'

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

describe('order', () => {
  it('is kept per dossier at an endpoint: later messages wait with a parked one, other dossiers do not', async () => {
    const event = await o.proef.doorverwijzing()
    const tweede = o.vervolg(event.subject)
    o.far.antwoord = (antwoord, { koppen }) =>
      zegt(koppen['webhook-id'] === event.id ? 422 : 204)(antwoord, { koppen, body: '', pad: '' })
    const ander = await o.proef.doorverwijzing()
    await o.plaats(event, tweede, ander)
    while ((await o.bezorger.ronde()) > 0) o.later({ hours: 1 })
    expect(await o.statussen(event.subject)).toEqual(['geparkeerd', 'wacht'])
    expect(await o.statussen(ander.subject)).toEqual(['afgeleverd'])
    o.far.antwoord = zegt(204)
    await o.plaats(o.herbezorgopdracht(event.subject, (await o.bezorgingen(event.subject))[0]?.id ?? ''))
    while ((await o.bezorger.ronde()) > 0) o.later({ seconds: 1 })
    expect(o.ids().filter((id) => id !== ander.id)).toEqual([event.id, event.id, tweede.id])
  })

  it('is kept when what was parked because nobody answered releases itself', async () => {
    o.far.antwoord = (antwoord) => antwoord.destroy()
    const eerste = await o.proef.doorverwijzing()
    const tweede = await o.proef.doorverwijzing()
    const [na, naTwee] = [o.vervolg(eerste.subject), o.vervolg(tweede.subject)]
    await o.plaats(eerste, tweede, na, naTwee)
    for (let i = 0; i < 60 && (await o.statussen()).join() !== 'geparkeerd,geparkeerd,wacht,wacht'; i++) {
      await o.bezorger.ronde()
      o.later({ hours: 10 })
    }
    expect(await o.statussen()).toEqual(['geparkeerd', 'geparkeerd', 'wacht', 'wacht'])
    const aantal = (await gebeurtenissen(o.proef.eigenaar)).length

    expect(await o.bezorger.ronde()).toBe(1)
    expect(await gebeurtenissen(o.proef.eigenaar)).toHaveLength(aantal)
    o.later({ minutes: 1 })
    expect(await o.bezorger.ronde()).toBe(0)
    o.far.antwoord = zegt(204)
    o.far.verzoeken.length = 0
    o.later({ minutes: 5 })
    while ((await o.bezorger.ronde()) > 0) o.later({ seconds: 1 })
    expect(await o.statussen()).toEqual(Array(4).fill('afgeleverd'))
    expect(o.ids()[0]).toBe(eerste.id)
    expect(o.ids().indexOf(tweede.id)).toBeLessThan(o.ids().indexOf(naTwee.id))
    expect((await o.soorten()).filter((s) => s === 'vrijgegeven')).toHaveLength(1)
  })
})

describe('concurrency', () => {
  it('of an endpoint is never more than it takes at once', async () => {
    await o.proef.eigenaar.query('update delivery.eindpunt set gelijktijdig = 3')
    let nu = 0
    let hoogste = 0
    o.far.antwoord = (antwoord) => {
      hoogste = Math.max(hoogste, ++nu)
      setTimeout(() => {
        nu--
        antwoord.writeHead(204).end()
      }, 30)
    }
    for (let i = 0; i < 10; i++) await o.plaats(await o.proef.doorverwijzing())
    while ((await o.bezorger.ronde()) > 0);
    expect(hoogste).toBe(3)
    expect(await o.statussen()).toEqual(Array(10).fill('afgeleverd'))
  })

  it('lets a fast endpoint go on while a slow one hangs', async () => {
    const traag = await maakOntvanger()
    traag.antwoord = () => undefined
    await o.registreer(traag.adres, { gelijktijdig: 1 })
    for (let i = 0; i < 5; i++) await o.plaats(await o.proef.doorverwijzing())
    const begin = performance.now()
    while (o.far.verzoeken.length < 5 && performance.now() - begin < 5_000) {
      await o.bezorger.begin(true)
      await new Promise((klaar) => setTimeout(klaar, 20))
    }
    await new Promise((klaar) => setTimeout(klaar, 100))
    const { rows } = await o.proef.eigenaar.query('select status from delivery.bezorging where eindpunt = $1', [
      o.eindpunt,
    ])
    expect(rows).toEqual(Array(5).fill({ status: 'afgeleverd' }))
    expect(traag.verzoeken).toHaveLength(1)
    await traag.sluit()
    await o.bezorger.rust()
  })

  it('of two workers never sends one message twice', async () => {
    for (let i = 0; i < 40; i++) await o.plaats(await o.proef.doorverwijzing())
    const werkers = [o.maak(), o.maak(), o.maak()]
    while ((await Promise.all(werkers.map((w) => w.ronde()))).some((aantal) => aantal > 0));
    expect(o.far.verzoeken).toHaveLength(40)
    expect(new Set(o.ids()).size).toBe(40)
  })
})

describe('what is claimed with its placing', () => {
  it('is sent without a claim of its own, up to what the endpoint takes at once', async () => {
    await o.proef.eigenaar.query('update delivery.eindpunt set gelijktijdig = 2')
    const event = await o.proef.doorverwijzing()
    const plaatser = maakPlaatser(o.proef, o.bezorger)
    await plaatser.plaats(
      event,
      o.vervolg(event.subject),
      await o.proef.doorverwijzing(),
      await o.proef.doorverwijzing(),
    )
    expect((await o.statussen()).toSorted()).toEqual(['bezig', 'bezig', 'wacht', 'wacht'])
    expect(plaatser.gehint).toEqual([o.eindpunt])
    expect(await o.bezorger.begin(false)).toBe(2)
    await o.bezorger.rust()
    expect((await o.statussen()).toSorted()).toEqual(['afgeleverd', 'afgeleverd', 'wacht', 'wacht'])
    // With a backlog nothing jumps the queue.
    await plaatser.plaats(await o.proef.doorverwijzing())
    expect((await o.statussen()).at(-1)).toBe('wacht')
    while ((await o.bezorger.ronde()) > 0);
    expect(await o.statussen()).toEqual(Array(5).fill('afgeleverd'))
    expect(o.ids().indexOf(event.id)).toBe(0)
  })

  it('gives its places back at once when its batch fails, and sends nothing of it', async () => {
    await o.proef.eigenaar.query('update delivery.eindpunt set gelijktijdig = 2')
    const { onderweg } = o.bezorger
    await maakPlaatser(o.proef, o.bezorger).faal(await o.proef.doorverwijzing(), await o.proef.doorverwijzing())
    expect([onderweg.vrij(o.eindpunt, 2), onderweg.gemeld()]).toEqual([2, []])
    expect(await o.bezorger.ronde()).toBe(0)
    expect(o.far.verzoeken).toEqual([])
  })

  it('is left to its lease when it waited here until that may end during the send', async () => {
    const gegeven: Gegeven[] = []
    const { onderweg } = o.bezorger
    await maakPlaatser(o.proef, { onderweg, geef: (g) => gegeven.push(g) }).plaats(await o.proef.doorverwijzing())
    for (const g of gegeven) o.bezorger.geef({ ...g, sindsMs: performance.now() - LEASE_MS + TOTAAL_MS })
    expect(await o.bezorger.begin(false)).toBe(0)
    expect([await o.statussen(), onderweg.gemeld()]).toEqual([['bezig'], []])
    for (const g of gegeven) o.bezorger.geef(g)
    expect(await o.bezorger.begin(false)).toBe(1)
    await o.bezorger.rust()
    expect(await o.statussen()).toEqual(['afgeleverd'])
  })

  it('holds no place for what was rolled back', async () => {
    await o.proef.eigenaar.query('update delivery.eindpunt set gelijktijdig = 1')
    o.bezorger.onderweg.meld([{ id: nieuwId(BEGIN), eindpunt: o.eindpunt }])
    expect(o.bezorger.onderweg.vrij(o.eindpunt, 1)).toBe(0)
    await o.plaats(await o.proef.doorverwijzing())
    const begin = performance.now()
    while ((await o.bezorger.ronde()) === 0 && performance.now() - begin < 10_000)
      await new Promise((klaar) => setTimeout(klaar, 100))
    expect(o.far.verzoeken).toHaveLength(1)
  })
})
