import { registreerEindpunt } from '@warmknooppunt/delivery/eindpunt'
import { maakDeliveryStage } from '@warmknooppunt/delivery/stage'
import { maakDossierStage } from '@warmknooppunt/dossier/stage'
import type { Ontvangen } from '@warmknooppunt/platform/bus'
import type { Consument } from '@warmknooppunt/platform/consument'
import { maakServer } from '@warmknooppunt/platform/http'
import { maakLog } from '@warmknooppunt/platform/log'
import { maakMeters } from '@warmknooppunt/platform/meters'
import { schrijverVan } from '@warmknooppunt/platform/onderwerp'
import type { Omgeving, Stage } from '@warmknooppunt/platform/stage'
import { maakRoutingStage } from '@warmknooppunt/routing/stage'
import { maakSlaStage } from '@warmknooppunt/sla/stage'
import { Registry } from 'prom-client'
import type { IntakeProef } from './intake.ts'
import { proefIntake } from './intake.ts'

const LOG = maakLog({ dienst: 'proef', niveau: 'silent' })
const LEZERS = ['routing', 'sla', 'delivery', 'dossier'] as const
export type Lezernaam = (typeof LEZERS)[number]

/** What a party is answered by delivery or dossier. */
export type Gelezen = { readonly status: number; readonly body: unknown }

/**
 * All stages in this process on one database, with time that stands still until it is set. Messages move only when they are told to, so that
 * something can happen between any two stages; timers and pushes run by themselves.
 */
export type Lijn = {
  readonly intake: IntakeProef
  /** Hands these stages, one after the other, all that lies ready for them; without names all of them. */
  schuif(...stages: readonly Lezernaam[]): Promise<void>
  /** Releases what a stage put aside of a dossier. */
  geefVrij(stage: Lezernaam, dossierId: string): Promise<unknown>
  lees(deelnemer: string, pad: string): Promise<Gelezen>
  registreerEindpunt(deelnemer: string, adres: string): Promise<void>
  sluit(): Promise<void>
}

export async function maakLijn(): Promise<Lijn> {
  const intake = await proefIntake()
  const stages = maakStages(intake)
  const app = maakServer({ log: LOG })
  for (const naam of ['delivery', 'dossier'] as const) stages[naam].routes(app)
  await app.ready()
  const einde = new AbortController()
  const lussen = Object.values(stages).flatMap(({ werkers }) => werkers.map((werker) => werker.run(einde.signal)))
  return {
    intake,
    async schuif(...namen) {
      for (const naam of namen.length === 0 ? LEZERS : namen) {
        for (const consument of stages[naam].consumenten) await leesAlles(intake, naam, consument)
      }
    },
    geefVrij: async (stage, dossierId) => stages[stage].consumenten[0]?.geefVrij(dossierId),
    async lees(deelnemer, pad) {
      const token = await intake.aanmelding.token(deelnemer, { nu: intake.nu() })
      const antwoord = await app.inject({ method: 'GET', url: pad, headers: { authorization: `Bearer ${token}` } })
      return { status: antwoord.statusCode, body: antwoord.json() }
    },
    async registreerEindpunt(deelnemer, adres) {
      const eindpunt = { deelnemer, adres, toegestaneNetten: ['127.0.0.0/8'], httpToegestaan: true }
      const uit = await registreerEindpunt(intake.eigenaar, intake.keks, eindpunt, intake.nu())
      if (uit.kind === 'geweigerd') throw new Error(uit.reden)
    },
    async sluit() {
      einde.abort()
      await Promise.all(lussen)
      await app.close()
      await intake.sluit()
    },
  }
}

function maakStages(intake: IntakeProef): Readonly<Record<Lezernaam, Stage>> {
  const metrieken = new Registry()
  const omgeving = (naam: Lezernaam): Omgeving => ({
    log: LOG,
    pool: intake.database.pool(`wk_${naam}`),
    peilPool: intake.database.pool(`wk_${naam}`),
    nu: intake.nu,
    keks: intake.keks,
    metrieken,
    meters,
    wek: () => undefined,
    http: { log: LOG, controleur: intake.aanmelding.controleur, klok: () => new Date(intake.nu().epochMilliseconds) },
    oin: '00000099900000012000',
  })
  const meters = maakMeters(metrieken)
  const { register } = intake
  return {
    routing: maakRoutingStage({ ...omgeving('routing'), register, alarm: () => undefined }),
    sla: maakSlaStage({ ...omgeving('sla'), register, databaseklok: async () => intake.nu() }),
    delivery: maakDeliveryStage({ ...omgeving('delivery'), register, vierOgen: false }),
    dossier: maakDossierStage({ ...omgeving('dossier'), register }),
  }
}

async function leesAlles({ eigenaar }: IntakeProef, stage: Lezernaam, consument: Consument): Promise<void> {
  const schrijver = schrijverVan(consument.topic)
  for (;;) {
    const standen = await consument.standen()
    const { rows } = await eigenaar.query<Ontvangen>(
      `select $1 as topic, u.partitie, u.bron, u.positie, u.vorige, u.bericht as waarde, null as merk
       from unnest($2::smallint[], $3::bigint[]) as s (partitie, na)
       join ${schrijver}.uit u on u.partitie = s.partitie and u.positie > s.na order by u.positie limit 500`,
      [consument.topic, standen.map((s) => s.partitie), standen.map((s) => s.positie)],
    )
    if (rows.length === 0) return
    const { gaten, wachtend } = await consument.pasToe(rows, new AbortController().signal)
    if (gaten.length + wachtend.length > 0) throw new Error(`${stage} cannot go on`)
  }
}
