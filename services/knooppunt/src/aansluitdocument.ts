import { bepaalGemeente } from './aansluittest/besluit-gemeente.ts'
import { bepaalSchuldeiser } from './aansluittest/besluit-schuldeiser.ts'
import type { Stap } from './aansluittest/verloop.ts'

const TALEN: Readonly<Record<string, string>> = {
  ts: 'ts',
  sh: 'bash',
  py: 'python',
  java: 'java',
  cs: 'csharp',
  csproj: 'xml',
}
const LEEG = { verzoeken: [], pushes: [], gewoon: null, vernietigd: null }
const STAPPEN: ReadonlyMap<string, () => readonly Stap[]> = new Map([
  ['schuldeiser', () => bepaalSchuldeiser(LEEG)],
  ['gemeente, postvak', () => bepaalGemeente(LEEG, 'postvak')],
  ['gemeente, webhook', () => bepaalGemeente(LEEG, 'webhook')],
])
const PLEK = /^<!-- (voorbeeld|stappen): ([^\n]+?) -->\n[\s\S]*?^<!-- einde -->$/gm

/**
 * The document with what stands between its marks made anew: `voorbeeld: <file>` is a sample as it lies in its file, `stappen: <role>` the steps
 * of the test. Throws when a mark names what there is not.
 *
 * @param lees the text of a sample, by its path below the folder of samples
 */
export function vulDocument(tekst: string, lees: (pad: string) => string): string {
  return tekst.replace(PLEK, (_geheel, soort: string, naam: string) => {
    const inhoud = soort === 'voorbeeld' ? toonVoorbeeld(naam, lees(naam)) : toonStappen(naam)
    return `<!-- ${soort}: ${naam} -->\n${inhoud}\n<!-- einde -->`
  })
}

function toonVoorbeeld(pad: string, code: string): string {
  const taal = TALEN[pad.split('.').at(-1) ?? '']
  if (taal === undefined) throw new Error(`no language for the sample ${pad}`)
  return `\`${pad}\`\n\n\`\`\`${taal}\n${code.trimEnd()}\n\`\`\``
}

function toonStappen(rol: string): string {
  const stappen = STAPPEN.get(rol)?.()
  if (!stappen) throw new Error(`no role ${rol}: ${[...STAPPEN.keys()].join('; ')}`)
  const rijen = stappen.map(({ naam, verwacht, advies }, i) => `| ${i + 1} | ${naam} | ${verwacht} | ${advies} |`)
  return ['| nr | stap | verwacht | zo doet u dat |', '|---|---|---|---|', ...rijen].join('\n')
}
