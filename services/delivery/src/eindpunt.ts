import { randomBytes } from 'node:crypto'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import type { Db, Tx } from '@warmknooppunt/platform/db'
import type { Keks } from '@warmknooppunt/platform/kluis'
import { isProef } from '@warmknooppunt/platform/proef-store'
import type { OpenEindpunt, Soort } from './adapters/verstuur.ts'
import { isEigenNet, isNet, magVerbinden, omvatLoopback, vastAdres } from './adapters/webhook/adreswacht.ts'
import type { Eindpunt, Geheimrij } from './eindpunt-store.ts'
import { leesGeheimen, voegEindpuntToe, zetGeheimen } from './eindpunt-store.ts'
import { open, verpak } from './eindpuntkluis.ts'

/** Requests at once, where nobody said otherwise. */
export const GELIJKTIJDIG = 50

export type EindpuntKeuze = {
  readonly deelnemer: string
  /** only for messages of this loket; left out: of every loket without an endpoint of its own */
  readonly loket?: string
  readonly soort?: Soort
  readonly adres: string
  /** `whsec_` and base64; made when left out */
  readonly geheim?: string
  /** requests at once, from one process */
  readonly gelijktijdig?: number
  /** CIDR ranges besides the public internet, such as 127.0.0.0/8 for a receiver on the same machine */
  readonly toegestaneNetten?: readonly string[]
  /** http instead of https; only for a loopback address on the allow-list */
  readonly httpToegestaan?: boolean
  /** nothing goes there before a second person approves it */
  readonly voorgesteld?: boolean
}

export type Registratie =
  | { readonly kind: 'geregistreerd'; readonly id: string; readonly geheim: string }
  | { readonly kind: 'geweigerd'; readonly reden: Weigerreden }

/** `niet-toegestaan`: the address is an IP address to which may not be connected. */
export type Weigerreden = 'adres' | 'geen-https' | 'net' | 'niet-toegestaan' | 'geheim' | 'buiten-proef'

/** A new signing secret: 24 random bytes, as Standard Webhooks writes them. */
export function nieuwGeheim(): string {
  return `whsec_${randomBytes(24).toString('base64')}`
}

/**
 * Registers where a party wants its messages pushed. Address and secret are stored sealed. The deelnemer is not looked up.
 * In a proef only addresses within the organisation's own networks will do (`buiten-proef`).
 */
export async function registreerEindpunt(
  db: Db,
  keks: Keks,
  keuze: EindpuntKeuze,
  nu: Temporal.Instant,
): Promise<Registratie> {
  const geheim = keuze.geheim ?? nieuwGeheim()
  const reden = keur(keuze, geheim) ?? ((await isProef(db)) ? keurProef(keuze) : null)
  if (reden) return { kind: 'geweigerd', reden }
  const id = nieuwId(nu)
  await voegEindpuntToe(
    db,
    {
      id,
      deelnemer: keuze.deelnemer,
      loket: keuze.loket ?? null,
      soort: keuze.soort ?? 'webhook',
      adres: verpak(keks, `${id}|adres`, keuze.adres),
      geheimen: [{ geheim: verpak(keks, `${id}|geheim`, geheim), van: nu.toString(), tot: null }],
      gelijktijdig: keuze.gelijktijdig ?? GELIJKTIJDIG,
      toegestaneNetten: [...(keuze.toegestaneNetten ?? [])],
      httpToegestaan: keuze.httpToegestaan ?? false,
      status: keuze.voorgesteld ? 'voorgesteld' : 'actief',
    },
    nu,
  )
  return { kind: 'geregistreerd', id, geheim }
}

const GEHEIM = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/

function keur(keuze: EindpuntKeuze, geheim: string): Weigerreden | null {
  const netten = keuze.toegestaneNetten ?? []
  if (!netten.every(isNet)) return 'net'
  if (!GEHEIM.test(geheim)) return 'geheim'
  const adres = URL.parse(keuze.adres)
  if (adres === null) return 'adres'
  if (adres.username !== '' || adres.password !== '' || adres.hash !== '') return 'adres'
  if (adres.protocol !== 'https:' && adres.protocol !== 'http:') return 'adres'
  const onversleuteld = adres.protocol === 'http:'
  if (onversleuteld && !(keuze.httpToegestaan && omvatLoopback(netten))) return 'geen-https'
  // A name is judged by what it resolves to, at each attempt.
  const vast = vastAdres(adres.hostname)
  return vast === null || magVerbinden(vast, { toegestaneNetten: netten, onversleuteld }) ? null : 'niet-toegestaan'
}

/** In a proef an endpoint names its networks, all its organisation's own; what a name resolves to is held against them at connect time. */
function keurProef({ toegestaneNetten = [] }: EindpuntKeuze): 'buiten-proef' | null {
  return toegestaneNetten.length > 0 && toegestaneNetten.every(isEigenNet) ? null : 'buiten-proef'
}

/**
 * Adds a signing secret; the newest of the others stays valid until `oudTot`, older ones go. Until then every message carries both
 * signatures. False when there is no such endpoint. Run it inside a transaction.
 */
export async function wisselGeheim(
  tx: Tx,
  keks: Keks,
  o: { readonly id: string; readonly geheim: string; readonly oudTot: Temporal.Instant },
  nu: Temporal.Instant,
): Promise<boolean> {
  const [oud] = (await leesGeheimen(tx, o.id)) ?? []
  if (!oud || !GEHEIM.test(o.geheim)) return false
  const nieuw: Geheimrij = { geheim: verpak(keks, `${o.id}|geheim`, o.geheim), van: nu.toString(), tot: null }
  await zetGeheimen(tx, o.id, [nieuw, { ...oud, tot: o.oudTot.toString() }])
  return true
}

/** Opens address and the secrets valid at `nu`, for sending. Throws when a KEK is missing. */
export function openEindpunt(keks: Keks, e: Eindpunt, nu: Temporal.Instant): OpenEindpunt {
  return {
    id: e.id,
    adres: open(keks, `${e.id}|adres`, e.adres),
    geheimen: e.geheimen.filter((g) => geldtGeheim(g, nu)).map(({ geheim }) => open(keks, `${e.id}|geheim`, geheim)),
    toegestaneNetten: e.toegestaneNetten,
    httpToegestaan: e.httpToegestaan,
    alleenNetten: e.alleenNetten,
    gelijktijdig: e.gelijktijdig,
  }
}

/** Whether a secret counts at `nu`. It does as soon as it stands there: after a clock went back, a push would go without any signature. */
export function geldtGeheim({ tot }: Geheimrij, nu: Temporal.Instant): boolean {
  return tot === null || Temporal.Instant.compare(nu, Temporal.Instant.from(tot)) < 0
}
