import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import { registreerLoketRegels } from '@warmknooppunt/register/loket-regel-store'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { zoekWaarden } from '../../../test/steun/tabellen.ts'
import {
  AANGENOMEN,
  andereOpdrachten,
  BRON,
  ingediendeContactregistratie,
  op,
  STOP,
  TRACE,
  WEERT,
} from './berichten.proef.ts'
import type { RoutingProef } from './routing.proef.ts'
import { maakRoutingProef, soort } from './routing.proef.ts'

let proef: RoutingProef
beforeAll(async () => {
  proef = await maakRoutingProef()
})
beforeEach(() => proef.leeg())
afterAll(() => proef.sluit())

const UUID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
const DICHT = { inhoudId: UUID, iv: expect.any(String), tekst: expect.any(String), label: expect.any(String) }

/** The one message that came out. */
async function enige() {
  const [event, ...meer] = await proef.uit()
  if (!event || meer.length > 0) throw new Error(`${meer.length + (event ? 1 : 0)} messages`)
  return event
}

describe('a doorverwijzing with one gemeente', () => {
  it('goes on with day 0, terms, receiver and an id of its own, at the time it was accepted', async () => {
    const bericht = await proef.maak()
    await proef.routeer(bericht)
    const uit = await enige()
    expect(uit).toMatchObject({
      id: UUID,
      source: BRON,
      type: 'nl.warmknooppunt.doorverwijzing.gerouteerd',
      subject: bericht.subject,
      time: '2026-03-02T09:15:30.125Z',
      traceparent: TRACE,
    })
    expect(uit.id).not.toBe(bericht.id)
    expect(uit.data).toEqual({
      versie: 1,
      bericht: 'doorverwijzing',
      afzender: { deelnemer: 'waterbedrijf-maasdal', rol: 'schuldeiser' },
      berichtId: bericht.id,
      dossierId: bericht.subject,
      schuldeiser: 'waterbedrijf-maasdal',
      registerversie: 1,
      toewijzing: {
        toewijzingId: UUID,
        gemeentecode: '0988',
        uitvoerder: 'schulddienst-land-van-weert',
        loket: 'weert',
        overeenkomst: 'waterbedrijf-maasdal-0988',
        ontvanger: 'schulddienst-land-van-weert',
        dagNul: '2026-03-02',
        aangenomenOp: '2026-03-02T09:15:30.125Z',
      },
      afspraken: STANDAARD_AFSPRAKEN,
      ontvangers: [{ deelnemer: 'schulddienst-land-van-weert', rol: 'gemeente', publiek: 'gemeente' }],
      inhoud: { gemeente: { ...DICHT, publiek: 'gemeente' }, hub: bericht.data.inhoud.hub },
    })
    const [rij] = await proef.rijen('toewijzing')
    expect(rij).toMatchObject({
      bericht_id: bericht.id,
      event_id: uit.id,
      dossier_id: bericht.subject,
      opdracht_id: null,
      dag_nul: '2026-03-02',
      uitkomst: 'gerouteerd',
    })
  })

  it('holds for the gemeente what was posted, with who, why and until when', async () => {
    const bericht = await proef.maak()
    await proef.routeer(bericht)
    const open = proef.openVoorGemeente(await enige())
    expect(open).toMatchObject({
      dossierId: bericht.subject,
      schuldeiser: {
        deelnemer: 'waterbedrijf-maasdal',
        naam: 'Waterbedrijf Maasdal',
        oin: '00000099900000001000',
        kvk: '00000011',
      },
      afzender: { deelnemer: 'waterbedrijf-maasdal', naam: 'Waterbedrijf Maasdal' },
      verantwoordelijkeGemeente: { code: '0988', naam: 'Weert' },
      uitvoerder: 'schulddienst-land-van-weert',
      loket: 'weert',
      contactUiterlijkOp: '2026-03-05',
      incassostop: STOP,
    })
    expect(open.doorverwijzing.hulpvrager.naam).toEqual({
      voorletters: 'A.B.',
      voorvoegsel: 'van',
      achternaam: 'Voorbeeld',
    })
  })

  it('of an intermediair names both, and goes to the gemeente only', async () => {
    const besluit = { ...WEERT, overeenkomst: 'telecom-beeklijn-0988' }
    const afzender = { deelnemer: 'incasso-maasoever', rol: 'intermediair' } as const
    await proef.routeer(
      await proef.maak({ besluit, afzender, schuldeiser: 'telecom-beeklijn' }, { '/vorderingen/0/soort': 'overig' }),
    )
    const uit = await enige()
    expect(uit.data).toMatchObject({ afzender, ontvangers: [{ rol: 'gemeente' }] })
    const open = proef.openVoorGemeente(uit)
    expect(open.schuldeiser).toEqual({ deelnemer: 'telecom-beeklijn', naam: 'Beeklijn Telecom', kvk: '00000012' })
    expect(open.afzender).toEqual({ deelnemer: 'incasso-maasoever', naam: 'Incassobureau Maasoever' })
  })

  it.each([
    [
      'an entrepreneur',
      {
        '/hulpvrager/onderneming': { handelsnaam: 'Voorbeeld', rechtsvorm: 'eenmanszaak' },
        '/hulpvrager/woonadres/postcode': '6041AA',
      },
      ['0957', 'gemeente-roermond', 'roermond-ondernemers', '2026-03-05'],
    ],
    [
      'somebody of 20',
      { '/hulpvrager/geboortedatum': '2006-01-01', '/hulpvrager/woonadres/postcode': '6411AA' },
      ['0917', 'gemeente-heerlen', 'heerlen-jongeren', '2026-03-05'],
    ],
    [
      'a PC4 with a loket of its own',
      { '/hulpvrager/woonadres/postcode': '6161AA' },
      ['1883', 'gemeente-sittard-geleen', 'geleen', '2026-03-05'],
    ],
    [
      'a term in hours',
      { '/hulpvrager/woonadres/postcode': '6211AA' },
      ['0935', 'gemeente-maastricht', 'maastricht', '2026-03-03'],
    ],
    [
      'a border number',
      { '/hulpvrager/woonadres/postcode': '6009AA', '/hulpvrager/woonadres/huisnummer': 2 },
      ['0946', 'schulddienst-land-van-weert', 'nederweert', '2026-03-05'],
    ],
    [
      'no address',
      { '/hulpvrager/woonadres': undefined, '/hulpvrager/gemeentecode': '0957' },
      ['0957', 'gemeente-roermond', 'roermond', '2026-03-05'],
    ],
  ] as const)(
    'is decided alike for %s',
    async (_wie, anders, [gemeentecode, uitvoerder, loket, contactUiterlijkOp]) => {
      const overeenkomst = `waterbedrijf-maasdal-${gemeentecode}`
      const besluit = { status: 'gevonden', gemeentecode, uitvoerder, loket, overeenkomst, contactUiterlijkOp } as const
      await proef.routeer(await proef.maak({ besluit }, anders))
      const uit = await enige()
      expect(uit.data).toMatchObject({
        toewijzing: { gemeentecode, uitvoerder, loket, overeenkomst, ontvanger: uitvoerder },
      })
      expect(proef.openVoorGemeente(uit)).toMatchObject({ loket, contactUiterlijkOp })
    },
  )

  it('takes the Amsterdam day of acceptance, also just before midnight', async () => {
    const time = op('2026-03-02T22:59:59.999Z')
    await proef.routeer(await proef.maak({ time }))
    expect((await enige()).data).toMatchObject({ toewijzing: { dagNul: '2026-03-02' } })
  })

  it('that comes again in another message, or twice in a batch, goes on once', async () => {
    const bericht = await proef.maak()
    await proef.routeer(bericht, bericht)
    await proef.routeer(bericht)
    await enige()
    expect(await proef.rijen('toewijzing')).toHaveLength(1)
    expect(await proef.rijen('onverwerkbaar')).toEqual([])
  })
})

describe('a decision that routing does not come to', () => {
  it.each([
    ['gemeente', { ...WEERT, gemeentecode: '0946' }],
    ['uitvoerder', { ...WEERT, uitvoerder: 'gemeente-roermond' }],
    ['loket', { ...WEERT, loket: 'nederweert' }],
    ['overeenkomst', { ...WEERT, overeenkomst: 'waterbedrijf-maasdal-0946' }],
    ['contact day', { ...WEERT, contactUiterlijkOp: '2026-03-06' }],
    ['status', { status: 'onbekend', kandidaten: [] } as const],
    ['candidates', { status: 'meerdere', kandidaten: ['0946', '0988'] } as const],
  ] as const)('by its %s is put aside with one alarm; the messages around it go on', async (_wat, besluit) => {
    const verkeerd = await proef.maak({
      besluit: 'kandidaten' in besluit ? { ...besluit, kandidaten: [...besluit.kandidaten] } : besluit,
    })
    const [voor, na] = [await proef.maak(), await proef.maak()]
    await proef.routeer(voor, verkeerd, na)
    expect((await proef.uit()).map(({ subject }) => subject)).toEqual([voor.subject, na.subject])
    expect(await proef.rijen('onverwerkbaar')).toMatchObject([
      { sleutel: verkeerd.subject, reden: 'fout', foutcode: 'besluit-verschilt', bericht_id: verkeerd.id },
    ])
    expect(proef.logregels.filter((regel) => regel.includes('alarm.besluit-verschilt'))).toHaveLength(1)
    expect(await proef.metrieken.metrics()).toContain('warmknooppunt_alarm_total{soort="besluit-verschilt"} 1')
  })

  it('is none when the register has changed since: the versions are pinned', async () => {
    const bericht = await proef.maak()
    const { versie } = await wijzigRegister(proef.intake, (w) => registreerLoketRegels(w, WEERT.uitvoerder, []))
    expect(versie).toBe(2)
    const naar = { ...WEERT, gemeentecode: '0946', loket: 'nederweert', overeenkomst: 'waterbedrijf-maasdal-0946' }
    const anders = { '/hulpvrager/woonadres/postcode': '6031AA' }
    const oud = await proef.maak({ besluit: naar, registerversie: 1 }, anders)
    const nieuw = await proef.maak({ besluit: { ...naar, loket: 'weert' }, registerversie: 2 }, anders)
    await proef.routeer(bericht, oud, nieuw)
    const uit = (await proef.uit()).map(({ data }) =>
      'toewijzing' in data ? [data.registerversie, data.toewijzing.loket] : [],
    )
    expect(uit).toEqual([
      [1, 'weert'],
      [1, 'nederweert'],
      [2, 'weert'],
    ])
  })

  it('because the content is no doorverwijzing is put aside without it', async () => {
    const verkeerd = await proef.maak({}, { '/hulpvrager/naam/achternaam': 'Zonderling 123' })
    await proef.routeer(verkeerd)
    expect(await proef.rijen('onverwerkbaar')).toMatchObject([{ foutcode: 'inhoud-ongeldig' }])
    expect(proef.logregels.join()).not.toContain('Zonderling')
  })
})

describe('what has no decision of its own', () => {
  it('is passed on: a contactregistratie with its content untouched and for nobody, orders as they are', async () => {
    const bericht = await proef.maak()
    const hub = proef.sluitIn(bericht.subject, { soort: 'contact' })
    const contact = ingediendeContactregistratie(bericht.subject, hub, op('2026-03-03T10:00:00Z'))
    const opdrachten = andereOpdrachten(bericht.subject, op('2026-03-03T11:00:00Z'))
    await proef.routeer(contact, ...opdrachten)
    const [eerste, ...rest] = await proef.uit()
    expect(eerste).toMatchObject({
      source: BRON,
      type: 'nl.warmknooppunt.contactregistratie.gerouteerd',
      subject: bericht.subject,
      time: '2026-03-03T10:00:00.000Z',
      traceparent: TRACE,
    })
    expect(eerste?.data).toEqual({
      versie: 1,
      bericht: 'contactregistratie',
      afzender: { deelnemer: 'schulddienst-land-van-weert', rol: 'gemeente' },
      berichtId: contact.id,
      dossierId: bericht.subject,
      schuldeiser: 'waterbedrijf-maasdal',
      ontvangers: [],
      inhoud: { hub },
    })
    expect(rest).toEqual(opdrachten.map((opdracht) => ({ ...opdracht, schema: 'ingediend' })))
  })

  it('is passed on once', async () => {
    const bericht = await proef.maak()
    const contact = ingediendeContactregistratie(bericht.subject, proef.sluitIn(bericht.subject, {}), AANGENOMEN)
    await proef.routeer(contact, ...andereOpdrachten(bericht.subject, AANGENOMEN))
    const eerst = await proef.uit()
    await proef.routeer(contact)
    expect(await proef.uit()).toEqual(eerst)
  })
})

describe('destroyed keys', () => {
  it('park nothing: the message goes on without content, so that the clocks run on', async () => {
    const bericht = await proef.maak()
    await proef.vernietig(bericht.subject)
    await proef.routeer(bericht)
    const uit = await enige()
    expect(uit.data).toMatchObject({
      toewijzing: { gemeentecode: '0988', dagNul: '2026-03-02' },
      ontvangers: [{ deelnemer: 'schulddienst-land-van-weert' }],
    })
    expect(uit.data).toHaveProperty('inhoud', {})
    expect(await proef.rijen('toewijzing')).toMatchObject([{ uitkomst: 'inhoud-vernietigd' }])
    expect(await proef.rijen('onverwerkbaar')).toEqual([])
    expect(proef.logregels.filter((regel) => regel.includes('routing.inhoud-vernietigd'))).toHaveLength(1)
  })
})

it('a batch keeps its order', async () => {
  const a = await proef.maak()
  const contact = ingediendeContactregistratie(a.subject, proef.sluitIn(a.subject, {}), op('2026-03-03T10:00:00Z'))
  await proef.routeer(a, ...andereOpdrachten(a.subject, AANGENOMEN), contact)
  expect((await proef.uit()).map(soort)).toEqual([
    'doorverwijzing.gerouteerd (gerouteerd)',
    'herbezorgopdracht.ingediend (ingediend)',
    'herstelopdracht.ingediend (ingediend)',
    'contactregistratie.gerouteerd (gerouteerd)',
  ])
})

it('nothing of the resident stands in the clear in the database or in the log', async () => {
  const anders = { '/hulpvrager/naam/achternaam': 'Zonderlingsma', '/hulpvrager/woonadres/straatnaam': 'Verborgenpad' }
  await proef.routeer(await proef.maak({}, anders))
  await proef.routeer(
    await proef.maak(
      { besluit: { status: 'onbekend', kandidaten: [] } },
      { ...anders, '/hulpvrager/woonadres/postcode': '9999ZZ' },
    ),
  )
  expect(await proef.uit()).toHaveLength(2)
  const waarden = ['Zonderlingsma', 'Verborgenpad', '9999ZZ']
  expect(await zoekWaarden(proef.eigenaar, waarden)).toEqual([])
  expect(waarden.filter((waarde) => proef.logregels.join().includes(waarde))).toEqual([])
})
