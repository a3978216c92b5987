import { describe, expect, it } from 'vitest'
import { KEK_PATROON, leesKeks, maakKekRegel } from './keks.ts'

const EEN = `een:${Buffer.alloc(32, 1).toString('base64')}`
const TWEE = `twee:${Buffer.alloc(32, 2).toString('base64')}`

describe('the setting KEK', () => {
  it('holds keys one a line: the first seals, all open', () => {
    const keks = leesKeks(`${EEN}\n${TWEE}\n`)
    expect(keks.huidig).toBe('een')
    expect([...keks.sleutels].map(([id, sleutel]) => [id, sleutel.length, sleutel[0]])).toEqual([
      ['een', 32, 1],
      ['twee', 32, 2],
    ])
  })

  it('reads a line that was made for it, and every line is another key', () => {
    const regels = [maakKekRegel('k1'), maakKekRegel('k1')]
    expect(regels[0]).not.toBe(regels[1])
    for (const regel of regels) expect(leesKeks(regel).sleutels.get('k1')?.length).toBe(32)
  })

  it.each([
    ['', 'nothing'],
    ['een', 'no key'],
    [`een:${Buffer.alloc(31).toString('base64')}`, 'a key of 31 bytes'],
    [`een:${Buffer.alloc(33).toString('base64')}`, 'a key of 33 bytes'],
    [EEN.replace('een', 'Een!'), 'an id with other characters'],
    [`${EEN},${TWEE}`, 'a comma between lines'],
  ])('refuses %j (%s), and the refusal does not repeat it', (tekst) => {
    expect(KEK_PATROON.test(tekst)).toBe(false)
    expect(() => leesKeks(tekst)).toThrow(/^KEK must hold keys one a line: id:base64 of 32 bytes$/)
  })

  it('refuses an id given twice, because what the other key sealed would not open', () => {
    expect(() => leesKeks(`${EEN}\n${TWEE.replace('twee', 'een')}`)).toThrow('an id twice')
  })
})
