import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { upstreamInstelling } from '../services/knooppunt/src/gateway/caddyfile.ts'

const voerUit = promisify(execFile)
const CADDYFILE = fileURLToPath(new URL('../infra/gateway/Caddyfile', import.meta.url))

/** A program with its arguments and settings, to be run as a process. */
export type Programma = {
  readonly opdracht: string
  readonly argumenten: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export async function heeftCaddy(): Promise<boolean> {
  return voerUit('caddy', ['version']).then(
    () => true,
    () => false,
  )
}

export type Gatewaykeuze = {
  readonly poort: number
  /** the processes of each service, host:port */
  readonly upstreams: Readonly<Record<string, readonly string[]>>
  /** where Caddy may keep what it keeps */
  readonly map: string
  /** a `tls` line; absent: plain HTTP, for this machine only */
  readonly tls?: string
}

/** The gateway as a program, listening on 127.0.0.1. */
export function gatewayprogramma({ poort, upstreams, map, tls }: Gatewaykeuze): Programma {
  const namen = Object.entries(upstreams).map(([dienst, plekken]) => [upstreamInstelling(dienst), plekken.join(' ')])
  return {
    opdracht: 'caddy',
    argumenten: ['run', '--config', CADDYFILE, '--adapter', 'caddyfile'],
    env: {
      ...Object.fromEntries(namen),
      GATEWAY_ADRES: tls === undefined ? `http://:${poort}` : `https://localhost:${poort}`,
      GATEWAY_TLS: tls ?? '',
      GATEWAY_BIND: 'bind 127.0.0.1',
      XDG_CONFIG_HOME: map,
      XDG_DATA_HOME: map,
    },
  }
}
