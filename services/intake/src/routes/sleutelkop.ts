import type { Verzoek } from '@warmknooppunt/platform/http'
import type { Probleem } from '@warmknooppunt/platform/probleem'
import { leesSleutelkop } from '../idempotentie.ts'
import { ongeldigeSleutelkop } from '../weigeringen.ts'

export const SLEUTELKOP = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      description:
        'Tekst als structured field, tussen aanhalingstekens. Een herhaling binnen 30 dagen met dezelfde sleutel en inhoud krijgt het eerste antwoord.',
    },
  },
} as const

/** The value of Idempotency-Key, null without one, or what is wrong with it. */
export function sleutelVan(header: Verzoek['header']): string | null | Probleem {
  const kop = leesSleutelkop(header('idempotency-key'))
  if (kop.kind === 'sleutel') return kop.sleutel
  if (kop.kind === 'geen') return null
  return ongeldigeSleutelkop()
}

/** Whether the key could not be read. */
export function isProbleem(kop: string | null | Probleem): kop is Probleem {
  return typeof kop === 'object' && kop !== null
}
