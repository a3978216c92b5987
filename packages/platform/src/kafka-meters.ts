import type { Registry } from 'prom-client'
import { Counter, Gauge } from 'prom-client'
import type { Kafkameters } from './kafka-bus.ts'

/** The figures of the transport over Kafka; labels are names of stages, readers and topics, and closed codes. */
export function maakKafkameters(register: Registry): Kafkameters {
  const registers = [register]
  const leidt = new Gauge({
    name: 'warmknooppunt_relais_leidt',
    help: '1 where this process ships the outbox of the stage to Kafka; over all processes it must be 1',
    labelNames: ['stage'],
    registers,
  })
  const verzonden = new Counter({
    name: 'warmknooppunt_relais_verzonden_total',
    help: 'messages shipped to Kafka',
    labelNames: ['stage'],
    registers,
  })
  const mislukt = new Counter({
    name: 'warmknooppunt_relais_mislukt_total',
    help: 'times the relay could not go on',
    labelNames: ['stage', 'code'],
    registers,
  })
  const herstart = new Counter({
    name: 'warmknooppunt_kafka_lezer_herstart_total',
    help: 'times a reader of Kafka was made anew',
    labelNames: ['consument', 'topic', 'reden'],
    registers,
  })
  return {
    leidt: (stage, ja) => leidt.set({ stage }, ja ? 1 : 0),
    verzonden: (stage, aantal) => verzonden.inc({ stage }, aantal),
    mislukt: (stage, code) => mislukt.inc({ stage, code }),
    herstart: ({ consument, topic }, reden) => herstart.inc({ consument, topic, reden }),
  }
}
