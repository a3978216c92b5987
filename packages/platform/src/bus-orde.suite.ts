import { setTimeout as wachtMs } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { BusEvent } from './bericht.ts'
import type { Opstelling } from './bus-opstelling.suite.ts'
import { dossiers, proefevent, schrijfEffect, uitbak, wachtTot } from './bus-proefevent.suite.ts'
import { transactie } from './db.ts'
import { enqueue } from './outbox.ts'

/** Promises 1, 2 and 3. */
export function ordeProeven(proef: () => Opstelling): void {
  const [A = '', B = ''] = dossiers(2)

  test('what is rolled back leaves neither state nor message', async () => {
    const { producent, bus, legRuw, start, effecten } = proef()
    const poging = transactie<void, BusEvent>(producent, uitbak, async (tx) => {
      await tx.query('insert into public.staat values ($1, $2)', [A, 1])
      enqueue(tx, proefevent(A, 1))
      throw new Error('no')
    })
    await expect(poging).rejects.toThrow('no')
    await legRuw(B, JSON.stringify(proefevent(B, 1)))
    start()
    await wachtTot(async () => (await effecten()).length > 0)
    expect((await effecten()).map(({ dossier }) => dossier)).toEqual([B])
    expect((await bus.beheer.query('select from public.staat')).rowCount).toBe(0)
  })

  test('a message that cannot be written takes the state with it, also when it fails before a statement is sent', async () => {
    const { producent, bus } = proef()
    const onschrijfbaar = { ...proefevent(A, 1), data: { nr: 1n } }
    const ongeldig = { ...proefevent(A, 1), time: 'no time' }
    for (const event of [onschrijfbaar, ongeldig]) {
      const poging = transactie<void, BusEvent>(producent, uitbak, async (tx) => {
        await tx.query('insert into public.staat values ($1, $2)', [A, 1])
        enqueue(tx, event)
      })
      await expect(poging).rejects.toThrow()
    }
    expect((await bus.beheer.query('select from public.staat')).rowCount).toBe(0)
  })

  test('messages of one transaction keep the order in which they were enqueued', async () => {
    const { produceer, start, nummers } = proef()
    await produceer(Array.from({ length: 700 }, (_, n) => proefevent(n % 2 ? A : B, n)))
    start()
    await wachtTot(async () => (await nummers(A)).length + (await nummers(B)).length === 700)
    expect(await nummers(A)).toEqual(Array.from({ length: 350 }, (_, n) => 2 * n + 1))
    expect(await nummers(B)).toEqual(Array.from({ length: 350 }, (_, n) => 2 * n))
  })

  test('two owners of the same partitions apply everything once and in order', async () => {
    const { produceer, start, effecten, nummers } = proef()
    const alle = dossiers(5)
    start()
    start()
    for (let nr = 1; nr <= 60; nr++) await produceer(alle.map((dossier) => proefevent(dossier, nr)))
    await wachtTot(async () => (await effecten()).length >= 300)
    await wachtMs(150)
    expect(await effecten()).toHaveLength(300)
    for (const dossier of alle) expect(await nummers(dossier)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1))
  })

  test('a restarted subscription goes on where it was', async () => {
    const { produceer, start, nummers } = proef()
    const eerste = start()
    await produceer([proefevent(A, 1), proefevent(A, 2)])
    await wachtTot(async () => (await nummers(A)).length === 2)
    await eerste.stop()
    await produceer([proefevent(A, 3)])
    start()
    await wachtTot(async () => (await nummers(A)).length === 3)
    expect(await nummers(A)).toEqual([1, 2, 3])
  })

  test('a message is handled at the wake-up, not at the next poll', async () => {
    const { produceer, start } = proef()
    const aangekomen = new Map<number, () => void>()
    start({
      verwerk: async (tx, events) => {
        await schrijfEffect(tx, events)
        for (const { data } of events) aangekomen.get(data.nr)?.()
      },
    })
    const duurMs: number[] = []
    for (let nr = 0; nr < 20; nr++) {
      const klaar = new Promise<void>((ja) => aangekomen.set(nr, ja))
      await wachtMs(15)
      const van = performance.now()
      await produceer([proefevent(A, nr)])
      await klaar
      duurMs.push(performance.now() - van)
    }
    expect(duurMs.sort((a, b) => a - b)[10]).toBeLessThan(80)
  })
}
