import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const UNITS = join(import.meta.dirname, '../../infra/systemd')
/** Where the units say that the program lies. */
export const PROGRAMMA = '/opt/warmknooppunt'

/** A unit file: per `Section.Key` its values in order. */
export type Unit = { readonly naam: string; readonly waarden: ReadonlyMap<string, readonly string[]> }

/** What systemd reads of a unit of the hub: the file itself behind what all share, as a drop-in by prefix adds. */
export function leesUnit(naam: string): Unit {
  const gedeeld = naam.startsWith('warmknooppunt-') ? ontleed(lees('warmknooppunt-.service.d/veilig.conf')) : []
  const waarden = new Map<string, string[]>()
  for (const [sleutel, waarde] of [...gedeeld, ...ontleed(lees(naam))]) {
    waarden.set(sleutel, [...(waarden.get(sleutel) ?? []), waarde])
  }
  return { naam, waarden }
}

/** Environment= of a unit for instance 1, with the folders of systemd filled in. */
export function omgevingVan(unit: Unit, geheimen: string, staat: string): Record<string, string> {
  const paren = (unit.waarden.get('Service.Environment') ?? []).flatMap((regel) => regel.split(' '))
  return Object.fromEntries(
    paren.map((paar) => {
      const [naam = '', ...rest] = paar.split('=')
      return [naam, rest.join('=').replaceAll('%d', geheimen).replaceAll('%S', staat).replaceAll('%i', '1')]
    }),
  )
}

/** The settings of hub.env, as systemd reads an EnvironmentFile. */
export function leesHubEnv(): Record<string, string> {
  const regels = lees('hub.env').split('\n')
  return Object.fromEntries(
    regels.filter((regel) => /^[A-Z]/.test(regel)).map((r) => [r.split('=')[0], r.slice(r.indexOf('=') + 1)]),
  )
}

/** Copies the units to a folder, with the program where it lies here, so that systemd-analyze finds what they start. */
export function kopieerUnits(map: string, wortel: string): void {
  for (const pad of readdirSync(UNITS, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(service|target|conf)$/.test(pad)) continue
    mkdirSync(join(map, dirname(pad)), { recursive: true })
    writeFileSync(join(map, pad), lees(pad).replaceAll(PROGRAMMA, wortel))
  }
}

const lees = (pad: string) => readFileSync(join(UNITS, pad), 'utf8')

function ontleed(tekst: string): (readonly [string, string])[] {
  let deel = ''
  return tekst.split('\n').flatMap((regel) => {
    deel = /^\[(\w+)\]$/.exec(regel)?.[1] ?? deel
    const [, sleutel, waarde = ''] = /^([A-Za-z]+)=(.*)$/.exec(regel) ?? []
    return sleutel === undefined ? [] : [[`${deel}.${sleutel}`, waarde] as const]
  })
}
