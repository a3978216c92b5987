import type { IHeaders } from 'kafkajs'
import type { Ontvangen } from './bus.ts'
import type { Uitrij } from './relais-store.ts'

/** CloudEvents attributes that travel as headers beside the event itself (Kafka protocol binding, structured mode with the headers of binary mode). */
const ATTRIBUTEN = ['specversion', 'id', 'source', 'type', 'subject', 'time', 'dataschema', 'traceparent'] as const
const INHOUD = 'application/cloudevents+json; charset=UTF-8'

/**
 * The headers of a message: its place in its chain, and the attributes of the event for whoever looks without reading the value. Attributes hold
 * ids and closed codes only (design section 6). A value that is no event has none.
 */
export function maakKoppen({ bron, positie, vorige, bericht }: Uitrij): Record<string, string> {
  const koppen: Record<string, string> = { bron, positie: String(positie), vorige: String(vorige) }
  const event = leesEvent(bericht)
  if (event === null) return koppen
  koppen['content-type'] = INHOUD
  for (const naam of ATTRIBUTEN) {
    const waarde = event[naam]
    if (typeof waarde === 'string') koppen[`ce_${naam}`] = waarde
  }
  return koppen
}

function leesEvent(bericht: string): Record<string, unknown> | null {
  try {
    const event: unknown = JSON.parse(bericht)
    return typeof event === 'object' && event !== null ? { ...event } : null
  } catch {
    return null
  }
}

type Kafkarecord = {
  readonly value: Buffer | null
  readonly headers?: IHeaders | undefined
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const GETAL = /^\d{1,15}$/

/** A record as the bus knows it. One of which bron, positie and vorige are not all as we write them is foreign. */
export function leesRecord(record: Kafkarecord, plek: Pick<Ontvangen, 'topic' | 'partitie' | 'merk'>): Ontvangen {
  const bron = kop(record.headers, 'bron')
  const positie = kop(record.headers, 'positie')
  const vorige = kop(record.headers, 'vorige')
  const eigen = UUID.test(bron) && GETAL.test(positie) && GETAL.test(vorige)
  const keten = eigen
    ? { bron, positie: Number(positie), vorige: Number(vorige) }
    : { bron: null, positie: null, vorige: null }
  return { ...plek, ...keten, waarde: record.value?.toString('utf8') ?? '' }
}

function kop(koppen: IHeaders | undefined, naam: string): string {
  const waarde = koppen?.[naam]
  return Array.isArray(waarde) || waarde === undefined ? '' : waarde.toString()
}
