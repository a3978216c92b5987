import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { transactie } from '@warmknooppunt/platform/db'
import type { TopicEvent } from '@warmknooppunt/platform/events'
import { leesTopic } from '@warmknooppunt/platform/events'
import { haalSleutels } from '@warmknooppunt/platform/kluis'
import { uitbakVan } from '@warmknooppunt/platform/outbox'
import { registreerMandaten } from '@warmknooppunt/register/mandaat-store'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BRON, HUB, NAAR_WEERT, routeeropdracht, TRACE } from './berichten.proef.ts'
import type { RoutingProef } from './routing.proef.ts'
import { maakRoutingProef, soort } from './routing.proef.ts'
import { maakVerwerk } from './verwerk.ts'

let proef: RoutingProef
beforeAll(async () => {
  proef = await maakRoutingProef()
})
beforeEach(() => proef.leeg())
afterAll(() => proef.sluit())

const GEEN: string[] = []
const ONBEKEND = { status: 'onbekend', kandidaten: GEEN } as const
const NERGENS = { '/hulpvrager/woonadres/postcode': '9999ZZ' }
const WEIGER = { kind: 'weiger', reden: 'adres-niet-te-herleiden' } as const

const onbekend = () => proef.maak({ besluit: ONBEKEND }, NERGENS)
const meerdere = () =>
  proef.maak(
    { besluit: { status: 'meerdere', kandidaten: ['0946', '0988'] } },
    { '/hulpvrager/woonadres/postcode': '6009AA', '/hulpvrager/woonadres/huisnummer': 5 },
  )
const uitVan = async (subject: string) => (await proef.uit()).filter((event) => event.subject === subject)

describe('without one gemeente', () => {
  it('a doorverwijzing waits, and the clocks are told', async () => {
    const bericht = await onbekend()
    await proef.routeer(bericht)
    const [uit, ...meer] = await proef.uit()
    expect(meer).toEqual([])
    expect(uit).toMatchObject({
      source: `urn:nld:oin:${HUB}:systeem:warmknooppunt`,
      type: 'nl.warmknooppunt.doorverwijzing.onrouteerbaar',
      subject: bericht.subject,
      time: '2026-03-02T09:15:30.125Z',
      traceparent: TRACE,
    })
    expect(uit?.data).toEqual({
      versie: 1,
      berichtId: bericht.id,
      dossierId: bericht.subject,
      schuldeiser: 'waterbedrijf-maasdal',
      registerversie: 1,
      afzender: { deelnemer: 'waterbedrijf-maasdal', rol: 'schuldeiser' },
      reden: 'onbekend',
      aangenomenOp: '2026-03-02T09:15:30.125Z',
      stopDagen: 30,
    })
    expect(await proef.rijen('wacht')).toMatchObject([
      { bericht_id: bericht.id, dossier_id: bericht.subject, stand: 'wacht-op-routering', reden: 'onbekend' },
    ])
    expect(await proef.rijen('toewijzing')).toEqual([])
  })

  it('one with several waits with that reason, and again only once', async () => {
    const bericht = await meerdere()
    await proef.routeer(bericht, bericht)
    expect((await proef.uit()).map(({ data }) => ('reden' in data ? data.reden : null))).toEqual(['meerdere'])
  })

  it('one whose keys are destroyed waits too', async () => {
    const bericht = await onbekend()
    await proef.vernietig(bericht.subject)
    await proef.routeer(bericht)
    expect(await proef.wachtstanden()).toEqual(['wacht-op-routering'])
  })
})

describe('an order that chooses a gemeente', () => {
  it('routes the message it names, from the day of the order and on the versions of the order', async () => {
    const bericht = await meerdere()
    const opdracht = routeeropdracht(bericht)
    await proef.routeer(bericht)
    await proef.routeer(opdracht)
    const [, door, gerouteerd] = await proef.uit()
    expect(door).toEqual({ ...opdracht, schema: 'ingediend' })
    expect(gerouteerd).toMatchObject({ source: BRON, subject: bericht.subject, time: '2026-03-04T13:00:00.000Z' })
    expect(gerouteerd?.data).toMatchObject({
      berichtId: bericht.id,
      registerversie: 1,
      toewijzing: { gemeentecode: '0988', dagNul: '2026-03-04', aangenomenOp: '2026-03-02T09:15:30.125Z' },
    })
    if (!gerouteerd) throw new Error('nothing was routed')
    expect(proef.openVoorGemeente(gerouteerd)).toMatchObject({ contactUiterlijkOp: '2026-03-09' })
    expect(await proef.rijen('toewijzing')).toMatchObject([{ bericht_id: bericht.id, opdracht_id: opdracht.id }])
    expect(await proef.rijen('wacht')).toMatchObject([{ stand: 'gerouteerd', bericht: null, opdracht: null }])
  })

  it('in one batch with its message follows it', async () => {
    const bericht = await onbekend()
    await proef.routeer(bericht, routeeropdracht(bericht))
    expect((await proef.uit()).map(soort)).toEqual([
      'doorverwijzing.onrouteerbaar (onrouteerbaar)',
      'routeeropdracht.ingediend (ingediend)',
      'doorverwijzing.gerouteerd (gerouteerd)',
    ])
  })

  it.each([
    ['batch before', false],
    ['batch', true],
  ])('that comes before its message, in the same %s, is carried out when that comes', async (_waar, samen) => {
    const bericht = await onbekend()
    const opdracht = routeeropdracht(bericht)
    if (samen) await proef.routeer(opdracht, bericht)
    else {
      await proef.routeer(opdracht)
      expect(await proef.wachtstanden()).toEqual(['opdracht-eerst'])
      await proef.routeer(bericht)
    }
    expect((await proef.uit()).map(soort)).toEqual([
      'routeeropdracht.ingediend (ingediend)',
      'doorverwijzing.onrouteerbaar (onrouteerbaar)',
      'doorverwijzing.gerouteerd (gerouteerd)',
    ])
    expect(await proef.wachtstanden()).toEqual(['gerouteerd'])
  })

  it('does nothing the second time, and neither does another about the same message', async () => {
    const bericht = await onbekend()
    const opdracht = routeeropdracht(bericht)
    await proef.routeer(bericht, opdracht)
    const eerst = await proef.uit()
    await proef.routeer(opdracht)
    expect(await proef.uit()).toEqual(eerst)
    const ander = routeeropdracht(bericht, WEIGER)
    await proef.routeer(ander)
    expect(await proef.uit()).toEqual([...eerst, { ...ander, schema: 'ingediend' }])
    expect(await proef.wachtstanden()).toEqual(['gerouteerd'])
  })

  it('of two in one batch is the first', async () => {
    const bericht = await onbekend()
    await proef.routeer(bericht)
    await proef.routeer(routeeropdracht(bericht), routeeropdracht(bericht, WEIGER))
    expect(await proef.wachtstanden()).toEqual(['gerouteerd'])
  })

  it('about a message that was routed by itself does nothing', async () => {
    const bericht = await proef.maak()
    await proef.routeer(bericht)
    await proef.routeer(routeeropdracht(bericht))
    expect(await uitVan(bericht.subject)).toHaveLength(1)
    expect(await proef.wachtstanden()).toEqual([])
  })

  it.each(['message', 'order'])(
    'with a loket that routing does not come to raises the alarm when the %s came first; the message waits on, for another',
    async (eerst) => {
      const bericht = await onbekend()
      const opdracht = routeeropdracht(bericht, { ...NAAR_WEERT, loket: 'nederweert' })
      for (const event of eerst === 'message' ? [bericht, opdracht] : [opdracht, bericht]) await proef.routeer(event)
      expect(await proef.rijen('onverwerkbaar')).toEqual([])
      expect((await proef.uit()).map(soort).sort()).toEqual([
        'doorverwijzing.onrouteerbaar (onrouteerbaar)',
        'routeeropdracht.ingediend (ingediend)',
      ])
      expect(await proef.metrieken.metrics()).toContain('warmknooppunt_alarm_total{soort="besluit-verschilt"} 1')
      const regels = proef.logregels.filter((regel) => regel.includes('alarm.besluit-verschilt'))
      expect(regels.map((regel): unknown => JSON.parse(regel))).toMatchObject([
        { berichtId: opdracht.id, over: bericht.id, gevolg: expect.stringContaining('intake took the order') },
      ])
      expect(await proef.rijen('wacht')).toMatchObject([
        { stand: 'wacht-op-routering', opdracht_id: null, opdracht: null },
      ])
      await proef.routeer(routeeropdracht(bericht))
      expect(await proef.wachtstanden()).toEqual(['gerouteerd'])
    },
  )

  it('that is carried out is not held by one in the same batch that is not', async () => {
    const [een, ander] = [await onbekend(), await onbekend()]
    await proef.routeer(een, ander)
    await proef.routeer(routeeropdracht(een, { ...NAAR_WEERT, loket: 'nederweert' }), routeeropdracht(ander))
    expect((await proef.rijen('toewijzing')).map((rij: { bericht_id: string }) => rij.bericht_id)).toEqual([ander.id])
    expect((await proef.wachtstanden()).sort()).toEqual(['gerouteerd', 'wacht-op-routering'])
    expect(await proef.rijen('onverwerkbaar')).toEqual([])
  })

  it('on a message whose keys are destroyed ends its waiting without content', async () => {
    const bericht = await onbekend()
    await proef.routeer(bericht)
    await proef.vernietig(bericht.subject)
    await proef.routeer(routeeropdracht(bericht))
    expect(await proef.wachtstanden()).toEqual(['inhoud-vernietigd'])
    expect((await uitVan(bericht.subject)).at(-1)?.data).toHaveProperty('inhoud', {})
    expect(await proef.rijen('onverwerkbaar')).toEqual([])
  })
})

describe('an order that refuses', () => {
  it('tells the creditor, as the hub itself, and destroys the keys', async () => {
    const bericht = await onbekend()
    await proef.routeer(bericht, routeeropdracht(bericht, WEIGER))
    const uit = (await proef.uit()).at(-1)
    expect(uit).toMatchObject({
      source: `urn:nld:oin:${HUB}:systeem:warmknooppunt`,
      type: 'nl.warmknooppunt.niet-bezorgbaar.gerouteerd',
      time: '2026-03-04T13:00:00.000Z',
    })
    expect(uit?.data).toEqual({
      versie: 1,
      bericht: 'niet-bezorgbaar',
      berichtId: bericht.id,
      dossierId: bericht.subject,
      schuldeiser: 'waterbedrijf-maasdal',
      reden: 'adres-niet-te-herleiden',
      ontvangers: [{ deelnemer: 'waterbedrijf-maasdal', rol: 'schuldeiser', publiek: 'schuldeiser' }],
    })
    const bos = await haalSleutels(proef.routing, proef.omgeving.keks, [bericht.subject])
    const publieken = ['hub', 'gemeente', 'schuldeiser'] as const
    expect(publieken.map((publiek) => bos.zoek(bericht.subject, publiek))).toEqual([null, null, null])
    const { rows } = await proef.eigenaar.query('select dossier_id from kluis.vernietigd where dossier_id = $1', [
      bericht.subject,
    ])
    expect(rows).toHaveLength(1)
    expect(await proef.wachtstanden()).toEqual(['niet-bezorgbaar'])
    expect(await proef.rijen('toewijzing')).toEqual([])
  })

  it('is final: a gemeente chosen after it changes nothing', async () => {
    const bericht = await onbekend()
    await proef.routeer(bericht, routeeropdracht(bericht, WEIGER))
    await proef.routeer(routeeropdracht(bericht))
    expect(await uitVan(bericht.subject)).toHaveLength(2)
    expect(await proef.wachtstanden()).toEqual(['niet-bezorgbaar'])
    expect(await proef.rijen('onverwerkbaar')).toEqual([])
  })

  it('leaves the keys of other dossiers alone', async () => {
    const [bericht, ander] = [await onbekend(), await proef.maak()]
    await proef.routeer(bericht, routeeropdracht(bericht, WEIGER))
    const bos = await haalSleutels(proef.routing, proef.omgeving.keks, [ander.subject])
    expect(bos.zoek(ander.subject, 'hub')).toBeInstanceOf(Buffer)
  })

  it('tells the intermediair that sent it, until its mandate ends', async () => {
    const afzender = { deelnemer: 'incasso-maasoever', rol: 'intermediair' } as const
    const keuze = { besluit: ONBEKEND, afzender, schuldeiser: 'telecom-beeklijn' }
    const anders = { ...NERGENS, '/vorderingen/0/soort': 'overig' }
    const [eerst, later] = [await proef.maak(keuze, anders), await proef.maak(keuze, anders)]
    await proef.routeer(eerst, later, routeeropdracht(eerst, WEIGER))
    const mandaat = { intermediair: 'incasso-maasoever', schuldeiser: 'telecom-beeklijn', van: '2025-01-01' }
    await wijzigRegister(proef.intake, (w) => registreerMandaten(w, [{ ...mandaat, totEnMet: '2026-03-01' }]))
    await proef.routeer(routeeropdracht(later, WEIGER))
    const rollen = (await proef.uit()).flatMap(({ schema, data }) =>
      schema === 'niet-bezorgbaar' ? [data.ontvangers.map(({ rol }) => rol)] : [],
    )
    expect(rollen).toEqual([['schuldeiser', 'intermediair'], ['schuldeiser']])
  })
})

describe('an order and its message handled by two owners at once', () => {
  const lees = (event: BusEvent): TopicEvent<'berichten'> => {
    const lezing = leesTopic('berichten')(JSON.stringify(event))
    if (lezing.kind !== 'event') throw new Error('not readable')
    return lezing.event
  }
  /** A transaction that handles one event and commits when told. */
  function houdVast(event: BusEvent) {
    const [klaar, los] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const einde = transactie<void, BusEvent>(proef.routing, uitbakVan('routing'), async (tx) => {
      await maakVerwerk(proef.omgeving)(tx, [lees(event)])
      klaar.resolve()
      await los.promise
    })
    return { klaar: Promise.race([klaar.promise, einde]), los: los.resolve, einde }
  }

  it.each(['message', 'order'])('are carried out once when the %s is first', async (eerst) => {
    const bericht = await onbekend()
    const opdracht = routeeropdracht(bericht)
    const [een, twee] = eerst === 'message' ? [bericht, opdracht] : [opdracht, bericht]
    const vast = houdVast(een)
    await vast.klaar
    const ander = houdVast(twee)
    ander.los()
    await wachtOpSlot()
    vast.los()
    await Promise.all([vast.einde, ander.einde])
    expect((await uitVan(bericht.subject)).map(soort).sort()).toEqual([
      'doorverwijzing.gerouteerd (gerouteerd)',
      'doorverwijzing.onrouteerbaar (onrouteerbaar)',
    ])
    expect(await proef.wachtstanden()).toEqual(['gerouteerd'])
  })

  it('wait for the release of the dossier’s queue', async () => {
    const bericht = await onbekend()
    await proef.routeer(bericht)
    await proef.eigenaar.query(
      `insert into routing.wachtrij (consument, topic, sleutel) values ('routing', 'berichten', $1)`,
      [bericht.subject],
    )
    const client = await proef.eigenaar.connect()
    await client.query('begin')
    await client.query('select from routing.wachtrij where sleutel = $1 for update', [bericht.subject])
    const vast = houdVast(routeeropdracht(bericht))
    vast.los()
    await wachtOpSlot()
    expect(await proef.wachtstanden()).toEqual(['wacht-op-routering'])
    await client.query('commit')
    client.release()
    await vast.einde
    expect(await proef.wachtstanden()).toEqual(['gerouteerd'])
  })
})

/** Until a session of this database waits for a lock. */
async function wachtOpSlot(): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await proef.eigenaar.query<{ aantal: number }>(
        `select count(*) as aantal from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return rows[0]?.aantal
    })
    .toBe(1)
}
