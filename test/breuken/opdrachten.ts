import type { Breuk } from './breuk.ts'

const BESLUIT = 'packages/platform/src/besluit-herstel.ts'
const WERK = 'packages/platform/src/herstel.ts'
const STORE = 'packages/platform/src/herstel-store.ts'
const BESLUITPROEF = 'packages/platform/src/besluit-herstel.test.ts'
const PROEF = 'packages/platform/src/herstel.pg.test.ts'

/** What an operator orders touches the message it names, is done once, and survives a crash (decision 012). */
export const OPDRACHTEN: readonly Breuk[] = [
  {
    naam: 'opdracht-genoemd',
    gevolg: 'an order that comes late handles or refuses a message that it does not name',
    wijzigingen: [
      { bestand: BESLUIT, van: 'if (eerste === opdracht.volgnummer) return', naar: 'if (eerste !== null) return' },
    ],
    proeven: [
      { bestand: BESLUITPROEF, naam: 'a new order to' },
      { bestand: PROEF, naam: 'that comes twice, late, or names another' },
    ],
  },
  {
    naam: 'opdracht-weigert-een',
    gevolg: 'an order to refuse refuses all that waited behind its message',
    wijzigingen: [
      {
        bestand: BESLUIT,
        van: 'if (opdracht.verwerkt > 0 || opdracht.geweigerd) return',
        naar: 'if (opdracht.verwerkt > 0) return',
      },
    ],
    proeven: [
      { bestand: BESLUITPROEF, naam: 'refuses nothing more' },
      { bestand: PROEF, naam: 'takes the first out for good' },
    ],
  },
  {
    naam: 'opdracht-voortgang',
    gevolg: 'what an order did is committed without how far it is, and a crash between the two ends it half done',
    wijzigingen: [
      {
        bestand: WERK,
        van: '  if (!(await noteerVoortgang(tx, h.stage, v))) throw',
        naar: "  if (v.stand === 'open') return void setTimeout(() => noteerVoortgang(h.pool, h.stage, v), 60_000).unref()\n  if (!(await noteerVoortgang(tx, h.stage, v))) throw",
      },
    ],
    proeven: [{ bestand: PROEF, naam: 'between two messages leaves the order open' }],
  },
  {
    naam: 'opdracht-genoteerd',
    gevolg: 'an order is lost by a crash right after it was read',
    wijzigingen: [{ bestand: WERK, van: 'await noteerOpdrachten(tx, k.stage, opdrachten)', naar: 'void opdrachten' }],
    proeven: [{ bestand: PROEF, naam: 'are noted in the transaction that moves its position' }],
  },
  {
    naam: 'opdracht-slot',
    gevolg: 'two processes are at one order, and one waits for the other or fails',
    wijzigingen: [{ bestand: STORE, van: "if (!slot.rows[0]?.mijn) return 'bezet'", naar: 'void slot' }],
    proeven: [{ bestand: PROEF, naam: 'is left to that one, and waited for by nobody' }],
  },
  {
    naam: 'opdracht-volgorde',
    gevolg: 'a later order goes before an earlier one about the same message',
    wijzigingen: [
      {
        bestand: STORE,
        van: 'order by ontvangst, id limit 1 for update',
        naar: 'order by ontvangst desc, id desc limit 1 for update',
      },
    ],
    proeven: [{ bestand: PROEF, naam: 'the first that came decides' }],
  },
]
