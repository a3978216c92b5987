import type { Config } from '@warmknooppunt/platform/config'
import { leesConfig } from '@warmknooppunt/platform/config'
import type { Kafkaplek } from '@warmknooppunt/platform/kafka'
import { leesKafka, maakKafka } from '@warmknooppunt/platform/kafka'
import { alsBeheerder } from '@warmknooppunt/platform/kafka-cluster'
import { legKafkafoutUit } from '@warmknooppunt/platform/kafka-uitleg'
import { BUS_VELDEN, keurBusvelden } from '@warmknooppunt/platform/kafka-velden'
import type { Kafkafout } from '@warmknooppunt/platform/kafkafout'
import { kafkafout } from '@warmknooppunt/platform/kafkafout'
import { maakLog } from '@warmknooppunt/platform/log'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Command } from 'commander'
import { datamap } from '../datamap.ts'
import { DATABASE_VELDEN } from '../velden.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import { databasefout, openDatabase } from './open-bron.ts'
import type { Beeld } from './toon-topics.ts'
import { klopt, toonTopics, topicsAlsJson } from './toon-topics.ts'
import { leesBeeld, maak } from './topics-maken.ts'

type Opties = { readonly maak?: true; readonly nieuwCluster?: true; readonly json?: true }

/** `topics`: the topics of the hub on its Kafka cluster, against what they must be. */
export function voegTopicsToe(programma: Command, o: Omstandigheden = HIER): void {
  programma
    .command('topics')
    .description(
      'the topics on the Kafka cluster of KAFKA_BROKERS against what they must be, and whether it is the cluster of this database',
    )
    .option('--maak', 'make what is missing, mend settings, and bind the database to the cluster')
    .option(
      '--nieuw-cluster',
      'with --maak: bind the database to this cluster though it was bound to another; what readers have not applied is sent again there; all services must be stopped',
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nNeeds BUS=kafka and the settings that begin with KAFKA_. With --maak the database of DATABASE_URL is opened as its owner, after `migreer`.\nEnds with 0 when all is as it must be, with 1 when not.',
    )
    .action((opties: Opties) => voer(o, () => topicsAf(o, opties)))
}

async function topicsAf(o: Omstandigheden, opties: Opties): Promise<Afloop> {
  if (opties.nieuwCluster && !opties.maak) throw commandofout(AFLOOP.gebruik, '--nieuw-cluster goes with --maak')
  const { config, plek } = leesPlekken(o)
  const beeld = await doe(config, plek, opties)
  await schrijf(o.uit, opties.json ? topicsAlsJson(beeld) : toonTopics(beeld))
  return klopt(beeld) ? AFLOOP.goed : AFLOOP.fout
}

const VELDEN = { ...DATABASE_VELDEN, ...BUS_VELDEN }
type Topicsconfig = Config<typeof VELDEN>

function leesPlekken(o: Omstandigheden): { readonly config: Topicsconfig; readonly plek: Kafkaplek } {
  const gelezen = leesConfig(VELDEN, o.env)
  const problemen = gelezen.kind === 'fout' ? gelezen.problemen : keurBusvelden(gelezen.config)
  if (gelezen.kind === 'fout' || problemen.length > 0) throw commandofout(AFLOOP.config, problemen.join('\n'))
  const plek = leesKafka(gelezen.config)
  if (plek !== null) return { config: gelezen.config, plek }
  const tekst = 'BUS=postgres: the outboxes are the bus, and there are no topics; set BUS=kafka and KAFKA_BROKERS'
  throw commandofout(AFLOOP.config, tekst)
}

async function doe({ DATA_MAP, DATABASE_URL }: Topicsconfig, plek: Kafkaplek, opties: Opties): Promise<Beeld> {
  const database = await openDatabase({ data: datamap(DATA_MAP), databaseUrl: DATABASE_URL ?? null })
  if (database === null) {
    throw commandofout(AFLOOP.config, 'there is no database yet: `npm start` makes one, or name one with DATABASE_URL')
  }
  const rol = opties.maak ? {} : ({ rol: 'wk_lezer' } as const)
  // One of the two holds the locks of the relays.
  const pool = maakPool({ url: database.url, applicatie: 'opdrachtregel', max: 2, zonderTijdslimiet: true, ...rol })
  const kafka = maakKafka(plek, { clientId: 'opdrachtregel', log: maakLog({ dienst: 'topics', niveau: 'silent' }) })
  try {
    return await alsBeheerder(kafka, async (admin) => {
      const waar = { admin, plek, pool }
      return opties.maak ? await maak(waar, opties.nieuwCluster === true) : await leesBeeld(waar)
    })
  } catch (fout) {
    if (fout instanceof Error && fout.name.startsWith('KafkaJS')) throw legUit(plek, fout)
    throw fout instanceof Error && 'afloop' in fout ? fout : databasefout(database, fout)
  } finally {
    await pool.end()
    await database.sluit()
  }
}

const AFLOPEN: Readonly<Partial<Record<Kafkafout, Afloop>>> = {
  'kafka-onbereikbaar': AFLOOP.nietBeschikbaar,
  'kafka-tls-geweigerd': AFLOOP.config,
  'kafka-te-weinig-brokers': AFLOOP.config,
  'kafka-aanmelding-geweigerd': AFLOOP.geenToegang,
  'kafka-rechten': AFLOOP.geenToegang,
}

function legUit(plek: Kafkaplek, fout: Error): Error {
  const code = kafkafout(fout)
  // Of what has no code the broker's own words.
  const tekst = code === 'kafka-onbekend' ? `: ${fout.message}` : ''
  return commandofout(AFLOPEN[code] ?? AFLOOP.fout, `${legKafkafoutUit(plek.brokers, code)}${tekst}`, fout)
}
