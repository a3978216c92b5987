import type { Broker } from '../infra/kafka/broker.ts'
import { maakBroker } from '../infra/kafka/broker.ts'
import { kiesJava } from '../infra/kafka/java.ts'
import { vrijePoort } from './hub.ts'

/** As much memory as a small broker of a real installation is given. */
const JVM = ['-Xmx512m', '-Xms512m', '-XX:+UseG1GC']

/** A broker of one node on this folder, started. Throws when this machine can have none. */
export async function startBroker(map: string): Promise<Broker> {
  const java = await kiesJava()
  if ('reden' in java) throw new Error(java.reden)
  const poorten = { open: await vrijePoort(), bestuur: await vrijePoort() }
  const broker = maakBroker({ java, map, poorten, jvm: JVM })
  await broker.start()
  return broker
}
