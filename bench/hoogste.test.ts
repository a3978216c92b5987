import { expect, test } from 'vitest'
import { BIJ_MS, houdtBij } from './hoogste.ts'

test('a rate is sustained only when nothing was refused and all of it was delivered in time', () => {
  const geheel = { verzonden: 400, aangenomen: 400, afgewezen503: 0, overig: 0, beginMs: 5_000, duurMs: 4_010 }
  const opTijd = 5_000 + 4_000 + BIJ_MS
  const houdt = (gegenereerd: object, stand: object = {}) => {
    const cpu = { cpuMsHub: null, cpuMsDatabase: null, cpuMsTotal: null }
    const antwoorden = { ...geheel, tijdenMs: [], ...gegenereerd }
    return houdtBij(
      { gegenereerd: antwoorden, uniek: 400, dubbel: 0, tijdenMs: [], laatsteMs: opTijd, cpu, ...stand },
      4,
    )
  }
  expect(houdt({})).toBe(true)
  expect([
    houdt({ aangenomen: 399, afgewezen503: 1 }),
    houdt({ aangenomen: 399, overig: 1 }),
    houdt({}, { uniek: 399 }),
    houdt({}, { laatsteMs: opTijd + 1 }),
    houdt({}, { uniek: 0, laatsteMs: null }),
  ]).toEqual([false, false, false, false, false])
})
