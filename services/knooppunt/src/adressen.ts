import type { Config } from '@warmknooppunt/platform/config'
import type { VELDEN } from './velden.ts'

/** Where a running hub can be reached; written to hub.json in its folder. */
export type Adressen = {
  readonly basis: string
  readonly issuer: string
  readonly metrieken: string
  readonly demoOntvanger: string | null
  readonly demo: boolean
  readonly ingebed: boolean
  /** a hub to try out connecting (`start --proef`) */
  readonly proef: boolean
  readonly map: string
  readonly pid: number
}

export type Plek = { readonly basis: string; readonly issuer: string; readonly audience: string }

export function plekVan(config: Config<typeof VELDEN>): Plek {
  const vorm = config.TLS_CERTIFICAAT === undefined ? 'http' : 'https'
  const basis = config.BASIS_URL ?? `${vorm}://${lokaal(config.ADRES)}:${config.POORT}`
  return { basis, issuer: `${basis}/oauth`, audience: `${basis}/v1` }
}

/** How to reach, from this machine, what listens on an address. */
export function lokaal(adres: string): string {
  return adres === '0.0.0.0' || adres === '::' ? '127.0.0.1' : adres
}
