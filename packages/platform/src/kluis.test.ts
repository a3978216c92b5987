import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nieuweSleutels, ontgrendel, ontsleutel, vergrendel, versleutel } from './kluis.ts'

const sleutel = randomBytes(32)
const ID = '01950000-0000-7000-8000-000000000001'
const BEKEND = 'Fictieve Bewoonster 06-12340000'
const geheim = { naam: BEKEND, vorderingen: [{ bedrag: '120.50' }] }

test('what was encrypted comes back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (inhoud) => {
      const dicht = versleutel(sleutel, inhoud, { inhoudId: ID, publiek: 'hub' })
      expect(ontsleutel(sleutel, dicht)).toEqual(JSON.parse(JSON.stringify(inhoud)))
    }),
  )
})

test('the ciphertext holds nothing of the content, and is another each time', () => {
  const een = versleutel(sleutel, geheim, { inhoudId: ID, publiek: 'gemeente' })
  const twee = versleutel(sleutel, geheim, { inhoudId: ID, publiek: 'gemeente' })
  const open = Object.values(een)
    .flatMap((deel) => [deel, Buffer.from(deel, 'base64').toString('latin1')])
    .join('\n')
  for (const woord of [BEKEND, 'Fictieve', '06-1234', '120.50', 'naam', 'vorderingen'])
    expect(open).not.toContain(woord)
  expect(een.tekst).not.toBe(twee.tekst)
  expect(een.iv).not.toBe(twee.iv)
})

test('another key, id, text, iv or tag does not open it, and the error names the id only', () => {
  const dicht = versleutel(sleutel, geheim, { inhoudId: ID, publiek: 'gemeente' })
  const anders = (waarde: string) => `${waarde.startsWith('A') ? 'B' : 'A'}${waarde.slice(1)}`
  const pogingen = [
    () => ontsleutel(randomBytes(32), dicht),
    () => ontsleutel(sleutel, { ...dicht, inhoudId: '01950000-0000-7000-8000-000000000002' }),
    () => ontsleutel(sleutel, { ...dicht, tekst: anders(dicht.tekst) }),
    () => ontsleutel(sleutel, { ...dicht, iv: anders(dicht.iv) }),
    () => ontsleutel(sleutel, { ...dicht, label: anders(dicht.label) }),
    () => ontsleutel(sleutel, { ...dicht, label: dicht.label.slice(0, 8) }),
    () => ontsleutel(sleutel, { ...dicht, iv: '' }),
  ]
  for (const poging of pogingen) {
    expect(poging).toThrow(
      /^content 01950000-0000-7000-8000-00000000000[12] cannot be decrypted with this dossier's key$/,
    )
  }
})

test('a dossier gets one key an audience, each its own, so that one audience cannot read what is for another', () => {
  const sleutels = nieuweSleutels(ID)
  expect(sleutels.map(({ publiek }) => publiek)).toEqual(['gemeente', 'hub', 'schuldeiser'])
  expect(new Set(sleutels.map((s) => s.sleutel.toString('hex'))).size).toBe(3)
  const [gemeente, hub] = sleutels
  if (!gemeente || !hub) throw new Error('no keys')
  const dicht = versleutel(gemeente.sleutel, geheim, { inhoudId: ID, publiek: 'gemeente' })
  expect(() => ontsleutel(hub.sleutel, dicht)).toThrow('cannot be decrypted')
})

test('a secret of the hub opens under the KEK it names, for what it was made for, and under no other', () => {
  const oud = randomBytes(32)
  const oude = { huidig: 'k1', sleutels: new Map([['k1', oud]]) }
  const dicht = vergrendel(oude, Buffer.from(BEKEND), 'zoeksleutel')
  expect(dicht.verpakt.toString('latin1')).not.toContain('Fictieve')
  const nieuwe = {
    huidig: 'k2',
    sleutels: new Map([
      ['k1', oud],
      ['k2', randomBytes(32)],
    ]),
  }
  expect(ontgrendel(nieuwe, dicht, 'zoeksleutel').toString()).toBe(BEKEND)
  expect(vergrendel(nieuwe, Buffer.from('x'), 'y').kekId).toBe('k2')
  expect(() => ontgrendel(nieuwe, dicht, 'iets anders')).toThrow()
  expect(() => ontgrendel(nieuwe, { ...dicht, kekId: 'k2' }, 'zoeksleutel')).toThrow()
  expect(() => ontgrendel({ huidig: 'k2', sleutels: new Map() }, dicht, 'zoeksleutel')).toThrow(/KEK k1 .*setting KEK/)
})
