import { generateKeyPairSync } from 'node:crypto'
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { proefcertificaten } from '../../../test/steun/kafka.ts'
import { leesConfig } from './config.ts'
import { leesKafka } from './kafka.ts'
import type { Busconfig } from './kafka-velden.ts'
import { BUS_VELDEN, keurBusvelden } from './kafka-velden.ts'

const certificaten = proefcertificaten()
const andere = proefcertificaten()

function config(env: Readonly<Record<string, string>>): Busconfig {
  const gelezen = leesConfig(BUS_VELDEN, env)
  if (gelezen.kind === 'fout') throw new Error(gelezen.problemen.join('\n'))
  return gelezen.config
}
const problemen = (env: Readonly<Record<string, string>>) =>
  keurBusvelden(config({ BUS: 'kafka', KAFKA_BROKERS: 'kafka.example.nl:9092', ...env }))

describe('which transport', () => {
  test('without settings the outboxes themselves are the bus, and nothing of Kafka is asked', () => {
    expect(leesKafka(config({}))).toBeNull()
    const geladen = Object.keys(createRequire(import.meta.url).cache)
    expect(geladen.filter((pad) => pad.includes('/kafkajs/'))).toEqual([])
    expect(keurBusvelden(config({ KAFKA_SASL: 'plain', KAFKA_TLS_CA: certificaten.ca }))).toEqual([])
  })

  test('settings become a place with everything a client needs', () => {
    const env = {
      BUS: 'kafka',
      KAFKA_BROKERS: 'a.example.nl:9092, b:9093',
      KAFKA_VOORVOEGSEL: 'proef.',
      KAFKA_TLS: 'ja',
      KAFKA_TLS_CA: certificaten.ca,
      KAFKA_TLS_CERTIFICAAT: certificaten.hub.certificaat,
      KAFKA_TLS_SLEUTEL: certificaten.hub.sleutel,
      KAFKA_SASL: 'scram-sha-512',
      KAFKA_GEBRUIKER: 'hub',
      KAFKA_WACHTWOORD: 'geheim',
      KAFKA_SESSIE_SECONDEN: '2',
      KAFKA_REPLICATIE: '1',
    }
    expect(leesKafka(config(env))).toEqual({
      brokers: ['a.example.nl:9092', 'b:9093'],
      voorvoegsel: 'proef.',
      sessieMs: 2_000,
      replicatie: 1,
      tls: { ca: certificaten.ca, cert: certificaten.hub.certificaat, key: certificaten.hub.sleutel },
      sasl: { soort: 'scram-sha-512', gebruiker: 'hub', wachtwoord: 'geheim' },
    })
  })

  test('defaults are three copies and fifteen seconds, no prefix, no TLS, no sign-in', () => {
    expect(leesKafka(config({ BUS: 'kafka', KAFKA_BROKERS: 'a:1' }))).toEqual({
      brokers: ['a:1'],
      voorvoegsel: '',
      sessieMs: 15_000,
      replicatie: 3,
      tls: null,
      sasl: null,
    })
  })
})

describe('what does not go together is said, all at once, before anything starts', () => {
  test.each([
    ['kafka:9092;b:9092', 'KAFKA_BROKERS'],
    ['kafka', 'KAFKA_BROKERS'],
    ['[::1]:9092', 'KAFKA_BROKERS'],
    ['a:9092,', 'KAFKA_BROKERS'],
  ])('%s is no list of brokers', (waarde, veld) => {
    const gelezen = leesConfig(BUS_VELDEN, { BUS: 'kafka', KAFKA_BROKERS: waarde })
    expect(gelezen.kind === 'fout' && gelezen.problemen.map((regel) => regel.split(':')[0])).toEqual([veld])
  })

  test('no brokers, half a sign-in and half a certificate', () => {
    const gevonden = keurBusvelden(
      config({ BUS: 'kafka', KAFKA_SASL: 'plain', KAFKA_TLS: 'ja', KAFKA_TLS_SLEUTEL: certificaten.hub.sleutel }),
    )
    expect(gevonden.map((regel) => regel.split(':')[0])).toEqual([
      'KAFKA_BROKERS',
      'KAFKA_GEBRUIKER',
      'KAFKA_WACHTWOORD',
      'KAFKA_TLS_CERTIFICAAT and KAFKA_TLS_SLEUTEL',
    ])
    expect(() => leesKafka(config({ BUS: 'kafka' }))).toThrow('KAFKA_BROKERS: is missing')
  })

  test('a certificate or a password that would not be used is no silent wish', () => {
    expect(problemen({ KAFKA_TLS_CA: certificaten.ca })).toEqual([
      'KAFKA_TLS_CA: given, but KAFKA_TLS=nee; set KAFKA_TLS=ja',
    ])
    expect(problemen({ KAFKA_GEBRUIKER: 'hub' })).toEqual([
      'KAFKA_GEBRUIKER: given, but KAFKA_SASL=geen signs nobody in',
    ])
  })

  test('a password in the clear leaves this machine by no setting', () => {
    const plain = { KAFKA_SASL: 'plain', KAFKA_GEBRUIKER: 'hub', KAFKA_WACHTWOORD: 'geheim' }
    expect(problemen(plain)).toHaveLength(1)
    expect(problemen({ ...plain, KAFKA_TLS: 'ja' })).toEqual([])
    expect(problemen({ ...plain, KAFKA_BROKERS: '127.0.0.1:9092' })).toEqual([])
    expect(problemen({ ...plain, KAFKA_BROKERS: 'localhost:9092,kafka.example.nl:9092' })).toHaveLength(1)
  })

  test('a key of another certificate, a key with a passphrase, and PEM that is none', () => {
    const cert = { KAFKA_TLS: 'ja', KAFKA_TLS_CERTIFICAAT: certificaten.hub.certificaat }
    const verzegeld = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'x',
    })
    const leeg = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'
    const wat = 'KAFKA_TLS_CERTIFICAAT and KAFKA_TLS_SLEUTEL: cannot be used'
    expect(problemen({ ...cert, KAFKA_TLS_SLEUTEL: certificaten.hub.sleutel })).toEqual([])
    expect(problemen({ ...cert, KAFKA_TLS_SLEUTEL: andere.hub.sleutel })).toEqual([`${wat} (key values mismatch)`])
    expect(problemen({ ...cert, KAFKA_TLS_SLEUTEL: String(verzegeld) })[0]).toContain(wat)
    expect(problemen({ KAFKA_TLS: 'ja', KAFKA_TLS_CA: leeg })[0]).toContain('KAFKA_TLS_CA: cannot be used')
  })

  test('half a copy and half a second', () => {
    expect(problemen({ KAFKA_REPLICATIE: '1.5', KAFKA_SESSIE_SECONDEN: '2.5' })).toHaveLength(2)
  })
})
