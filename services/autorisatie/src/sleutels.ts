import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { transactie } from '@warmknooppunt/platform/db'
import type { JWK } from 'jose'
import { calculateJwkThumbprint } from 'jose'
import type { Pool } from 'pg'
import type { Sleutelrij } from './sleutel-store.ts'
import { bewaarSleutel, leesSleutels } from './sleutel-store.ts'

/** Seals and opens a text with the key-encryption key of the configuration. */
export type Sleutelkluis = { sluit(tekst: string): string; open(tekst: string): string }

export type Sleutel = { readonly publiek: JWK; readonly besloten: JWK }

/** What access tokens are signed with; RSA because checking it costs a receiver a tenth of ECDSA. */
export const TEKENALGORITME = 'PS256'
const MODULUS_BITS = 3072

const maakPaar = promisify(generateKeyPair)

/** The signing keys, newest first; made once, also when processes start together. */
export async function zorgVoorSleutels(
  pool: Pool,
  kluis: Sleutelkluis,
  nu: Temporal.Instant,
): Promise<readonly Sleutel[]> {
  const aanwezig = await leesSleutels(pool)
  if (aanwezig.length > 0) return aanwezig.map((rij) => open(rij, kluis))
  // Made outside the transaction: it takes up to seconds, and the lock is for the choice only.
  const nieuw = await maakSleutel(kluis)
  const rijen = await transactie(pool, null, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('autorisatie.sleutel', 0))`)
    if ((await leesSleutels(tx)).length === 0) await bewaarSleutel(tx, nieuw, nu)
    return leesSleutels(tx)
  })
  return rijen.map((rij) => open(rij, kluis))
}

async function maakSleutel(kluis: Sleutelkluis): Promise<Sleutelrij> {
  const { publicKey, privateKey } = await maakPaar('rsa', { modulusLength: MODULUS_BITS })
  const kaal = publicKey.export({ format: 'jwk' })
  const kid = await calculateJwkThumbprint(kaal)
  const kenmerk = { kid, use: 'sig', alg: TEKENALGORITME }
  const besloten = kluis.sluit(JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...kenmerk }))
  return { kid, publiek: { ...kaal, ...kenmerk }, besloten }
}

function open({ kid, publiek, besloten }: Sleutelrij, kluis: Sleutelkluis): Sleutel {
  try {
    return { publiek, besloten: JSON.parse(kluis.open(besloten)) }
  } catch (cause) {
    throw new Error(`signing key ${kid} does not open with the configured key-encryption key`, { cause })
  }
}
