import type { LogEntry } from 'kafkajs'
import { expect, test } from 'vitest'
import { maakKafkalog } from './kafka-log.ts'
import { maakLog } from './log.ts'

const ERROR = 1
const WARN = 2
const INFO = 4

function maak() {
  const regels: Record<string, unknown>[] = []
  const naar = { write: (regel: string) => void regels.push(JSON.parse(regel)) }
  let nuMs = 0
  const schrijf = maakKafkalog(maakLog({ dienst: 'proef', niveau: 'debug', naar }), () => nuMs)(INFO)
  const meld = (level: number, message: string, extra: object = {}) => {
    const log = { timestamp: '', message, ...extra }
    schrijf({ namespace: 'Connection', level, label: '', log } satisfies LogEntry)
  }
  return {
    regels,
    meld,
    verder: (ms: number) => {
      nuMs += ms
    },
  }
}

test('an outage is a warning, news is for debug, and advice to programmers is left out', () => {
  const { regels, meld } = maak()
  meld(ERROR, 'Connection timeout', { broker: 'kafka:9092' })
  meld(WARN, 'Response without match')
  meld(INFO, 'Consumer has joined the group', { groupId: 'routing', memberAssignment: { berichten: [0, 1] } })
  meld(WARN, 'KafkaJS v2.0.0 switched default partitioner. To retain ...')
  meld(WARN, 'Limiting retries for the idempotent producer may invalidate EoS guarantees')
  expect(regels.map(({ niveau, melding }) => [niveau, melding])).toEqual([
    ['warn', 'Connection timeout'],
    ['warn', 'Response without match'],
    ['debug', 'Consumer has joined the group'],
  ])
  expect(regels[0]).toMatchObject({ gebeurtenis: 'kafka.client', onderdeel: 'Connection', broker: 'kafka:9092' })
})

test('what was sent or received and who signs in never comes in a line', () => {
  const { regels, meld } = maak()
  const extra = {
    payload: 'planted',
    data: 'planted',
    password: 'planted',
    sasl: { password: 'planted' },
    stack: 'planted',
  }
  meld(ERROR, 'Response Produce', { ...extra, correlationId: 7 })
  meld(INFO, 'Response Produce', extra)
  expect(regels[0]).toMatchObject({ correlationId: 7 })
  expect(JSON.stringify(regels)).not.toContain('planted')
})

test('the same complaint comes once in ten seconds, with how often it was left out', () => {
  const { regels, meld, verder } = maak()
  for (let keer = 0; keer < 50; keer++) meld(ERROR, 'Connection timeout')
  meld(ERROR, 'Failed to connect')
  expect(regels).toHaveLength(2)
  verder(9_999)
  meld(ERROR, 'Connection timeout')
  expect(regels).toHaveLength(2)
  verder(1)
  meld(ERROR, 'Connection timeout')
  expect(regels.at(-1)).toMatchObject({ melding: 'Connection timeout', weggelaten: 50 })
  verder(10_000)
  meld(ERROR, 'Connection timeout')
  expect(regels.at(-1)).not.toHaveProperty('weggelaten')
})
