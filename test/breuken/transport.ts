import type { Breuk } from './breuk.ts'

const RELAIS = 'packages/platform/src/kafka-relais.kafka.test.ts'
const LEZER = 'packages/platform/src/kafka-lezer.kafka.test.ts'
const STORING = 'packages/platform/src/kafka-storing.kafka.test.ts'
const PARTITIES = 'packages/platform/src/kafka-partities.test.ts'
const GAT = 'packages/platform/src/kafka-gat.test.ts'
const HERSTART = { bestand: PARTITIES, naam: 'killed and started anew it misses nothing' }

/** The transport over Kafka: one relay an outbox, nothing skipped and nothing twice whatever a relay or a group did, and nobody silent. */
export const TRANSPORT: readonly Breuk[] = [
  {
    naam: 'kafka-relais-slot',
    gevolg: 'every process ships every outbox, all the time',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/relais-store.ts',
        van: 'return rows[0]?.genomen ?? false',
        naar: 'return rows.length === 1',
      },
    ],
    proeven: [{ bestand: RELAIS, naam: 'that lost its lock in the middle of a send' }],
  },
  {
    naam: 'kafka-relais-sessie',
    gevolg: 'a relay that is frozen keeps its lock, and nothing is shipped any more',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/relais-verbinding.ts',
        van: '-c idle_session_timeout=$',
        naar: '-c idle_session_timeout=0 -c lock_timeout=$',
      },
    ],
    proeven: [{ bestand: RELAIS, naam: 'the broker has half of the request' }],
  },
  {
    naam: 'kafka-relais-vooruit',
    gevolg: 'what a relay had in hand when it died is shipped by nobody',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-relais.ts',
        van: 'await totSignaal(dienst.zender.zend(lading, gezonden), signal)',
        naar: 'gezonden(lading)\nawait bewaarPlek(dienst, plek)\nawait totSignaal(dienst.zender.zend(lading, () => undefined), signal)',
      },
    ],
    proeven: [{ bestand: RELAIS, naam: 'the broker has half of the request' }],
  },
  {
    naam: 'kafka-relais-bij',
    gevolg: 'a relay that stands by stays red for what ended its last term',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/relais-verbinding.ts',
        van: 'if (poging >= BIJ_POGINGEN) ander()',
        naar: '',
      },
    ],
    proeven: [{ bestand: RELAIS, naam: 'that lost its lock in the middle of a send' }],
  },
  {
    naam: 'kafka-producent-na-fout',
    gevolg: 'a producer goes on with numbers that the broker may have seen, and takes new messages for repeats',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-zender.ts',
        van: 'await ruim()\n      throw fout',
        naar: 'throw fout',
      },
    ],
    proeven: [{ bestand: RELAIS, naam: 'that meets a message larger than its topic takes' }],
  },
  {
    naam: 'kafka-te-groot-voortgang',
    gevolg: 'what lies before a message too large is shipped again at every try, without end',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-zender.ts',
        van: 'await zend(stuur, lading.slice(0, half), na)',
        naar: 'await zend(stuur, lading.slice(0, half), () => undefined)',
      },
    ],
    proeven: [{ bestand: RELAIS, naam: 'that meets a message larger than its topic takes' }],
  },
  {
    naam: 'kafka-gat-terug',
    gevolg: 'what was dropped behind a gap is not read again when the gap is filled',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-gat.ts',
        van: "if (o.bewogen) return { gat: { ...gat, keren }, zoek: 'gevallen' }",
        naar: "if (o.bewogen) return { gat: null, zoek: 'nergens' }",
      },
    ],
    proeven: [
      { bestand: GAT, naam: 'what fills it sends back to what was dropped' },
      { bestand: PARTITIES, naam: 'applies everything once and in order, whatever the order of the log' },
    ],
  },
  {
    naam: 'kafka-merk-voorbij-gat',
    gevolg: 'what was dropped behind a gap is lost to a reader that starts anew',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-gat.ts',
        van: 'return String(gat && gat.van <= tot ? gat.van - 1n : tot)',
        naar: 'return String(gat && tot < 0n ? gat.van : tot)',
      },
    ],
    proeven: [{ bestand: GAT, naam: 'a mark is never beyond what was dropped' }, HERSTART],
  },
  {
    naam: 'kafka-merk-in-greep',
    gevolg: 'what was read at once and lay before what filled its gap is lost to a reader that starts anew',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-partities.ts',
        van: 'open !== null && open <= record.offset ? open - 1n : record.offset',
        naar: 'open !== null && open < 0n ? open - 1n : record.offset',
      },
    ],
    proeven: [HERSTART],
  },
  {
    naam: 'kafka-deel-is-heel',
    gevolg: 'a gap is judged by a part of what was read: a reader seeks back without end, and nobody is told',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-partities.ts',
        van: 'if (!laatste) {',
        naar: 'if (!laatste && vak.lezing.hoog < 0n) {',
      },
    ],
    proeven: [{ bestand: PARTITIES, naam: 'a number that is nowhere is told' }],
  },
  {
    naam: 'kafka-merk-achter',
    gevolg: 'a topic that was made anew and is just as long is taken for read',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-gat.ts',
        van: 'merk === null ? grens.laag : BigInt(merk)',
        naar: 'merk === null ? grens.laag : BigInt(merk) + 1n',
      },
      { bestand: 'packages/platform/src/kafka-gat.ts', van: 'van >= grens.hoog', naar: 'van > grens.hoog' },
    ],
    proeven: [{ bestand: PARTITIES, naam: 'is as long as what it had read' }],
  },
  {
    naam: 'kafka-zoek-bij-begin',
    gevolg: 'a reader begins where the group stands: what an operator sets there is skipped',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-overdracht.ts',
        van: 'for (const { partitie, naar } of b.partities.starts()) zoek(b, partitie, naar)',
        naar: '',
      },
    ],
    proeven: [{ bestand: LEZER, naam: 'offsets of the group set to the first or the last' }],
  },
  {
    naam: 'kafka-eerdere-bron',
    gevolg: 'after a restore what the database wrote before it is applied beside what it ships anew',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-overdracht.ts',
        van: 'return eerder || topic !== b.topic ? []',
        naar: 'return eerder && topic !== b.topic ? []',
      },
    ],
    proeven: [{ bestand: LEZER, naam: 'passes over what an earlier life of the database wrote' }],
  },
  {
    naam: 'kafka-niets-te-zien',
    gevolg: 'what a foreign transaction left at the end of a partition has its reader made anew for ever',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-overdracht.ts',
        van: 'if (b.geplaatst && batch.batchSize === 0) noteer(b, batch, [])',
        naar: '',
      },
    ],
    proeven: [{ bestand: LEZER, naam: 'passes over what is foreign' }],
  },
  {
    naam: 'kafka-niet-bevestigd',
    gevolg: 'messages of a partition whose leader moved in the middle of a send are taken for shipped, and lost',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-zender.ts',
        van: 'eisAlle(lading, bevestigd)',
        naar: 'void [eisAlle, bevestigd]',
      },
    ],
    proeven: [{ bestand: RELAIS, naam: 'does not take what was left out for shipped' }],
  },
  {
    naam: 'kafka-verloren',
    gevolg: 'what a broker confirmed and then lost comes never again',
    wijzigingen: [{ bestand: 'packages/platform/src/kafka-relais.ts', van: 'plek.positie = eerste - 1', naar: '' }],
    proeven: [{ bestand: RELAIS, naam: 'whose broker lost what it had confirmed' }],
  },
  {
    naam: 'kafka-wacht-stil',
    gevolg: 'a consumer that stops without a word is never made anew',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-wacht.ts',
        van: "if (performance.now() - teken > stilMs) return laatVallen(w, 'consumer-silent')",
        naar: '',
      },
    ],
    proeven: [{ bestand: STORING, naam: 'a consumer whose connections went silent' }],
  },
  {
    naam: 'kafka-wacht-achter',
    gevolg: 'a consumer that fetches and reads nothing is green',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/kafka-wacht.ts',
        van: "return laatVallen(w, 'lag-does-not-move')",
        naar: "w.staat.fouten += 'lag-does-not-move'.length * 0",
      },
    ],
    proeven: [{ bestand: STORING, naam: 'a consumer that fetches, but nothing of its partitions' }],
  },
  {
    naam: 'kafka-weg-uit-stilstand',
    gevolg: 'what a stopped stage put aside stays there when the group gives its partitions to another',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/consument.ts',
        van: 'w.staat.herkanst = false\n',
        naar: '\n',
      },
    ],
    proeven: [
      {
        bestand: 'packages/platform/src/consument.pg.test.ts',
        naam: 'a stage that stands still and loses its partitions stands still no longer',
      },
    ],
  },
]
