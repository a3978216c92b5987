import { nieuwId } from '@warmknooppunt/platform/bericht'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { schrijfIn } from '../../../test/steun/schrijf.ts'
import { metZaad } from '../../../test/steun/zaad.ts'
import { op } from './berichten.proef.ts'
import { bewaarKlokken } from './klok-store.ts'
import { leesGrenzen, ronde } from './ronde.ts'
import type { SlaProef, Termijnevent } from './sla.proef.ts'
import { maakSlaProef } from './sla.proef.ts'
import type { Termijnklok, Timer } from './stand.ts'
import { claimTimers, zetTimers } from './timer-store.ts'
import { maakTimerwerker } from './timerwerker.ts'
import { vuur } from './vuur.ts'

let proef: SlaProef
beforeAll(async () => {
  proef = await maakSlaProef()
})
beforeEach(() => proef.leeg())
afterAll(() => proef.sluit())

const BEGIN = op('2026-03-02T09:00:00Z')
const na = (s: number) => BEGIN.add({ seconds: s })
/** Few enough that most hold several clocks, and some clocks end at one moment. */
const DOSSIERS = Array.from({ length: 6 }, () => nieuwId(BEGIN))
const EIND_S = 3_000

/** A clock of a dossier that ends `einde` seconds after the beginning, with its reminders; it is set at `gezet`, which may be too late for them. */
type Proefklok = { dossier: number; einde: number; herinneringen: number[]; gezet: number }
const seconden = fc.integer({ min: 0, max: EIND_S })
const proefklok: fc.Arbitrary<Proefklok> = fc.record({
  dossier: fc.nat(DOSSIERS.length - 1),
  einde: seconden,
  herinneringen: fc.uniqueArray(fc.integer({ min: 1, max: 600 }), { maxLength: 2 }),
  gezet: seconden,
})

function maakKlok({ dossier, einde, herinneringen }: Proefklok): { klok: Termijnklok; timers: Timer[] } {
  const dossierId = DOSSIERS[dossier] ?? ''
  const klok: Termijnklok = {
    ...{ id: nieuwId(BEGIN), dossierId, berichtId: nieuwId(BEGIN), toewijzingId: nieuwId(BEGIN) },
    ...{ soort: 'contact', status: 'open', dag: '2026-03-02', tijdstip: na(einde) },
  }
  const timer = (soort: Timer['soort'], s: number): Timer => ({
    ...{ id: nieuwId(na(s)), dossierId, klokId: klok.id, soort, vervaltOp: na(s), wachtOp: 'dossier' },
  })
  return {
    klok,
    timers: [timer('einde', einde), ...herinneringen.map((voor) => timer('herinnering', einde - voor))],
  }
}

async function zet(klokken: readonly Proefklok[]): Promise<void> {
  const gemaakt = klokken.map(maakKlok)
  if (gemaakt.length === 0) return
  await schrijfIn(proef.sla, (tx) => {
    bewaarKlokken(
      tx,
      gemaakt.map(({ klok }) => klok),
    )
    zetTimers(
      tx,
      gemaakt.flatMap(({ timers }) => timers),
    )
  })
}

/** What a message says, and when its timer was due: its id begins with that moment. */
const regelVan = ({ id, subject, data }: Termijnevent) => ({
  due: (Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) - BEGIN.epochMilliseconds) / 1000,
  regel: `${DOSSIERS.indexOf(subject)} ${data.soort} ${data.tijdstip}`,
})
type Gezegd = ReturnType<typeof regelVan>
const gezegd = async (vanaf: number) => (await proef.termijnberichten()).slice(vanaf).map(regelVan)
const opRegel = (a: Gezegd, b: Gezegd) => a.due - b.due || (a.regel < b.regel ? -1 : 1)
const regel = ({ dossier, einde }: Proefklok, soort: string) =>
  `${dossier} ${soort} ${na(einde).toString({ fractionalSecondDigits: 3 })}`

/** What those clocks say in the rounds at these moments, as the design has it. */
function verwacht(klokken: readonly Proefklok[], rondes: readonly number[]): Gezegd[][] {
  return rondes.map((nu, i) =>
    klokken.flatMap((klok): Gezegd[] => {
      const vuurt = (due: number) => {
        const eerste = rondes.findIndex((moment) => moment >= due + 30 && moment >= klok.gezet)
        return eerste === i
      }
      const herinnerd = klok.herinneringen
        .map((voor) => klok.einde - voor)
        .filter((due) => vuurt(due) && nu < klok.einde)
        .map((due) => ({ due, regel: regel(klok, 'herinnering-contact') }))
      const einde = vuurt(klok.einde) ? [{ due: klok.einde, regel: regel(klok, 'contact-verstreken') }] : []
      return [...herinnerd, ...einde]
    }),
  )
}

describe('random timers', () => {
  test('fire once, from T + 30 s, in due order across rounds and batches; no reminder of a term already past', async () => {
    const rondes = fc.uniqueArray(fc.integer({ min: 0, max: EIND_S }), { maxLength: 5 })
    await metZaad('random timers', (seed) =>
      fc.assert(
        fc.asyncProperty(
          fc.array(proefklok, { minLength: 1, maxLength: 25 }),
          rondes,
          fc.integer({ min: 1, max: 9 }),
          async (klokken, momenten, limiet) => {
            await proef.leeg()
            const stappen = [...momenten.toSorted((a, b) => a - b), EIND_S + 30]
            let vorige = -1
            let al = 0
            for (const [i, nu] of stappen.entries()) {
              await zet(klokken.filter(({ gezet }) => gezet > vorige && gezet <= nu))
              proef.zet(na(nu))
              while ((await ronde({ ...proef.ronde, limiet })) > 0);
              const nieuw = await gezegd(al)
              expect(nieuw.map(({ due }) => due)).toEqual(nieuw.map(({ due }) => due).toSorted((a, b) => a - b))
              expect(nieuw.toSorted(opRegel)).toEqual((verwacht(klokken, stappen)[i] ?? []).toSorted(opRegel))
              al += nieuw.length
              vorige = nu
            }
            const { rows } = await proef.eigenaar.query('select from sla.timer')
            expect(rows).toEqual([])
          },
        ),
        { seed, numRuns: 20 },
      ),
    )
  })

  test('of several workers at once fire once, and those of a dossier in due order', async () => {
    await metZaad('random timers of several workers', (seed) =>
      fc.assert(
        fc.asyncProperty(
          fc.array(proefklok, { minLength: 20, maxLength: 60 }),
          fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 4 }),
          async (klokken, limieten) => {
            await proef.leeg()
            await zet(klokken)
            proef.zet(na(EIND_S + 30))
            const open = async () => (await proef.eigenaar.query('select from sla.timer limit 1')).rows.length > 0
            // A worker that finds nothing because another holds what comes first goes on, as its loop does.
            const werker = async (limiet: number) => {
              while ((await ronde({ ...proef.ronde, limiet })) > 0 || (await open()));
            }
            await Promise.all(limieten.map(werker))
            const alles = await gezegd(0)
            expect(alles.toSorted(opRegel)).toEqual(
              klokken.map((k) => ({ due: k.einde, regel: regel(k, 'contact-verstreken') })).toSorted(opRegel),
            )
            for (const dossier of DOSSIERS.keys()) {
              const due = alles.filter((g) => g.regel.startsWith(`${dossier} `)).map((g) => g.due)
              expect(due).toEqual(due.toSorted((a, b) => a - b))
            }
          },
        ),
        { seed, numRuns: 8 },
      ),
    )
  })
})

describe('a claim', () => {
  const grenzen = () => ({ rijpOp: na(EIND_S), hoeDanOokOp: na(EIND_S), oudsten: [] })
  const claim = async (limiet: number) =>
    (await claimTimers(proef.sla, grenzen(), { limiet, leaseMs: 60_000 })).map(
      ({ vervaltOp }) => (vervaltOp.epochMilliseconds - BEGIN.epochMilliseconds) / 1000,
    )
  const klok = (dossier: number, einde: number): Proefklok => ({ dossier, einde, herinneringen: [], gezet: 0 })

  test('takes no timer of which an earlier one of the dossier is held by another, and takes it once that has fired', async () => {
    await zet([klok(0, 10), klok(0, 20), klok(0, 30), klok(1, 25)])
    expect(await claim(1)).toEqual([10])
    expect(await claim(9)).toEqual([25])
    expect(await claim(9)).toEqual([])
    await proef.eigenaar.query('delete from sla.timer where vervalt_op = $1', [na(10).toString()])
    expect(await claim(9)).toEqual([20, 30])
  })

  test('is not filled by timers that must wait for an earlier one of their dossier: those of others come all the same', async () => {
    await zet([klok(0, 10), klok(0, 20), klok(1, 12), klok(1, 22), klok(2, 25)])
    expect(await claim(2)).toEqual([10, 12])
    expect(await claim(2)).toEqual([25])
    expect(await claim(2)).toEqual([])
  })

  test('takes those that are due at one moment side by side', async () => {
    await zet([klok(0, 10), klok(0, 10), klok(0, 20)])
    expect(await claim(1)).toEqual([10])
    expect(await claim(1)).toEqual([10])
    expect(await claim(1)).toEqual([])
  })

  test('goes past one that was claimed five times and never fired', async () => {
    await zet([klok(0, 10), klok(0, 20)])
    for (let poging = 1; poging <= 5; poging++) {
      expect(await claim(1)).toEqual([10])
      expect(await claim(9)).toEqual(poging < 5 ? [] : [20])
      await proef.eigenaar.query(`update sla.timer set lease_tot = '2026-01-01' where vervalt_op = $1`, [
        na(10).toString(),
      ])
    }
  })
})

test('a worker goes on at once while it finds something, also when what another holds leaves gaps in its turns', async () => {
  await zet([10, 20].map((einde) => ({ dossier: 0, einde, herinneringen: [], gezet: 0 })))
  proef.zet(na(EIND_S))
  await claimTimers(proef.sla, await leesGrenzen(proef.sla, na(EIND_S)), { limiet: 1, leaseMs: 60_000 })
  // Of each turn of two the first is the one that waits behind the other worker's.
  await zet(Array.from({ length: 30 }, (_, i) => ({ dossier: 1, einde: 30 + i, herinneringen: [], gezet: 0 })))
  const stop = new AbortController()
  const lus = maakTimerwerker({ ...proef.ronde, limiet: 2 }).run(stop.signal)
  await vi.waitUntil(async () => (await gezegd(0)).length === 30, { timeout: 15_000, interval: 50 })
  stop.abort()
  await lus
})

describe('of a dossier with several timers due', () => {
  const klok = (dossier: number, einde: number): Proefklok => ({ dossier, einde, herinneringen: [], gezet: 0 })
  const NU = na(EIND_S + 30)
  const claim = async (limiet: number) =>
    claimTimers(proef.sla, await leesGrenzen(proef.sla, NU), { limiet, leaseMs: 60_000 })
  const verlooplease = (tot: number) =>
    proef.eigenaar.query(`update sla.timer set lease_tot = '2026-01-01' where vervalt_op <= $1`, [na(tot).toString()])
  const dues = async () => (await gezegd(0)).map(({ due }) => due)
  afterEach(() => proef.eigenaar.query('drop function if exists public.weiger cascade'))

  test('none is fired by a worker that lost an earlier one to another', async () => {
    await zet([klok(0, 10), klok(0, 20), klok(1, 30)])
    const traag = await claim(9)
    await verlooplease(10)
    const snel = await claim(1)
    expect(snel.map(({ poging }) => poging)).toEqual([2])
    await vuur(proef.ronde, traag, NU)
    expect(await dues()).toEqual([30])
    await vuur(proef.ronde, snel, NU)
    await verlooplease(20)
    proef.zet(NU)
    while ((await ronde(proef.ronde)) > 0);
    expect(await dues()).toEqual([30, 10, 20])
    expect(await alarmen('timer-mislukt')).toBe(0)
  })

  test('one that fails holds up the later ones, not those of others, until it has failed five times', async () => {
    await zet([klok(0, 10), klok(0, 20), klok(1, 30)])
    await proef.eigenaar.query(
      `create function public.weiger() returns trigger language plpgsql as $$
       begin raise exception 'refused' using errcode = '22000'; end $$;
       create trigger weiger before update on sla.klok for each row when (old.tijdstip = '${na(10)}')
         execute function public.weiger()`,
    )
    proef.zet(NU)
    for (let poging = 1; poging <= 4; poging++) {
      await ronde(proef.ronde)
      expect(await dues()).toEqual([30])
      expect(await alarmen('timer-mislukt')).toBe(poging)
      await verlooplease(20)
    }
    await ronde(proef.ronde)
    expect(await dues()).toEqual([30, 20])
    await proef.eigenaar.query('drop function public.weiger cascade')
    await verlooplease(20)
    await ronde(proef.ronde)
    expect(await dues()).toEqual([30, 20, 10])
  })

  async function alarmen(soort: string): Promise<number> {
    const { values } = (await proef.meetwaarden.getSingleMetric('warmknooppunt_alarm_total')?.get()) ?? { values: [] }
    return values.find(({ labels }) => labels.soort === soort)?.value ?? 0
  }
})
