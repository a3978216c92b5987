import type { Kafkaplek } from '@warmknooppunt/platform/kafka'
import { maakKafka } from '@warmknooppunt/platform/kafka'
import { maakKafkaBus } from '@warmknooppunt/platform/kafka-bus'
import { alsBeheerder } from '@warmknooppunt/platform/kafka-cluster'
import { maakKafkameters } from '@warmknooppunt/platform/kafka-meters'
import { keurTopics, topicopzetten } from '@warmknooppunt/platform/kafka-topics'
import { leesTopics, maakTopics as maak } from '@warmknooppunt/platform/kafka-topics-beheer'
import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import type { Transport } from './busproef.ts'
import { LOG } from './busproef.ts'

function plekVan(adres: string): Kafkaplek {
  return { brokers: [adres], voorvoegsel: '', sessieMs: 15_000, replicatie: 1, tls: null, sasl: null }
}

const clientVan = (adres: string) => maakKafka(plekVan(adres), { clientId: 'bench', log: LOG })

/** The topics of the hub on a fresh broker. */
export function maakTopics(adres: string): Promise<unknown> {
  const opzetten = topicopzetten(plekVan(adres))
  return alsBeheerder(clientVan(adres), async (beheer) => {
    return maak(beheer, opzetten, keurTopics(opzetten, await leesTopics(beheer, opzetten)))
  })
}

/** The bus over this broker, with the relay of intake. */
export function maakKafkatransport(o: { adres: string; routing: Pool; url: string }): Transport {
  const { voorvoegsel, sessieMs } = plekVan(o.adres)
  const bus = maakKafkaBus({
    ...{ kafka: clientVan(o.adres), voorvoegsel, sessieMs, log: LOG },
    keur: async () => undefined,
    poolVan: () => o.routing,
    meters: maakKafkameters(new Registry()),
  })
  return { bus, relais: bus.relais({ stage: 'intake', url: o.url }) }
}
