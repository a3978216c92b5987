import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Ontvangen } from '@warmknooppunt/platform/bus'
import { transactie } from '@warmknooppunt/platform/db'
import { leesTopic } from '@warmknooppunt/platform/events'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { DossierProef, Stroom, Topic } from './dossier.proef.ts'
import { maakDossierProef } from './dossier.proef.ts'
import { PROJECTIES } from './projectie.ts'
import {
  AANGENOMEN,
  aangenomen,
  bezorging,
  contactregistratie,
  gerouteerd,
  gerouteerdContact,
  INCASSO,
  INHOUD,
  maakZaak,
  naarGemeente,
  naarSchuldeiser,
  nietBezorgbaar,
  onrouteerbaar,
  opdracht,
  routeeropdracht,
  TELECOM,
  termijnbericht,
} from './zaak.proef.ts'

let hub: DossierProef
beforeAll(async () => {
  hub = await maakDossierProef()
})
afterAll(() => hub.sluit())
afterEach(async () => {
  await leegDossier()
  await hub.eigenaar.query(
    `truncate intake.uit, intake.uit_stand, routing.uit, routing.uit_stand, sla.uit, sla.uit_stand, delivery.uit, delivery.uit_stand`,
  )
})

const leegDossier = () => hub.eigenaar.query('truncate dossier.dossier, dossier.gebeurtenis, dossier.positie')
const erna = (minuten: number) => AANGENOMEN.add({ minutes: minuten })

/** Everything that is kept, as text. */
async function rijen(): Promise<string[]> {
  const { rows } = await hub.eigenaar.query<{ rij: string }>(
    `select d::text as rij from dossier.dossier d union all select g::text from dossier.gebeurtenis g order by 1`,
  )
  return rows.map(({ rij }) => rij)
}

/** Dossiers with every fate, and every message about them on every topic. */
function wereld(): Required<Stroom> {
  const gewoon = maakZaak()
  const viaBureau = maakZaak({ schuldeiser: TELECOM, afzender: { deelnemer: INCASSO, rol: 'intermediair' } })
  const gekozen = maakZaak()
  const geweigerd = maakZaak()
  const wacht = maakZaak()
  const keuze = routeeropdracht(gekozen, erna(30), 'gemeente')
  const weigering = routeeropdracht(geweigerd, erna(31), 'weiger')
  const opnieuw = opdracht(gewoon, erna(60), 'herbezorgopdracht')
  const herstel = opdracht(viaBureau, erna(61), 'herstelopdracht')
  const routeringen: BusEvent[] = [
    gerouteerd(gewoon),
    gerouteerd(viaBureau),
    ...[gekozen, geweigerd, wacht].map(onrouteerbaar),
    gerouteerd(gekozen, erna(30)),
    nietBezorgbaar(geweigerd, erna(31)),
    gerouteerdContact(gewoon, erna(40)),
    ...[keuze, weigering, opnieuw, herstel],
  ]
  const beide = [gewoon, viaBureau].flatMap((z) => [
    termijnbericht(z, erna(90), { soort: 'incassostop-eindigt', ontvangers: [naarSchuldeiser(z)] }),
    termijnbericht(z, erna(90), { soort: 'contact-verstreken', ontvangers: [naarGemeente(z)] }),
    termijnbericht(z, erna(90), { soort: 'contact-gehaald', ontvangers: [] }),
  ])
  return {
    berichten: [
      ...[gewoon, viaBureau].map((z) => aangenomen(z)),
      aangenomen(gekozen, { wacht: ['0946', '0988'] }),
      ...[geweigerd, wacht].map((z) => aangenomen(z, { wacht: true })),
      keuze,
      weigering,
      contactregistratie(gewoon, erna(40)),
      opnieuw,
      herstel,
    ],
    routeringen,
    termijnen: [...routeringen, ...beide],
    bezorgingen: [gewoon, viaBureau, gekozen].flatMap((z) => [
      bezorging(z, erna(1), { aan: naarGemeente(z), bericht: 'doorverwijzing' }),
      bezorging(z, erna(2), { aan: naarGemeente(z), bericht: 'doorverwijzing', mislukt: true }),
      bezorging(z, erna(91), { aan: naarSchuldeiser(z), bericht: 'termijnbericht' }),
    ]),
  }
}

describe('the projections', () => {
  test('give the same rows whatever the order between topics and partitions, and however often batches come again', async () => {
    await hub.leg(wereld())
    await hub.lees()
    const verwacht = await rijen()
    expect(verwacht).toHaveLength(5 + 10 + 7 + 6 + 9)
    const ketens = await leesKetens()
    const aantal = ketens.reduce((som, { berichten }) => som + berichten.length, 0)

    await fc.assert(
      fc.asyncProperty(
        // Which chain goes next, how much of it at once, and whether what was handed over before comes again.
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 4 }), fc.boolean()), { minLength: aantal }),
        async (stappen) => {
          await leegDossier()
          const over = ketens.map(({ topic, berichten }) => ({ topic, berichten: [...berichten] }))
          for (const [welke, hoeveel, nogmaals] of stappen) {
            const open = over.filter(({ berichten }) => berichten.length > 0)
            const keten = open[welke % open.length]
            if (!keten) break
            const batch = keten.berichten.splice(0, hoeveel)
            await hub.geef(keten.topic, batch)
            if (nogmaals) await hub.geef(keten.topic, batch)
          }
          expect(await rijen()).toEqual(verwacht)
        },
      ),
      { numRuns: 40 },
    )
    expect(hub.logregels.filter((regel) => regel.includes('bus.'))).toEqual([])
  })

  test('add nothing when messages that were applied are applied again, as after a restore of the positions', async () => {
    await hub.leg(wereld())
    await hub.lees()
    const verwacht = await rijen()
    const [berichten, routeringen, termijnen, bezorgingen] = await Promise.all([
      events('berichten'),
      events('routeringen'),
      events('termijnen'),
      events('bezorgingen'),
    ])
    await transactie<void, BusEvent>(hub.pool, null, async (tx) => {
      await tx.query('select')
      await PROJECTIES.bezorgingen(tx, bezorgingen)
      await PROJECTIES.termijnen(tx, termijnen)
      await PROJECTIES.routeringen(tx, routeringen)
      await PROJECTIES.berichten(tx, berichten)
      for (const event of berichten) await PROJECTIES.berichten(tx, [event])
    })
    expect(await rijen()).toEqual(verwacht)
  })

  test('keep nothing of the content', async () => {
    await hub.leg(wereld())
    await hub.lees()
    const alles = (await rijen()).join('\n')
    expect(alles).toContain('contactregistratie')
    expect(alles).not.toContain(INHOUD)
    expect(alles).not.toContain('label')
  })

  test('leave no message aside', async () => {
    await hub.leg(wereld())
    await hub.lees()
    const { rows } = await hub.pool.query('select from dossier.onverwerkbaar')
    expect(rows).toEqual([])
    for (const topic of ['berichten', 'routeringen', 'termijnen', 'bezorgingen'] as const) {
      const hoogste = Math.max(...(await hub.opTopic(topic)).map(({ positie }) => positie ?? 0))
      const gelezen = await hub.consumentVan(topic).standen()
      expect(Math.max(...gelezen.map(({ positie }) => positie))).toBe(hoogste)
    }
  })
})

type Keten = { readonly topic: Topic; readonly berichten: readonly Ontvangen[] }

/** Order is promised inside a partition of a topic; between those everything may happen. */
async function leesKetens(): Promise<Keten[]> {
  const perTopic = await Promise.all(
    (['berichten', 'routeringen', 'termijnen', 'bezorgingen'] as const).map(async (topic): Promise<Keten[]> => {
      const perPartitie = Map.groupBy(await hub.opTopic(topic), ({ partitie }) => partitie)
      return [...perPartitie.values()].map((berichten) => ({ topic, berichten }))
    }),
  )
  return perTopic.flat()
}

async function events<T extends Topic>(topic: T) {
  const lees = leesTopic(topic)
  return (await hub.opTopic(topic)).flatMap(({ waarde }) => {
    const lezing = lees(waarde)
    return lezing.kind === 'event' ? [lezing.event] : []
  })
}
