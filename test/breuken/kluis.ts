import type { Breuk } from './breuk.ts'

const ROTATIE = 'migrations/0093-kek-rotatie.sql'
const BRON = 'packages/platform/src/kluis.ts'
const RECHTEN = 'test/kluis-rechten.pg.test.ts'
const KLUISPROEF = 'packages/platform/src/kluis.pg.test.ts'
const HERVERPAKT = 'packages/platform/src/herverpakking.pg.test.ts'

/** Who reads what, and what is destroyed stays so (design section 6, decisions 008 and 014). */
export const KLUIS: readonly Breuk[] = [
  {
    naam: 'kluis-publiek',
    gevolg: 'a stage reads the keys of an audience that is not its own',
    wijzigingen: [
      {
        bestand: 'migrations/0020-kluis.sql',
        van: "to wk_sla using (publiek = 'hub');",
        naar: 'to wk_sla using (true);',
      },
    ],
    proeven: [{ bestand: RECHTEN, naam: 'reads, makes and re-wraps those of its own' }],
  },
  {
    naam: 'kluis-verplaatsen',
    gevolg: 'routing may give a key to another dossier',
    wijzigingen: [
      {
        bestand: ROTATIE,
        van: 'grant update (kek_id, verpakt) on kluis.sleutel',
        naar: 'grant update on kluis.sleutel',
      },
    ],
    proeven: [{ bestand: RECHTEN, naam: 'moves no key to another dossier' }],
  },
  {
    naam: 'kluis-grafsteen',
    gevolg: 'a destroyed dossier gets a new key',
    wijzigingen: [{ bestand: ROTATIE, van: "where n.kek_id <> '') then", naar: 'where false) then' }],
    proeven: [{ bestand: KLUISPROEF }],
  },
  {
    naam: 'kluis-plaatshouder',
    gevolg: 'a key that is made while its dossier is destroyed outlives the tombstone',
    wijzigingen: [
      {
        bestand: ROTATIE,
        van: "select distinct d, p, '', ''::bytea from unnest(dossiers) d cross join",
        naar: "select distinct d, p, '', ''::bytea from unnest(array[]::uuid[]) d cross join",
      },
    ],
    proeven: [{ bestand: KLUISPROEF }],
  },
  {
    naam: 'kluis-waarvoor',
    gevolg: 'a wrapped key that is moved to another dossier opens there',
    wijzigingen: [
      {
        bestand: BRON,
        // In pieces: it is text here, not a template.
        van: ['  return `$', '{dossierId}|$', '{publiek}`'].join(''),
        naar: "  return dossierId.length + publiek.length > 0 ? 'x' : ''",
      },
    ],
    proeven: [{ bestand: KLUISPROEF, naam: 'a wrapped key moved to another dossier' }],
  },
  {
    naam: 'kluis-wacht-niet',
    gevolg: 're-wrapping waits for rows that others hold',
    wijzigingen: [{ bestand: BRON, van: 'limit $2 for update skip locked', naar: 'limit $2 for update' }],
    proeven: [{ bestand: KLUISPROEF, naam: 'passes over rows that another holds' }],
  },
  {
    naam: 'kek-ontbreekt',
    gevolg: 'a process starts without a key that the database needs',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/controleer-keks.ts',
        van: 'if (mist.length === 0) return',
        naar: 'if (mist.length >= 0) return',
      },
    ],
    proeven: [{ bestand: HERVERPAKT }],
  },
  {
    naam: 'inhoud-vernietigd-in-routing',
    gevolg: 'a message whose content was destroyed is put aside instead of closed',
    wijzigingen: [
      {
        bestand: 'services/routing/src/inhoud.ts',
        van: 'if (!sleutelHub || !sleutelGemeente) return null',
        naar: "if (!sleutelHub || !sleutelGemeente) throw new Error('gone')",
      },
    ],
    proeven: [{ bestand: 'test/inhoud-vernietigd.pg.test.ts' }],
  },
]
