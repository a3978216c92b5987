import type { Breuk } from './breuk.ts'

const SUITE = 'packages/platform/src/postgres-bus.pg.test.ts'
const CONSUMENT = 'packages/platform/src/consument.pg.test.ts'

/** Poison does not block, an outage does not poison (promise 6). */
export const GIF: readonly Breuk[] = [
  {
    naam: 'storing-is-geen-poging',
    gevolg: 'an outage between the tries of a message puts it aside',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/consument.ts',
        van: 'if (isStoring(fout)) throw fout\n      code =',
        naar: 'code =',
      },
    ],
    proeven: [{ bestand: SUITE, naam: 'an outage between the tries of a message that fails' }],
  },
  {
    naam: 'storing-van-batch',
    gevolg: 'an outage makes a stage handle its messages one by one',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/consument.ts',
        van: 'if (isStoring(fout)) throw fout\n    w.log',
        naar: 'w.log',
      },
    ],
    proeven: [{ bestand: SUITE, naam: 'a storm parks nothing' }],
  },
  {
    naam: 'storing-verbinding',
    gevolg: 'a connection that is lost counts as a try of the message at hand',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/storing.ts',
        van: 'return /Connection terminated|timeout',
        naar: 'return /timeout',
      },
    ],
    proeven: [
      { bestand: SUITE, naam: 'an owner that loses its connection' },
      { bestand: SUITE, naam: 'a storm parks nothing' },
    ],
  },
  {
    naam: 'storing-operator',
    gevolg: 'a database that is being stopped poisons messages',
    wijzigingen: [{ bestand: 'packages/platform/src/storing.ts', van: '|53|57|58|', naar: '|53|58|' }],
    proeven: [
      { bestand: SUITE, naam: 'is waited out however often it comes' },
      { bestand: SUITE, naam: 'a storm parks nothing' },
    ],
  },
  {
    naam: 'vier-pogingen',
    gevolg: 'a message is put aside too soon',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/consument.ts',
        van: 'export const POGINGEN = 5',
        naar: 'export const POGINGEN = 4',
      },
    ],
    proeven: [{ bestand: SUITE, naam: 'only the culprit is put aside, after five tries' }],
  },
  {
    naam: 'volgers-wachten',
    gevolg: 'a message of a dossier runs before an earlier one that was put aside',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/toepassing.ts',
        van: "if (o.heeftRij) return { reden: 'wacht-op-eerder', foutcode: null }",
        naar: '',
      },
    ],
    proeven: [
      { bestand: SUITE, naam: 'a poisoned message with 50 followers' },
      { bestand: SUITE, naam: 'a release drains in order' },
    ],
  },
  {
    naam: 'volgers-van-dezelfde-batch',
    gevolg: 'a message runs before an unreadable one of its dossier in the same batch',
    wijzigingen: [{ bestand: 'packages/platform/src/toepassing.ts', van: 'rijen.add(sleutel)', naar: 'void rijen' }],
    proeven: [{ bestand: SUITE, naam: 'what cannot be read is put aside at once' }],
  },
  {
    naam: 'drie-gelijk',
    gevolg: 'a broken stage puts every dossier aside, one after another',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/onraad.ts',
        van: 'return verschillend && een.code === nu.code && twee.code === nu.code',
        naar: 'return false',
      },
    ],
    proeven: [{ bestand: SUITE, naam: 'three dossiers failing alike stop the stage' }],
  },
  {
    naam: 'gelijk-van-code',
    gevolg: 'three messages that have nothing to do with one another stop a stage',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/onraad.ts',
        van: 'return verschillend && een.code === nu.code && twee.code === nu.code',
        naar: 'return verschillend',
      },
    ],
    proeven: [{ bestand: SUITE, naam: 'three dossiers failing each in its own way' }],
  },
  {
    naam: 'succes-ertussen',
    gevolg: 'a stage that works stops because of three messages of one day',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/consument.ts',
        van: 'if (uitslag.verwerkt > 0) w.staat.laatste = []',
        naar: '',
      },
    ],
    proeven: [{ bestand: SUITE, naam: 'three dossiers failing each in its own way' }],
  },
  {
    naam: 'volger-is-geen-succes',
    gevolg: 'a broken stage does not stop when each dossier has two messages',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/consument.ts',
        van: 'if (uitslag.verwerkt > 0) w.staat.laatste = []',
        naar: 'if (teVaak === null) w.staat.laatste = []',
      },
    ],
    proeven: [{ bestand: SUITE, naam: 'three dossiers failing alike stop the stage' }],
  },
  {
    naam: 'terug-na-stilstand',
    gevolg: 'what a process that was killed left aside stays there after its stage goes on',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/consument.ts',
        van: '  w.staat.herkanst = await herkans(w)\n',
        naar: '',
      },
    ],
    proeven: [{ bestand: SUITE, naam: 'three dossiers failing alike stop the stage' }],
  },
  {
    naam: 'terug-bij-start',
    gevolg: 'what a stopped stage put aside stays aside after a restart',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/consument.ts',
        van: 'if (!staat.herkanst) staat.herkanst = await herkans(werk)',
        naar: '',
      },
    ],
    proeven: [{ bestand: CONSUMENT, naam: 'is taken back, in order, by the process that starts after it' }],
  },
  {
    naam: 'vrijgave-slot',
    gevolg: 'two releases handle the same message, or a new one passes the queue',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/onverwerkbaar-store.ts',
        van: 'order by sleutel for update',
        naar: 'order by sleutel',
      },
    ],
    proeven: [{ bestand: SUITE, naam: 'a release drains in order' }],
  },
]
