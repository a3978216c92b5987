import { setTimeout as wachtMs } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Opstelling } from './bus-opstelling.suite.ts'
import { LEZERNAAM } from './bus-opstelling.suite.ts'
import { dossiers, proefevent, schrijfEffect, wachtTot } from './bus-proefevent.suite.ts'

/** Promise 6: what is the database's fault counts as no try. */
export function storingProeven(proef: () => Opstelling): void {
  test('connections ended in the middle park nothing, repeat nothing and lose nothing', async () => {
    const { bus, produceer, start, effecten, nummers, apart } = proef()
    const alle = dossiers(4)
    start({
      verwerk: async (tx, events) => {
        await schrijfEffect(tx, events)
        await wachtMs(3)
      },
    })
    let geraakt = 0
    const raak = async () => {
      const { rowCount } = await bus.beheer.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = $1 and state <> 'idle'`,
        [LEZERNAAM],
      )
      geraakt += rowCount ?? 0
      return (rowCount ?? 0) > 0
    }
    for (let nr = 1; nr <= 60; nr++) {
      await produceer(alle.map((dossier) => proefevent(dossier, nr)))
      if (nr % 6 !== 0) continue
      // What was just written may have been handled before, or not be there yet.
      for (let poging = 0; poging < 50 && !(await raak()); poging++) await wachtMs(5)
    }
    await wachtTot(async () => (await effecten()).length >= 240)
    expect(geraakt).toBeGreaterThan(0)
    for (const dossier of alle) expect(await nummers(dossier)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1))
    expect(await apart()).toEqual([])
  })

  test.each(['40P01', '53100', '57014'])(
    'SQLSTATE %s is waited out however often it comes, red meanwhile',
    async (sqlstate) => {
      const { produceer, start, nummers, apart } = proef()
      const [A = ''] = dossiers(1)
      let keren = 0
      await produceer([proefevent(A, 1)])
      const { abonnement } = start({
        verwerk: async (tx, events) => {
          if (keren++ < 2) await tx.query(`do $$ begin raise exception 'planned' using errcode = '${sqlstate}'; end $$`)
          await schrijfEffect(tx, events)
        },
      })
      await wachtTot(() => abonnement.stand().reden === 'database-outage')
      await wachtTot(async () => (await nummers(A)).length === 1)
      await wachtTot(() => abonnement.stand().gezond)
      expect(keren).toBe(3)
      expect(await apart()).toEqual([])
    },
  )

  test('an outage between the tries of a message that fails counts as none of them, and does not begin them anew', async () => {
    const { produceer, start, nummers, apart } = proef()
    const [A = '', B = ''] = dossiers(2)
    const tevoren = ['KAPOT', '53100', 'KAPOT', 'KAPOT', '57014', 'KAPOT', 'KAPOT']
    let keren = 0
    await produceer([proefevent(A, 1), proefevent(B, 1)])
    start({
      verwerk: async (tx, events) => {
        const wat = events.some(({ subject }) => subject === A) ? tevoren[keren++] : undefined
        if (wat === 'KAPOT') throw Object.assign(new Error('planned failure'), { code: wat })
        if (wat) await tx.query(`do $$ begin raise exception 'planned' using errcode = '${wat}'; end $$`)
        await schrijfEffect(tx, events)
      },
    })
    await wachtTot(async () => (await nummers(A)).length === 1)
    await wachtTot(async () => (await nummers(B)).length === 1)
    expect(keren).toBe(tevoren.length + 1)
    expect(await apart()).toEqual([])
  })
}
