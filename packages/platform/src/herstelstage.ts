import type { FastifyInstance } from 'fastify'
import type { BusEvent } from './bericht.ts'
import type { Verwerk } from './bus.ts'
import type { Consument } from './consument.ts'
import type { Uitbak } from './db.ts'
import type { TopicEvent } from './events.ts'
import { metHerstelopdrachten } from './herstel.ts'
import { maakHersteller } from './hersteller.ts'
import type { Onverwerkbaarkeuze } from './onverwerkbaar-routes.ts'
import { onverwerkbaarRoutes } from './onverwerkbaar-routes.ts'
import type { Lezende } from './positie-store.ts'
import type { Omgeving, Werker } from './stage.ts'
import { maakWekker } from './wekker.ts'

const HERSTEL = 'herstel'

/** What a stage has for operators who see to what it put aside: all of it works on the stage's own tables, with its role. */
export type Herstel = {
  /** the handling of the topic that carries the orders, with those for this stage noted first */
  noteer<E extends TopicEvent<'termijnen'>>(verwerk: Verwerk<E>): Verwerk<E>
  readonly routes: (app: FastifyInstance) => void
  /** the loop that carries the orders out, by the readers whose queues they are about */
  werker(consumenten: readonly Consument[], uitbak: Uitbak<BusEvent> | null): Werker
}

/** Puts those parts together for one stage. */
export function maakHerstel(
  o: Pick<Omgeving, 'pool' | 'log' | 'http' | 'meters'>,
  k: { readonly stage: Lezende; readonly operator: Onverwerkbaarkeuze['operator'] },
): Herstel {
  const wekker = maakWekker()
  const { pool, log, http, meters } = o
  const { stage, operator } = k
  return {
    noteer: (verwerk) => metHerstelopdrachten({ stage, wek: () => wekker.wek(HERSTEL) }, verwerk),
    routes: (app) => onverwerkbaarRoutes(app, { stage, pool, log, http, operator }),
    werker: (consumenten, uitbak) =>
      maakHersteller({
        stage,
        pool,
        uitbak,
        lezers: consumenten.map(({ herstelbaar }) => herstelbaar),
        log,
        meters,
        wacht: wekker.wachter(HERSTEL),
      }),
  }
}
