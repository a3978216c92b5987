import { createRequire } from 'node:module'
import { isIP, connect as verbind } from 'node:net'
import { connect as verbindTls } from 'node:tls'
import type { ISocketFactory, Kafka, SASLOptions } from 'kafkajs'
import { stilTimer } from './kafka-eigenaardig.ts'
import { maakKafkalog } from './kafka-log.ts'
import type { Busconfig, Sasl } from './kafka-velden.ts'
import { keurBusvelden, leesBrokers } from './kafka-velden.ts'
import type { Log } from './log.ts'
import { startfout } from './proces.ts'

/** Where the cluster is, and how to be let in. */
export type Kafkaplek = {
  readonly brokers: readonly string[]
  /** put before the names of topics and groups */
  readonly voorvoegsel: string
  readonly sessieMs: number
  readonly replicatie: number
  readonly tls: Tls | null
  readonly sasl: { readonly soort: Sasl; readonly gebruiker: string; readonly wachtwoord: string } | null
}
type Tls = { readonly ca?: string; readonly cert?: string; readonly key?: string }

/** The cluster of the configuration; null when the outboxes themselves are the bus. Settings that do not go together stop the start. */
export function leesKafka(config: Busconfig): Kafkaplek | null {
  const problemen = keurBusvelden(config)
  if (problemen.length > 0) throw startfout(problemen.join('\n'))
  if (config.BUS === 'postgres') return null
  const { KAFKA_GEBRUIKER: gebruiker = '', KAFKA_WACHTWOORD: wachtwoord = '' } = config
  return {
    brokers: leesBrokers(config),
    voorvoegsel: config.KAFKA_VOORVOEGSEL,
    sessieMs: config.KAFKA_SESSIE_SECONDEN * 1_000,
    replicatie: config.KAFKA_REPLICATIE,
    tls: config.KAFKA_TLS ? leesTls(config) : null,
    sasl: config.KAFKA_SASL === 'geen' ? null : { soort: config.KAFKA_SASL, gebruiker, wachtwoord },
  }
}

function leesTls({ KAFKA_TLS_CA: ca, KAFKA_TLS_CERTIFICAAT: cert, KAFKA_TLS_SLEUTEL: key }: Busconfig): Tls {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  }
}

export type Kafkakeuze = {
  /** how the brokers name this process in their logs and quotas */
  readonly clientId: string
  readonly log: Log
}

const vereis = createRequire(import.meta.url)
/** A TLS handshake with a broker that is busy takes longer than kafkajs' one second. */
const VERBINDEN_MS = 5_000
/** A broker that stands still must be missed soon: kafkajs itself waits half a minute, for each try. */
const ANTWOORD_MS = 10_000
/** About 3 s in all: whoever connects waits and tries again by itself, and tells so. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5 }

/** A client of the cluster. It connects nothing yet, so it does not fail when no broker can be reached. */
export function maakKafka(plek: Kafkaplek, { clientId, log }: Kafkakeuze): Kafka {
  // Loaded here: it costs memory that a hub on the outboxes alone need not spend.
  const kafkajs: typeof import('kafkajs') = vereis('kafkajs')
  stilTimer(vereis('kafkajs/src/network/requestQueue'))
  return new kafkajs.Kafka({
    clientId,
    brokers: [...plek.brokers],
    connectionTimeout: VERBINDEN_MS,
    requestTimeout: ANTWOORD_MS,
    retry: RETRY,
    socketFactory,
    logLevel: kafkajs.logLevel.INFO,
    logCreator: maakKafkalog(log),
    ...(plek.tls ? { ssl: plek.tls } : {}),
    ...(plek.sasl ? { sasl: alsSasl(plek.sasl) } : {}),
  })
}

function alsSasl({ soort, gebruiker, wachtwoord }: NonNullable<Kafkaplek['sasl']>): SASLOptions {
  return { mechanism: soort, username: gebruiker, password: wachtwoord }
}

/** As kafkajs' own, but no small request waits for the acknowledgement of the one before. */
const socketFactory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const naam = isIP(host) ? {} : { servername: host }
  const socket = ssl ? verbindTls({ host, port, ...naam, ...ssl }, onConnect) : verbind({ host, port }, onConnect)
  return socket.setNoDelay(true).setKeepAlive(true, 60_000)
}
