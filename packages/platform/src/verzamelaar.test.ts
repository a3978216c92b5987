import { setTimeout as wachtMs } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Afloop } from './verzamelaar.ts'
import { maakVerzamelaar } from './verzamelaar.ts'

function opzet(geef: (batch: readonly number[]) => Promise<Afloop> = async () => 'overgedragen') {
  const gegeven: (readonly number[])[] = []
  const verzamelaar = maakVerzamelaar<number>({
    geef: (batch) => {
      gegeven.push(batch)
      return geef(batch)
    },
    orde: (een, twee) => een - twee,
    bundelMs: () => 0,
  })
  return { gegeven, verzamelaar }
}

describe('what comes in by partition', () => {
  test('goes together in one batch, in order, and each hears that it went', async () => {
    const { gegeven, verzamelaar } = opzet()
    expect(await Promise.all([verzamelaar.leg([3, 9]), verzamelaar.leg([1, 5]), verzamelaar.leg([])])).toEqual([
      ...['overgedragen', 'overgedragen', 'overgedragen'],
    ])
    expect(gegeven).toEqual([[1, 3, 5, 9]])
    await verzamelaar.rust()
    await verzamelaar.leg([2])
    expect(gegeven).toEqual([[1, 3, 5, 9], [2]])
  })

  test('is handed over one batch at a time, what comes meanwhile in the next, and never more than a transaction takes', async () => {
    let bezig = 0
    const { gegeven, verzamelaar } = opzet(async () => {
      bezig++
      await wachtMs(5)
      expect(bezig--).toBe(1)
      return 'overgedragen'
    })
    const veel = Array.from({ length: 1_200 }, (_, n) => n)
    const eerst = verzamelaar.leg(veel)
    await wachtMs(2)
    await Promise.all([eerst, verzamelaar.leg([7]), verzamelaar.leg([4])])
    expect(gegeven.map(({ length }) => length)).toEqual([500, 500, 200, 2])
    expect(gegeven.flat()).toEqual([...veel, 4, 7])
  })

  test('lapses when a batch was not taken: nothing behind it is handed over', async () => {
    const { gegeven, verzamelaar } = opzet(async (batch) => {
      await wachtMs(5)
      return batch.includes(3) ? 'vervallen' : 'overgedragen'
    })
    const eerst = verzamelaar.leg([3])
    await wachtMs(2)
    expect(await Promise.all([eerst, verzamelaar.leg([4]), verzamelaar.leg([5])])).toEqual([
      ...['vervallen', 'vervallen', 'vervallen'],
    ])
    expect(gegeven).toEqual([[3]])
    expect(await verzamelaar.leg([6])).toBe('overgedragen')
  })

  test('is let go of when reading begins elsewhere; what is in hand is waited for', async () => {
    const los = Promise.withResolvers<Afloop>()
    const { gegeven, verzamelaar } = opzet(() => los.promise)
    const eerst = verzamelaar.leg([1])
    await wachtMs(2)
    const tweede = verzamelaar.leg([2])
    verzamelaar.leeg()
    expect(await tweede).toBe('vervallen')
    let stil = false
    const rust = verzamelaar.rust().then(() => {
      stil = true
    })
    await wachtMs(5)
    expect(stil).toBe(false)
    los.resolve('overgedragen')
    await rust
    expect([await eerst, gegeven]).toEqual(['overgedragen', [[1]]])
  })
})
