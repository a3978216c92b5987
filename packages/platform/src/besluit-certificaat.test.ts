import { describe, expect, test } from 'vitest'
import { bepaalBezwaar } from './besluit-certificaat.ts'

const OIN = '00000099900000001000'
const EIGEN = { vingerafdruk: 'een', oin: OIN, vertrouwd: true }

describe('a token and a client certificate', () => {
  test.each([
    ['nothing asked, nothing shown', { oin: OIN }, null, 'mag', null],
    ['asked and not shown', { oin: OIN }, null, 'moet', 'geen-certificaat'],
    ['shown, of the party', { oin: OIN }, EIGEN, 'moet', null],
    ['shown, of another', { oin: OIN }, { ...EIGEN, oin: '00000099900000002000' }, 'mag', 'ander-oin'],
    ['shown, of a party that has no OIN', {}, EIGEN, 'moet', null],
    ['shown, without OIN', { oin: OIN }, { ...EIGEN, oin: null }, 'mag', 'zonder-oin'],
    ['shown, of nobody who counts', { oin: OIN }, { ...EIGEN, vertrouwd: false }, 'mag', 'niet-vertrouwd'],
    ['bound, and shown', { oin: OIN, cnf: 'een' }, EIGEN, 'mag', null],
    [
      'bound to the certificate of a supplier',
      { oin: OIN, cnf: 'een' },
      { ...EIGEN, oin: '00000099900000002000' },
      'mag',
      null,
    ],
    ['bound, and not shown', { oin: OIN, cnf: 'een' }, null, 'mag', 'token-gebonden'],
    ['bound, and another shown', { oin: OIN, cnf: 'twee' }, EIGEN, 'mag', 'token-gebonden'],
    [
      'bound, and shown out of its days',
      { oin: OIN, cnf: 'een' },
      { ...EIGEN, vertrouwd: false },
      'mag',
      'niet-vertrouwd',
    ],
  ] as const)('%s', (_, beller, certificaat, eis, verwacht) => {
    expect(bepaalBezwaar(beller, certificaat, eis)).toBe(verwacht)
  })
})
