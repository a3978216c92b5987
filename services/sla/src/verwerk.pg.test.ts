import { nieuwId, serialiseer } from '@warmknooppunt/platform/bericht'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Dossier } from './berichten.proef.ts'
import {
  AFSPRAKEN,
  contactregistratie,
  doorverwijzing,
  maakDossier,
  nietBezorgbaar,
  onrouteerbaar,
  op,
  opdracht,
} from './berichten.proef.ts'
import type { SlaProef } from './sla.proef.ts'
import { maakSlaProef, regel } from './sla.proef.ts'

let proef: SlaProef
let d: Dossier
beforeAll(async () => {
  proef = await maakSlaProef()
})
beforeEach(async () => {
  await proef.leeg()
  d = maakDossier(op('2026-03-02T09:00:00Z'))
  proef.zet(d.aangenomenOp)
})
afterAll(() => proef.sluit())

const klokken = async () => {
  const { rows } = await proef.eigenaar.query<{ klok: string }>(
    `select soort || ' ' || status || ' ' || dag as klok from sla.klok order by soort`,
  )
  return rows.map(({ klok }) => klok)
}
const aantalTimers = async () => (await proef.eigenaar.query('select from sla.timer')).rowCount
const gezegd = async () => (await proef.termijnberichten()).map(regel)
const registratie = (kanaal: string, soort: string, plaatsgevondenOp: string) => ({ soort, kanaal, plaatsgevondenOp })

describe('every message', () => {
  test('is passed on as it is, in order, also one that clocks do not listen to', async () => {
    const versleutel = await proef.kluis(d.dossierId)
    const hub = versleutel(registratie('telefoon', 'contact', '2026-03-02T10:00:00Z'))
    const ander = maakDossier(d.aangenomenOp)
    const events = [
      doorverwijzing(d),
      opdracht(d, d.aangenomenOp),
      onrouteerbaar(ander),
      contactregistratie(d, { time: d.aangenomenOp, hub }),
      nietBezorgbaar(ander, d.aangenomenOp),
    ]
    await proef.routeer(...events)
    const door = (await proef.uit()).filter(({ schema }) => schema !== 'termijnbericht')
    expect(door.map(serialiseer)).toEqual(events.map(serialiseer))
  })

  test('that is replayed starts no clock again, whatever id routing gave it', async () => {
    await proef.routeer(doorverwijzing(d))
    const toen = [await klokken(), await aantalTimers()]
    const opnieuw = doorverwijzing({ ...d, toewijzingId: nieuwId(d.aangenomenOp) })
    await proef.routeer(opnieuw, doorverwijzing(d))
    await proef.routeer(opnieuw)
    expect([await klokken(), await aantalTimers()]).toEqual(toen)
    expect((await proef.uit()).length).toBe(4)
    expect((await proef.eigenaar.query('select from sla.toewijzing')).rowCount).toBe(1)
  })

  test('of a dossier finds it as the message before it in the batch left it', async () => {
    const versleutel = await proef.kluis(d.dossierId)
    const hub = versleutel(registratie('telefoon', 'eerste-gesprek', '2026-03-02T10:00:00Z'))
    await proef.routeer(doorverwijzing(d), contactregistratie(d, { time: d.aangenomenOp, hub }))
    expect((await proef.uit()).map((e) => (e.schema === 'termijnbericht' ? e.data.soort : e.schema))).toEqual([
      'gerouteerd',
      'gerouteerd',
      'contact-gehaald',
      'gesprek-gehaald',
    ])
    expect(await klokken()).toEqual([
      'contact gehaald 2026-03-05',
      'gesprek gehaald 2026-03-30',
      'incassostop actief 2026-04-01',
    ])
  })
})

describe('a doorverwijzing', () => {
  test('starts contact, gesprek and stop as the 201 told, reminders already past left out', async () => {
    proef.zet(op('2026-03-04T12:00:00Z'))
    await proef.routeer(doorverwijzing(d))
    expect(await klokken()).toEqual([
      'contact open 2026-03-05',
      'gesprek open 2026-03-30',
      'incassostop actief 2026-04-01',
    ])
    const { rows } = await proef.eigenaar.query<{ op: Date }>('select vervalt_op as op from sla.timer order by 1')
    expect(rows.map((r) => r.op.toISOString().slice(0, 16))).toEqual([
      '2026-03-05T08:00',
      '2026-03-05T23:00',
      '2026-03-27T08:00',
      '2026-03-27T08:00',
      '2026-03-30T07:00',
      '2026-03-30T22:00',
      '2026-04-01T22:00',
    ])
  })

  test('that tells of a threat wants the talk within 3 werkdagen', async () => {
    const versleutel = await proef.kluis(d.dossierId)
    const hub = versleutel({ bedreigendeSituatie: { soort: 'ontruiming', datum: '2026-03-20', opgeschort: false } })
    await proef.routeer(doorverwijzing(d, { hub }))
    expect((await klokken())[1]).toBe('gesprek open 2026-03-05')
  })

  test('of which the keys are gone still has its clocks', async () => {
    const versleutel = await proef.kluis(d.dossierId)
    const event = doorverwijzing(d, { hub: versleutel({ bedreigendeSituatie: {} }) })
    await proef.vernietig(d.dossierId)
    await proef.routeer(event)
    expect((await klokken())[1]).toBe('gesprek open 2026-03-30')
  })

  test('under terms in hours has no reminder and ends by the hour', async () => {
    const contact = { ...AFSPRAKEN.contact, aantal: 24, eenheid: 'uren' } as const
    await proef.routeer(doorverwijzing(d, { afspraken: { ...AFSPRAKEN, contact } }))
    await proef.vuurOp(op('2026-03-03T09:00:29Z'))
    expect(await gezegd()).toEqual([])
    await proef.vuurOp(op('2026-03-03T09:00:30Z'))
    expect(await gezegd()).toEqual(['2026-03-03T09:00 contact-verstreken gemeente'])
  })

  test('under terms in hours that an operator routed counts from the decision, as the gemeente was told', async () => {
    const contact = { ...AFSPRAKEN.contact, aantal: 24, eenheid: 'uren' } as const
    const besloten = op('2026-03-04T15:00:00Z')
    proef.zet(besloten)
    await proef.routeer(doorverwijzing(d, { afspraken: { ...AFSPRAKEN, contact }, besloten }))
    await proef.vuurOp(op('2026-03-05T15:00:29Z'))
    expect(await gezegd()).toEqual([])
    await proef.vuurOp(op('2026-03-05T15:00:30Z'))
    expect(await gezegd()).toEqual(['2026-03-05T15:00 contact-verstreken gemeente'])
  })

  test('beyond the years whose days are known is guarded, with an alarm', async () => {
    const laat = maakDossier(op('2028-12-27T09:00:00Z'))
    proef.zet(laat.aangenomenOp)
    await proef.routeer(doorverwijzing(laat))
    expect((await klokken()).length).toBe(3)
    expect(proef.logregels.filter((r) => r.includes('"gebeurtenis":"alarm.kalender-onbekend"')).length).toBe(1)
    expect(await proef.keuze.metrieken.metrics()).toContain('warmknooppunt_alarm_total{soort="kalender-onbekend"} 1')
  })
})

describe('what has no address', () => {
  test('starts the stop and the term of the operator, whose breach is for nobody outside', async () => {
    await proef.routeer(onrouteerbaar(d))
    expect(await klokken()).toEqual(['incassostop actief 2026-04-01', 'operator open 2026-03-03'])
    await proef.vuurOp(op('2026-03-04T12:00:00Z'))
    expect(await gezegd()).toEqual(['2026-03-04T12:00 operatortermijn-verstreken'])
  })

  test('and is routed by an operator keeps its stop and has contact from the day of the decision', async () => {
    await proef.routeer(onrouteerbaar(d))
    const besloten = op('2026-03-03T15:00:00Z')
    proef.zet(besloten)
    await proef.routeer(doorverwijzing(d, { besloten, afspraken: { ...AFSPRAKEN, stop: { dagen: 60, lcv: false } } }))
    expect(await klokken()).toEqual([
      'contact open 2026-03-06',
      'gesprek open 2026-03-31',
      'incassostop actief 2026-04-01',
      'operator gehaald 2026-03-03',
    ])
    await proef.vuurOp(op('2026-04-02T12:00:00Z'))
    expect((await gezegd()).filter((r) => !/gesprek|contact/.test(r))).toEqual([
      '2026-04-02T12:00 incassostop-geeindigd schuldeiser',
      '2026-04-02T12:00 incassostop-geeindigd gemeente',
    ])
  })

  test('and is routed too late leaves the breach of the operator as it is', async () => {
    await proef.routeer(onrouteerbaar(d))
    await proef.vuurOp(op('2026-03-04T12:00:00Z'))
    await proef.routeer(doorverwijzing(d, { besloten: op('2026-03-04T13:00:00Z') }), onrouteerbaar(d))
    expect((await klokken())[3]).toBe('operator verstreken 2026-03-03')
  })

  test('and is refused ends the term of the operator; the stop runs on, for the creditor only', async () => {
    await proef.routeer(onrouteerbaar(d), nietBezorgbaar(d, op('2026-03-03T10:00:00Z')))
    expect(await klokken()).toEqual(['incassostop actief 2026-04-01', 'operator gehaald 2026-03-03'])
    await proef.vuurOp(op('2026-03-28T12:00:00Z'))
    await proef.vuurOp(op('2026-04-02T12:00:00Z'))
    expect(await gezegd()).toEqual([
      '2026-03-28T12:00 incassostop-eindigt schuldeiser',
      '2026-04-02T12:00 incassostop-geeindigd schuldeiser',
    ])
  })
})

test('a toewijzing that ends lets its open clocks lapse, and they say nothing any more', async () => {
  await proef.routeer(doorverwijzing(d), nietBezorgbaar(d, d.aangenomenOp))
  expect(await klokken()).toEqual([
    'contact vervallen 2026-03-05',
    'gesprek vervallen 2026-03-30',
    'incassostop actief 2026-04-01',
  ])
  await proef.vuurOp(op('2026-03-31T12:00:00Z'))
  expect((await gezegd()).filter((r) => !r.includes('incassostop'))).toEqual([])
})

describe('a contactregistratie', () => {
  test('keeps the first attempt and the first contact; an attempt by letter meets nothing', async () => {
    const versleutel = await proef.kluis(d.dossierId)
    await proef.routeer(doorverwijzing(d))
    const stuur = (kanaal: string, soort: string, moment: string) =>
      proef.routeer(contactregistratie(d, { time: op(moment), hub: versleutel(registratie(kanaal, soort, moment)) }))
    await stuur('brief', 'poging', '2026-03-03T10:00:00Z')
    expect((await klokken())[0]).toBe('contact open 2026-03-05')
    await stuur('telefoon', 'contact', '2026-03-05T10:00:00Z')
    await stuur('telefoon', 'contact', '2026-03-04T10:00:00Z')
    expect((await klokken())[0]).toBe('contact gehaald 2026-03-05')
    const { rows } = await proef.eigenaar.query(
      'select eerste_poging_op, eerste_contact_op, eerste_gesprek_op from sla.toewijzing',
    )
    expect(rows).toEqual([
      {
        eerste_poging_op: new Date('2026-03-03T10:00:00Z'),
        eerste_contact_op: new Date('2026-03-04T10:00:00Z'),
        eerste_gesprek_op: null,
      },
    ])
    expect(await gezegd()).toEqual(['2026-03-02T09:00 contact-gehaald'])
  })

  test('of which the keys are gone is passed on and logged, and meets nothing', async () => {
    const versleutel = await proef.kluis(d.dossierId)
    const hub = versleutel(registratie('telefoon', 'contact', '2026-03-02T10:00:00Z'))
    const event = contactregistratie(d, { time: d.aangenomenOp, hub })
    await proef.routeer(doorverwijzing(d))
    await proef.vernietig(d.dossierId)
    await proef.routeer(event)
    expect((await klokken())[0]).toBe('contact open 2026-03-05')
    expect((await proef.uit()).map(({ id }) => id)).toContain(event.id)
    expect(proef.logregels.filter((r) => r.includes('"gebeurtenis":"sla.inhoud-vernietigd"')).length).toBe(1)
    expect((await proef.eigenaar.query('select uitkomst from sla.registratie')).rows).toEqual([
      { uitkomst: 'inhoud-vernietigd' },
    ])
  })

  test('told again has no second effect', async () => {
    const versleutel = await proef.kluis(d.dossierId)
    await proef.routeer(doorverwijzing(d))
    await proef.vuurOp(op('2026-03-06T00:00:00Z'))
    const hub = versleutel(registratie('telefoon', 'contact', '2026-03-05T10:00:00Z'))
    const event = contactregistratie(d, { time: op('2026-03-06T08:00:00Z'), hub })
    await proef.routeer(event)
    await proef.routeer({ ...event, id: nieuwId(d.aangenomenOp) })
    expect((await gezegd()).filter((r) => r.includes('alsnog'))).toEqual([
      '2026-03-06T00:00 contact-alsnog-gehaald gemeente',
    ])
  })

  test('told again does not meet the clock of where the dossier lies next', async () => {
    const versleutel = await proef.kluis(d.dossierId)
    const hub = versleutel(registratie('telefoon', 'contact', '2026-03-02T10:00:00Z'))
    const event = contactregistratie(d, { time: d.aangenomenOp, hub })
    const [toewijzingId, berichtId] = [nieuwId(d.aangenomenOp), nieuwId(d.aangenomenOp)]
    const besloten = op('2026-03-03T10:00:00Z')
    await proef.routeer(doorverwijzing(d), event, doorverwijzing({ ...d, toewijzingId, berichtId }, { besloten }))
    await proef.routeer({ ...event, id: nieuwId(besloten) })
    const { rows } = await proef.eigenaar.query(`select status, dag from sla.klok where soort = 'contact' order by dag`)
    expect(rows).toEqual([
      { status: 'gehaald', dag: '2026-03-05' },
      { status: 'open', dag: '2026-03-06' },
    ])
  })

  test('on a dossier that lies nowhere is put aside, and the rest goes on', async () => {
    const versleutel = await proef.kluis(d.dossierId)
    const hub = versleutel(registratie('telefoon', 'contact', '2026-03-02T10:00:00Z'))
    const ander = maakDossier(d.aangenomenOp)
    await proef.routeer(contactregistratie(d, { time: d.aangenomenOp, hub }), doorverwijzing(ander))
    expect((await proef.sla.query('select reden from sla.onverwerkbaar')).rows).toEqual([{ reden: 'fout' }])
    expect((await klokken()).length).toBe(3)
  })
})
