import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import type { BusEvent } from './bericht.ts'
import type { Opstelling } from './bus-opstelling.suite.ts'
import { dossiers, dossiersBij, LEZER, proefevent, schrijfEffect, uitbak, wachtTot } from './bus-proefevent.suite.ts'
import { transactie } from './db.ts'
import { enqueue } from './outbox.ts'

/** Promises 1, 2 and 3. */
export function ordeProeven(proef: () => Opstelling): void {
  const [A = '', B = '', C = ''] = dossiers(3)

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

  test('concurrent producers: everything committed once, in order of commit, past a long transaction elsewhere', async () => {
    const { producent, bus, start, effecten, nummers, produceer } = proef()
    const alle = [A, B].flatMap((dossier) => dossiersBij(dossier, 4))
    await bus.beheer.query('insert into public.staat select unnest($1::uuid[]), 0', [alle])
    const lang = await openTransactie(producent, C)
    start()
    const producenten = Array.from({ length: 6 }, () => bestook(bus.pool('wk_intake'), alle, bus.wek))
    const gedaan = await Promise.all(producenten)
    const verwacht = gedaan.reduce((som, aantal) => som + aantal, 0)
    await wachtTot(async () => (await effecten()).length >= verwacht)
    await lang.sluitAf()
    await produceer([proefevent(C, 1)])
    await wachtTot(async () => (await effecten()).length >= verwacht + 1)
    expect(await effecten()).toHaveLength(verwacht + 1)
    for (const dossier of alle) {
      const gezien = await nummers(dossier)
      expect(gezien).toEqual(gezien.map((_, n) => n + 1))
      const { rows } = await bus.beheer.query('select nr from public.staat where dossier = $1', [dossier])
      expect(rows).toEqual([{ nr: gezien.length }])
    }
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

  test('an owner frozen before COMMIT loses its locks, and does nothing when it thaws', async () => {
    const { produceer, start, effecten } = proef()
    const ontdooi = Promise.withResolvers<void>()
    const bevroren = Promise.withResolvers<void>()
    await produceer([proefevent(A, 1), proefevent(B, 1)])
    const eerste = start({
      verwerk: async (tx, events) => {
        await schrijfEffect(tx, events)
        bevroren.resolve()
        await ontdooi.promise
      },
    })
    await bevroren.promise
    start()
    await wachtTot(async () => (await effecten()).length === 2)
    ontdooi.resolve()
    await produceer([proefevent(A, 2)])
    await wachtTot(async () => (await effecten()).length === 3)
    await eerste.stop()
    expect((await effecten()).map(({ nr }) => nr)).toEqual([1, 1, 2])
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

/** A transaction that took a transaction id before the others, and stays open (short of the stages' time limit) while they commit. */
async function openTransactie(pool: Pool, dossier: string): Promise<{ sluitAf(): Promise<void> }> {
  let gedaan = false
  const open = Promise.withResolvers<void>()
  const klaar = transactie<void, BusEvent>(pool, uitbak, async (tx) => {
    await tx.query('insert into public.staat values ($1, $2)', [dossier, 0])
    open.resolve()
    // A statement now and then, for it may be open but not idle for 5 s.
    while (!gedaan) {
      await tx.query('select 1')
      await wachtMs(50)
    }
  })
  await open.promise
  return {
    async sluitAf() {
      gedaan = true
      await klaar
    },
  }
}

/**
 * 30 transactions of up to five messages; a row lock per dossier gives each its number, a third is rolled back. Half of them write the
 * outbox themselves and dawdle before the end, which widens the moment in which only the outbox lock keeps the order. Returns what was committed.
 */
async function bestook(pool: Pool, alle: readonly string[], wek: (topic: string) => void): Promise<number> {
  let vastgelegd = 0
  for (let beurt = 0; beurt < 30; beurt++) {
    const gekozen = alle.filter(() => Math.random() < 0.3)
    const poging = transactie<void, BusEvent>(pool, uitbak, async (tx) => {
      for (const dossier of gekozen) {
        const { rows } = await tx.query<{ nr: number }>(
          'update public.staat set nr = nr + 1 where dossier = $1 returning nr',
          [dossier],
        )
        for (const { nr } of rows) enqueue(tx, proefevent(dossier, nr))
      }
      if (Math.random() < 0.5 && tx.uit.length > 0) await uitbak(tx, tx.uit.splice(0))
      await wachtMs(Math.random() * 4)
      if (Math.random() < 0.33) throw new Error('rolled back on purpose')
    })
    vastgelegd += await poging.then(
      () => gekozen.length,
      () => 0,
    )
    wek(LEZER.topic)
  }
  return vastgelegd
}
