import type { Breuk } from './breuk.ts'

const SUITE = 'packages/platform/src/postgres-bus.pg.test.ts'
const UIT = 'packages/platform/src/outbox.pg.test.ts'
const DB = 'packages/platform/src/db.pg.test.ts'

/** State and messages commit together, in order (promises 1 and 8). */
export const UITBAK: readonly Breuk[] = [
  {
    naam: 'uitbak-slot',
    gevolg: 'messages become visible out of their order, and a reader skips some',
    wijzigingen: [
      { bestand: 'migrations/0002-bus.sql', van: 'perform pg_advisory_xact_lock(%2$s, 0);', naar: 'perform 0;' },
    ],
    proeven: [
      { bestand: SUITE, naam: 'nobody skips, repeats or waits' },
      { bestand: UIT, naam: 'lets one commit at a time' },
    ],
  },
  {
    naam: 'uitbak-volgorde',
    gevolg: 'messages of one transaction are numbered in another order than that of their cause',
    wijzigingen: [
      {
        bestand: 'migrations/0002-bus.sql',
        van: 'order by u.volgnummer\n        ), geketend',
        naar: 'order by u.volgnummer desc\n        ), geketend',
      },
    ],
    proeven: [
      { bestand: SUITE, naam: 'messages of one transaction keep the order' },
      { bestand: UIT, naam: 'chains per partition' },
    ],
  },
  {
    naam: 'uitbak-vorige',
    gevolg: 'the first message of a transaction does not know the one before it',
    wijzigingen: [
      {
        bestand: 'migrations/0002-bus.sql',
        van: 'over (partition by n.partitie order by n.positie), s.positie, 0)',
        naar: 'over (partition by n.partitie order by n.positie), 0)',
      },
    ],
    proeven: [{ bestand: UIT, naam: 'chains per partition' }],
  },
  {
    naam: 'uitbak-verzonden',
    gevolg: 'state is committed without its message when that fails before it is sent',
    wijzigingen: [
      { bestand: 'packages/platform/src/db.ts', van: 'if (verzonden() === voor) await gelegd', naar: 'void voor' },
    ],
    proeven: [
      { bestand: SUITE, naam: 'a message that cannot be written takes the state with it' },
      { bestand: DB, naam: 'an outbox that fails before its statement leaves' },
    ],
  },
  {
    naam: 'commit-antwoord',
    gevolg: 'a transaction that the database rolled back is taken for done',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/db.ts',
        van: "if ((await einde).command !== 'COMMIT') throw",
        naar: "if ((await einde).command === '') throw",
      },
    ],
    proeven: [{ bestand: DB, naam: 'COMMIT is then answered ROLLBACK' }],
  },
  {
    naam: 'stil-in-transactie',
    gevolg: 'a frozen process holds the outbox or its positions for as long as it likes',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/pool.ts',
        van: "'-c idle_in_transaction_session_timeout=5000', ",
        naar: '',
      },
    ],
    proeven: [
      { bestand: SUITE, naam: 'a writer frozen between its insert and COMMIT' },
      { bestand: SUITE, naam: 'one frozen before COMMIT' },
    ],
  },
  {
    naam: 'snoei-laagste',
    gevolg: 'a message is deleted before a reader that never started has read it',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/outbox.ts',
        van: 'having count(distinct lezer) = ',
        naar: 'having count(distinct lezer) <= ',
      },
    ],
    proeven: [{ bestand: UIT, naam: 'waits for a reader that never started' }],
  },
]
