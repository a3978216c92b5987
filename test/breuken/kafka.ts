import type { Breuk } from './breuk.ts'

const TOPICS = 'packages/platform/src/kafka-topics.ts'
const BEHEER = 'packages/platform/src/kafka-topics-beheer.ts'
const GEDULD = 'packages/platform/src/kafka-geduld.ts'
const CLUSTER = 'packages/platform/src/kafka-cluster.ts'
const VELDEN = 'packages/platform/src/kafka-velden.ts'
const MAKEN = 'services/knooppunt/src/commando/topics-maken.ts'
const TOPICSPROEF = 'packages/platform/src/kafka-topics.test.ts'
const COMMANDOPROEF = 'services/knooppunt/src/commando/topics.kafka.test.ts'
const VELDENPROEF = 'packages/platform/src/kafka-velden.test.ts'

/** kafkajs held in hand, and a cluster that must be the right one with topics that keep order (decisions 021 and 022). */
export const KAFKA: readonly Breuk[] = [
  {
    naam: 'kafka-timer',
    gevolg: 'an idle client asks for thousands of timers a second',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-eigenaardig.ts',
        van: 'if (this.pending.length > 0) Reflect.apply',
        naar: 'Reflect.apply',
      },
    ],
    proeven: [
      { bestand: 'packages/platform/src/kafka-eigenaardig.test.ts' },
      { bestand: 'packages/platform/src/kafka.kafka.test.ts', naam: 'leaves no timer' },
    ],
  },
  {
    naam: 'kafka-logvelden',
    gevolg: 'the client logs what was sent, and passwords',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-log.ts',
        van: 'VELDEN.flatMap((naam) =>',
        naar: 'Object.keys(log).flatMap((naam) =>',
      },
    ],
    proeven: [{ bestand: 'packages/platform/src/kafka-log.test.ts', naam: 'who signs in never comes in a line' }],
  },
  {
    naam: 'kafka-wachtwoord',
    gevolg: 'a password goes over the network in the clear',
    wijzigingen: [{ bestand: VELDEN, van: "KAFKA_SASL === 'plain' && !config.KAFKA_TLS", naar: 'false' }],
    proeven: [{ bestand: VELDENPROEF, naam: 'a password in the clear' }],
  },
  {
    naam: 'kafka-ca',
    gevolg: 'a certificate that is configured is passed over in silence',
    wijzigingen: [
      { bestand: VELDEN, van: 'if (!KAFKA_TLS) return gegeven', naar: 'if (!KAFKA_TLS) return gegeven.slice(0, 0)' },
    ],
    proeven: [{ bestand: VELDENPROEF, naam: 'no silent wish' }],
  },
  {
    naam: 'kafka-partities',
    gevolg: 'a hub runs on a topic whose number of partitions was changed: messages of one dossier overtake each other',
    wijzigingen: [{ bestand: TOPICS, van: "stand.partities === opzet.partities ? null : 'orde'", naar: 'null' }],
    proeven: [
      { bestand: TOPICSPROEF, naam: 'partitions break order' },
      { bestand: COMMANDOPROEF, naam: 'a changed number of partitions stops a service' },
    ],
  },
  {
    naam: 'kafka-compact',
    gevolg: 'a hub runs on a topic that throws messages away',
    wijzigingen: [{ bestand: TOPICS, van: "const ORDE = ['cleanup.policy']", naar: 'const ORDE: string[] = []' }],
    proeven: [{ bestand: TOPICSPROEF, naam: 'compacted' }],
  },
  {
    naam: 'kafka-instellingen',
    gevolg: 'mending a topic throws away what its operator had set on it',
    wijzigingen: [
      { bestand: BEHEER, van: 'samen(gevonden.get(naam)?.eigen ?? {}, instellingen)', naar: 'instellingen' },
    ],
    proeven: [{ bestand: COMMANDOPROEF, naam: 'keeps what its operator set' }],
  },
  {
    naam: 'kafka-cluster',
    gevolg: 'a hub reads and writes on another cluster: what it has not applied is skipped, or waits for ever',
    wijzigingen: [{ bestand: CLUSTER, van: 'binding.clusterId === hier.clusterId && ', naar: '' }],
    proeven: [
      { bestand: TOPICSPROEF, naam: 'one cluster' },
      { bestand: COMMANDOPROEF, naam: 'another cluster' },
    ],
  },
  {
    naam: 'kafka-voorvoegsel',
    gevolg: 'a hub reads and writes other topics than it did, from the places it had in the old ones',
    wijzigingen: [{ bestand: CLUSTER, van: ' && binding.voorvoegsel === hier.voorvoegsel', naar: '' }],
    proeven: [
      { bestand: TOPICSPROEF, naam: 'one cluster' },
      { bestand: COMMANDOPROEF, naam: 'another prefix' },
    ],
  },
  {
    naam: 'kafka-vreemd',
    gevolg: 'two hubs on one cluster handle the messages of one another',
    wijzigingen: [{ bestand: MAKEN, van: "high !== '0'", naar: "high === ''" }],
    proeven: [{ bestand: COMMANDOPROEF, naam: 'of another hub' }],
  },
  {
    naam: 'kafka-merken',
    gevolg: 'readers look for their place in a topic that was made anew, where the old one had it',
    wijzigingen: [{ bestand: MAKEN, van: 'if (stage !== null) await', naar: 'if (stage === null) await' }],
    proeven: [{ bestand: COMMANDOPROEF, naam: 'filled again' }],
  },
  {
    naam: 'kafka-relaisterug',
    gevolg: 'what a topic that was made anew lacks is never sent again',
    wijzigingen: [{ bestand: MAKEN, van: 'await zetTerug(client, schrijver)\n', naar: '\n' }],
    proeven: [{ bestand: COMMANDOPROEF, naam: 'filled again' }],
  },
  {
    naam: 'kafka-wacht',
    gevolg: 'a service whose cluster is not there yet ends, and ends again',
    wijzigingen: [{ bestand: GEDULD, van: 'if (code === null) throw fout', naar: 'throw fout' }],
    proeven: [{ bestand: 'test/broker.kafka.test.ts', naam: 'before the start of a service' }],
  },
  {
    naam: 'kafka-aanmelding',
    gevolg: 'a service with a wrong password waits for ever and does not say what is wrong',
    wijzigingen: [{ bestand: GEDULD, van: "'kafka-aanmelding-geweigerd', ", naar: '' }],
    proeven: [{ bestand: COMMANDOPROEF, naam: 'a sign-in that is refused' }],
  },
]
