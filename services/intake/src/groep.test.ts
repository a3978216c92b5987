import { describe, expect, test } from 'vitest'
import type { Oordeel } from './groep.ts'
import { maakGroep } from './groep.ts'

type Proef = {
  readonly faal?: (groep: readonly string[]) => Oordeel | null
  readonly alleen?: (lid: string, lang: boolean) => Oordeel | null | Promise<null>
}

/** A fault that says what it is. */
class Fout extends Error {
  readonly oordeel: Oordeel
  constructor(oordeel: Oordeel) {
    super(oordeel)
    this.oordeel = oordeel
  }
}

/** A group that writes down what it was asked, and fails as it is told. */
function proef({ faal = () => null, alleen = () => null }: Proef = {}) {
  const groepen: string[][] = []
  const enkelingen: string[] = []
  const groep = maakGroep<string, string>({
    samen: async (leden) => {
      groepen.push([...leden])
      await new Promise((klaar) => setImmediate(klaar))
      const oordeel = faal(leden)
      if (oordeel) throw new Fout(oordeel)
      return leden.map((lid) => `${lid}!`)
    },
    alleen: async (lid, wachtMs) => {
      const lang = wachtMs > 5
      enkelingen.push(`${lid} ${lang ? 'lang' : 'kort'}`)
      await new Promise((klaar) => setImmediate(klaar))
      const oordeel = await alleen(lid, lang)
      if (oordeel) throw new Fout(oordeel)
      return `${lid}.`
    },
    bezig: () => 'bezig',
    oordeel: (fout) => (fout instanceof Fout ? fout.oordeel : 'eigen'),
    bundelMs: () => 0,
    maxGroep: 3,
    wachtKortMs: 5,
    wachtLangMs: 200,
  })
  return { groep, groepen, enkelingen }
}

describe('a group', () => {
  test('gathers what comes together and what comes while another is under way', async () => {
    const { groep, groepen } = proef()
    const eerste = [groep.voeg('a', []), groep.voeg('b', [])]
    await new Promise((klaar) => setImmediate(klaar))
    const later = [groep.voeg('c', []), groep.voeg('d', [])]
    expect(await Promise.all([...eerste, ...later])).toEqual(['a!', 'b!', 'c!', 'd!'])
    expect(groepen).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  test('has at most its maximum, in the order of arrival', async () => {
    const { groep, groepen } = proef()
    await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((lid) => groep.voeg(lid, [])))
    expect(groepen).toEqual([['a', 'b', 'c'], ['d', 'e', 'f'], ['g']])
  })

  test('never holds two with the same key, and who waits for one keeps its own keys for who comes later', async () => {
    const { groep, groepen } = proef()
    await Promise.all([
      groep.voeg('a', ['1']),
      groep.voeg('b', ['1', '2']),
      groep.voeg('c', ['2']),
      groep.voeg('d', []),
    ])
    expect(groepen).toEqual([['a', 'd'], ['b'], ['c']])
  })

  test('counts everybody who has no answer yet', async () => {
    const { groep } = proef()
    const leden = ['a', 'b', 'c', 'd'].map((lid) => groep.voeg(lid, []))
    expect(groep.wachtend()).toBe(4)
    await Promise.all(leden)
    expect(groep.wachtend()).toBe(0)
  })

  test('begins again after it was empty', async () => {
    const { groep } = proef()
    expect(await groep.voeg('a', [])).toBe('a!')
    expect(await groep.voeg('b', [])).toBe('b!')
  })
})

describe('a group that failed', () => {
  test('in an outage fails for all, and the next one goes', async () => {
    const { groep, enkelingen } = proef({ faal: (leden) => (leden.includes('a') ? 'storing' : null) })
    const leden = await Promise.allSettled(['a', 'b', 'c', 'd'].map((lid) => groep.voeg(lid, [])))
    expect(leden.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled'])
    expect(enkelingen).toEqual([])
    expect(groep.wachtend()).toBe(0)
  })

  test('by one of its members is done again one by one, and only that one fails', async () => {
    const { groep, enkelingen } = proef({ faal: () => 'eigen', alleen: (lid) => (lid === 'b' ? 'eigen' : null) })
    const leden = await Promise.allSettled(['a', 'b', 'c'].map((lid) => groep.voeg(lid, [])))
    expect(leden).toMatchObject([{ value: 'a.' }, { status: 'rejected' }, { value: 'c.' }])
    expect(enkelingen).toEqual(['a kort', 'b kort', 'c kort'])
  })

  test('because of a lock lets only who meets it wait, aside', async () => {
    const slot = Promise.withResolvers<null>()
    const { groep, enkelingen, groepen } = proef({
      faal: (leden) => (leden.includes('b') ? 'vergrendeld' : null),
      alleen: (lid, lang) => (lid !== 'b' ? null : lang ? slot.promise : 'vergrendeld'),
    })
    const [a, b, c] = ['a', 'b', 'c'].map((lid) => groep.voeg(lid, []))
    expect(await Promise.all([a, c])).toEqual(['a.', 'c.'])
    expect(await groep.voeg('d', [])).toBe('d!')
    expect(groep.wachtend()).toBe(1)
    slot.resolve(null)
    expect(await b).toBe('b.')
    expect(enkelingen.toSorted()).toEqual(['a kort', 'b kort', 'b lang', 'c kort'])
    expect(groepen).toEqual([['a', 'b', 'c'], ['d']])
  })

  test('because of a lock that stays ends in the outcome for who waited too long, for all of them', async () => {
    const { groep } = proef({ faal: () => 'vergrendeld', alleen: () => 'vergrendeld' })
    const leden = ['a', 'b', 'c', 'd', 'e'].map((lid) => groep.voeg(lid, []))
    expect(await Promise.all(leden)).toEqual(Array(5).fill('bezig'))
    expect(groep.wachtend()).toBe(0)
  })

  test('and whose member fails while it waits for a lock tells that failure', async () => {
    let keer = 0
    const { groep } = proef({ faal: () => 'vergrendeld', alleen: () => (keer++ === 0 ? 'vergrendeld' : 'storing') })
    await expect(groep.voeg('a', [])).rejects.toThrow('storing')
  })

  test('because it answered fewer than it was asked is an error for who got none', async () => {
    const groep = maakGroep<string, string>({
      samen: async ([eerste]) => (eerste === undefined ? [] : [eerste]),
      alleen: async (lid) => lid,
      bezig: () => 'bezig',
      oordeel: () => 'eigen',
      bundelMs: () => 0,
      maxGroep: 2,
      wachtKortMs: 1,
      wachtLangMs: 1,
    })
    const leden = await Promise.allSettled([groep.voeg('a', []), groep.voeg('b', [])])
    expect(leden).toMatchObject([{ value: 'a' }, { status: 'rejected' }])
  })
})
