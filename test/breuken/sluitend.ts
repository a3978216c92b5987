import type { Breuk } from './breuk.ts'

const BESLUIT = 'services/dossier/src/sluitend/besluit-sluitend.ts'
const STORE = 'services/dossier/src/sluitend/sluiting-store.ts'
const SLUIT = 'services/dossier/src/sluitend/sluitend.ts'
const BESLUITPROEF = 'services/dossier/src/sluitend/besluit-sluitend.test.ts'
const NACHT = 'services/dossier/src/sluitend/nachtronde.pg.test.ts'

/** What was accepted and is nowhere is named, once a night, by one process (decision 018). */
export const SLUITEND: readonly Breuk[] = [
  {
    naam: 'sluitend-open',
    gevolg: 'a doorverwijzing that is lost is said to be under way for ever',
    wijzigingen: [
      {
        bestand: BESLUIT,
        van: "return { uitkomst: 'open', stage: gebleven(f) }",
        naar: "return { uitkomst: 'onderweg', stage: gebleven(f) }",
      },
    ],
    proeven: [{ bestand: BESLUITPROEF, naam: 'of which is known' }],
  },
  {
    naam: 'sluitend-bericht-open',
    gevolg: 'a contactregistratie or an order that is lost is said to be under way for ever',
    wijzigingen: [
      {
        bestand: BESLUIT,
        van: "return { uitkomst: 'open', stage: f.routing ?",
        naar: "return { uitkomst: 'onderweg', stage: f.routing ?",
      },
    ],
    proeven: [
      { bestand: BESLUITPROEF, naam: 'became' },
      { bestand: NACHT, naam: 'raises the alarm about what is open' },
    ],
  },
  {
    naam: 'sluitend-genoemd',
    gevolg: 'what is open is counted and not named',
    wijzigingen: [
      {
        bestand: SLUIT,
        van: "if (nieuw.uitkomst === 'open') staat.open.push",
        naar: 'if (nieuw.aantal < 0) staat.open.push',
      },
    ],
    proeven: [{ bestand: NACHT, naam: 'raises the alarm about what is open' }],
  },
  {
    naam: 'sluitend-klokken',
    gevolg: 'a delivered doorverwijzing without a term goes unnoticed',
    wijzigingen: [
      { bestand: BESLUIT, van: "...(f.contactklok ? [] : ['contact'])", naar: "...(f.inPostvak ? [] : ['contact'])" },
    ],
    proeven: [{ bestand: BESLUITPROEF, naam: 'that is delivered has both clocks' }],
  },
  {
    naam: 'sluitend-beurt',
    gevolg: 'two processes do the same nightly round, and both raise its alarm',
    wijzigingen: [
      { bestand: STORE, van: '(bezig_tot is null or bezig_tot < clock_timestamp())', naar: 'gepland_op is not null' },
    ],
    proeven: [{ bestand: NACHT, naam: 'no longer its own to hold, give back or tell' }],
  },
  {
    naam: 'sluitend-beurt-houden',
    gevolg: 'a process holds a round that another has taken over',
    wijzigingen: [
      { bestand: STORE, van: 'where bezig_tot = $1 returning', naar: 'where $1::text is not null returning' },
    ],
    proeven: [{ bestand: NACHT, naam: 'no longer its own to hold, give back or tell' }],
  },
  {
    naam: 'sluitend-beurt-kwijt',
    gevolg: 'a process that lost its round tells what it found all the same',
    wijzigingen: [{ bestand: STORE, van: '     where bezig_tot = $5`', naar: '     where $5::text is not null`' }],
    proeven: [{ bestand: NACHT, naam: 'no longer its own to hold, give back or tell' }],
  },
  {
    naam: 'sluitend-eens-per-nacht',
    gevolg: 'the round is done again and again in one night',
    wijzigingen: [{ bestand: STORE, van: 'where gepland_op < $1 and', naar: 'where $1::timestamptz is not null and' }],
    proeven: [{ bestand: NACHT, naam: 'is done once a night' }],
  },
]
