import type { Bericht, TypeVan } from '@warmknooppunt/schemas/berichten'
import { leesDataschema } from '@warmknooppunt/schemas/berichten'
import { isVersie, valideer } from '@warmknooppunt/schemas/valideer'
import type { BusEvent } from './bericht.ts'
import type { LeesEvent, Lezing } from './lezing.ts'

/** An event whose `data` was found to be of the schema named by `schema`, so that a stage can tell them apart by one field. */
export type EventVan<B extends Bericht> = B extends Bericht ? BusEvent<TypeVan[B]> & { readonly schema: B } : never

/** Which messages a topic carries. */
export const OP_TOPIC = {
  berichten: ['ingediend'],
  routeringen: ['gerouteerd', 'onrouteerbaar', 'niet-bezorgbaar', 'ingediend'],
  termijnen: ['gerouteerd', 'onrouteerbaar', 'niet-bezorgbaar', 'ingediend', 'termijnbericht'],
  bezorgingen: ['bezorging'],
} as const satisfies Readonly<Record<string, readonly Bericht[]>>

export type TopicEvent<T extends keyof typeof OP_TOPIC> = EventVan<(typeof OP_TOPIC)[T][number]>

/** Reads what a topic carries: JSON, envelope, schema version, then the data against its schema. Codes name no content. */
export function leesTopic<T extends keyof typeof OP_TOPIC>(topic: T): LeesEvent<TopicEvent<T>> {
  const toegestaan: readonly Bericht[] = OP_TOPIC[topic]
  return (waarde) => {
    const json = leesJson(waarde)
    if (json === undefined) return { kind: 'onleesbaar', code: 'geen-json' }
    const envelop = valideer('envelop', json)
    if (envelop.kind === 'ongeldig') return { kind: 'onleesbaar', code: 'geen-envelop' }
    const schema = leesDataschema(envelop.waarde.dataschema)
    if (schema.kind === 'nieuwere-versie') return { kind: 'nieuwere-versie', dataschema: envelop.waarde.dataschema }
    if (schema.kind === 'onbekend' || !toegestaan.includes(schema.bericht)) {
      return { kind: 'onleesbaar', code: 'vreemd-schema' }
    }
    return leesData<T>(schema, envelop.waarde)
  }
}

type Versie = { readonly bericht: Bericht; readonly versie: number }

function leesData<T extends keyof typeof OP_TOPIC>(
  { bericht, versie }: Versie,
  envelop: object,
): Lezing<TopicEvent<T>> {
  const data: unknown = 'data' in envelop ? envelop.data : undefined
  if (!isVersie(bericht, versie, data)) return { kind: 'onleesbaar', code: 'ongeldige-inhoud' }
  const event: unknown = { ...envelop, schema: bericht }
  return isTopicEvent<T>(event) ? { kind: 'event', event } : { kind: 'onleesbaar', code: 'geen-envelop' }
}

/** Envelope and data were both held against their schemas above; this says so to the compiler in one place. */
function isTopicEvent<T extends keyof typeof OP_TOPIC>(event: unknown): event is TopicEvent<T> {
  return typeof event === 'object' && event !== null && 'schema' in event
}

function leesJson(waarde: string): unknown {
  try {
    return JSON.parse(waarde)
  } catch {
    return undefined
  }
}
