import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import type { BusEvent } from './bericht.ts'
import type { Opstelling, Opzet, Server } from './bus-opstelling.suite.ts'
import { LEZERNAAM, maakOpstelling } from './bus-opstelling.suite.ts'
import { dossiers, gebeurtenissen, LEZER, proefevent, schrijfEffect, uitbak, wachtTot } from './bus-proefevent.suite.ts'
import { transactie } from './db.ts'
import { enqueue } from './outbox.ts'

/** Promise 6: the database goes away in the middle of everything, in three ways, again and again. */
export function stormProeven(opzet: Opzet): void {
  test('a storm parks nothing, counts no try, loses nothing and repeats nothing', async (context) => {
    const proef = await maakOpstelling(() => opzet({ eigenServer: true }))
    const { server } = proef.bus
    if (!server) return context.skip('this transport has no database server of its own')
    try {
      await storm(proef, server)
    } finally {
      await proef.sluit()
    }
  }, 90_000)
}

async function storm(proef: Opstelling, server: Server): Promise<void> {
  const { bus, start, startEigenaar, effecten, doorgegeven, apart } = proef
  const alle = dossiers(6)
  await bus.beheer.query('insert into public.staat select unnest($1::uuid[]), 0', [alle])
  const lezer = start({
    verwerk: async (tx, events) => {
      await schrijfEffect(tx, events)
      await tx.query('select pg_sleep(0.05)')
    },
  })
  const eigenaar = startEigenaar(bus.url)
  const einde = new AbortController()
  const schrijvers = alle.map((dossier) => schrijf(proef, bus.pool('wk_intake'), { dossier, signal: einde.signal }))
  for (const ramp of [server.val, server.stop, () => doodVerbinding(bus.beheer), server.val]) {
    const voor = await telEffecten(bus.beheer)
    await wachtTot(async () => (await telEffecten(bus.beheer)) > voor + 20, 30_000)
    // In the middle of a statement of a batch; between two of them is where chance brings the other owner.
    await wachtTot(async () => (await leesBezig(bus.beheer)).length > 0)
    await ramp()
    if (ramp === server.val || ramp === server.stop) await server.start()
    await wachtTot(() => bereikbaar(bus.beheer))
  }
  const hersteld = await telEffecten(bus.beheer)
  await wachtTot(async () => (await telEffecten(bus.beheer)) > hersteld + 20, 30_000)
  einde.abort()
  const mislukt = (await Promise.all(schrijvers)).reduce((som, aantal) => som + aantal, 0)
  expect(mislukt).toBeGreaterThan(0)
  const { rows } = await bus.beheer.query<{ dossier: string; nr: number }>('select dossier, nr from public.staat')
  const totaal = rows.reduce((som, { nr }) => som + nr, 0)
  await wachtTot(async () => (await telEffecten(bus.beheer)) >= totaal, 30_000)
  const gezien = await effecten()
  for (const { dossier, nr } of rows) {
    const nummers = gezien.filter((e) => e.dossier === dossier).map((e) => e.nr)
    expect(nummers).toEqual(Array.from({ length: nr }, (_, n) => n + 1))
  }
  const ids = gezien.map(({ event_id }) => event_id)
  expect(new Set((await doorgegeven()).map(({ event_id }) => event_id)).isSubsetOf(new Set(ids))).toBe(true)
  expect(await apart()).toEqual([])
  expect(new Set(gebeurtenissen([...lezer.regels, ...eigenaar.regels]))).toEqual(new Set(['bus.herstel']))
}

/** Commits one message after another of a dossier until aborted, waiting out what fails. Returns how often it failed. */
async function schrijf(proef: Opstelling, pool: Pool, o: { dossier: string; signal: AbortSignal }): Promise<number> {
  let mislukt = 0
  while (!o.signal.aborted) {
    const poging = transactie<void, BusEvent>(pool, uitbak, async (tx) => {
      const { rows } = await tx.query<{ nr: number }>(
        'update public.staat set nr = nr + 1 where dossier = $1 returning nr',
        [o.dossier],
      )
      for (const { nr } of rows) enqueue(tx, proefevent(o.dossier, nr))
    })
    // Whether it was done shows in the state: a COMMIT that was not answered may have been.
    await poging.catch(() => mislukt++)
    proef.bus.wek(LEZER.topic)
    await wachtMs(5)
  }
  return mislukt
}

/** kill -9 of the process of one connection: the server ends all others with a word and recovers. */
async function doodVerbinding(beheer: Pool): Promise<void> {
  for (const pid of await leesBezig(beheer)) process.kill(pid, 'SIGKILL')
}

/** The process of the reader's connection, while it is in the middle of its batch. */
async function leesBezig(beheer: Pool): Promise<readonly number[]> {
  const { rows } = await beheer.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and application_name = '${LEZERNAAM}'
       and state = 'active' and query like '%pg_sleep%'`,
  )
  return rows.map(({ pid }) => pid)
}

function bereikbaar(beheer: Pool): Promise<boolean> {
  return beheer.query('select').then(
    () => true,
    () => false,
  )
}

/** 0 while the database cannot be asked. */
async function telEffecten(beheer: Pool): Promise<number> {
  const uitkomst = await beheer
    .query<{ aantal: number }>('select count(*)::int as aantal from public.effect')
    .catch(() => null)
  return uitkomst?.rows[0]?.aantal ?? 0
}
