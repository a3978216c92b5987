import type { Breuk } from './breuk.ts'

const MIGRATIES = 'packages/platform/src/migraties.ts'
const MIGRATIEPROEF = 'packages/platform/src/migraties.pg.test.ts'

/** Code runs on a database that it knows (decision 019). */
export const VERSIES: readonly Breuk[] = [
  {
    naam: 'vereist-gevraagd',
    gevolg: 'older code runs on a database that asks for newer',
    wijzigingen: [{ bestand: MIGRATIES, van: 'if (vereist.length > 0) {', naar: 'if (vereist.length < 0) {' }],
    proeven: [{ bestand: MIGRATIEPROEF, naam: 'is refused by who does not, with what to do' }],
  },
  {
    naam: 'vereist-onbekend',
    gevolg: 'older code runs on a database that cannot say what it asks for',
    wijzigingen: [
      {
        bestand: MIGRATIES,
        van: 'vereist: vereist === null ? nieuwer : onbekend(vereist)',
        naar: 'vereist: onbekend(vereist)',
      },
    ],
    proeven: [{ bestand: MIGRATIEPROEF, naam: 'or cannot say what it asks for' }],
  },
  {
    naam: 'vereist-lijn',
    gevolg: 'code runs on a database of another line of versions',
    wijzigingen: [
      {
        bestand: MIGRATIES,
        van: '  if (open.length > 0) {\n    throw new Error(`$',
        naar: '  if (open.length < 0) {\n    throw new Error(`$',
      },
    ],
    proeven: [{ bestand: MIGRATIEPROEF, naam: 'is refused when it lacks one of ours' }],
  },
]
