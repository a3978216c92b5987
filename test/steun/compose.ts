import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export const WORTEL = fileURLToPath(new URL('../..', import.meta.url))

/** A service of docker-compose.yml, as an engine would run it. */
export type Container = {
  readonly naam: string
  readonly image: string
  readonly command: readonly string[]
  readonly entrypoint: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
  readonly volumes: readonly string[]
  readonly ports: readonly string[]
  readonly netwerken: readonly string[]
  readonly profielen: readonly string[]
  readonly na: Readonly<Record<string, string>>
  /** everything else, by its name in the file */
  readonly veld: (naam: string) => unknown
}

export type Compose = {
  readonly containers: readonly Container[]
  readonly geheimen: Readonly<Record<string, string>>
  readonly intern: readonly string[]
  readonly volumes: readonly string[]
}

/** Reads a compose file with the settings of `.env`. Throws, as the engine does, when one that must be set is not. */
export function leesCompose(bestand: string, env: Readonly<Record<string, string>>): Compose {
  const gelezen = Object(parse(readFileSync(`${WORTEL}/${bestand}`, 'utf8'), { merge: true }))
  const alles = Object(invullen(gelezen, env))
  return {
    containers: Object.entries(alles.services).map(([naam, dienst]) => container(naam, Object(dienst))),
    geheimen: perNaam(alles.secrets, (geheim) => String(Object(geheim).file)),
    intern: Object.entries(Object(alles.networks)).flatMap(([naam, net]) => (Object(net).internal ? [naam] : [])),
    volumes: Object.keys(Object(alles.volumes)),
  }
}

function container(naam: string, dienst: object): Container {
  const veld = (wat: string): unknown => Object.entries(dienst).find(([sleutel]) => sleutel === wat)?.[1]
  return {
    naam,
    image: String(veld('image')),
    command: lijst(veld('command')),
    entrypoint: lijst(veld('entrypoint')),
    env: perNaam(veld('environment'), String),
    secrets: lijst(veld('secrets')),
    volumes: lijst(veld('volumes')),
    ports: lijst(veld('ports')),
    netwerken: namen(veld('networks')),
    profielen: lijst(veld('profiles')),
    na: perNaam(veld('depends_on'), (hoe) => String(Object(hoe).condition)),
    veld,
  }
}

const lijst = (waarde: unknown): string[] => (Array.isArray(waarde) ? waarde.map(String) : [])
const namen = (waarde: unknown): string[] => (Array.isArray(waarde) ? lijst(waarde) : Object.keys(Object(waarde)))
function perNaam(waarde: unknown, f: (deel: unknown) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(Object(waarde)).map(([naam, deel]) => [naam, f(deel)]))
}

function invullen(waarde: unknown, env: Readonly<Record<string, string>>): unknown {
  if (typeof waarde === 'string') return vervang(waarde, env)
  if (Array.isArray(waarde)) return waarde.map((deel) => invullen(deel, env))
  if (typeof waarde !== 'object' || waarde === null) return waarde
  return Object.fromEntries(Object.entries(waarde).map(([naam, deel]) => [naam, invullen(deel, env)]))
}

/** `${X}`, `${X:-default}`, `${X-default}`, `${X:?what to do}`. */
function vervang(tekst: string, env: Readonly<Record<string, string>>): string {
  return tekst.replace(/\$\{([A-Z_]+)(?:(:?)([-?])([^}]*))?\}/g, (_alles, naam: string, ook, teken, rest: string) => {
    const gegeven = env[naam]
    if (gegeven !== undefined && (gegeven !== '' || ook !== ':')) return gegeven
    if (teken === '?') throw new Error(`${naam} is missing: ${rest}`)
    return teken === '-' ? rest : ''
  })
}
