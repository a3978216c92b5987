import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { CLUSTERFOUTEN, FOUTEN } from './fouten/fouten.ts'

export type Keuze = {
  /** postgres: the all-in-one; kafka: the hub as separate processes over Kafka */
  readonly bus: 'postgres' | 'kafka'
  readonly seconden: number
  /** null: by seconden */
  readonly ronden: number | null
  readonly zaad: number
  readonly perSeconde: number
  readonly fouten: readonly string[]
  readonly houd: boolean
  readonly schrijf: boolean
  readonly json: boolean
}

export type Lezing =
  | { readonly kind: 'keuze'; readonly keuze: Keuze }
  | { readonly kind: 'hulp' }
  | { readonly kind: 'fout'; readonly tekst: string }

const OPTIES = {
  help: { type: 'boolean', short: 'h' },
  bus: { type: 'string', default: 'postgres' },
  seconden: { type: 'string' },
  ronden: { type: 'string' },
  zaad: { type: 'string' },
  'per-seconde': { type: 'string', default: '20' },
  fout: { type: 'string', multiple: true },
  houd: { type: 'boolean', default: false },
  schrijf: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

export const HULP = `npm run chaos -- [options]

Starts a hub of its own on a temporary folder and free ports, has creditors, gemeenten and an operator play against it, and meanwhile does to it
what may happen to a hub. When it is over it lets every clock run out and holds the creditors' ledger against that of the receivers.

  --bus <bus>        postgres (default): the all-in-one, one process; kafka: as npm run cluster runs it, two processes of every service, a broker
                     and, where Caddy is, the gateway. Needs Docker, or Java 17 and Maven
  --seconden <n>     how long faults are done, 5 to 86400 (default 60); settling and judging come after it. From 300 on also outages of a minute
  --ronden <n>       instead: every fault so many times, 1 to 100, however long that takes
  --zaad <n>         the same seed does the same faults in the same order (default: one of chance, which is printed)
  --per-seconde <n>  doorverwijzingen a second, 1 to 500 (default 20)
  --fout <naam>      only this fault; may be given more than once
  --houd             keep the data folder and the log of the hub, and say where they are
  --schrijf          write the faults and their outcomes to their table in docs/betrouwbaarheid.md
  --json             print nothing but the last line
  --help             this

The last line is one JSON object. Exit codes: 0 all promises were kept; 1 one was not; 64 used wrongly; 69 a program is missing; 130 broken off.

Faults with --bus postgres:
${toon(FOUTEN)}

Faults with --bus kafka:
${toon(CLUSTERFOUTEN)}
`

function toon(fouten: readonly { readonly naam: string; readonly wat: string }[]): string {
  return fouten.map(({ naam, wat }) => `  ${naam.padEnd(22)} ${wat}`).join('\n')
}

export function leesOpdrachtregel(argumenten: readonly string[]): Lezing {
  try {
    const { values } = parseArgs({ args: [...argumenten], options: OPTIES, strict: true, allowPositionals: false })
    if (values.help) return { kind: 'hulp' }
    const gekozen = values.fout ?? []
    const bus = leesBus(values.bus)
    const namen = (bus === 'kafka' ? CLUSTERFOUTEN : FOUTEN).map(({ naam }) => naam)
    const vreemd = gekozen.filter((naam) => !namen.includes(naam))
    if (vreemd.length > 0) throw new Error(`with --bus ${bus} no fault is called ${vreemd.join(', ')}`)
    if (values.ronden !== undefined && values.seconden !== undefined)
      throw new Error('--seconden and --ronden: give one of them')
    const keuze = {
      bus,
      seconden: getal('seconden', values.seconden ?? '60', { min: 5, max: 86_400 }),
      ronden: values.ronden === undefined ? null : getal('ronden', values.ronden, { min: 1, max: 100 }),
      zaad: values.zaad === undefined ? randomInt(2 ** 31) : getal('zaad', values.zaad, { min: 0, max: 2 ** 31 }),
      perSeconde: getal('per-seconde', values['per-seconde'], { min: 1, max: 500 }),
      fouten: gekozen,
      houd: values.houd,
      schrijf: values.schrijf,
      json: values.json,
    }
    return { kind: 'keuze', keuze }
  } catch (fout) {
    return { kind: 'fout', tekst: fout instanceof Error ? fout.message : String(fout) }
  }
}

function leesBus(tekst: string): Keuze['bus'] {
  if (tekst !== 'postgres' && tekst !== 'kafka') throw new Error('--bus must be postgres or kafka')
  return tekst
}

function getal(naam: string, tekst: string, { min, max }: { min: number; max: number }): number {
  const waarde = /^[0-9]+$/.test(tekst) ? Number(tekst) : Number.NaN
  if (!(waarde >= min && waarde <= max)) throw new Error(`--${naam} must be a whole number from ${min} to ${max}`)
  return waarde
}

/** How to do the same again. */
export function alsOpdracht({ bus, seconden, ronden, zaad, perSeconde, fouten }: Keuze): string {
  const duur = ronden === null ? `--seconden ${seconden}` : `--ronden ${ronden}`
  const gekozen = fouten.map((naam) => ` --fout ${naam}`).join('')
  const over = bus === 'kafka' ? '--bus kafka ' : ''
  return `npm run chaos -- ${over}${duur} --zaad ${zaad} --per-seconde ${perSeconde}${gekozen}`
}
