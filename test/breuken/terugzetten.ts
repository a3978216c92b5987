import type { Breuk } from './breuk.ts'

const AFRONDING = 'services/knooppunt/src/herstel/rond-af.ts'
const VERZOENING = 'services/delivery/src/verzoen.ts'
const LOT = 'services/delivery/src/besluit-herstel.ts'
const BACKUPPROEF = 'services/knooppunt/src/backup/backup.test.ts'
const COMMANDO = 'services/knooppunt/src/commando/terugzetten.pg.test.ts'
const VERZOENPROEF = 'services/delivery/src/verzoen.pg.test.ts'
const LOTPROEF = 'services/delivery/src/besluit-herstel.test.ts'

/** A back-up is whole or refused, and nothing that was destroyed or sent before a restore comes back by it (design section 11). */
export const TERUGZETTEN: readonly Breuk[] = [
  {
    naam: 'backup-manifest',
    gevolg: 'a manifest that was changed is believed',
    wijzigingen: [
      {
        bestand: 'services/knooppunt/src/backup/manifest.ts',
        van: 'if (som !== somVan(tekst))',
        naar: "if (som === '')",
      },
    ],
    proeven: [{ bestand: BACKUPPROEF, naam: 'that was changed, is of another kind' }],
  },
  {
    naam: 'backup-controle',
    gevolg: 'a damaged back-up is called whole',
    wijzigingen: [
      {
        bestand: 'services/knooppunt/src/backup/controle.ts',
        van: 'gelezen.sha256 !== bestand.sha256',
        naar: "gelezen.sha256 === ''",
      },
    ],
    proeven: [{ bestand: BACKUPPROEF, naam: 'of which a file was changed or is gone is told' }],
  },
  {
    naam: 'backup-terugzetten',
    gevolg: 'a damaged back-up is restored',
    wijzigingen: [
      {
        bestand: 'services/knooppunt/src/herstel/bestanden.ts',
        van: 'kopie.sha256 !== sha256',
        naar: "kopie.sha256 === ''",
      },
    ],
    proeven: [{ bestand: BACKUPPROEF, naam: 'is not restored, and leaves nothing behind' }],
  },
  {
    naam: 'terugzetten-grafstenen',
    gevolg: 'what was destroyed after the back-up can be read again',
    wijzigingen: [
      {
        bestand: AFRONDING,
        van: 'const grafstenen = await begraaf(tx, k)',
        naar: 'const grafstenen = tx ? { gelezen: 1, vernietigd: 1 } : await begraaf(tx, k)',
      },
    ],
    proeven: [{ bestand: COMMANDO, naam: 'applies the tombstones' }],
  },
  {
    naam: 'terugzetten-eist-grafstenen',
    gevolg: 'a restore goes on in silence without the tombstones',
    wijzigingen: [
      {
        bestand: 'services/knooppunt/src/commando/terugvraag.ts',
        van: 'if (opties.zonderGrafstenen) return null',
        naar: 'if (!opties.grafstenen) return null',
      },
    ],
    proeven: [{ bestand: COMMANDO, naam: 'without tombstones; then nothing was changed' }],
  },
  {
    naam: 'terugzetten-hub-draait',
    gevolg: 'a process that still runs writes in a database that is being restored',
    wijzigingen: [{ bestand: AFRONDING, van: 'await weigerGebruik(pool)', naar: 'void weigerGebruik' }],
    proeven: [{ bestand: COMMANDO, naam: 'is refused while a process of the hub is connected' }],
  },
  {
    naam: 'terugzetten-parkeert',
    gevolg: 'what may have been sent before a restore is sent again in silence',
    wijzigingen: [
      {
        bestand: VERZOENING,
        van: 'const geparkeerd = await parkeerOpen(tx)',
        naar: 'const geparkeerd: Hersteld[] = []',
      },
    ],
    proeven: [{ bestand: VERZOENPROEF, naam: 'is parked where nobody knows' }],
  },
  {
    naam: 'terugzetten-afgeleverd',
    gevolg: 'what the journal has as taken waits for an operator as if nobody knew',
    wijzigingen: [{ bestand: LOT, van: "return bekend.gepusht ? 'afgeleverd' : 'parkeer'", naar: "return 'parkeer'" }],
    proeven: [
      { bestand: LOTPROEF, naam: 'a push of a message that was' },
      { bestand: VERZOENPROEF, naam: 'comes back under the number that was confirmed' },
    ],
  },
  {
    naam: 'terugzetten-onderweg',
    gevolg: 'what was under way at the restored moment is sent again in silence',
    wijzigingen: [
      { bestand: LOT, van: "grens.op) <= 0 ? 'parkeer' : 'gewoon'", naar: "grens.op) < -1 ? 'parkeer' : 'gewoon'" },
    ],
    proeven: [
      { bestand: LOTPROEF, naam: 'a push of a message that was' },
      { bestand: VERZOENPROEF, naam: 'comes back under the number that was confirmed' },
    ],
  },
  {
    naam: 'terugzetten-zonder-journaal',
    gevolg: 'without a journal what is decided anew is sent again in silence',
    wijzigingen: [{ bestand: LOT, van: 'grens.metJournaal ? tijd : ontstaanOp', naar: 'tijd' }],
    proeven: [{ bestand: LOTPROEF, naam: 'a push of a message that was' }],
  },
  {
    naam: 'terugzetten-nummers',
    gevolg: 'a number of a postvak is given out twice',
    wijzigingen: [
      { bestand: VERZOENING, van: 'await verhoogNummers(tx, v.nummers, v.sprong)', naar: 'void verhoogNummers' },
    ],
    proeven: [{ bestand: VERZOENPROEF, naam: 'leaves counter and cursor past all' }],
  },
]
