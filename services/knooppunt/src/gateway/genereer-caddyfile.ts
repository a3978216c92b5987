import { writeFileSync } from 'node:fs'
import { GATEWAY_UPSTREAMS } from '../dienst/topologie.ts'
import { maakCaddyfile } from './caddyfile.ts'
import { leesEigendom } from './eigendom.ts'

export const BESTAND = new URL('../../../../infra/gateway/Caddyfile', import.meta.url)

export async function genereerCaddyfile(): Promise<string> {
  return maakCaddyfile(await leesEigendom(), GATEWAY_UPSTREAMS)
}

if (import.meta.main) writeFileSync(BESTAND, await genereerCaddyfile())
