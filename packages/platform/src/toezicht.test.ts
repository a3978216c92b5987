import { setTimeout as wachtMs } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { maakLog } from './log.ts'
import type { Werker } from './stage.ts'
import { bewaak } from './toezicht.ts'

const GEZOND = { gezond: true, reden: null } as const

function proef(run: Werker['run'], goedNaMs = 400) {
  const regels: string[] = []
  const einde = new AbortController()
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } })
  const werker = { naam: 'lus', run, stand: () => GEZOND }
  const bewaakt = bewaak(werker, { log, signal: einde.signal, pauzesMs: [10], goedNaMs })
  return { bewaakt, einde, regels }
}

function tot(signal: AbortSignal): Promise<void> {
  return wachtMs(10_000, undefined, { signal }).catch(() => undefined)
}

describe('a loop under supervision', () => {
  it('is as healthy as it says while it runs, and ends when it is told', async () => {
    const { bewaakt, einde, regels } = proef(tot)
    expect(bewaakt.stand()).toEqual(GEZOND)
    einde.abort()
    await bewaakt.klaar
    expect(regels).toEqual([])
  })

  it.each([
    ['throws', () => Promise.reject(Object.assign(new Error('kapot'), { code: 'E1' }))],
    ['returns by itself', () => Promise.resolve()],
  ])('that %s is logged, red, started again, and green when it has run for a while', async (_hoe, sterf) => {
    let keer = 0
    const { bewaakt, einde, regels } = proef((signal) => (++keer < 3 ? sterf() : tot(signal)))
    await expect.poll(() => keer, { interval: 5 }).toBe(3)
    expect(bewaakt.stand()).toEqual({ gezond: false, reden: 'worker-died' })
    expect(regels.map((regel) => JSON.parse(regel).gebeurtenis)).toEqual(Array(2).fill('dienst.werker-gestorven'))
    await expect.poll(bewaakt.stand, { timeout: 2_000 }).toEqual(GEZOND)
    einde.abort()
    await bewaakt.klaar
  })

  it('that dies while it is told to end is not an error', async () => {
    const { bewaakt, einde, regels } = proef(async (signal) => {
      await tot(signal)
      throw new Error('te laat')
    })
    einde.abort()
    await bewaakt.klaar
    expect(regels).toEqual([])
  })
})
