import { expect, test } from 'vitest'
import type { Opstelling } from './bus-opstelling.suite.ts'
import { dossiers, faalBij, gebeurtenissen, geefDoor, proefevent, wachtTot } from './bus-proefevent.suite.ts'
import type { Stap } from './bus-stilzetten.suite.ts'
import { houdDraad, houdSlot, houdTrigger, telVerbindingen } from './bus-stilzetten.suite.ts'

/**
 * In the order of a batch. Each holds in the database what the next statement needs, or the COMMIT or its answer on the wire. `gedaan`: whether
 * the batch was committed, where only the wire decides that (what was sent before a process was killed may still be done).
 */
const STAPPEN: readonly { readonly naam: string; readonly stap: Stap; readonly gedaan?: boolean }[] = [
  { naam: 'before it locks its positions', stap: houdSlot('select from routing.positie for update') },
  { naam: 'with its positions locked', stap: houdSlot('lock table routing.wachtrij in access exclusive mode') },
  { naam: 'while it handles', stap: houdSlot('lock table public.effect in access exclusive mode') },
  { naam: 'when it has handled', stap: houdTrigger('before update on routing.positie') },
  {
    naam: 'when its positions have moved',
    stap: houdSlot(`select pg_advisory_xact_lock(hashtext('warmknooppunt.uit.routing'), 0)`),
  },
  { naam: 'when its outbox is written', stap: houdTrigger('after insert on routing.uit') },
  { naam: 'before its COMMIT arrives', stap: houdDraad('voor-commit', 'breek'), gedaan: false },
  { naam: 'when its COMMIT is done and not answered', stap: houdDraad('na-commit', 'breek'), gedaan: true },
]

/** Promise 3: nothing that happens to a process makes an effect happen twice, or not at all. */
export function moordProeven(proef: () => Opstelling): void {
  const [A = '', B = ''] = dossiers(2)
  const bericht = (nr: number) => [proefevent(A, nr), proefevent(B, nr)]

  /** Brings an owner that already works to a step, with messages 2 and 3 in its batch. */
  const breng = async <T>(stap: Stap, begin: (url: string) => T) => {
    const draad = await proef().draad()
    const eigenaar = begin(draad.url)
    await proef().produceer(bericht(1))
    await wachtTot(async () => (await proef().effecten()).length === 2)
    const stil = await stap({ proef: proef(), draad })
    await proef().produceer([...bericht(2), ...bericht(3)])
    await stil.bereikt()
    return { eigenaar, los: stil.los }
  }
  /** One effect of each, in order, and each passed on once; nothing put aside. */
  const eindigtGoed = async (tot: number) => {
    const reeks = Array.from({ length: tot }, (_, n) => n + 1)
    await wachtTot(async () => (await proef().effecten()).length >= 2 * tot)
    for (const lijst of [await proef().effecten(), await proef().doorgegeven()]) {
      for (const dossier of [A, B]) {
        expect(lijst.filter((e) => e.dossier === dossier).map(({ nr }) => nr)).toEqual(reeks)
      }
      expect(lijst).toHaveLength(2 * tot)
    }
    expect(await proef().apart()).toEqual([])
  }

  test.each(STAPPEN)('an owner killed $naam leaves nothing half done to the next', async ({ stap, gedaan }) => {
    const { eigenaar, los } = await breng(stap, proef().startEigenaar)
    eigenaar.sein('SIGKILL')
    expect(await eigenaar.einde).toBeNull()
    await los()
    if (gedaan !== undefined) {
      await wachtTot(async () => (await telVerbindingen(proef().bus.beheer)) === 0)
      expect(await proef().effecten()).toHaveLength(gedaan ? 6 : 2)
    }
    proef().start({ verwerk: geefDoor })
    await proef().produceer(bericht(4))
    await eindigtGoed(4)
  })

  test.each(STAPPEN.slice(-2))('an owner that loses its connection $naam goes on by itself', async ({ stap }) => {
    const over = (url: string) => proef().start({ verwerk: geefDoor, pool: proef().poolOver(url) })
    const { eigenaar, los } = await breng(stap, over)
    await los()
    await proef().produceer(bericht(4))
    await eindigtGoed(4)
    // To it that was an outage: no try of any message.
    expect(gebeurtenissen(eigenaar.regels)).toEqual([])
  })

  test('a writer killed before its COMMIT leaves neither state nor message, one killed after it both', async () => {
    const { bus, startSchrijver, start, effecten } = proef()
    for (const [plek, nr] of [
      ['voor-commit', 1],
      ['na-commit', 2],
    ] as const) {
      const draad = await proef().draad()
      const gehouden = draad.houd(plek)
      const schrijver = startSchrijver(draad.url, { dossier: nr === 1 ? A : B, nr })
      await gehouden
      schrijver.sein('SIGKILL')
      expect(await schrijver.einde).toBeNull()
    }
    start()
    await wachtTot(async () => (await effecten()).length > 0)
    await proef().produceer([proefevent(A, 3)])
    await wachtTot(async () => (await effecten()).length === 2)
    expect((await effecten()).map(({ dossier, nr }) => [dossier, nr])).toEqual([
      [B, 2],
      [A, 3],
    ])
    expect((await bus.beheer.query('select dossier, nr from public.staat')).rows).toEqual([{ dossier: B, nr: 2 }])
  })

  test('owners killed while they release what lies aside release each message once, in order', async () => {
    const { bus, produceer, start, startEigenaar, nummers, apart } = proef()
    const gif = start({ verwerk: faalBij(({ data }) => (data.nr === 1 ? 'KAPOT' : null)) })
    await produceer([1, 2, 3].map((nr) => proefevent(A, nr)))
    await wachtTot(async () => (await apart()).length === 3)
    await gif.stop()
    const verloop: string[] = []
    for (const plek of ['voor-commit', 'na-commit'] as const) {
      const draad = await proef().draad()
      const gehouden = draad.houd(plek)
      // The first thing it does is to try what lies aside.
      const eigenaar = startEigenaar(draad.url)
      await gehouden
      eigenaar.sein('SIGKILL')
      await eigenaar.einde
      await wachtTot(async () => (await telVerbindingen(bus.beheer)) === 0)
      verloop.push(`${plek} ${await nummers(A)}`)
    }
    expect(verloop).toEqual(['voor-commit ', 'na-commit 1'])
    start()
    await produceer([proefevent(A, 4)])
    await wachtTot(async () => (await nummers(A)).length === 4)
    expect(await nummers(A)).toEqual([1, 2, 3, 4])
    expect(await apart()).toEqual([])
  })

  test('an owner killed while it puts a message aside puts it aside once, its followers behind it', async () => {
    const { bus, produceer, start, startEigenaar, apart, effecten } = proef()
    await bus.beheer.query(
      `create function public.weiger() returns trigger language plpgsql as $$ begin raise exception 'planned'; end $$;
       create trigger weiger before insert on public.effect for each row when (new.dossier = '${A}') execute function public.weiger()`,
    )
    const stil = await houdTrigger('after insert on routing.onverwerkbaar')({
      proef: proef(),
      draad: await proef().draad(),
    })
    const eerste = startEigenaar(bus.url)
    await produceer([...bericht(1), ...bericht(2)])
    await stil.bereikt()
    eerste.sein('SIGKILL')
    await eerste.einde
    await stil.los()
    start()
    await produceer(bericht(3))
    await wachtTot(async () => (await effecten()).length === 3)
    expect((await apart()).map(({ sleutel, nr, reden }) => [sleutel === A, nr, reden])).toEqual([
      [true, 1, 'fout'],
      [true, 2, 'wacht-op-eerder'],
      [true, 3, 'wacht-op-eerder'],
    ])
    expect((await effecten()).map(({ dossier, nr }) => [dossier === B, nr])).toEqual([1, 2, 3].map((nr) => [true, nr]))
  })
}
