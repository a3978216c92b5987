import type { Afloop } from '../afloop.ts'

/** An endpoint with its secrets in the open: in memory only. */
export type OpenEindpunt = {
  readonly id: string
  readonly adres: string
  /** signing secrets valid now, the newest first; `whsec_` and base64 */
  readonly geheimen: readonly string[]
  /** CIDR ranges that may be connected to besides the public internet */
  readonly toegestaneNetten: readonly string[]
  readonly httpToegestaan: boolean
  /** only `toegestaneNetten`, not the public internet: in a proef */
  readonly alleenNetten: boolean
  readonly gelijktijdig: number
}

/** One message for one endpoint: the event as its receiver may read it. `tijdstip` = the moment of sending. */
export type Zending = {
  readonly eindpunt: OpenEindpunt
  readonly berichtId: string
  readonly event: Readonly<Record<string, unknown>>
  readonly tijdstip: Temporal.Instant
}

/** How long one attempt may take in all; the signal given with it holds this. */
export const TOTAAL_MS = 15_000

/** Sends once, within the signal. Never throws for what the far side did or is; no retries. */
export type Verstuur = (zending: Zending, signal: AbortSignal) => Promise<Afloop>

/** A way to send, with the connections it keeps. */
export type Adapter = { readonly verstuur: Verstuur; sluit(): Promise<void> }

export type Soort = 'webhook'
export type Adapters = Readonly<Record<Soort, Adapter>>
