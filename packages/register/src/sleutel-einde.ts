import { X509Certificate } from 'node:crypto'
import { controleerDeelnemer } from '@warmknooppunt/regels/overeenkomst'
import type { Client } from './client-store.ts'
import type { Deelnemer } from './deelnemer-store.ts'

export type Sleuteleinde = {
  readonly client: string
  readonly deelnemer: string
  readonly kid: string | null
  readonly einde: Temporal.Instant
  /** the client has another key that holds longer: it signs in by that, and this one is to be taken away */
  readonly vervangen: boolean
}

/** Keys of which is known until when they hold, of clients that sign in by a key and whose party takes part now. */
export function sleuteleindes(
  clients: readonly Client[],
  deelnemer: (code: string) => Deelnemer | null,
  nu: Temporal.Instant,
): Sleuteleinde[] {
  return clients
    .filter(({ status, certificaat }) => status === 'actief' && (certificaat ?? null) === null)
    .filter((client) => controleerDeelnemer(deelnemer(client.deelnemer), nu).kind === 'ok')
    .flatMap(eindesVan)
}

function eindesVan({ clientId, deelnemer, jwks }: Client): Sleuteleinde[] {
  const sleutels = jwks.keys.map((jwk) => ({ kid: jwk.kid, einde: eindeVanSleutel(jwk) }))
  const laatste = Math.max(...sleutels.map(({ einde }) => einde?.epochMilliseconds ?? Number.POSITIVE_INFINITY))
  return sleutels.flatMap(({ kid, einde }) => {
    if (einde === null) return []
    const naam = typeof kid === 'string' ? kid : null
    return [{ client: clientId, deelnemer, kid: naam, einde, vervangen: einde.epochMilliseconds < laatste }]
  })
}

/**
 * Until when a public key holds, as whoever gave it says: by `exp` (seconds since 1970, as the register has it) or by the certificate beside it
 * (the first of `x5c`, RFC 7517 section 4.7), whichever comes first; null when neither says. A certificate that cannot be read says nothing.
 */
export function eindeVanSleutel(jwk: Readonly<Record<string, unknown>>): Temporal.Instant | null {
  const momenten = [vanExp(jwk.exp), vanCertificaat(jwk.x5c)].filter((ms) => ms !== null)
  return momenten.length === 0 ? null : Temporal.Instant.fromEpochMilliseconds(Math.min(...momenten))
}

function vanExp(exp: unknown): number | null {
  return typeof exp === 'number' ? exp * 1_000 : null
}

function vanCertificaat(x5c: unknown): number | null {
  const [eerste]: readonly unknown[] = Array.isArray(x5c) ? x5c : []
  if (typeof eerste !== 'string') return null
  try {
    return new X509Certificate(Buffer.from(eerste, 'base64')).validToDate.getTime()
  } catch {
    return null
  }
}
