import { randomBytes } from 'node:crypto'
import { maakAlarmteller } from '@warmknooppunt/platform/alarm'
import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import type { Ontvangen } from '@warmknooppunt/platform/bus'
import { transactie } from '@warmknooppunt/platform/db'
import type { TopicEvent } from '@warmknooppunt/platform/events'
import { leesTopic } from '@warmknooppunt/platform/events'
import type { Keks } from '@warmknooppunt/platform/kluis'
import { bewaarSleutels, nieuweSleutels, ontsleutel, versleutel } from '@warmknooppunt/platform/kluis'
import { maakLog } from '@warmknooppunt/platform/log'
import { maakMeters } from '@warmknooppunt/platform/meters'
import { enqueue, uitbakVan } from '@warmknooppunt/platform/outbox'
import { laadDemo } from '@warmknooppunt/register/demo'
import { maakRegister } from '@warmknooppunt/register/stand'
import { valideer } from '@warmknooppunt/schemas/valideer'
import { Registry } from 'prom-client'
import { proefDatabase } from '../../../test/steun/database.ts'
import type { Anders } from '../../../test/steun/doorverwijzing.ts'
import { doorverwijzing } from '../../../test/steun/doorverwijzing.ts'
import { zonderTokens } from '../../../test/steun/http.ts'
import { schrijfIn } from '../../../test/steun/schrijf.ts'
import type { Doorverwijzingkeuze } from './berichten.proef.ts'
import { HUB, ingediendeDoorverwijzing, op } from './berichten.proef.ts'
import type { Routingomgeving } from './omgeving.ts'
import { maakRoutingStage } from './stage.ts'

const KEKS: Keks = { huidig: 'proef', sleutels: new Map([['proef', randomBytes(32)]]) }

export type Uit = TopicEvent<'routeringen'>

/** The whole stage on a database of its own with the demo's register (version 1), fed through intake's outbox. */
export async function maakRoutingProef() {
  const database = await proefDatabase()
  const routing = database.pool('wk_routing')
  const intake = database.pool('wk_intake')
  const eigenaar = database.pool()
  await laadDemo(intake, { issuer: 'https://auth.example.nl', clients: [], nu: op('2026-01-01T00:00:00Z') })
  const logregels: string[] = []
  const metrieken = new Registry()
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void logregels.push(regel) } })
  const omgeving: Routingomgeving = {
    log,
    pool: routing,
    peilPool: database.pool('wk_routing'),
    nu: () => op('2026-03-02T09:15:31Z'),
    keks: KEKS,
    metrieken,
    meters: maakMeters(metrieken),
    wek: () => undefined,
    http: zonderTokens(log),
    oin: HUB,
    register: maakRegister(eigenaar),
    alarm: maakAlarmteller(metrieken),
  }
  const stage = maakRoutingStage(omgeving)
  const [consument] = stage.consumenten
  if (!consument) throw new Error('routing reads nothing')
  const sleutels = new Map<string, Buffer>()

  /** Makes the keys of a dossier. */
  async function maakSleutels(dossierId: string): Promise<void> {
    const nieuw = nieuweSleutels(dossierId)
    await schrijfIn(intake, (tx) => bewaarSleutels(tx, KEKS, nieuw))
    for (const { publiek, sleutel } of nieuw) sleutels.set(`${dossierId}|${publiek}`, sleutel)
  }
  function sleutel(dossierId: string, publiek: string): Buffer {
    const gevonden = sleutels.get(`${dossierId}|${publiek}`)
    if (!gevonden) throw new Error('no such key')
    return gevonden
  }
  /** Puts events in intake's outbox. */
  const leg = (...events: readonly BusEvent[]) =>
    transactie<void, BusEvent>(intake, uitbakVan('intake'), async (tx) => {
      for (const event of events) enqueue(tx, event)
    })
  /** Hands the stage everything it has not had. */
  const lees = async () => {
    const standen = await consument.standen()
    const { rows } = await routing.query<Ontvangen>(
      `select 'berichten' as topic, u.partitie, u.bron, u.positie, u.vorige, u.bericht as waarde, null as merk
       from unnest($1::smallint[], $2::bigint[]) as s (partitie, na)
       join intake.uit_lees u on u.partitie = s.partitie and u.positie > s.na order by u.positie`,
      [standen.map((s) => s.partitie), standen.map((s) => s.positie)],
    )
    if (rows.length > 0) await consument.pasToe(rows, new AbortController().signal)
  }
  return {
    omgeving,
    stage,
    consument,
    routing,
    intake,
    eigenaar,
    logregels,
    metrieken,
    lees,
    leg,
    maakSleutels,
    sluit: () => database.sluit(),
    async routeer(...events: readonly BusEvent[]) {
      await leg(...events)
      await lees()
    },
    /** As new, for the next test of a file. */
    async leeg() {
      await eigenaar.query(
        `truncate routing.bericht, routing.toewijzing, routing.wacht, routing.uit, routing.uit_stand, routing.positie,
           routing.onverwerkbaar, routing.wachtrij, intake.uit, intake.uit_stand`,
      )
      logregels.length = 0
      metrieken.resetMetrics()
    },
    /** An accepted doorverwijzing with content of its own; `anders` changes that content. */
    async maak(o: Partial<Omit<Doorverwijzingkeuze, 'hub'>> = {}, anders: Anders = {}) {
      const dossierId = o.dossierId ?? nieuwId(op('2026-03-02T09:15:30Z'))
      await maakSleutels(dossierId)
      const hub = versleutel(sleutel(dossierId, 'hub'), doorverwijzing(1, anders), {
        inhoudId: nieuwId(op('2026-03-02T09:15:30Z')),
        publiek: 'hub',
      })
      return ingediendeDoorverwijzing({ ...o, dossierId, hub })
    },
    sluitIn: (dossierId: string, inhoud: unknown) =>
      versleutel(sleutel(dossierId, 'hub'), inhoud, { inhoudId: nieuwId(op('2026-03-02T09:15:30Z')), publiek: 'hub' }),
    /** Everything in routing's outbox, in order, as a reader finds it. */
    async uit(): Promise<Uit[]> {
      const { rows } = await eigenaar.query<{ bericht: string }>('select bericht from routing.uit order by positie')
      return rows.map(({ bericht }) => {
        const lezing = leesTopic('routeringen')(bericht)
        if (lezing.kind !== 'event') throw new Error(`routing wrote what cannot be read: ${JSON.stringify(lezing)}`)
        return lezing.event
      })
    },
    /** What the gemeente reads; throws when it is not what its schema says. */
    openVoorGemeente({ subject, schema, data }: Uit) {
      if (schema !== 'gerouteerd' || data.bericht !== 'doorverwijzing' || !data.inhoud.gemeente) {
        throw new Error('nothing for a gemeente')
      }
      const gelezen = valideer(
        'doorverwijzing-gerouteerd',
        ontsleutel(sleutel(subject, 'gemeente'), data.inhoud.gemeente),
      )
      if (gelezen.kind === 'ongeldig') throw new Error(JSON.stringify(gelezen.fouten))
      return gelezen.waarde
    },
    vernietig: (dossierId: string) => eigenaar.query('select kluis.vernietig($1, now())', [[dossierId]]),
    async rijen(tabel: 'bericht' | 'toewijzing' | 'wacht' | 'onverwerkbaar') {
      const { rows } = await eigenaar.query(`select * from routing.${tabel}`)
      return rows
    },
    async wachtstanden() {
      const { rows } = await eigenaar.query<{ stand: string }>('select stand from routing.wacht order by bericht_id')
      return rows.map(({ stand }) => stand)
    },
  }
}

export type RoutingProef = Awaited<ReturnType<typeof maakRoutingProef>>

/** A message in a word or two. */
export function soort({ type, schema }: Uit): string {
  return `${type.split('.').slice(2).join('.')} (${schema})`
}
