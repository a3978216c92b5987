import type { Ontvangen, Stand, Uitslag } from './bus.ts'
import type { Batchuitkomst, Gat, Zoek } from './kafka-gat.ts'
import { isBlijvend, laagste, merkVan, naBatch, startVan } from './kafka-gat.ts'

/** The first offset a partition still has, and the one that the next message will get. */
export type Grens = { readonly laag: bigint; readonly hoog: bigint }

/** A message, and at which offset it lay. */
export type Vondst = { readonly bericht: Ontvangen; readonly offset: bigint }

/** The same in its turn. `tot`: when it is applied, nothing up to that offset is left of what was read with it. */
export type Gelezen = Vondst & { readonly tot: bigint }

/** What was read of one partition at once: the first offset, the one behind the last, where the end of the partition was then. */
export type Lezing = { readonly vanaf: bigint; readonly volgende: bigint; readonly hoog: bigint }

/** From which offset a partition is to be read on. */
export type Sprong = { readonly partitie: number; readonly naar: bigint }

/** What a reader knows of the partitions it was given: positions, gaps, what holds one up, and how far it read. */
export type Partities = {
  /** everything anew, as the database and the cluster have it */
  begin(o: Begin): void
  toegewezen(): readonly number[]
  /** where to start to read each */
  starts(): readonly Sprong[]
  /** where to read one on from its position */
  start(partitie: number): bigint
  /** the mark to keep when this message is applied */
  merk(gelezen: Gelezen): string
  /** whether the rest of what was read of a partition is to be left: it lies behind a message of a newer hub */
  dicht(partitie: number): boolean
  /** notes what became of a batch; tells which partitions are to be read on elsewhere */
  verwerk(batch: readonly Gelezen[], uitslag: Uitslag): readonly Sprong[]
  /** notes what was read of a partition, and what of it is to be handed over; tells where to read on when that is nothing */
  gelezen(partitie: number, lezing: Lezing, berichten: readonly Gelezen[]): readonly Sprong[]
  /** how far each was read; not of those that are held for a message of a newer hub */
  volgende(): ReadonlyMap<number, bigint>
  /** why something stands still; null = nothing does */
  reden(): string | null
}

export type Begin = {
  readonly toegewezen: readonly number[]
  readonly standen: readonly Stand[]
  readonly grenzen: ReadonlyMap<number, Grens>
}

type Vak = {
  readonly grens: Grens
  merk: string | null
  /** per producing database the last position applied */
  readonly posities: Map<string, number>
  gat: Gat | null
  /** since when there is a gap */
  gatSindsMs: number
  nieuwer: boolean
  /** in what was read last */
  dicht: boolean
  lezing: Lezing
  /** the offset of what is handed over last of it */
  slot: bigint | null
  /** what became of it so far */
  deel: Pick<Batchuitkomst, 'gevallen' | 'bewogen'>
}

/** A gap that is open for so long is told, also while the end of the partition was not reached (design, promise 4). */
const GAT_MS = 60_000
const ONBEKEND: Vak['deel'] = { gevallen: null, bewogen: false }

/** By position, as they were committed: a relay that lost its lock may have written later numbers first. */
export const orde = (een: Vondst, twee: Vondst): number => (een.bericht.positie ?? 0) - (twee.bericht.positie ?? 0)

/** What was read of one partition at once, in the order in which it is to be applied. */
export function rangschik(records: readonly Vondst[]): Gelezen[] {
  let open: bigint | null = null
  return records
    .toSorted(orde)
    .reverse()
    .map((record) => {
      const tot: bigint = open !== null && open <= record.offset ? open - 1n : record.offset
      open = open === null || record.offset < open ? record.offset : open
      return { ...record, tot }
    })
    .reverse()
}

/** The partitions of one reader; of what was known before only gaps stay, so that seeking back ends somewhere. */
export function maakPartities(): Partities {
  let vakken = new Map<number, Vak>()
  return {
    begin(o) {
      vakken = new Map(o.toegewezen.map((p) => [p, maakVak(p, o, vakken.get(p))]))
    },
    toegewezen: () => [...vakken.keys()],
    starts: () => [...vakken].map(([partitie, { lezing }]) => ({ partitie, naar: lezing.volgende })),
    start(partitie) {
      const vak = vakken.get(partitie)
      return vak ? naMerk(vak) : 0n
    },
    dicht: (partitie) => vakken.get(partitie)?.dicht ?? false,
    merk: ({ bericht, tot }) => merkVan(tot, vakken.get(bericht.partitie)?.gat ?? null),
    verwerk: (batch, uitslag) =>
      [...new Set(batch.map(({ bericht }) => bericht.partitie))].flatMap((partitie) => {
        const vak = vakken.get(partitie)
        return vak ? verwerkVak(vak, partitie, { batch, uitslag }) : []
      }),
    gelezen(partitie, lezing, berichten) {
      const vak = vakken.get(partitie)
      if (!vak) return []
      vak.lezing = lezing
      vak.dicht = false
      vak.slot = berichten.at(-1)?.offset ?? null
      vak.deel = ONBEKEND
      return vak.slot === null ? beoordeel(vak, partitie, { ...ONBEKEND, laatste: true }) : []
    },
    volgende: () =>
      new Map([...vakken].flatMap(([partitie, { lezing, nieuwer }]) => (nieuwer ? [] : [[partitie, lezing.volgende]]))),
    reden() {
      const alle = [...vakken.values()]
      if (alle.some(({ nieuwer }) => nieuwer)) return 'written-by-a-newer-hub'
      const nuMs = performance.now()
      const blijft = (vak: Vak) => isBlijvend(vak.gat) || (vak.gat !== null && nuMs - vak.gatSindsMs >= GAT_MS)
      return alle.some(blijft) ? 'gap-in-chain' : null
    },
  }
}

function maakVak(partitie: number, { standen, grenzen }: Begin, was: Vak | undefined): Vak {
  const grens = grenzen.get(partitie) ?? { laag: 0n, hoog: 0n }
  const stand = standen.find((s) => s.partitie === partitie)
  const merk = stand?.merk ?? null
  const volgende = startVan(merk, grens)
  // Another owner may have closed it meanwhile.
  const verder = stand !== undefined && was !== undefined && stand.positie > (was.posities.get(stand.bron) ?? 0)
  return {
    grens,
    merk,
    posities: new Map(stand ? [[stand.bron, stand.positie]] : []),
    gat: was?.gat && verder ? { ...was.gat, keren: 0 } : (was?.gat ?? null),
    gatSindsMs: was?.gatSindsMs ?? 0,
    nieuwer: was?.nieuwer ?? false,
    dicht: false,
    lezing: { vanaf: volgende, volgende, hoog: grens.hoog },
    slot: null,
    deel: ONBEKEND,
  }
}

type Verwerkt = { readonly batch: readonly Gelezen[]; readonly uitslag: Uitslag }

function verwerkVak(vak: Vak, partitie: number, { batch, uitslag }: Verwerkt): Sprong[] {
  const eigen = batch.filter(({ bericht }) => bericht.partitie === partitie)
  const bewogen = neemStanden(vak, partitie, uitslag.standen)
  vak.nieuwer = uitslag.wachtend.includes(partitie)
  vak.dicht = vak.nieuwer
  const gevallen = uitslag.gaten.includes(partitie) ? laagsteGevallen(vak, eigen) : null
  return beoordeel(vak, partitie, { gevallen, bewogen, laatste: eigen.some(({ offset }) => offset === vak.slot) })
}

type Deel = { readonly gevallen: bigint | null; readonly bewogen: boolean; readonly laatste: boolean }

/** What was read at once is judged as a whole; until then no mark may pass what was dropped of it. */
function beoordeel(vak: Vak, partitie: number, { laatste, ...deel }: Deel): Sprong[] {
  const gevallen = laagste(vak.deel.gevallen, deel.gevallen)
  vak.deel = { gevallen, bewogen: vak.deel.bewogen || deel.bewogen }
  if (!laatste) {
    const van = laagste(vak.gat?.van ?? null, gevallen)
    zetGat(vak, van === null ? null : { van, keren: vak.gat?.keren ?? 0 })
    return []
  }
  const { vanaf, volgende, hoog } = vak.lezing
  const { gat, zoek } = naBatch(vak.gat, { ...vak.deel, vanaf, tot: volgende - 1n, aanEind: volgende >= hoog })
  const naar = plekVan(zoek, { ...vak, gat })
  zetGat(vak, gat)
  return naar === null ? [] : [{ partitie, naar }]
}

function zetGat(vak: Vak, gat: Gat | null): void {
  if (vak.gat === null && gat !== null) vak.gatSindsMs = performance.now()
  vak.gat = gat
}

/** Whether one of them moved. */
function neemStanden(vak: Vak, partitie: number, standen: readonly Stand[]): boolean {
  let bewogen = false
  for (const { positie, bron, merk } of standen.filter((s) => s.partitie === partitie)) {
    if (positie > (vak.posities.get(bron) ?? 0)) {
      bewogen = true
      vak.merk = merk
    }
    vak.posities.set(bron, positie)
  }
  return bewogen
}

function laagsteGevallen(vak: Vak, eigen: readonly Gelezen[]): bigint | null {
  const gevallen = eigen.filter(
    ({ bericht: { bron, positie } }) => bron !== null && positie !== null && positie > (vak.posities.get(bron) ?? 0),
  )
  return gevallen.reduce<bigint | null>((tot, { offset }) => laagste(tot, offset), null)
}

/** The end has moved since the partition was given: a mark beyond where it was then is a mark like any other. */
function naMerk({ merk, grens, lezing }: Vak): bigint {
  return startVan(merk, { laag: grens.laag, hoog: lezing.hoog })
}

function plekVan(zoek: Zoek, vak: Vak): bigint | null {
  switch (zoek) {
    case 'nergens':
      return null
    case 'gevallen':
      return vak.gat?.van ?? null
    case 'merk':
      return naMerk(vak)
    case 'begin':
      return vak.grens.laag
    default:
      return zoek satisfies never
  }
}
