import { parseArgs } from 'node:util'
import { maakBroker } from './broker.ts'
import { kiesJava } from './java.ts'

const HULP = `node infra/kafka/main.ts [--map <folder>] [--poort <port>]

Runs a Kafka of one broker on 127.0.0.1 until Ctrl-C, for trying things out: no TLS, nobody signs in, one copy of everything.
In a container when Docker answers, else by Java 17 or newer with jars that Maven fetches.

  --map <folder>  where its data is kept (default .data/kafka)
  --poort <port>  where it listens (default 9092; its controller on the port after it)

Then, for a hub on it: BUS=kafka KAFKA_BROKERS=127.0.0.1:9092 KAFKA_REPLICATIE=1
`
const JVM = ['-Xmx1g', '-Xms256m']

async function main(argumenten: readonly string[]): Promise<number> {
  const opties = leesOpties(argumenten)
  if (typeof opties === 'string') {
    process.stderr.write(`${opties}\n\n${HULP}`)
    return 64
  }
  if (opties === null) {
    process.stdout.write(HULP)
    return 0
  }
  const java = await kiesJava()
  if ('reden' in java) {
    process.stderr.write(`${java.reden}\n`)
    return 69
  }
  const { map, poort } = opties
  const broker = maakBroker({ java, map, poorten: { open: poort, bestuur: poort + 1 }, jvm: JVM })
  const einde = new Promise<void>((klaar) => {
    for (const teken of ['SIGINT', 'SIGTERM'] as const) process.once(teken, () => klaar())
  })
  const gestart = await broker.start().then(
    () => true,
    (fout: unknown) => {
      process.stderr.write(`${fout instanceof Error ? fout.message : String(fout)}\n`)
      return false
    },
  )
  if (!gestart) return 69
  process.stdout.write(`Kafka listens on ${broker.adres} (${java.soort}, pid ${broker.pid()}), data in ${map}\n`)
  await Promise.race([einde, broker.einde()])
  const zelf = !broker.leeft()
  await broker.stop()
  if (zelf) process.stderr.write(`Kafka ended by itself; see ${map}/broker.log\n`)
  return zelf ? 1 : 0
}

type Opties = { readonly map: string; readonly poort: number }

/** Null when help was asked, a text when something is wrong. */
function leesOpties(argumenten: readonly string[]): Opties | string | null {
  try {
    const { values } = parseArgs({
      args: [...argumenten],
      options: {
        map: { type: 'string', default: '.data/kafka' },
        poort: { type: 'string', default: '9092' },
        help: { type: 'boolean' },
      },
    })
    if (values.help) return null
    const poort = Number(values.poort)
    if (!Number.isInteger(poort) || poort < 1 || poort > 65_534) return '--poort: a port from 1 to 65534'
    return { map: values.map, poort }
  } catch (fout) {
    return fout instanceof Error ? fout.message : String(fout)
  }
}

process.exitCode = await main(process.argv.slice(2))
