import type { Verzoek } from '@warmknooppunt/platform/http'
import { leesSleutelkop } from '../idempotentie.ts'

/** One structured-field string (RFC 9651 section 3.3.3) of 1 to 255 characters. */
const PATROON = '^"(?:[ !#-\\[\\]-~]|\\\\["\\\\]){1,255}"$'

export const SLEUTELKOP = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      pattern: PATROON,
      examples: ['"8e03978e-40d5-43e8-bc93-6894a57f9324"'],
      description:
        'Tekst als structured field: tussen aanhalingstekens, hoogstens 255 tekens ASCII. Een herhaling binnen 30 dagen met dezelfde sleutel en inhoud krijgt het eerste antwoord.',
    },
  },
} as const

/** The value of Idempotency-Key, null without one. */
export function sleutelVan(header: Verzoek['header']): string | null {
  const kop = leesSleutelkop(header('idempotency-key'))
  if (kop.kind === 'ongeldig') throw new Error('the key passed its pattern before')
  return kop.kind === 'sleutel' ? kop.sleutel : null
}
