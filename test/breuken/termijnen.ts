import type { Breuk } from './breuk.ts'

const STORE = 'services/sla/src/timer-store.ts'
const RONDE = 'services/sla/src/ronde.ts'
const KLOK = 'services/sla/src/klok-store.ts'
const VOLGORDE = 'services/sla/src/timervolgorde.pg.test.ts'
const WEDLOOP = 'services/sla/src/timerwedloop.pg.test.ts'
const RONDEPROEF = 'services/sla/src/ronde.pg.test.ts'
const TWEEKLOKKEN = 'services/sla/src/tweeklokken.pg.test.ts'
const STOREPROEF = 'services/sla/src/timer-store.pg.test.ts'

/** Clocks fire once, in order, on time and not before what met them was heard (design section 10, decision 013). */
export const TERMIJNEN: readonly Breuk[] = [
  {
    naam: 'termijn-lease',
    gevolg: 'two workers fire the same timer',
    wijzigingen: [{ bestand: STORE, van: '(lease_tot is null or lease_tot <= clock_timestamp())', naar: 'true' }],
    proeven: [{ bestand: STOREPROEF, naam: 'only when its lease has ended' }],
  },
  {
    naam: 'termijn-leaseklok',
    gevolg: 'a lease ends by the clock of a host that runs ahead',
    wijzigingen: [
      { bestand: STORE, van: 'or lease_tot <= clock_timestamp())\n', naar: 'or lease_tot <= $1::timestamptz)\n' },
    ],
    proeven: [{ bestand: TWEEKLOKKEN, naam: 'no lease is broken' }],
  },
  {
    naam: 'termijn-hek',
    gevolg: 'a worker that lost its lease fires what another has fired',
    wijzigingen: [
      {
        bestand: STORE,
        van: ' and t.poging = ($2::int[])[array_position($1::uuid[], t.id)]',
        naar: ' and t.poging >= coalesce(($2::int[])[1], 0)',
      },
    ],
    proeven: [{ bestand: RONDEPROEF, naam: 'that lost its lease' }],
  },
  {
    naam: 'termijn-achterstand',
    gevolg: 'a breach is told while the message that met the clock lies unhandled',
    wijzigingen: [
      {
        bestand: STORE,
        van: 'or vervalt_op <= ($3::timestamptz[])[partitie + 1])\n         and not',
        naar: 'or ($3::timestamptz[]) is not null)\n         and not',
      },
    ],
    proeven: [{ bestand: RONDEPROEF, naam: 'waits for an older message that routing has not handled' }],
  },
  {
    naam: 'termijn-volgorde',
    gevolg: 'the latest timers are fired first',
    wijzigingen: [{ bestand: STORE, van: 'order by vervalt_op limit $4', naar: 'order by vervalt_op desc limit $4' }],
    proeven: [{ bestand: VOLGORDE, naam: 'fire once, from T + 30 s' }],
  },
  {
    naam: 'termijn-eerdere',
    gevolg: 'a timer fires before an earlier one of its dossier that is in other hands',
    wijzigingen: [
      { bestand: STORE, van: 'and e.id not in (select id from rijp) offset 0)', naar: 'and false offset 0)' },
      {
        bestand: STORE,
        van: '[e.partitie + 1])) offset 0)\n',
        naar: '[e.partitie + 1])) and false offset 0)\n',
      },
    ],
    proeven: [{ bestand: VOLGORDE, naam: 'takes no timer of which an earlier one' }],
  },
  {
    naam: 'termijn-opgegeven',
    gevolg: 'a timer that cannot fire holds up its dossier for good',
    wijzigingen: [{ bestand: STORE, van: 'export const MAX_POGINGEN = 5', naar: 'export const MAX_POGINGEN = 500' }],
    proeven: [{ bestand: VOLGORDE, naam: 'goes past one that was claimed five times' }],
  },
  {
    naam: 'termijn-dertig-seconden',
    gevolg: 'a timer fires while a message accepted before its moment may still be committing',
    wijzigingen: [{ bestand: RONDE, van: '{ seconds: 30 }', naar: '{ seconds: 29 }' }],
    proeven: [{ bestand: RONDEPROEF, naam: 'fires from T + 30 s' }],
  },
  {
    naam: 'termijn-kwartier',
    gevolg: 'a stage that stands still keeps clocks from firing',
    wijzigingen: [{ bestand: RONDE, van: '{ minutes: 15 }', naar: '{ minutes: 16 }' }],
    proeven: [{ bestand: RONDEPROEF, naam: 'fires after 15 minutes' }],
  },
  {
    naam: 'termijn-twee-klokken',
    gevolg: 'a host that runs ahead tells breaches too early',
    wijzigingen: [
      {
        bestand: RONDE,
        van: 'Temporal.Instant.compare(host, database) < 0 ? host : database',
        naar: 'database.epochMilliseconds === -1 ? database : host',
      },
    ],
    proeven: [{ bestand: TWEEKLOKKEN }],
  },
  {
    naam: 'termijn-late-herinnering',
    gevolg: 'a reminder is sent of a term that is past or met',
    wijzigingen: [
      {
        bestand: 'services/sla/src/besluit-timer.ts',
        van: "return status === 'open' ? { kind: 'meld', soort: `herinnering-",
        naar: "return status !== 'nooit' ? { kind: 'meld', soort: `herinnering-",
      },
    ],
    proeven: [{ bestand: VOLGORDE, naam: 'no reminder of a term already past' }],
  },
  {
    naam: 'termijn-verder-na-verlies',
    gevolg: 'a worker that lost an earlier timer of a dossier fires a later one',
    wijzigingen: [
      {
        bestand: 'services/sla/src/vuur.ts',
        van: 'if (geclaimd.some(({ id, dossierId }) => eigen.has(id) && kwijt.has(dossierId))) {',
        naar: "if (kwijt.has('')) {",
      },
    ],
    proeven: [{ bestand: VOLGORDE, naam: 'none is fired by a worker that lost' }],
  },
  {
    naam: 'klok-slot-van-timer',
    gevolg: 'a clock is told as passed and as met',
    wijzigingen: [
      {
        bestand: KLOK,
        van: 'from sla.klok where id = any($1::uuid[]) order by id for update',
        naar: 'from sla.klok where id = any($1::uuid[]) order by id',
      },
    ],
    proeven: [{ bestand: WEDLOOP, naam: 'holds the clock first' }],
  },
  {
    naam: 'klok-slot-van-bericht',
    gevolg: 'a message meets a clock that passes at that moment',
    wijzigingen: [
      {
        bestand: KLOK,
        van: 'any(array(select id from van)) order by id for update',
        naar: 'any(array(select id from van)) order by id',
      },
    ],
    proeven: [{ bestand: WEDLOOP, naam: 'comes while the timer holds the clock' }],
  },
]
