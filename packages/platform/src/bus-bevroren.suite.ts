import { expect, test } from 'vitest'
import type { Opstelling, Opzet } from './bus-opstelling.suite.ts'
import { maakOpstelling } from './bus-opstelling.suite.ts'
import { dossiers, gebeurtenissen, geefDoor, proefevent, wachtTot } from './bus-proefevent.suite.ts'
import type { Stap } from './bus-stilzetten.suite.ts'
import { houdDraad, houdSlot } from './bus-stilzetten.suite.ts'
import { isStoring } from './storing.ts'

/** Promises 1 and 3: a process that stands still (a pause of its machine, SIGSTOP) holds up others for seconds, and does nothing when it thaws. */
export function bevrorenProeven(opzet: Opzet): void {
  const [A = '', B = '', C = ''] = dossiers(3)

  /** Each waits the seconds that the database gives a silent transaction, so they wait together, each in a world of its own. */
  const proefWereld = (naam: string, f: (proef: Opstelling) => Promise<void>) =>
    test.concurrent(naam, async () => {
      const proef = await maakOpstelling(() => opzet({ eigenServer: false }))
      try {
        await f(proef)
      } finally {
        await proef.sluit()
      }
    }, 60_000)

  proefWereld(
    'a writer frozen between its insert and COMMIT: readers go on, writers soon, and it learns that nothing came of it',
    async (proef) => {
      const { bus, produceer, start, startSchrijver, nummers, effecten } = proef
      const draad = await proef.draad()
      await produceer([proefevent(A, 1)])
      const vast = draad.houd('voor-commit')
      const schrijver = startSchrijver(draad.url, { dossier: B, nr: 1 })
      const { laatDoor } = await vast
      // Its insert is done and it holds the outbox: a COMMIT is all that is missing.
      await wachtTot(async () => (await telUitSloten(proef)) === 1)
      schrijver.sein('SIGSTOP')
      start()
      await wachtTot(async () => (await nummers(A)).length === 1)
      // Whoever writes meanwhile waits for it, or is told of an outage and comes back.
      await wachtTot(() => probeer(() => produceer([proefevent(A, 2), proefevent(C, 1)])))
      await wachtTot(async () => (await effecten()).length === 3)
      schrijver.sein('SIGCONT')
      laatDoor()
      expect(await schrijver.einde).toBe(0)
      expect(schrijver.regels).toEqual([expect.stringMatching(/^failed outage /)])
      expect((await bus.beheer.query('select from public.staat')).rowCount).toBe(0)
      const opnieuw = startSchrijver(bus.url, { dossier: B, nr: 1 })
      expect([await opnieuw.einde, opnieuw.regels]).toEqual([0, ['committed']])
      await wachtTot(async () => (await nummers(B)).length === 1)
      const gezien = (await effecten()).map(({ dossier, nr }) => `${dossier} ${nr}`)
      expect(gezien.toSorted()).toEqual([`${A} 1`, `${A} 2`, `${B} 1`, `${C} 1`].toSorted())
      expect(await nummers(A)).toEqual([1, 2])
    },
  )

  proefWereld(
    'two owners of a partition, one frozen before COMMIT: the other goes on soon, and only its effect stands',
    (proef) => bevriesEen(proef, { stap: houdDraad('voor-commit', 'laatDoor'), antwoord: false }),
  )

  proefWereld(
    'two owners of a partition, one frozen while it handles: the other goes on soon, and only its effect stands',
    (proef) => bevriesEen(proef, { stap: houdSlot('lock table public.effect in share mode'), antwoord: true }),
  )

  /** `antwoord`: the statement it waits for is answered while it does not listen; otherwise what it sent arrives when all is over. */
  async function bevriesEen(proef: Opstelling, o: { stap: Stap; antwoord: boolean }): Promise<void> {
    const { produceer, start, startEigenaar, effecten, doorgegeven, apart } = proef
    const draad = await proef.draad()
    const eigenaar = startEigenaar(draad.url)
    await produceer([proefevent(A, 1)])
    await wachtTot(async () => (await effecten()).length === 1)
    const { bereikt, los } = await o.stap({ proef, draad })
    await produceer([proefevent(A, 2), proefevent(B, 1)])
    await bereikt()
    eigenaar.sein('SIGSTOP')
    if (o.antwoord) await los()
    const ander = start({ verwerk: geefDoor })
    await wachtTot(async () => (await effecten()).length === 3)
    await produceer([proefevent(A, 3)])
    await wachtTot(async () => (await effecten()).length === 4)
    if (!o.antwoord) await los()
    eigenaar.sein('SIGCONT')
    await wachtTot(() => gebeurtenissen(eigenaar.regels).includes('bus.herstel'))
    await ander.stop()
    // The one that thawed is the only owner now, and goes on where the other was.
    await produceer([proefevent(A, 4)])
    await wachtTot(async () => (await effecten()).length === 5)
    for (const lijst of [await effecten(), await doorgegeven()]) {
      expect(lijst.filter((e) => e.dossier === A).map(({ nr }) => nr)).toEqual([1, 2, 3, 4])
      expect(lijst.filter((e) => e.dossier === B).map(({ nr }) => nr)).toEqual([1])
    }
    expect(await apart()).toEqual([])
    const gezegd = gebeurtenissen(eigenaar.regels).filter((gebeurtenis) => gebeurtenis !== 'kafka.client')
    expect(new Set(gezegd)).toEqual(new Set(['bus.herstel']))
  }
}

/** Whether it worked; an outage is what the frozen one may cause others, nothing else. */
async function probeer(f: () => Promise<void>): Promise<boolean> {
  try {
    await f()
    return true
  } catch (fout) {
    if (!isStoring(fout)) throw fout
    return false
  }
}

/** How many hold the lock of intake's outbox. */
async function telUitSloten({ bus }: Opstelling): Promise<number> {
  const { rowCount } = await bus.beheer.query(
    `select from pg_locks where locktype = 'advisory' and granted and objsubid = 2
       and database = (select oid from pg_database where datname = current_database())
       and classid = (hashtext('warmknooppunt.uit.intake')::bigint & 4294967295)::oid`,
  )
  return rowCount ?? 0
}
