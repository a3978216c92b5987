import type { Breuk } from './breuk.ts'

const ROUTES = 'services/delivery/src/eindpuntbeheer-routes.pg.test.ts'
const ONTVANGST = 'services/delivery/src/zet-over-ontvanger.pg.test.ts'
const BEEINDIGD = 'services/delivery/src/beeindigd.pg.test.ts'

/** Whom content is pushed to is for two operators to say, and nothing goes where one of them said no (docs/decisions/035). */
export const EINDPUNTEN: readonly Breuk[] = [
  {
    naam: 'eindpunt-voorstel-telt',
    gevolg: 'content is queued for an address that nobody approved, and taken from the endpoint that had it',
    wijzigingen: [
      {
        bestand: 'services/delivery/src/eindpunt-store.ts',
        van: "and status in ('actief', 'gepauzeerd') order by id",
        naar: 'order by id',
      },
    ],
    proeven: [{ bestand: ROUTES, naam: 'takes no part until another client approves it' }],
  },
  {
    naam: 'eindpunt-dubbel',
    gevolg: 'two requests at once make two endpoints, and the party gets everything twice',
    wijzigingen: [
      {
        bestand: 'services/delivery/src/eindpuntbeheer.ts',
        van: '    await vergrendelDeelnemer(tx, keuze.deelnemer)\n',
        naar: '',
      },
    ],
    proeven: [{ bestand: ROUTES, naam: 'is added once, also by two at the same moment' }],
  },
  {
    naam: 'eindpunt-pauze-laat',
    gevolg: 'a process that looked before the pause still sends',
    wijzigingen: [
      {
        bestand: 'services/delivery/src/bezorging-store.ts',
        van: "from unnest($1::uuid[], $2::int[]) as r (eindpunt, vrij)\n       join delivery.eindpunt p on p.id = r.eindpunt and p.status = 'actief' cross join",
        naar: 'from unnest($1::uuid[], $2::int[]) as r (eindpunt, vrij) cross join',
      },
    ],
    proeven: [{ bestand: BEEINDIGD, naam: 'gets nothing from a process that looked before the pause' }],
  },
  {
    naam: 'eindpunt-einde-onderweg',
    gevolg: 'what was under way when an endpoint ended waits there for ever',
    wijzigingen: [
      {
        bestand: 'services/delivery/src/beeindigd-store.ts',
        van: "where eindpunt = $1 and status in ('wacht', 'geparkeerd') order by",
        naar: "where eindpunt = $1 and status in ('wacht', 'geparkeerd') and poging = 0 order by",
      },
    ],
    proeven: [{ bestand: BEEINDIGD, naam: 'closes what was under way when it is done' }],
  },
  {
    naam: 'ontvangst-eigen-uitvoerder',
    gevolg: 'a dossier whose uitvoerder stays gets the desk of another',
    wijzigingen: [
      {
        bestand: 'packages/register/src/opvolging.ts',
        van: 'const eigen = dient ?',
        naar: 'const eigen = !dient ?',
      },
    ],
    proeven: [
      { bestand: ONTVANGST, naam: 'follows another party that receives for its uitvoerder, to the same loket' },
    ],
  },
  {
    naam: 'ontvangst-terug',
    gevolg: 'a message that comes back to a party that had it is open nowhere',
    wijzigingen: [
      {
        bestand: 'services/delivery/src/zet-over.ts',
        van: 'geplaatste: geplaatste.filter(({ open }) => open),',
        naar: 'geplaatste,',
      },
    ],
    proeven: [{ bestand: ONTVANGST, naam: 'comes back when a change was a mistake' }],
  },
  {
    naam: 'ontvangst-onbeslist',
    gevolg:
      'dossiers of which nobody could say who has them are forgotten, and stay where they are when an operator has chosen',
    wijzigingen: [
      {
        bestand: 'services/delivery/src/zet-over.ts',
        van: 'if (heel && beslist && ',
        naar: 'if (heel && ',
      },
    ],
    proeven: [{ bestand: ONTVANGST, naam: 'and not while nobody can say it' }],
  },
]
