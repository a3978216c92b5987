import type { Busaanvraag, Gekozenbus } from './bus-aanvraag.ts'
import type { Meldkanaal } from './notify.ts'
import { maakMeldkanaal } from './notify.ts'
import { maakPostgresBus } from './postgres-bus.ts'

/** Makes the bus; nothing of Kafka is loaded where the outboxes are the bus. */
export async function kiesBus(aanvraag: Busaanvraag): Promise<Gekozenbus> {
  const { config, url, rol, naam: applicatie, log, poolVan } = aanvraag
  const meldkanaal: { meldkanaal?: Meldkanaal } =
    rol === null ? {} : { meldkanaal: maakMeldkanaal({ url, rol, applicatie, log }) }
  if (config.BUS === 'postgres') {
    const nooit = new Promise<never>(() => undefined)
    return { bus: maakPostgresBus({ poolVan, log, ...meldkanaal }), werkers: [], geweigerd: nooit }
  }
  const { startKafkabus } = await import('./kafka-start.ts')
  return startKafkabus({ ...aanvraag, ...meldkanaal })
}
