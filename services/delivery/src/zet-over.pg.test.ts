import { randomUUID } from 'node:crypto'
import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import { registreerGemeenteWijzigingen } from '@warmknooppunt/register/gemeente-wijziging-store'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Proef } from './delivery.proef.ts'
import { BEGIN, gebeurtenissen, maakProef, WATER, WEERT } from './delivery.proef.ts'
import { registreerEindpunt } from './eindpunt.ts'
import { leesBerichten } from './postvak-lezing-store.ts'
import { maakPlaatser } from './verwerk.proef.ts'
import type { Overzetkeuze } from './zet-over.ts'
import { leesOvergang, maakOnbeslistalarm, zetOver } from './zet-over.ts'

const ROERMOND = 'gemeente-roermond'
/** Amsterdam: the last second of 2 March, and the first of 3 March, on which Weert goes up in Roermond. */
const ERVOOR = Temporal.Instant.from('2026-03-02T22:59:59Z')
const FUSIE = Temporal.Instant.from('2026-03-02T23:00:00Z')

let proef: Proef
let plaats: (...events: BusEvent[]) => Promise<void>
let gewekt: string[] = []

beforeAll(async () => {
  proef = await maakProef()
  await wijzig(['0957'])
})
afterAll(() => proef.sluit())
beforeEach(async () => {
  proef.klok.nu = BEGIN
  gewekt = []
  await proef.eigenaar.query(
    'truncate delivery.bezorging, delivery.eindpunt, delivery.postvakbericht, delivery.postvak, delivery.uit, delivery.eerder, intake.dossier cascade',
  )
  plaats = maakPlaatser(proef).plaats
})

const wijzig = (opvolgers: readonly string[]) =>
  wijzigRegister(proef.eigenaar, (w) =>
    registreerGemeenteWijzigingen(w, [{ ingangsdatum: '2026-03-03', opgeheven: '0988', opvolgers }]),
  )

const keuze = (anders: Partial<Overzetkeuze> = {}): Overzetkeuze => ({
  ...proef,
  naCommit: () => undefined,
  wek: (deelnemer) => gewekt.push(deelnemer),
  hint: () => undefined,
  ...anders,
})

/** A referral to Weert as intake accepted it and delivery placed it. */
async function verwezen(openTot = '2026-04-02T22:00:00Z'): Promise<BusEvent> {
  const event = await proef.doorverwijzing()
  await noteer(event.subject, openTot)
  await plaats(event)
  return event
}

async function noteer(dossierId: string, openTot = '2026-04-02T22:00:00Z'): Promise<void> {
  await proef.eigenaar.query(
    `insert into intake.dossier (id, schuldeiser, indiener, referentie, status, bericht_id, gemeentecode, uitvoerder, aangenomen_op, stop_van,
       stop_tot_en_met, hervatbaar_vanaf, open_tot)
     values ($1, $2, $2, $3, 'aangenomen', $4, '0988', $5, $6, '2026-03-02', '2026-04-02', '2026-04-03', $7)`,
    [dossierId, WATER, Buffer.from(randomUUID()), randomUUID(), WEERT, BEGIN.toString(), openTot],
  )
}

const lees = async (deelnemer: string) =>
  (await leesBerichten(proef.pool, { deelnemer, na: 0, limiet: 100, schuldeisers: [] })).map((rij) => rij.berichtId)
const herinnering = (dossierId: string) =>
  proef.termijnbericht(dossierId, { ontvangers: [{ deelnemer: WEERT, rol: 'gemeente', publiek: 'gemeente' }] })

describe('on the day on which a gemeente goes up in another', () => {
  it('what lay with it lies with its successor, once, in the same order, also what was confirmed, and is closed to the old one', async () => {
    const een = await verwezen()
    proef.klok.nu = BEGIN.add({ seconds: 1 })
    const twee = await verwezen()
    const later = herinnering(een.subject)
    await plaats(later)
    await proef.eigenaar.query('update delivery.postvakbericht set opgehaald_op = now(), bevestigd_op = now()')
    proef.klok.nu = ERVOOR
    expect((await zetOver(keuze())).aantal).toBe(0)
    expect([await lees(WEERT), await lees(ROERMOND)]).toEqual([[een.id, twee.id, later.id], []])
    proef.klok.nu = FUSIE
    expect((await zetOver(keuze())).aantal).toBe(3)
    expect([await lees(WEERT), await lees(ROERMOND)]).toEqual([[], [een.id, later.id, twee.id]])
    expect((await zetOver(keuze())).aantal).toBe(0)
    expect(gewekt).toEqual([ROERMOND])
    const over = await gebeurtenissen(proef.eigenaar, een.subject)
    expect(over.filter(({ deelnemer }) => deelnemer === ROERMOND)).toMatchObject([
      { gebeurtenis: 'beschikbaar', berichtId: een.id, rol: 'gemeente', nummer: 1 },
      { gebeurtenis: 'beschikbaar', berichtId: later.id, rol: 'gemeente', nummer: 2 },
    ])
  })

  it('takes it over stretch by stretch, and by one process at a time', async () => {
    for (let i = 0; i < 5; i++) await verwezen()
    proef.klok.nu = FUSIE
    const samen = await Promise.all([zetOver(keuze({ perBlad: 2 })), zetOver(keuze({ perBlad: 2 }))])
    await zetOver(keuze({ perBlad: 2 }))
    expect(samen[0].aantal + samen[1].aantal).toBeLessThanOrEqual(5)
    const { rows } = await proef.eigenaar.query<{ nummer: number }>(
      'select nummer from delivery.postvakbericht where deelnemer = $1 order by nummer',
      [ROERMOND],
    )
    expect(rows.map(({ nummer }) => nummer)).toEqual([1, 2, 3, 4, 5])
    expect(await lees(WEERT)).toEqual([])
  })

  it('changes nothing when the transaction falls, and does it whole the next time', async () => {
    const event = await verwezen()
    proef.klok.nu = FUSIE
    // What is written in the outbox is the last act before COMMIT.
    await proef.eigenaar.query('alter table delivery.uit rename to uit_weg')
    await expect(zetOver(keuze())).rejects.toThrow()
    await proef.eigenaar.query('alter table delivery.uit_weg rename to uit')
    expect([await lees(WEERT), await lees(ROERMOND)]).toEqual([[event.id], []])
    expect((await zetOver(keuze())).aantal).toBe(1)
    expect([await lees(WEERT), await lees(ROERMOND)]).toEqual([[], [event.id]])
  })

  it('leaves a dossier that is closed to the gemeente, from 14 days after its stop', async () => {
    const dicht = await verwezen('2026-02-16T23:00:00Z')
    const open = await verwezen('2026-02-17T23:00:00Z')
    proef.klok.nu = FUSIE
    await zetOver(keuze())
    expect([await lees(WEERT), await lees(ROERMOND)]).toEqual([[dicht.id], [open.id]])
  })

  it('what comes after goes to the successor straight away, what is for the creditor does not', async () => {
    const event = await verwezen()
    proef.klok.nu = FUSIE
    await zetOver(keuze())
    const nieuw = herinnering(event.subject)
    const neutraal = proef.termijnbericht(event.subject)
    const laat = await proef.doorverwijzing()
    await plaats(nieuw, neutraal, laat)
    expect(await lees(ROERMOND)).toEqual([event.id, nieuw.id, laat.id])
    expect([await lees(WEERT), await lees(WATER)]).toEqual([[], [neutraal.id]])
    expect((await zetOver(keuze())).aantal).toBe(0)
  })

  it('pushes it to the endpoint of the successor, and no more to that of the old one', async () => {
    const eindpunt = async (deelnemer: string) => {
      const uit = await registreerEindpunt(proef.pool, proef.keks, { deelnemer, adres: 'https://a.example.nl/' }, BEGIN)
      return uit.kind === 'geregistreerd' ? uit.id : ''
    }
    const [oud, nieuw] = [await eindpunt(WEERT), await eindpunt(ROERMOND)]
    const event = await verwezen()
    await proef.eigenaar.query(`update delivery.bezorging set status = 'geparkeerd', parkeerreden = 'geweigerd'`)
    proef.klok.nu = FUSIE
    const gehint: string[] = []
    await zetOver(keuze({ hint: (ids) => gehint.push(...ids) }))
    const { rows } = await proef.eigenaar.query(
      `select b.eindpunt, b.status, p.overgegaan_op is not null as weg from delivery.bezorging b
       join delivery.postvakbericht p on p.deelnemer = b.deelnemer and p.nummer = b.nummer where b.dossier_id = $1 order by p.deelnemer`,
      [event.subject],
    )
    // Released: the next attempt finds that it went over, and ends it without sending.
    expect(rows).toEqual([
      { eindpunt: nieuw, status: 'wacht', weg: false },
      { eindpunt: oud, status: 'wacht', weg: true },
    ])
    expect(gehint.toSorted()).toEqual([oud, nieuw].toSorted())
  })

  it('after a restore it has the number under which the successor confirmed it', async () => {
    const event = await verwezen()
    await proef.eigenaar.query(
      `insert into platform.herstel (id, hersteld_op, met_journaal, verslag) values ($1, $2, true, '{}')`,
      [randomUUID(), FUSIE.toString()],
    )
    await proef.eigenaar.query(
      `insert into delivery.eerder (deelnemer, bericht_id, nummer, bevestigd, gepusht) values ($1, $2, 7, true, '{}')`,
      [ROERMOND, event.id],
    )
    proef.klok.nu = FUSIE
    await zetOver(keuze())
    const { rows } = await proef.eigenaar.query(
      'select nummer, bevestigd_op is not null as bevestigd from delivery.postvakbericht where deelnemer = $1',
      [ROERMOND],
    )
    expect(rows).toEqual([{ nummer: 7, bevestigd: true }])
    await proef.eigenaar.query('delete from platform.herstel')
  })
})

describe('a gemeente that was split', () => {
  it('keeps its messages, and an alarm sounds once while a dossier of it is open', async () => {
    await wijzig(['0957', '0946'])
    try {
      const alarm = async () => {
        const { values } = (await proef.metrieken.getSingleMetric('warmknooppunt_alarm_total')?.get()) ?? { values: [] }
        return values.find(({ labels }) => labels.soort === 'overgang-onbeslist')?.value ?? 0
      }
      const alarmeer = maakOnbeslistalarm(keuze())
      proef.klok.nu = FUSIE
      const kijk = async () => alarmeer(await leesOvergang(keuze()))
      await kijk()
      expect(await alarm()).toBe(0)
      proef.klok.nu = BEGIN
      const event = await verwezen()
      proef.klok.nu = FUSIE
      expect((await zetOver(keuze())).aantal).toBe(0)
      await kijk()
      await kijk()
      expect(await alarm()).toBe(1)
      expect([await lees(WEERT), await lees(ROERMOND)]).toEqual([[event.id], []])
    } finally {
      await wijzig(['0957'])
    }
  })
})

it('a dossier that nobody knows of is left where its message says', async () => {
  proef.klok.nu = FUSIE
  const onbekend = herinnering(nieuwId(BEGIN))
  await plaats(onbekend)
  expect(await lees(WEERT)).toEqual([onbekend.id])
})
