import type { Breuk } from './breuk.ts'

const MAP = 'services/knooppunt/src/postcodes'
const IMPORT = 'services/knooppunt/src/commando/importeer-postcodes.pg.test.ts'
const GEMEENTEN = 'services/knooppunt/src/commando/postcodes-gemeenten.pg.test.ts'
const TABELKEUZE = `${MAP}/kies-tabel.test.ts`
const REGELS = `${MAP}/lees-regels.test.ts`

/** A postcode table comes into use whole, right and one at a time (decision 028). */
export const POSTCODES: readonly Breuk[] = [
  {
    naam: 'postcodes-slot',
    gevolg: 'two imports at once, of which one clears away what the other loads',
    wijzigingen: [
      { bestand: `${MAP}/werksessie.ts`, van: 'if (rows[0]?.gekregen === true) return', naar: 'if (rows[0]) return' },
    ],
    proeven: [{ bestand: IMPORT, naam: 'while another is busy, and says which' }],
  },
  {
    naam: 'postcodes-resten',
    gevolg: 'what an import that was ended had loaded stays for ever',
    wijzigingen: [
      {
        bestand: 'packages/register/src/postcodepartitie-store.ts',
        van: 'and not c.relispartition',
        naar: 'and not c.relispartition and false',
      },
    ],
    proeven: [
      { bestand: IMPORT, naam: 'by SIGTERM takes away what it loaded' },
      { bestand: IMPORT, naam: 'by a kill is cleared away by the next' },
    ],
  },
  {
    naam: 'postcodes-aannemelijk',
    gevolg: 'half a country comes into use',
    wijzigingen: [
      { bestand: `${MAP}/importeer.ts`, van: 'return grenzen.length > 0', naar: 'return grenzen.length < 0' },
    ],
    proeven: [{ bestand: IMPORT, naam: 'that cannot be the whole country changes nothing, and says which limits' }],
  },
  {
    naam: 'postcodes-proef',
    gevolg: 'a trial changes which gemeente is responsible',
    wijzigingen: [
      { bestand: `${MAP}/import.ts`, van: 'if (opdracht.proef) {', naar: 'if (opdracht.proef && begonnen < 0) {' },
    ],
    proeven: [{ bestand: IMPORT, naam: 'as a trial does everything and changes nothing' }],
  },
  {
    naam: 'postcodes-gok',
    gevolg: 'where the gemeente is not settled the first candidate gets the referral',
    wijzigingen: [{ bestand: `${MAP}/laad.ts`, van: 'of rij.gemeenten)', naar: 'of rij.gemeenten.slice(0, 1))' }],
    proeven: [
      { bestand: IMPORT, naam: 'of a list with its house numbers is one table, in force at once, and never guesses' },
    ],
  },
  {
    naam: 'postcodes-gemeente-bestaat',
    gevolg: 'referrals go to a gemeente that ended',
    wijzigingen: [
      {
        bestand: `${MAP}/laad.ts`,
        van: 'stand.bestaatGemeente(code, dag) ? null',
        naar: 'stand.gemeente(code) ? null',
      },
    ],
    proeven: [{ bestand: IMPORT, naam: 'for lines that are wrong, each by its file, line and field' }],
  },
  {
    naam: 'postcodes-zonder-opvolger',
    gevolg: 'addresses of a postcode table lead to no gemeente',
    wijzigingen: [
      {
        bestand: 'services/knooppunt/src/commando/postcodes-gemeenten.ts',
        van: 'if (weg.length === 0) continue',
        naar: 'if (weg.length >= 0) continue',
      },
    ],
    proeven: [
      { bestand: GEMEENTEN, naam: 'a list that ends a gemeente of a postcode table without a successor is refused' },
    ],
  },
  {
    naam: 'postcodes-genoemd',
    gevolg: 'the table on which an open dossier was decided is dropped',
    wijzigingen: [{ bestand: `${MAP}/kies-opruiming.ts`, van: '!genoemd.has(versie)', naar: 'versie > 0' }],
    proeven: [
      { bestand: TABELKEUZE, naam: 'leaves what is in force, to come, named, small or gone already' },
      { bestand: IMPORT, naam: 'drops what is out of force for 13 months, but not what an open dossier names' },
    ],
  },
  {
    naam: 'postcodes-bewaartermijn',
    gevolg: 'a table is dropped that was in force last week',
    wijzigingen: [{ bestand: `${MAP}/kies-opruiming.ts`, van: 'sinds <= grens', naar: 'sinds >= grens' }],
    proeven: [{ bestand: TABELKEUZE, naam: 'waits for 13 months after a table was in force last' }],
  },
  {
    naam: 'postcodes-zipbom',
    gevolg: 'a file of some KB fills the disk and the table',
    wijzigingen: [
      { bestand: `${MAP}/uitpakken.ts`, van: 'uitgepakt > gelezen() * grenzen.verhouding', naar: 'uitgepakt < 0' },
    ],
    proeven: [{ bestand: REGELS, naam: 'a gzip that grows' }],
  },
  {
    naam: 'postcodes-controlegetal',
    gevolg: 'a damaged zip comes into use',
    wijzigingen: [
      { bestand: `${MAP}/uitpakken.ts`, van: '&& controle !== bron.crc32', naar: '&& controle !== controle' },
    ],
    proeven: [{ bestand: REGELS, naam: 'a zip with another checksum' }],
  },
  {
    naam: 'postcodes-regeleinden',
    gevolg: 'of a file with two kinds of line ends only the rows of one kind are seen',
    wijzigingen: [{ bestand: `${MAP}/lees-regels.ts`, van: "    record_delimiter: ['\\r\\n', '\\n'],\n", naar: '' }],
    proeven: [{ bestand: REGELS, naam: 'with bad lines names them all, and reads the good ones' }],
  },
]
