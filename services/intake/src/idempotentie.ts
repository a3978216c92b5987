import { parseItem } from 'structured-headers'

/** Days that a first answer is kept for its keys. */
export const BEWAAR_DAGEN = 30

export type Sleutelkop =
  | { readonly kind: 'geen' }
  | { readonly kind: 'sleutel'; readonly sleutel: string }
  | { readonly kind: 'ongeldig' }

const MAX_TEKENS = 255

/** Reads `Idempotency-Key`: one structured-field string (RFC 8941), such as `"8e03978e-40d5-43e8-bc93-6894a57f9324"`. */
export function leesSleutelkop(kop: string | undefined): Sleutelkop {
  if (kop === undefined) return { kind: 'geen' }
  try {
    const [waarde, parameters] = parseItem(kop)
    const goed = typeof waarde === 'string' && waarde.length > 0 && waarde.length <= MAX_TEKENS && parameters.size === 0
    return goed ? { kind: 'sleutel', sleutel: waarde } : { kind: 'ongeldig' }
  } catch {
    return { kind: 'ongeldig' }
  }
}
