import type { Stap } from './verloop.ts'

export type Verslag = {
  readonly rol: string
  readonly deelnemer: string
  readonly weg: string | null
  readonly hub: string
  readonly versie: string
  readonly begonnenOp: string
  readonly geeindigdOp: string
  readonly geslaagd: boolean
  readonly stappen: readonly Stap[]
}

/** Whether every step is passed. */
export function isGeslaagd(stappen: readonly Stap[]): boolean {
  return stappen.every(({ oordeel }) => oordeel === 'gehaald')
}

/** The report as Markdown (Dutch), to be signed by both sides. */
export function maakVerslag(v: Verslag): string {
  const open = v.stappen.filter(({ oordeel }) => oordeel !== 'gehaald')
  const rijen = v.stappen.map((s, i) => `| ${i + 1} | ${s.naam} | ${s.verwacht} | ${cel(s.gezien)} | ${s.oordeel} |`)
  return [
    `# Aansluittest Warmknooppunt: ${v.deelnemer}`,
    '',
    '| | |',
    '|---|---|',
    `| deelnemer | ${v.deelnemer} |`,
    `| rol | ${v.rol}${v.weg === null ? '' : `, ontvangt via ${v.weg}`} |`,
    `| knooppunt | ${v.hub}, versie ${v.versie} (aansluitomgeving) |`,
    `| begonnen | ${v.begonnenOp} |`,
    `| geëindigd | ${v.geeindigdOp} |`,
    `| uitslag | **${v.geslaagd ? 'geslaagd' : 'niet geslaagd'}**: ${v.stappen.length - open.length} van ${v.stappen.length} stappen gehaald |`,
    '',
    '## Stappen',
    '',
    '| nr | stap | verwacht | gezien | oordeel |',
    '|---|---|---|---|---|',
    ...rijen,
    '',
    ...(open.length === 0 ? [] : ['## Nog te doen', '', ...open.map((s) => `- **${s.naam}**: ${s.advies}`), '']),
    '## Akkoord',
    '',
    '| | deelnemer | beheerder van het knooppunt |',
    '|---|---|---|',
    '| naam | | |',
    '| datum | | |',
    '| handtekening | | |',
    '',
  ].join('\n')
}

function cel(tekst: string): string {
  return tekst.replaceAll('|', '\\|')
}
