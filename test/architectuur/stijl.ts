import type { Bron } from './bron.ts'
import { DEFAULT_EXPORTS, isProef, KLOKKEN, MAX_REGELS } from './tekening.ts'

/** Types talked away, and syntax that the project does without. */
export function keurVormen(bronnen: readonly Bron[]): string[] {
  return bronnen.flatMap(({ pad, vormen, opmerkingen }) => [
    ...vormen
      .filter(({ wat }) => !wat.startsWith('clock') && !(wat === 'default export' && pad in DEFAULT_EXPORTS))
      .map(({ wat, regel }) => `${pad}:${regel} ${wat}`),
    ...opmerkingen
      .filter(({ wat }) => /@ts-(?:ignore|expect-error|nocheck)|biome-ignore/.test(wat))
      .map(({ regel }) => `${pad}:${regel} a check switched off`),
  ])
}

/** `nu` is an argument: the process clock is read in main.ts and the places that the drawing names. */
export function keurKlok(bronnen: readonly Bron[]): string[] {
  return bronnen
    .filter(({ pad }) => !isProef(pad) && !pad.endsWith('/main.ts') && !(pad in KLOKKEN))
    .flatMap(({ pad, vormen }) =>
      vormen.filter(({ wat }) => wat.startsWith('clock')).map(({ wat, regel }) => `${pad}:${regel} ${wat}`),
    )
}

/** Generated types grow with their schema; everything else written by hand is cut before it is this long. */
export function keurLengte(bronnen: readonly Bron[]): string[] {
  return bronnen
    .filter(({ pad, regels }) => !isProef(pad) && !pad.startsWith('schemas/types/') && regels > MAX_REGELS)
    .map(({ pad, regels }) => `${pad} has ${regels} lines`)
}

/** What others call says what it does; the reads of a store say it by their name and their SQL. */
export function keurDocs(bronnen: readonly Bron[]): string[] {
  return bronnen
    .filter(({ pad }) => pad.startsWith('packages/') && !isProef(pad))
    .flatMap(({ pad, uitvoer }) =>
      uitvoer
        .filter(({ naam, functie, doc }) => functie && !doc && !(pad.endsWith('-store.ts') && naam.startsWith('lees')))
        .map(({ naam, regel }) => `${pad}:${regel} ${naam} has no docstring`),
    )
}

export type Tekstbestand = { readonly pad: string; readonly tekst: string }

/** Each in two pieces, so that this file does not hold what it looks for. */
const woord = (...delen: string[]) => delen.join('')
const WOORDEN: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(`\\b(?:${['TO|DO', 'FIX|ME', 'XX|X', 'HA|CK'].map((w) => w.replace('|', '')).join('|')})\\b`),
    'left open',
  ],
  [new RegExp(woord('not ', 'implemented|place', 'holder|nog niet ', 'ondersteund'), 'i'), 'left open'],
  [new RegExp(woord('(?<![\\w.])/(?:wo', 'rk|ho', 'me|ro', 'ot|Us', 'ers)/[\\w.]')), 'a path of one machine'],
  [
    new RegExp(woord('\\b(?:clau', 'de|chat', 'gpt|open', 'ai|anthro', 'pic|copi', 'lot|ll', 'm)\\b'), 'i'),
    'the tools it was made with',
  ],
  [new RegExp(woord('\\b(?:sub', 'agent|ai.gener', 'ated|language mo', 'del)'), 'i'), 'the tools it was made with'],
]

/** Words that do not belong in the project: what was left open, paths of one machine, how it was made. */
export function keurWoorden(bestanden: readonly Tekstbestand[]): string[] {
  return bestanden.flatMap(({ pad, tekst }) =>
    WOORDEN.flatMap(([patroon, wat]) => {
      const gevonden = patroon.exec(tekst)
      return gevonden ? [`${pad}:${tekst.slice(0, gevonden.index).split('\n').length} ${wat}: ${gevonden[0]}`] : []
    }),
  )
}
