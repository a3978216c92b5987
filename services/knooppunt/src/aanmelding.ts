import type { Autorisatie } from '@warmknooppunt/autorisatie/handler'
import { startAutorisatie } from '@warmknooppunt/autorisatie/start'
import type { Controleur } from '@warmknooppunt/platform/auth'
import { maakControleur } from '@warmknooppunt/platform/auth'
import type { Certificaatlezer } from '@warmknooppunt/platform/clientcertificaat'
import type { Config } from '@warmknooppunt/platform/config'
import { leesUitgevers } from '@warmknooppunt/platform/dienst-velden'
import type { Keks } from '@warmknooppunt/platform/kluis'
import type { Log } from '@warmknooppunt/platform/log'
import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import type { Plek } from './adressen.ts'
import type { VELDEN } from './velden.ts'

/** What the all-in-one is started with. */
export type AllesKeuze = {
  readonly config: Config<typeof VELDEN>
  readonly log: Log
  readonly nu: () => Temporal.Instant
  /** a hub to try out connecting: invented parties only, on a database that is for that alone, and nothing is sent outside */
  readonly proef: boolean
}

export type Aanmelding = { readonly autorisatie: Autorisatie; readonly controleur: Controleur }

type Aanmeldkeuze = {
  readonly pool: Pool
  readonly keks: Keks
  readonly plek: Plek
  readonly metrieken: Registry
  readonly certificaat: Certificaatlezer
}

/** The built-in authorisation server, and the check of its tokens and those of the other issuers on the list. */
export async function startAanmelding(
  { config, log, nu }: AllesKeuze,
  { pool, keks, plek, metrieken, certificaat }: Aanmeldkeuze,
): Promise<Aanmelding> {
  const skewSeconden = config.KLOKVERSCHIL_SECONDEN
  const tokenSeconden = config.TOKEN_SECONDEN
  const autorisatie = await startAutorisatie({
    ...plek,
    pool,
    keks,
    log,
    nu,
    tokenSeconden,
    skewSeconden,
    metrieken,
    certificaat,
  })
  const issuers = [{ issuer: plek.issuer, jwks: autorisatie.jwks }, ...leesUitgevers(config.UITGEVERS ?? '')]
  return { autorisatie, controleur: maakControleur({ issuers, audience: plek.audience, skewSeconden }) }
}
