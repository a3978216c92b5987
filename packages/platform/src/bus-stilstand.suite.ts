import { setTimeout as wachtMs } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Opstelling } from './bus-opstelling.suite.ts'
import { dossiers, faalBij, gebeurtenissen, proefevent, wachtTot } from './bus-proefevent.suite.ts'

/** Promise 6: the stage that fails rather than the message, and the release of what was put aside. */
export function stilstandProeven(proef: () => Opstelling): void {
  const [A = '', B = '', C = '', D = '', E = '', F = ''] = dossiers(6)

  test('three dossiers failing alike stop the stage, red, also when it is killed and started again; once mended all goes on in order', async () => {
    const { bus, produceer, start, startEigenaar, effecten, apart } = proef()
    const alle = dossiers(12)
    const sleutels = async () => new Set((await apart()).map(({ sleutel }) => sleutel))
    await bus.beheer.query(
      `create function public.weiger() returns trigger language plpgsql as $$ begin raise exception 'planned'; end $$;
       create trigger weiger before insert on public.effect execute function public.weiger()`,
    )
    // The second message of a dossier queues behind its first, which is no success.
    await produceer(alle.flatMap((dossier) => [1, 2].map((nr) => proefevent(dossier, nr))))
    const eerste = startEigenaar(bus.url, 50)
    await wachtTot(() => gebeurtenissen(eerste.regels).includes('bus.stage-gestopt'), 30_000)
    eerste.sein('SIGKILL')
    await eerste.einde
    expect(await sleutels()).toEqual(new Set(alle.slice(0, 2)))
    const tweede = start({ herkansMs: 50 })
    await wachtTot(() => tweede.consument.gestopt(), 30_000)
    await wachtMs(400)
    expect(tweede.consument.gestopt()).toBe(true)
    expect(await sleutels()).toEqual(new Set(alle.slice(0, 4)))
    expect(await effecten()).toEqual([])
    await bus.beheer.query('drop trigger weiger on public.effect')
    await wachtTot(async () => (await effecten()).length === 24)
    expect(tweede.consument.gestopt()).toBe(false)
    for (const dossier of alle) {
      const nummers = (await effecten()).filter((e) => e.dossier === dossier).map(({ nr }) => nr)
      expect(nummers).toEqual([1, 2])
    }
    expect(await apart()).toEqual([])
  }, 90_000)

  test('three dossiers failing each in its own way, or with a success between, are put aside', async () => {
    const { produceer, start, nummers, apart } = proef()
    const codes = new Map([
      [A, 'EEN'],
      [B, 'TWEE'],
      [C, 'TWEE'],
      [E, 'TWEE'],
    ])
    await produceer([A, B, C, D, E, F].map((dossier) => proefevent(dossier, 1)))
    const { consument } = start({ verwerk: faalBij(({ subject }) => codes.get(subject) ?? null) })
    await wachtTot(async () => (await nummers(F)).length === 1, 25_000)
    expect((await apart()).map(({ sleutel }) => sleutel)).toEqual([A, B, C, E])
    expect(await nummers(D)).toEqual([1])
    expect(consument.gestopt()).toBe(false)
  })

  test('a release drains in order, each once, while new messages of the dossier queue behind', async () => {
    const { produceer, start, nummers, apart } = proef()
    let kapot = true
    const { consument } = start({ verwerk: faalBij(({ subject }) => (kapot && subject === A ? 'KAPOT' : null)) })
    await produceer([proefevent(A, 1), proefevent(A, 2)])
    await wachtTot(async () => (await apart()).length === 2)
    expect(await consument.geefVrij(A)).toEqual({ kind: 'vast', aantal: 0, foutcode: 'KAPOT' })
    expect(await apart()).toHaveLength(2)
    for (let nr = 3; nr <= 40; nr++) await produceer([proefevent(A, nr)])
    await wachtTot(async () => (await apart()).length === 40)
    kapot = false
    const vrij = Promise.all([consument.geefVrij(A), consument.geefVrij(A)])
    for (let nr = 41; nr <= 80; nr++) await produceer([proefevent(A, nr), proefevent(B, nr)])
    const uitkomsten = await vrij
    await wachtTot(async () => (await nummers(B)).length === 40)
    await consument.geefVrij(A)
    expect(uitkomsten.map(({ kind }) => kind)).toEqual(['vrij', 'vrij'])
    expect(await nummers(A)).toEqual(Array.from({ length: 80 }, (_, n) => n + 1))
    expect(await apart()).toEqual([])
    await produceer([proefevent(A, 81)])
    await wachtTot(async () => (await nummers(A)).length === 81)
  })

  test('a release that meets the next failure stops there and keeps the rest in order', async () => {
    const { produceer, start, nummers, apart } = proef()
    let gif = [1, 3]
    const verwerk = faalBij(({ subject, data }) => (subject === A && gif.includes(data.nr) ? 'KAPOT' : null))
    const { consument } = start({ verwerk })
    await produceer([1, 2, 3, 4].map((nr) => proefevent(A, nr)))
    await wachtTot(async () => (await apart()).length === 4)
    gif = [3]
    expect(await consument.geefVrij(A)).toEqual({ kind: 'vast', aantal: 2, foutcode: 'KAPOT' })
    expect(await nummers(A)).toEqual([1, 2])
    expect((await apart()).map(({ nr }) => nr)).toEqual([3, 4])
  })
}
