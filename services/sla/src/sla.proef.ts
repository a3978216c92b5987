import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import type { Ontvangen } from '@warmknooppunt/platform/bus'
import { transactie } from '@warmknooppunt/platform/db'
import type { EventVan, TopicEvent } from '@warmknooppunt/platform/events'
import { leesTopic } from '@warmknooppunt/platform/events'
import { leesKeks, maakKekRegel } from '@warmknooppunt/platform/keks'
import type { Versleuteld } from '@warmknooppunt/platform/kluis'
import { bewaarSleutels, nieuweSleutels, versleutel } from '@warmknooppunt/platform/kluis'
import { maakLog } from '@warmknooppunt/platform/log'
import { maakMeters } from '@warmknooppunt/platform/meters'
import type { Producent } from '@warmknooppunt/platform/onderwerp'
import { enqueue, uitbakVan } from '@warmknooppunt/platform/outbox'
import { laadDemo } from '@warmknooppunt/register/demo'
import { maakRegister } from '@warmknooppunt/register/stand'
import { Registry } from 'prom-client'
import { proefDatabase } from '../../../test/steun/database.ts'
import { zonderTokens } from '../../../test/steun/http.ts'
import { schrijfIn } from '../../../test/steun/schrijf.ts'
import { OIN, op } from './berichten.proef.ts'
import { maakMetrieken } from './metrieken.ts'
import type { Ronde } from './ronde.ts'
import { ronde } from './ronde.ts'
import type { SlaKeuze } from './stage.ts'
import { maakSlaStage } from './stage.ts'

const KEK = maakKekRegel('proef')
const KEKS = leesKeks(KEK)

export type Termijnevent = EventVan<'termijnbericht'>
export type Registratietekst = { soort: string; kanaal: string; plaatsgevondenOp: string }

/** The whole stage on a database of its own, with a clock that the test sets. */
export async function maakSlaProef() {
  const proef = await proefDatabase()
  const pools = { sla: proef.pool('wk_sla'), routing: proef.pool('wk_routing'), intake: proef.pool('wk_intake') }
  const eigenaar = proef.pool()
  await laadDemo(pools.intake, { issuer: 'https://auth.example.nl', clients: [], nu: op('2026-01-01T00:00:00Z') })
  const klok: { nu: Temporal.Instant; database: Temporal.Instant | null } = {
    nu: op('2026-01-01T00:00:00Z'),
    database: null,
  }
  const logregels: string[] = []
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void logregels.push(regel) } })
  const metrieken = new Registry()
  const keuze: SlaKeuze = {
    log,
    pool: pools.sla,
    peilPool: proef.pool('wk_sla'),
    nu: () => klok.nu,
    keks: KEKS,
    metrieken,
    meters: maakMeters(metrieken),
    wek: () => undefined,
    http: zonderTokens(log),
    oin: OIN,
    register: maakRegister(eigenaar),
    databaseklok: async () => klok.database ?? klok.nu,
  }
  const stage = maakSlaStage(keuze)
  const [consument] = stage.consumenten
  if (!consument) throw new Error('sla reads nothing')
  const meetwaarden = new Registry()
  const rondekeuze: Ronde = {
    ...keuze,
    metrieken: maakMetrieken(meetwaarden),
    naCommit: () => undefined,
    limiet: 500,
    leaseMs: 60_000,
  }

  /** Puts events in an outbox, each `time` as it is. */
  const leg = (van: Producent, events: readonly BusEvent[]) =>
    transactie<void, BusEvent>(van === 'intake' ? pools.intake : pools.routing, uitbakVan(van), async (tx) => {
      for (const event of events) enqueue(tx, event)
    })
  /** Hands the stage everything in routing's outbox that it has not had. */
  const lees = async () => {
    const standen = await consument.standen()
    const { rows } = await pools.sla.query<Ontvangen>(
      `select 'routeringen' as topic, u.partitie, u.bron, u.positie, u.vorige, u.bericht as waarde, null as merk
       from unnest($1::smallint[], $2::bigint[]) as s (partitie, na)
       join routing.uit_lees u on u.partitie = s.partitie and u.positie > s.na order by u.positie`,
      [standen.map((s) => s.partitie), standen.map((s) => s.positie)],
    )
    if (rows.length > 0) await consument.pasToe(rows, new AbortController().signal)
  }
  /** Everything in sla's outbox, in order, as a reader finds it. */
  const uit = async (): Promise<TopicEvent<'termijnen'>[]> => {
    const { rows } = await eigenaar.query<{ bericht: string }>('select bericht from sla.uit order by positie')
    return rows.map(({ bericht }) => {
      const lezing = leesTopic('termijnen')(bericht)
      if (lezing.kind !== 'event') throw new Error(`sla wrote what cannot be read: ${JSON.stringify(lezing)}`)
      return lezing.event
    })
  }

  return {
    ...pools,
    url: proef.url,
    kek: KEK,
    eigenaar,
    stage,
    consument,
    keuze,
    ronde: rondekeuze,
    meetwaarden,
    logregels,
    leg,
    lees,
    uit,
    sluit: () => proef.sluit(),
    /** As new, for the next test of a file. */
    async leeg() {
      await eigenaar.query(
        `truncate sla.toewijzing, sla.klok, sla.timer, sla.registratie, sla.uit, sla.uit_stand, sla.positie, sla.onverwerkbaar, sla.wachtrij,
           routing.uit, routing.uit_stand, routing.positie, intake.uit, intake.uit_stand`,
      )
      logregels.length = 0
      meetwaarden.resetMetrics()
      metrieken.resetMetrics()
    },
    async routeer(...events: BusEvent[]) {
      await leg('routing', events)
      await lees()
    },
    /** Sets the clock of the host, and that of the database when they differ. */
    zet(nu: Temporal.Instant, database: Temporal.Instant | null = null) {
      klok.nu = nu
      klok.database = database
    },
    /** Sets the clock and fires all that may. */
    async vuurOp(nu: Temporal.Instant) {
      klok.nu = nu
      let aantal = 0
      for (let geclaimd = -1; geclaimd !== 0; aantal += geclaimd) geclaimd = await ronde(rondekeuze)
      return aantal
    },
    async termijnberichten(): Promise<Termijnevent[]> {
      return (await uit()).flatMap((event) => (event.schema === 'termijnbericht' ? [event] : []))
    },
    /** Makes the keys of a dossier and encrypts content with the hub's. */
    async kluis(dossierId: string) {
      const sleutels = nieuweSleutels(dossierId)
      await schrijfIn(pools.intake, (tx) => bewaarSleutels(tx, KEKS, sleutels))
      const hub = sleutels.find(({ publiek }) => publiek === 'hub')?.sleutel
      if (!hub) throw new Error('no key for the hub')
      return (inhoud: unknown): Versleuteld => versleutel(hub, inhoud, { inhoudId: nieuwId(klok.nu), publiek: 'hub' })
    },
    vernietig: (dossierId: string) => eigenaar.query('delete from kluis.sleutel where dossier_id = $1', [dossierId]),
  }
}

export type SlaProef = Awaited<ReturnType<typeof maakSlaProef>>

/** A termijnbericht in one line: when it was said, what, and to whom. */
export function regel({ time, data }: Termijnevent): string {
  return [time.slice(0, 16), data.soort, ...data.ontvangers.map(({ rol }) => rol)].join(' ')
}
