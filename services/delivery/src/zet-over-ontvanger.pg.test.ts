import { randomUUID } from 'node:crypto'
import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { DEMO_UITVOERDERREGELS, DEMO_UITVOERDERS } from '@warmknooppunt/register/demo/uitvoering'
import { registreerGemeenteUitvoerders } from '@warmknooppunt/register/gemeente-uitvoerder-store'
import { registreerUitvoerders } from '@warmknooppunt/register/uitvoerder-store'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Proef } from './delivery.proef.ts'
import { BEGIN, maakProef, WATER, WEERT } from './delivery.proef.ts'
import { leesOvergezet, zetOvergezet } from './overgang-store.ts'
import { leesBerichten } from './postvak-lezing-store.ts'
import { maakPlaatser } from './verwerk.proef.ts'
import type { Overzetkeuze } from './zet-over.ts'
import { leesOvergang, maakOverzetwerker, zetOver } from './zet-over.ts'

const ROERMOND = 'gemeente-roermond'
const HEERLEN = 'gemeente-heerlen'
/** Weert, of which the demo's organisation receives the messages. */
const GEMEENTE = '0988'
const VANDAAG = '2026-03-02'

let proef: Proef
let plaats: (...events: BusEvent[]) => Promise<void>
let event: BusEvent

beforeAll(async () => {
  proef = await maakProef()
})
afterAll(() => proef.sluit())
beforeEach(async () => {
  proef.klok.nu = BEGIN
  await proef.eigenaar.query(
    'truncate delivery.bezorging, delivery.postvakbericht, delivery.postvak, delivery.uit, delivery.overgezet, intake.dossier cascade',
  )
  plaats = maakPlaatser(proef).plaats
  event = await proef.doorverwijzing()
  await proef.eigenaar.query(
    `insert into intake.dossier (id, schuldeiser, indiener, referentie, status, bericht_id, gemeentecode, uitvoerder, aangenomen_op, stop_van,
       stop_tot_en_met, hervatbaar_vanaf, open_tot)
     values ($1, $2, $2, $3, 'aangenomen', $4, $5, $6, $7, '2026-03-02', '2026-04-02', '2026-04-03', '2026-04-02T22:00:00Z')`,
    [event.subject, WATER, Buffer.from(randomUUID()), randomUUID(), GEMEENTE, WEERT, BEGIN.toString()],
  )
  await plaats(event)
  await ruimOp()
  await noteer()
})
afterEach(ruimOp)

/** All that lies somewhere by now lies where it belongs. */
async function noteer(): Promise<void> {
  const { versie } = await proef.register.stand(proef.pool)
  await zetOvergezet(proef.pool, { versie, dag: VANDAAG })
}
/** As before the last change: then the gemeente is one to look through. */
async function noteerVorige(): Promise<void> {
  const { versie } = await proef.register.stand(proef.pool)
  await zetOvergezet(proef.pool, { versie: versie - 1, dag: VANDAAG })
}
async function ruimOp(): Promise<void> {
  await wijzigRegister(proef.eigenaar, async (w) => {
    await registreerUitvoerders(w, DEMO_UITVOERDERS)
    await registreerGemeenteUitvoerders(w, GEMEENTE, [regel(WEERT)])
  })
}
function regel(uitvoerder: string, anders: object = {}) {
  const [demo] = DEMO_UITVOERDERREGELS
  if (demo === undefined) throw new Error('the demo has no rules')
  return { ...demo, van: '2026-01-01', totEnMet: null, uitvoerder, ...anders }
}
const regels = (...nieuw: ReturnType<typeof regel>[]) =>
  wijzigRegister(proef.eigenaar, (w) => registreerGemeenteUitvoerders(w, GEMEENTE, nieuw))
const ontvangt = (uitvoerder: string, ontvanger: string) =>
  wijzigRegister(proef.eigenaar, (w) =>
    registreerUitvoerders(
      w,
      DEMO_UITVOERDERS.filter((een) => een.uitvoerder === uitvoerder).map((een) => ({ ...een, ontvanger })),
    ),
  )

const keuze = (anders: Partial<Overzetkeuze> = {}): Overzetkeuze => ({
  ...proef,
  naCommit: () => undefined,
  wek: () => undefined,
  hint: () => undefined,
  ...anders,
})
const lees = async (deelnemer: string) =>
  (await leesBerichten(proef.pool, { deelnemer, na: 0, limiet: 100, schuldeisers: [] })).map((rij) => rij.berichtId)
const loket = async (deelnemer: string) =>
  (await proef.eigenaar.query('select loket from delivery.postvakbericht where deelnemer = $1', [deelnemer])).rows[0]
    ?.loket
const herinnering = () =>
  proef.termijnbericht(event.subject, { ontvangers: [{ deelnemer: WEERT, rol: 'gemeente', publiek: 'gemeente' }] })

describe('an open dossier', () => {
  it('stays while nothing changed', async () => {
    expect((await leesOvergang(keuze())).over).toEqual(new Set())
    expect((await zetOver(keuze())).aantal).toBe(0)
    expect(await lees(WEERT)).toEqual([event.id])
  })

  it('follows another party that receives for its uitvoerder, to the same loket; so does what comes after', async () => {
    await ontvangt(WEERT, ROERMOND)
    expect((await zetOver(keuze())).aantal).toBe(1)
    expect([await lees(WEERT), await lees(ROERMOND)]).toEqual([[], [event.id]])
    expect(await loket(ROERMOND)).toBe('weert')
    expect((await zetOver(keuze())).aantal).toBe(0)
    // Also when the change is long past.
    await noteer()
    const later = herinnering()
    await plaats(later)
    expect([await lees(WEERT), await lees(ROERMOND)]).toEqual([[], [event.id, later.id]])
  })

  it('comes back when a change was a mistake: under a new number, also to who read it, and it is open nowhere else', async () => {
    await proef.eigenaar.query('update delivery.postvakbericht set opgehaald_op = now(), bevestigd_op = now()')
    await proef.eigenaar.query('update delivery.postvak set bevestigd_tot = 1')
    for (const [wie, aantal] of [
      [ROERMOND, 1],
      [WEERT, 1],
      [ROERMOND, 1],
      [WEERT, 1],
    ] as const) {
      await ontvangt(WEERT, wie)
      proef.klok.nu = proef.klok.nu.add({ minutes: 1 })
      await noteerVorige()
      expect((await zetOver(keuze())).aantal).toBe(aantal)
    }
    expect([await lees(WEERT), await lees(ROERMOND)]).toEqual([[event.id], []])
    const { rows } = await proef.eigenaar.query(
      'select nummer, overgegaan_op is null as open, bevestigd_op is null as onbevestigd from delivery.postvakbericht where deelnemer = $1 order by nummer',
      [WEERT],
    )
    expect(rows).toEqual([
      { nummer: 1, open: false, onbevestigd: false },
      { nummer: 2, open: false, onbevestigd: true },
      { nummer: 3, open: true, onbevestigd: true },
    ])
    // The same event once more, as after a crash, is placed nowhere.
    await plaats(event)
    expect([await lees(WEERT), await lees(ROERMOND)]).toEqual([[event.id], []])
  })

  it('follows another uitvoerder of its gemeente on the day on which that begins, to a loket of that', async () => {
    await regels(regel(WEERT, { totEnMet: VANDAAG }), regel(ROERMOND, { van: '2026-03-03' }))
    expect((await zetOver(keuze())).aantal).toBe(0)
    proef.klok.nu = BEGIN.add({ hours: 24 })
    expect((await zetOver(keuze())).aantal).toBe(1)
    expect([await lees(WEERT), await lees(ROERMOND)]).toEqual([[], [event.id]])
    expect(await loket(ROERMOND)).toBe('roermond')
  })

  it('stays with its own uitvoerder when another comes beside it', async () => {
    await regels(
      regel(WEERT, { pc4Van: 6001, pc4TotEnMet: 6003 }),
      regel(ROERMOND, { pc4Van: 6004, pc4TotEnMet: 6039 }),
    )
    expect((await zetOver(keuze())).aantal).toBe(0)
    expect(await lees(WEERT)).toEqual([event.id])
  })

  it('stays, and is told of, when two others take its place that receive apart', async () => {
    await regels(
      regel(HEERLEN, { pc4Van: 6001, pc4TotEnMet: 6003 }),
      regel(ROERMOND, { pc4Van: 6004, pc4TotEnMet: 6039 }),
    )
    expect((await leesOvergang(keuze())).onbeslist).toEqual(new Map([[GEMEENTE, 'meerdere-ontvangers']]))
    expect((await zetOver(keuze())).aantal).toBe(0)
    expect(await lees(WEERT)).toEqual([event.id])
    await regels()
    expect((await leesOvergang(keuze())).onbeslist).toEqual(new Map([[GEMEENTE, 'geen-uitvoerder']]))
  })
})

describe('the loop', () => {
  const loopt = async (tot: () => Promise<boolean>) => {
    const einde = new AbortController()
    const werker = maakOverzetwerker(keuze({ kijkMs: 5, allesMs: 20 }))
    const klaar = werker.run(einde.signal)
    await expect.poll(tot, { timeout: 5_000 }).toBe(true)
    einde.abort()
    await klaar
  }

  it('notes that all lies where it belongs after it looked a second time, and not while nobody can say it', async () => {
    const { versie } = await ontvangt(WEERT, ROERMOND)
    await loopt(async () => (await leesOvergezet(proef.pool))?.versie === versie)
    expect([await lees(WEERT), await lees(ROERMOND)]).toEqual([[], [event.id]])

    await regels(
      regel(HEERLEN, { pc4Van: 6001, pc4TotEnMet: 6003 }),
      regel('gemeente-maastricht', { pc4Van: 6004, pc4TotEnMet: 6039 }),
    )
    const gezien = Date.now()
    await loopt(async () => Date.now() - gezien > 200)
    expect((await leesOvergezet(proef.pool))?.versie).toBe(versie)
  })

  it('begins with what is there', async () => {
    await proef.eigenaar.query('truncate delivery.overgezet')
    await loopt(async () => (await leesOvergezet(proef.pool)) !== null)
    expect(await lees(WEERT)).toEqual([event.id])
  })
})
