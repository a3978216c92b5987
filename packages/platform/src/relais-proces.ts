import { kiesBus } from './bus-keuze.ts'
import type { Config } from './config.ts'
import type { Rol } from './db.ts'
import { startDienst } from './dienst.ts'
import type { Lopend } from './dienst-proces.ts'
import { draaiProces, eisConfig } from './dienst-proces.ts'
import { RELAY_VELDEN } from './dienst-velden.ts'
import { maakKeuring } from './herkomst.ts'
import { keurBusvelden } from './kafka-velden.ts'
import type { Log } from './log.ts'
import { maakMetrieken } from './metrieken.ts'
import type { Producent } from './onderwerp.ts'
import { maakPool } from './pool.ts'
import { EXIT } from './proces.ts'
import { binnen } from './tijdslimiet.ts'

const SLUIT_MS = 1_000
const ROL: Rol = 'wk_lezer'

export type Relaisproces = {
  readonly stages: readonly Producent[]
  readonly nu: () => Temporal.Instant
}

/** A process that ships outboxes to Kafka and does nothing else, from reading its settings to its exit code. */
export async function draaiRelais(proces: Relaisproces): Promise<never> {
  const config = eisConfig(RELAY_VELDEN, keurBusvelden)
  if (config.BUS === 'postgres') {
    process.stderr.write('BUS: a relay ships outboxes to Kafka; set BUS=kafka and KAFKA_BROKERS\n')
    process.exit(EXIT.config)
  }
  return draaiProces({ naam: 'relay', config, start: (log) => start(proces, config, log) })
}

async function start(proces: Relaisproces, config: Config<typeof RELAY_VELDEN>, log: Log): Promise<Lopend> {
  const url = config.DATABASE_URL
  const peilPool = maakPool({ url, rol: ROL, applicatie: 'relay-peil', max: 1, keur: maakKeuring(log) })
  const metrieken = maakMetrieken()
  const { bus, werkers, geweigerd } = await kiesBus({
    ...{ config, url, rol: ROL, naam: 'relay', db: peilPool, log, metrieken },
    relais: proces.stages,
    poolVan: () => {
      throw new Error('a relay reads no topic')
    },
  })
  const dienst = await startDienst({
    ...{ log, bus, metrieken, nu: proces.nu, stages: [], peilPool, werkers },
    routes: () => undefined,
    adres: config.ADRES,
    poort: config.POORT,
    metriekenPoort: config.METRIEKEN_POORT,
  })
  return { dienst, geweigerd, sluit: () => binnen(SLUIT_MS, Promise.all([bus.sluit(), peilPool.end()])) }
}
