import type { Breuk, Wijziging } from './breuk.ts'

const SUITE = 'packages/platform/src/postgres-bus.pg.test.ts'
const CONSUMENT = 'packages/platform/src/consument.pg.test.ts'
const POSITIE = 'packages/platform/src/positie-store.pg.test.ts'

const ZONDER_SLOT: Wijziging = {
  bestand: 'packages/platform/src/positie-store.ts',
  van: 'order by partitie, bron for update',
  naar: 'order by partitie, bron',
}
const ZONDER_WAAR: Wijziging = {
  bestand: 'packages/platform/src/positie-store.ts',
  van: ' and p.positie = v.van returning 1',
  naar: ' returning 1',
}

/** Effect exactly once, and gaps are seen (promises 3 and 4). */
export const BUS: readonly Breuk[] = [
  {
    naam: 'positie-slot',
    gevolg: 'two owners of a partition handle the same batch, and one of them fails',
    wijzigingen: [ZONDER_SLOT],
    proeven: [
      { bestand: POSITIE, naam: 'who locked the positions is waited for' },
      { bestand: SUITE, naam: 'nobody skips, repeats or waits' },
    ],
  },
  {
    naam: 'positie-waar',
    gevolg: 'a position that another moved is moved again',
    wijzigingen: [ZONDER_WAAR],
    proeven: [{ bestand: POSITIE, naam: 'a position moves only from where it was read' }],
  },
  {
    naam: 'positie-slot-en-waar',
    gevolg: 'two owners of a partition both apply',
    wijzigingen: [ZONDER_SLOT, ZONDER_WAAR],
    proeven: [{ bestand: SUITE, naam: 'two owners of the same partitions apply everything once' }],
  },
  {
    naam: 'positie-verschuift',
    gevolg: 'what was applied is applied again by the next owner',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/toepassing.ts',
        van: 'if (verschuivingen.length > 0) verschuif(tx, t.lezer, verschuivingen)',
        naar: '',
      },
    ],
    proeven: [{ bestand: SUITE, naam: 'a restarted subscription goes on where it was' }],
  },
  {
    naam: 'keten-vorige',
    gevolg: 'a missing message is passed over and never noticed',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/keten.ts',
        van: 'if (bericht.vorige !== stand) {',
        naar: 'if (bericht.vorige < 0) {',
      },
    ],
    proeven: [
      { bestand: SUITE, naam: 'duplicate, missing and reordered messages' },
      { bestand: SUITE, naam: 'a missing message holds its partition' },
    ],
  },
  {
    naam: 'keten-herhaald',
    gevolg: 'a repeated message is taken for a gap and holds its partition',
    wijzigingen: [
      { bestand: 'packages/platform/src/keten.ts', van: 'if (bericht.positie <= stand) continue\n', naar: '\n' },
    ],
    proeven: [{ bestand: SUITE, naam: 'duplicate, missing and reordered messages' }],
  },
  {
    naam: 'herhaald-van-nieuwer',
    gevolg: 'older code waits for ever at a message that newer code applied',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/toepassing.ts',
        van: 'eigen.filter((b) => b.positie > (posities',
        naar: 'eigen.filter((b) => b.positie >= (posities',
      },
    ],
    proeven: [{ bestand: CONSUMENT, naam: 'a message of a newer hub that was applied already' }],
  },
  {
    naam: 'nieuwere-versie',
    gevolg: 'a message of a newer hub is passed over by older code',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/toepassing.ts',
        van: "if (gelezen.get(bericht)?.kind === 'nieuwere-versie') wachtend",
        naar: "if (gelezen.get(bericht)?.kind === 'onleesbaar') wachtend",
      },
    ],
    proeven: [{ bestand: SUITE, naam: 'a message of a newer hub holds its partition' }],
  },
  {
    naam: 'vreemd-bericht',
    gevolg: 'a message of somebody else is taken for one of a chain',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/keten.ts',
        van: 'return bericht.bron !== null && bericht.positie !== null && bericht.vorige !== null',
        naar: 'return bericht.bron !== null && bericht.positie !== null',
      },
    ],
    proeven: [{ bestand: CONSUMENT, naam: 'a message of somebody else' }],
  },
]
