import type { Breuk } from './breuk.ts'

const HERKOMST = 'packages/platform/src/herkomst.ts'
// Its tests of the journal go on where the one before ended, so a row about that asks all of them.
const BUITEN = 'packages/platform/src/buiten.pg.test.ts'

/** A database that went back is not served before its restore is finished, and the journal has all that was pruned. */
export const HERKOMSTEN: readonly Breuk[] = [
  {
    naam: 'herkomst-tijdlijn',
    gevolg: 'a database that went back to an earlier moment is served before its restore is finished',
    wijzigingen: [
      {
        bestand: HERKOMST,
        van: 'return systeem !== nuSysteem || tijdlijn !== nuTijdlijn',
        naar: 'return systeem !== nuSysteem',
      },
    ],
    proeven: [
      { bestand: BUITEN, naam: 'is not served on another timeline' },
      { bestand: BUITEN, naam: 'ends that process at its next connection' },
    ],
  },
  {
    naam: 'herkomst-keuring',
    gevolg: 'a process goes on with a database that was put back under it',
    wijzigingen: [{ bestand: HERKOMST, van: 'if (!isVerplaatst(herkomst)) return\n', naar: 'if (herkomst) return\n' }],
    proeven: [{ bestand: BUITEN, naam: 'ends that process at its next connection' }],
  },
  {
    naam: 'herkomst-journaal',
    gevolg: 'a disk that was copied back is served though its journal knows more',
    wijzigingen: [
      { bestand: HERKOMST, van: 'regel.positie <= (await leesHoogste(db, gevolgd))', naar: 'regel.positie > 0' },
    ],
    proeven: [{ bestand: BUITEN }],
  },
  {
    naam: 'snoei-journaal',
    gevolg: 'the pruner deletes messages that the journal outside the database does not have yet',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/snoeier.ts',
        van: 'keuze.journaal ? await leesGevolgd(keuze.pool, keuze.stage) : null',
        naar: 'keuze.journaal && totaal < 0 ? await leesGevolgd(keuze.pool, keuze.stage) : null',
      },
    ],
    proeven: [{ bestand: BUITEN }],
  },
]
