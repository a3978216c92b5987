import { setTimeout as wachtMs } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Opstelling } from './bus-opstelling.suite.ts'
import {
  dossierNaast,
  dossiers,
  dossiersBij,
  faalBij,
  leesProef,
  proefevent,
  schrijfEffect,
  wachtTot,
} from './bus-proefevent.suite.ts'

/** More messages of one dossier than a batch holds. */
const MENIGTE = 1_200

function reeks(van: number, tot: number): number[] {
  return Array.from({ length: tot - van + 1 }, (_, n) => van + n)
}

/** Promises 4 and 6: gaps, poison, newer versions, messages of others. */
export function gifProeven(proef: () => Opstelling): void {
  const [A = '', B = '', C = ''] = dossiers(3)

  test('only the culprit is put aside, after five tries; its followers queue, other dossiers go on', async () => {
    const { produceer, start, nummers, apart } = proef()
    let pogingen = 0
    const gif = faalBij(({ subject, data }) => (subject === A && data.nr === 2 ? 'KAPOT' : null))
    await produceer([1, 2, 3].flatMap((nr) => [proefevent(A, nr), proefevent(B, nr)]))
    start({
      verwerk: async (tx, events) => {
        if (events.length === 1 && events[0]?.subject === A && events[0].data.nr === 2) pogingen++
        await gif(tx, events)
      },
    })
    await wachtTot(async () => (await nummers(B)).length === 3)
    await produceer([proefevent(A, 4), proefevent(B, 4)])
    await wachtTot(async () => (await nummers(B)).length === 4)
    expect(pogingen).toBe(5)
    expect(await nummers(A)).toEqual([1])
    expect(await nummers(B)).toEqual([1, 2, 3, 4])
    expect(await apart()).toEqual([
      { sleutel: A, nr: 2, reden: 'fout', foutcode: 'KAPOT' },
      { sleutel: A, nr: 3, reden: 'wacht-op-eerder', foutcode: null },
      { sleutel: A, nr: 4, reden: 'wacht-op-eerder', foutcode: null },
    ])
  })

  test('a poisoned message with 50 followers among 10,000 messages of others: those arrive, these wait in order', async () => {
    const { produceer, start, effecten, nummers, apart } = proef()
    const anderen = [...dossiers(12).flatMap((dossier) => dossiersBij(dossier, 16)), ...dossiersBij(A, 8)]
    const groep = anderen.length
    const menigte = Array.from({ length: 10_000 }, (_, n) =>
      proefevent(anderen[n % groep] ?? '', Math.floor(n / groep)),
    )
    // One of the dossier after every 200 of others: in every batch, also of other partitions.
    const alle = menigte.flatMap((event, n) => (n % 200 === 0 ? [proefevent(A, n / 200), event] : [event]))
    await produceer([...alle, proefevent(A, 50)])
    let gif = true
    let pogingen = 0
    const faal = faalBij(({ subject, data }) => (gif && subject === A && data.nr === 0 ? 'KAPOT' : null))
    const { consument } = start({
      verwerk: async (tx, events) => {
        if (events.length === 1 && events[0]?.subject === A && events[0].data.nr === 0) pogingen++
        await faal(tx, events)
      },
    })
    await wachtTot(async () => (await effecten()).length >= 10_000 && (await apart()).length >= 51, 60_000)
    const inOrde = (lijst: readonly { nr: number | null }[]) => lijst.map(({ nr }) => nr)
    const volgers = reeks(0, 50)
    expect(pogingen).toBe(5)
    expect(inOrde(await apart())).toEqual(volgers)
    const perDossier = Map.groupBy(await effecten(), ({ dossier }) => dossier)
    expect(perDossier.size).toBe(groep)
    for (const lijst of perDossier.values()) expect(inOrde(lijst)).toEqual(lijst.map((_, n) => n))
    expect((await effecten()).length).toBe(10_000)
    gif = false
    expect(await consument.geefVrij(A)).toEqual({ kind: 'vrij', aantal: 51 })
    expect(await nummers(A)).toEqual(volgers)
    expect(await apart()).toEqual([])
  }, 90_000)

  test('an error of a statement of the handler is poison too, and leaves nothing of its try', async () => {
    const { produceer, start, nummers, apart } = proef()
    await produceer([proefevent(A, 1), proefevent(B, 1)])
    start({
      verwerk: async (tx, events) => {
        await schrijfEffect(tx, events)
        if (events.some(({ subject }) => subject === A)) await tx.query('select 1 / $1::int', [0])
      },
    })
    await wachtTot(async () => (await apart()).length === 1 && (await nummers(B)).length === 1)
    expect(await apart()).toEqual([{ sleutel: A, nr: 1, reden: 'fout', foutcode: '22012' }])
    expect(await nummers(A)).toEqual([])
  })

  test('what cannot be read is put aside at once with an alarm, and its dossier queues behind it', async () => {
    const { produceer, legRuw, start, nummers, apart } = proef()
    await produceer([proefevent(A, 1)])
    await legRuw(A, `{"specversion":"1.0","subject":"${A}", broken`)
    await legRuw(B, 'not JSON, no subject')
    await produceer([proefevent(A, 3), proefevent(C, 1)])
    const { regels } = start()
    await wachtTot(async () => (await nummers(C)).length === 1)
    expect(await nummers(A)).toEqual([1])
    const lijst = await apart()
    expect(lijst.map(({ nr, reden, foutcode }) => [nr, reden, foutcode])).toEqual([
      [null, 'onleesbaar', 'geen-json'],
      [null, 'onleesbaar', 'geen-json'],
      [3, 'wacht-op-eerder', null],
    ])
    expect(lijst.map(({ sleutel }) => sleutel === A)).toEqual([true, false, true])
    expect(regels.filter((regel) => regel.includes('bus.apart-gelegd'))).toHaveLength(2)
    expect(regels.join()).not.toContain('bus.poging')
  })

  test('a message of a newer hub holds its partition, red, and nothing else; newer code goes on in order', async () => {
    const { bus, produceer, start, nummers, apart } = proef()
    // More behind it than a batch holds.
    await produceer([proefevent(A, 1), proefevent(A, 2, 2), ...reeks(3, MENIGTE).map((nr) => proefevent(A, nr))])
    await produceer([proefevent(B, 1)])
    const oud = start()
    const kleuren = new Set<string | null>()
    await wachtTot(async () => (await nummers(B)).length === 1)
    for (let nr = 2; nr <= 12; nr++) {
      await produceer([proefevent(B, nr)])
      await wachtTot(async () => (await nummers(B)).length === nr)
      kleuren.add(oud.abonnement.stand().reden)
      await wachtMs(25)
    }
    expect([...kleuren]).toEqual(['written-by-a-newer-hub'])
    expect(await nummers(A)).toEqual([1])
    expect(await apart()).toEqual([])
    const nieuw = start({ lees: leesProef(2) })
    // Where a group divides the partitions the newer one gets this one when the old one goes.
    if (bus.verdeelt) await oud.stop()
    await wachtTot(async () => (await nummers(A)).length === MENIGTE)
    expect(await nummers(A)).toEqual(reeks(1, MENIGTE))
    const weer = bus.verdeelt ? start() : oud
    for (const { abonnement } of [nieuw, weer]) await wachtTot(() => abonnement.stand().gezond)
    // The old one goes on behind what the newer one applied.
    await nieuw.stop()
    await produceer([proefevent(A, MENIGTE + 1)])
    await wachtTot(async () => (await nummers(A)).length === MENIGTE + 1)
    expect(await apart()).toEqual([])
  })

  test('a missing message holds its partition without moving, red, and nothing else', async () => {
    const { bus, produceer, start, nummers, apart } = proef()
    await produceer([...reeks(1, MENIGTE).map((nr) => proefevent(A, nr)), proefevent(B, 1)])
    await bus.laatWeg({ dossier: A, nr: 2 })
    const { abonnement } = start()
    await wachtTot(async () => (await nummers(B)).length === 1)
    await wachtTot(() => abonnement.stand().reden === 'gap-in-chain')
    const ander = dossierNaast([A])
    for (let nr = 1; nr <= 8; nr++) {
      await produceer([proefevent(ander, nr)])
      await wachtTot(async () => (await nummers(ander)).length === nr)
      expect(abonnement.stand()).toEqual({ gezond: false, reden: 'gap-in-chain' })
      await wachtMs(25)
    }
    expect(await nummers(A)).toEqual([1])
    expect(await apart()).toEqual([])
  })

  test('a foreign message is counted, logged and passed over', async (context) => {
    const { bus, produceer, start, nummers, apart } = proef()
    if (!bus.legVreemd) return context.skip('this transport cannot carry one')
    await produceer([proefevent(A, 1)])
    await bus.legVreemd('{"hello":"somebody else"}')
    await produceer([proefevent(A, 2)])
    const { regels } = start()
    await wachtTot(async () => (await nummers(A)).length === 2)
    expect(await apart()).toEqual([])
    expect(regels.join()).toContain('bus.vreemd-bericht')
  })
}
