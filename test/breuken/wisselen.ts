import type { Breuk } from './breuk.ts'

const LEVEND = 'packages/platform/src/levende-keks.ts'
const LEVENDPROEF = 'packages/platform/src/levende-keks.pg.test.ts'
const WACHTWOORDPROEF = 'services/knooppunt/src/commando/wissel-wachtwoord.pg.test.ts'

/** What changes while the hub runs leaves nobody without (docs/beheer-wisselen.md). */
export const WISSELEN: readonly Breuk[] = [
  {
    naam: 'kek-respijt',
    gevolg: 'a process seals by a KEK that another cannot open yet',
    wijzigingen: [
      { bestand: LEVEND, van: '< (respijtMs ?? RESPIJT_MS)) return', naar: '< -(respijtMs ?? RESPIJT_MS)) return' },
    ],
    proeven: [{ bestand: LEVENDPROEF, naam: 'a key that comes first opens at once and seals a while later' }],
  },
  {
    naam: 'kek-nodig',
    gevolg: 'a KEK that rows need is forgotten when its line leaves the file too early',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/besluit-keks.ts',
        van: 'nodig.includes(id) || id === nu.huidig',
        naar: 'id === nu.huidig',
      },
    ],
    proeven: [{ bestand: LEVENDPROEF, naam: 'a key that left while a row needs it still opens' }],
  },
  {
    naam: 'kek-rond-af',
    gevolg: 'a KEK leaves the configuration while a process may still seal by it',
    wijzigingen: [
      {
        bestand: 'services/knooppunt/src/commando/besluit-sleutels.ts',
        van: '/ 1000 < RUST_SECONDEN',
        naar: '/ 1000 < -RUST_SECONDEN',
      },
    ],
    proeven: [{ bestand: 'services/knooppunt/src/commando/besluit-sleutels.test.ts', naam: 'which may leave' }],
  },
  {
    naam: 'handtekensleutel-vooraf',
    gevolg: 'tokens are signed by a key that whoever checks them does not have yet',
    wijzigingen: [
      {
        bestand: 'services/autorisatie/src/kies-sleutels.ts',
        van: 'Temporal.Instant.compare(tekentVanaf, nu) <= 0)',
        naar: 'Temporal.Instant.compare(tekentVanaf, nu) <= 1)',
      },
    ],
    proeven: [
      {
        bestand: 'services/autorisatie/src/kies-sleutels.test.ts',
        naam: 'the new one is published before it signs, the old one after it did',
      },
    ],
  },
  {
    naam: 'handtekensleutel-nog-geldig',
    gevolg: 'the old signing key goes while tokens that it signed still live',
    wijzigingen: [
      {
        bestand: 'services/autorisatie/src/kies-sleutels.ts',
        van: 'wegNa !== null && Temporal.Instant.compare(wegNa, nu) <= 0',
        naar: 'wegNa !== null',
      },
    ],
    proeven: [{ bestand: 'services/autorisatie/src/sleutels.pg.test.ts', naam: 'is taken over while the server runs' }],
  },
  {
    naam: 'geheim-derde',
    gevolg: 'a party that has only the oldest secret is left without a signature it knows',
    wijzigingen: [
      {
        bestand: 'services/delivery/src/besluit-geheimwissel.ts',
        van: 'return o.meteen || loopt === null ?',
        naar: 'return o.meteen || loopt !== undefined ?',
      },
    ],
    proeven: [
      { bestand: 'services/delivery/src/besluit-geheimwissel.test.ts', naam: 'waits while the older one counts' },
      { bestand: 'services/delivery/src/eindpunt-routes.pg.test.ts', naam: 'refuses a third while two count' },
    ],
  },
  {
    naam: 'wachtwoord-herhaal',
    gevolg: 'a connection that is made while a password changes fails',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/pool.ts',
        van: 'if (verbinding.password) herhaalBijWissel(pool)',
        naar: 'if (!verbinding.password) herhaalBijWissel(pool)',
      },
    ],
    proeven: [{ bestand: WACHTWOORDPROEF, naam: 'a connection made while the file is behind the database' }],
  },
  {
    naam: 'wachtwoord-afgebroken',
    gevolg: 'a change of password that was cut short leaves a password that nobody has',
    wijzigingen: [
      {
        bestand: 'services/knooppunt/src/ingebed/wachtwoordbestand.ts',
        van: 'if (await o.gaatOpen(volgend)) await',
        naar: 'if (!(await o.gaatOpen(volgend))) await',
      },
    ],
    proeven: [
      {
        bestand: 'services/knooppunt/src/ingebed/wachtwoordbestand.test.ts',
        naam: 'what was cut short ends by what the database takes',
      },
    ],
  },
]
