import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { transactie } from '@warmknooppunt/platform/db'
import type { JWK } from 'jose'
import { calculateJwkThumbprint } from 'jose'
import type { Pool } from 'pg'
import type { Wisseltijden } from './kies-sleutels.ts'
import { isWeg, kiesSleutels } from './kies-sleutels.ts'
import type { Sleutelrij, Sleutelstand } from './sleutel-store.ts'
import { beeindigAndere, bewaarSleutel, leesSleutels, vergrendelKeuze, verwijderSleutels } from './sleutel-store.ts'

/** Seals and opens a text with the key-encryption key of the configuration. */
export type Sleutelkluis = { sluit(tekst: string): string; open(tekst: string): string }

/** `tekentVanaf`: since when it signs, or from when it will. */
export type Sleutel = { readonly publiek: JWK; readonly besloten: JWK; readonly tekentVanaf: Temporal.Instant }

/** What access tokens are signed with; RSA because checking it costs a receiver a tenth of ECDSA. */
export const TEKENALGORITME = 'PS256'
const MODULUS_BITS = 3072

const maakPaar = promisify(generateKeyPair)

/** The signing keys to publish, the one that signs first; made once, also when processes start together. */
export async function zorgVoorSleutels(
  pool: Pool,
  kluis: Sleutelkluis,
  nu: Temporal.Instant,
): Promise<readonly Sleutel[]> {
  const aanwezig = await leesSleutels(pool)
  if (aanwezig.length > 0) return kiesSleutels(aanwezig, nu).map((rij) => open(rij, kluis))
  // Made outside the transaction: it takes up to seconds, and the lock is for the choice only.
  const nieuw = await maakSleutel(kluis)
  const rijen = await transactie(pool, null, async (tx) => {
    await vergrendelKeuze(tx)
    if ((await leesSleutels(tx)).length === 0) await bewaarSleutel(tx, nieuw, { nu, tekentVanaf: nu })
    return leesSleutels(tx)
  })
  return kiesSleutels(rijen, nu).map((rij) => open(rij, kluis))
}

/**
 * The keys to publish at `nu`, when they or their order differ from those given by id, else null. Keys past their end are removed from the
 * database. Throws when the database does not answer, or a key does not open.
 */
export async function leesAndereSleutels(
  pool: Pool,
  kluis: Sleutelkluis,
  o: { readonly nu: Temporal.Instant; readonly kids: readonly string[] },
): Promise<readonly Sleutel[] | null> {
  const rijen = await leesSleutels(pool)
  const gekozen = kiesSleutels(rijen, o.nu)
  const weg = rijen.filter((rij) => isWeg(rij, o.nu) && !gekozen.includes(rij)).map(({ kid }) => kid)
  if (weg.length > 0) await verwijderSleutels(pool, weg)
  const gelijk = gekozen.length === o.kids.length && gekozen.every(({ kid }, i) => kid === o.kids[i])
  return gelijk || gekozen.length === 0 ? null : gekozen.map((rij) => open(rij, kluis))
}

export type Wissel =
  | { readonly kind: 'gewisseld'; readonly kid: string; readonly oud: readonly string[] }
  | { readonly kind: 'geen' | 'andere-kek' }
  | { readonly kind: 'loopt'; readonly kid: string; readonly tekentVanaf: Temporal.Instant }

/**
 * Adds a signing key beside those there are, and gives these their end; nothing changes while an earlier rotation has not come to sign, unless the
 * keys leaked, or when the KEKs given are not those of the hub, which could then not open the new key.
 */
export async function wisselSleutel(
  pool: Pool,
  kluis: Sleutelkluis,
  o: Wisseltijden & { readonly nu: Temporal.Instant; readonly gelekt: boolean },
): Promise<Wissel> {
  const nieuw = await maakSleutel(kluis)
  return transactie(pool, null, async (tx) => {
    await vergrendelKeuze(tx)
    const rijen = await leesSleutels(tx)
    if (rijen.length === 0) return { kind: 'geen' }
    if (!rijen.every((rij) => gaatOpen(rij, kluis))) return { kind: 'andere-kek' }
    const loopt = o.gelekt
      ? undefined
      : rijen.find(({ tekentVanaf }) => Temporal.Instant.compare(tekentVanaf, o.nu) > 0)
    if (loopt) return { kind: 'loopt', kid: loopt.kid, tekentVanaf: loopt.tekentVanaf }
    await bewaarSleutel(tx, nieuw, o)
    await beeindigAndere(tx, nieuw.kid, o.oudWegNa)
    return { kind: 'gewisseld', kid: nieuw.kid, oud: rijen.map(({ kid }) => kid) }
  })
}

async function maakSleutel(kluis: Sleutelkluis): Promise<Sleutelrij> {
  const { publicKey, privateKey } = await maakPaar('rsa', { modulusLength: MODULUS_BITS })
  const kaal = publicKey.export({ format: 'jwk' })
  const kid = await calculateJwkThumbprint(kaal)
  const kenmerk = { kid, use: 'sig', alg: TEKENALGORITME }
  const besloten = kluis.sluit(JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...kenmerk }))
  return { kid, publiek: { ...kaal, ...kenmerk }, besloten }
}

function gaatOpen(rij: Sleutelstand, kluis: Sleutelkluis): boolean {
  try {
    return open(rij, kluis).besloten.kid === rij.kid
  } catch {
    return false
  }
}

function open({ kid, publiek, besloten, tekentVanaf }: Sleutelstand, kluis: Sleutelkluis): Sleutel {
  try {
    return { publiek, besloten: JSON.parse(kluis.open(besloten)), tekentVanaf }
  } catch (cause) {
    throw new Error(`signing key ${kid} does not open with the configured key-encryption key`, { cause })
  }
}
