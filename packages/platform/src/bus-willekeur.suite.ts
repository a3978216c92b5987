import { setTimeout as wachtMs } from 'node:timers/promises'
import fc from 'fast-check'
import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import { metZaad } from '../../../test/steun/zaad.ts'
import type { BusEvent } from './bericht.ts'
import { beginLang } from './bus-lang.suite.ts'
import type { Lopend, Opstelling, Proefbus } from './bus-opstelling.suite.ts'
import { dossiers, dossiersBij, gebeurtenissen, LEZER, proefevent, uitbak, wachtTot } from './bus-proefevent.suite.ts'
import { transactie } from './db.ts'
import { enqueue } from './outbox.ts'

/** Of a transaction: which dossiers it writes to, how it ends, and whether it holds the outbox a while before its end. */
type Plan = {
  readonly welke: readonly number[]
  readonly terug: boolean
  readonly vroeg: boolean
  readonly talmMs: number
}
/** Transactions of each writer in turn, how many readers there are, and after how long one of them is replaced, again and again. */
type Verloop = {
  readonly schrijvers: readonly (readonly Plan[])[]
  readonly lezers: number
  readonly herstartMs: readonly number[]
}

const DOSSIERS = 8
const SCHRIJVERS = 6
const plan: fc.Arbitrary<Plan> = fc.record({
  welke: fc.uniqueArray(fc.nat({ max: DOSSIERS - 1 }), { maxLength: 5 }),
  terug: fc.boolean(),
  vroeg: fc.boolean(),
  talmMs: fc.nat({ max: 6 }),
})
const verloop: fc.Arbitrary<Verloop> = fc.record({
  schrijvers: fc.array(fc.array(plan, { minLength: 5, maxLength: 20 }), { minLength: 2, maxLength: SCHRIJVERS }),
  lezers: fc.integer({ min: 1, max: 3 }),
  herstartMs: fc.array(fc.nat({ max: 40 }), { maxLength: 6 }),
})

/** Promises 1, 2 and 3, whatever the order of things. */
export function willekeurProeven(proef: () => Opstelling): void {
  test('commits, rollbacks, restarts of readers and long transactions elsewhere: nobody skips, repeats or waits', async () => {
    const lang = await beginLang(proef())
    expect(await lang.verouder()).toBeGreaterThan(240_000)
    const pools = Array.from({ length: SCHRIJVERS }, () => proef().bus.pool('wk_intake'))
    const nagaan = fc.asyncProperty(verloop, (v) => speel(proef(), pools, v))
    await metZaad('commits and readers', (seed) => fc.assert(nagaan, { seed, numRuns: 10, endOnFailure: true }))
    await lang.beeindig()
  }, 120_000)
}

/** Everything that is committed arrives, once and in order, while others go on; what a rollback took is nowhere. */
async function speel(proef: Opstelling, pools: readonly Pool[], verloop: Verloop): Promise<void> {
  const { schrijvers, lezers, herstartMs } = verloop
  const { bus, effecten } = proef
  // Some in one partition, some each in its own.
  const los = dossiers(4)
  const alle = [...los, ...dossiersBij(los[0] ?? '', DOSSIERS - los.length)]
  await bus.beheer.query('insert into public.staat select unnest($1::uuid[]), 0', [alle])
  const lopend = Array.from({ length: lezers }, () => proef.start())
  const herstarten = herstart(proef, lopend, herstartMs)
  await Promise.all(pools.map((pool, n) => schrijf(bus, { pool, plannen: schrijvers[n] ?? [], alle })))
  await herstarten
  const verwacht = await leesStaat(bus, alle)
  const totaal = verwacht.reduce((som, { nr }) => som + nr, 0)
  const hier = async () => (await effecten()).filter(({ dossier }) => alle.includes(dossier))
  await wachtTot(async () => (await hier()).length >= totaal, 30_000)
  await Promise.all(lopend.map(beeindig))
  const gezien = await hier()
  for (const { dossier, nr } of verwacht) {
    const nummers = gezien.filter((e) => e.dossier === dossier).map((e) => e.nr)
    expect(nummers).toEqual(Array.from({ length: nr }, (_, n) => n + 1))
  }
  expect(await proef.apart()).toEqual([])
  // Whoever found a gap or a failure was handed something it should not have been handed.
  expect(gebeurtenissen(lopend.flatMap(({ regels }) => regels))).toEqual([])
}

/** Ends one reader after another and starts one in its place; `lopend` grows by those. */
async function herstart(proef: Opstelling, lopend: Lopend[], pauzesMs: readonly number[]): Promise<void> {
  for (const [n, pauzeMs] of pauzesMs.entries()) {
    await wachtMs(pauzeMs)
    lopend.push(proef.start())
    await lopend[n]?.stop()
  }
}

async function beeindig(een: Lopend): Promise<void> {
  await een.stop()
  await een.pool.end()
}

type Schrijver = { readonly pool: Pool; readonly plannen: readonly Plan[]; readonly alle: readonly string[] }

async function schrijf(bus: Proefbus, { pool, plannen, alle }: Schrijver): Promise<void> {
  for (const { welke, terug, vroeg, talmMs } of plannen) {
    const gekozen = alle.filter((_, n) => welke.includes(n))
    const poging = transactie<void, BusEvent>(pool, uitbak, async (tx) => {
      for (const dossier of gekozen) {
        const { rows } = await tx.query<{ nr: number }>(
          'update public.staat set nr = nr + 1 where dossier = $1 returning nr',
          [dossier],
        )
        for (const { nr } of rows) enqueue(tx, proefevent(dossier, nr))
      }
      // Widens the moment in which only the outbox lock keeps the order.
      if (vroeg && tx.uit.length > 0) await uitbak(tx, tx.uit.splice(0))
      await wachtMs(talmMs)
      if (terug) throw new Error('rolled back on purpose')
    })
    await poging.catch((fout) => {
      if (!terug) throw fout
    })
    bus.wek(LEZER.topic)
  }
}

async function leesStaat({ beheer }: Proefbus, alle: readonly string[]): Promise<{ dossier: string; nr: number }[]> {
  const { rows } = await beheer.query<{ dossier: string; nr: number }>(
    'select dossier, nr from public.staat where dossier = any($1::uuid[])',
    [alle],
  )
  return rows
}
