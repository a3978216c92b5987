import { X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import type { Config, Velden } from './config.ts'

// kafkajs cuts an address at its first colon: an IPv6 address needs a name.
const ADRES = '[A-Za-z0-9._-]+:[0-9]{1,5}'
const PEM = (wat: string) => new RegExp(`^\\s*-----BEGIN ${wat}-----[\\s\\S]+-----END ${wat}-----\\s*$`)

/** Which transport, and everything about the cluster. */
export const BUS_VELDEN = {
  BUS: {
    soort: 'keuze',
    standaard: 'postgres',
    keuzes: ['postgres', 'kafka'],
    uitleg: 'what carries messages between the stages: their outboxes in PostgreSQL, or Kafka',
  },
  KAFKA_BROKERS: {
    soort: 'tekst',
    patroon: new RegExp(`^\\s*${ADRES}(\\s*,\\s*${ADRES})*\\s*$`),
    uitleg: 'brokers to begin with, host:port, comma-separated; needed with BUS=kafka',
  },
  KAFKA_VOORVOEGSEL: {
    soort: 'tekst',
    standaard: '',
    patroon: /^[A-Za-z0-9._-]{0,100}$/,
    uitleg: 'put before the names of topics and groups; two hubs on one cluster each need their own',
  },
  KAFKA_TLS: { soort: 'ja-nee', standaard: false, uitleg: 'connect to the brokers by TLS' },
  KAFKA_TLS_CA: {
    soort: 'tekst',
    patroon: PEM('CERTIFICATE'),
    uitleg: "PEM of the authority that signed the brokers' certificates (default: those Node trusts)",
  },
  KAFKA_TLS_CERTIFICAAT: {
    soort: 'tekst',
    patroon: PEM('CERTIFICATE'),
    uitleg: 'PEM of the certificate of the hub, where the brokers ask for one',
  },
  KAFKA_TLS_SLEUTEL: {
    soort: 'tekst',
    geheim: true,
    patroon: PEM('[A-Z ]*PRIVATE KEY'),
    uitleg: 'PEM of the private key of KAFKA_TLS_CERTIFICAAT',
  },
  KAFKA_SASL: {
    soort: 'keuze',
    standaard: 'geen',
    keuzes: ['geen', 'plain', 'scram-sha-256', 'scram-sha-512'],
    uitleg: 'how the hub signs in to the brokers',
  },
  KAFKA_GEBRUIKER: { soort: 'tekst', uitleg: 'user of KAFKA_SASL' },
  KAFKA_WACHTWOORD: { soort: 'tekst', geheim: true, uitleg: 'password of KAFKA_SASL' },
  KAFKA_SESSIE_SECONDEN: {
    soort: 'getal',
    standaard: 15,
    min: 2,
    max: 300,
    uitleg:
      'after so long without a word from a reader its partitions go to another; the brokers must allow it (group.min.session.timeout.ms)',
  },
  KAFKA_REPLICATIE: {
    soort: 'getal',
    standaard: 3,
    min: 1,
    max: 9,
    uitleg: 'on how many brokers each topic lies; a message is safe on one less of them (min.insync.replicas)',
  },
} as const satisfies Velden

export type Busconfig = Config<typeof BUS_VELDEN>
export type Sasl = Exclude<Busconfig['KAFKA_SASL'], 'geen'>

/** What of BUS_VELDEN does not go together, in the words of `leesConfig`; with BUS=postgres nothing of Kafka is looked at. */
export function keurBusvelden(config: Busconfig): string[] {
  return config.BUS === 'postgres' ? [] : [...keurBrokers(config), ...keurSasl(config), ...keurTls(config)]
}

function keurBrokers({ KAFKA_BROKERS, KAFKA_REPLICATIE, KAFKA_SESSIE_SECONDEN }: Busconfig): string[] {
  const heel = { KAFKA_REPLICATIE, KAFKA_SESSIE_SECONDEN }
  return [
    ...(KAFKA_BROKERS === undefined ? ['KAFKA_BROKERS: is missing, and BUS=kafka. host:port, comma-separated'] : []),
    ...Object.entries(heel).flatMap(([naam, getal]) => (Number.isInteger(getal) ? [] : [`${naam}: a whole number`])),
  ]
}

const HIER = /^(?:localhost|127\.\d+\.\d+\.\d+):/

function keurSasl(config: Busconfig): string[] {
  const { KAFKA_SASL, KAFKA_GEBRUIKER, KAFKA_WACHTWOORD } = config
  if (KAFKA_SASL === 'geen') {
    const over = { KAFKA_GEBRUIKER, KAFKA_WACHTWOORD }
    return Object.entries(over).flatMap(([naam, waarde]) =>
      waarde === undefined ? [] : [`${naam}: given, but KAFKA_SASL=geen signs nobody in`],
    )
  }
  return [
    ...(KAFKA_GEBRUIKER === undefined ? [`KAFKA_GEBRUIKER: is missing, and KAFKA_SASL=${KAFKA_SASL}`] : []),
    ...(KAFKA_WACHTWOORD === undefined ? [`KAFKA_WACHTWOORD: is missing, and KAFKA_SASL=${KAFKA_SASL}`] : []),
    ...(KAFKA_SASL === 'plain' && !config.KAFKA_TLS && !leesBrokers(config).every((adres) => HIER.test(adres))
      ? ['KAFKA_SASL: plain without KAFKA_TLS=ja sends the password in the clear; use TLS or scram-sha-512']
      : []),
  ]
}

function keurTls({ KAFKA_TLS, KAFKA_TLS_CA, KAFKA_TLS_CERTIFICAAT, KAFKA_TLS_SLEUTEL }: Busconfig): string[] {
  const gegeven = Object.entries({ KAFKA_TLS_CA, KAFKA_TLS_CERTIFICAAT, KAFKA_TLS_SLEUTEL }).flatMap(([naam, pem]) =>
    pem === undefined ? [] : [naam],
  )
  if (!KAFKA_TLS) return gegeven.map((naam) => `${naam}: given, but KAFKA_TLS=nee; set KAFKA_TLS=ja`)
  if ((KAFKA_TLS_CERTIFICAAT === undefined) !== (KAFKA_TLS_SLEUTEL === undefined)) {
    return ['KAFKA_TLS_CERTIFICAAT and KAFKA_TLS_SLEUTEL: give both or neither']
  }
  return [
    ...bruikbaar('KAFKA_TLS_CA', () => lijstVan(KAFKA_TLS_CA).map((pem) => new X509Certificate(pem))),
    // OpenSSL says it of bad PEM, of a key with a passphrase, and of a key that belongs to another certificate.
    ...bruikbaar('KAFKA_TLS_CERTIFICAAT and KAFKA_TLS_SLEUTEL', () =>
      createSecureContext({ cert: KAFKA_TLS_CERTIFICAAT, key: KAFKA_TLS_SLEUTEL }),
    ),
  ]
}

function lijstVan(pem: string | undefined): string[] {
  return pem?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}

function bruikbaar(naam: string, probeer: () => unknown): string[] {
  try {
    probeer()
    return []
  } catch (fout) {
    const reden = fout instanceof Error && 'reason' in fout ? ` (${String(fout.reason)})` : ''
    return [`${naam}: cannot be used${reden}`]
  }
}

/** The addresses in KAFKA_BROKERS. */
export function leesBrokers({ KAFKA_BROKERS }: Pick<Busconfig, 'KAFKA_BROKERS'>): string[] {
  return (KAFKA_BROKERS ?? '')
    .split(',')
    .map((adres) => adres.trim())
    .filter((adres) => adres !== '')
}
