import type { LogEntry, logCreator } from 'kafkajs'
import type { Log } from './log.ts'

/** Of what kafkajs tells with a line, these: ids, codes and counts. Never what was sent or received. */
const VELDEN = [
  ...['broker', 'clientId', 'groupId', 'memberId', 'topic', 'partition', 'error', 'retryCount', 'retryTime'],
  ...['correlationId', 'size', 'duration', 'generationId', 'isLeader', 'groupProtocol', 'unknownPartitions'],
]
const MAX_TEKST = 300
/** kafkajs tells of a broker that is gone at every try of every connection. */
const STIL_MS = 10_000
const MAX_SOORTEN = 200
// Every message names its partition itself; a send that fails is tried anew by the relay, with a producer of its own.
const OVERBODIG = /^(KafkaJS v2\.0\.0 switched default partitioner|Limiting retries for the idempotent producer)/
const ERROR = 1
const WARN = 2

/**
 * Log lines of kafkajs as `kafka.client`. What it holds for an error is a warning here: an outage is waited out, and whoever waits says
 * what it means. Its news (joined, paused, resumed) is for debug. The same line comes once in ten seconds, with how often it was left out.
 */
export function maakKafkalog(log: Log, klokMs: () => number = () => performance.now()): logCreator {
  const gezien = new Map<string, { totMs: number; weg: number }>()
  return () => (regel) => {
    if (OVERBODIG.test(regel.log.message)) return
    const ernstig = regel.level === ERROR || regel.level === WARN
    if (!ernstig) return log.debug(velden(regel), 'kafka.client')
    const soort = `${regel.namespace} ${regel.log.message}`
    const nuMs = klokMs()
    const vorige = gezien.get(soort)
    if (vorige && nuMs < vorige.totMs) {
      vorige.weg++
      return
    }
    if (gezien.size >= MAX_SOORTEN) gezien.clear()
    gezien.set(soort, { totMs: nuMs + STIL_MS, weg: 0 })
    log.warn({ ...velden(regel), ...(vorige && vorige.weg > 0 ? { weggelaten: vorige.weg } : {}) }, 'kafka.client')
  }
}

function velden({ namespace, log }: LogEntry): Record<string, unknown> {
  const gekozen = VELDEN.flatMap((naam) => (log[naam] === undefined ? [] : [[naam, kort(log[naam])]]))
  return { onderdeel: namespace, melding: kort(log.message), ...Object.fromEntries(gekozen) }
}

function kort(waarde: unknown): unknown {
  if (typeof waarde === 'string') return waarde.slice(0, MAX_TEKST)
  return typeof waarde === 'number' || typeof waarde === 'boolean'
    ? waarde
    : JSON.stringify(waarde)?.slice(0, MAX_TEKST)
}
