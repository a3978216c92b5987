import type { Ontvangen, Stand, Uitslag } from './bus.ts'
import type { Gat, Zoek } from './kafka-gat.ts'
import { isBlijvend, merkVan, naBatch, startVan } from './kafka-gat.ts'

/** The first offset a partition still has, and the one that the next message will get. */
export type Grens = { readonly laag: bigint; readonly hoog: bigint }

/** A message, and at which offset it lay. */
export type Gelezen = { readonly bericht: Ontvangen; readonly offset: bigint }

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
  /** the mark to keep when the message at this offset is applied */
  merk(partitie: number, offset: bigint): string
  /** notes what became of a batch; tells which partitions are to be read on elsewhere */
  verwerk(batch: readonly Gelezen[], uitslag: Uitslag): readonly Sprong[]
  /** notes how far a partition was read, and where its end was then */
  gelezen(partitie: number, o: { volgende: bigint; hoog: bigint }): void
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
  nieuwer: boolean
  volgende: bigint
  hoog: bigint
}

/** The partitions of one reader; of what was known before only gaps stay, so that seeking back ends somewhere. */
export function maakPartities(): Partities {
  let vakken = new Map<number, Vak>()
  return {
    begin(o) {
      vakken = new Map(o.toegewezen.map((p) => [p, maakVak(p, o, vakken.get(p))]))
    },
    toegewezen: () => [...vakken.keys()],
    starts: () => [...vakken].map(([partitie, { volgende }]) => ({ partitie, naar: volgende })),
    start(partitie) {
      const vak = vakken.get(partitie)
      return vak ? startVan(vak.merk, vak.grens) : 0n
    },
    merk: (partitie, offset) => merkVan(offset, vakken.get(partitie)?.gat ?? null),
    verwerk: (batch, uitslag) =>
      [...new Set(batch.map(({ bericht }) => bericht.partitie))].flatMap((partitie) => {
        const vak = vakken.get(partitie)
        return vak ? verwerkVak(vak, partitie, { batch, uitslag }) : []
      }),
    gelezen(partitie, o) {
      const vak = vakken.get(partitie)
      if (vak) Object.assign(vak, o)
    },
    volgende: () =>
      new Map([...vakken].flatMap(([partitie, { volgende, nieuwer }]) => (nieuwer ? [] : [[partitie, volgende]]))),
    reden() {
      const alle = [...vakken.values()]
      if (alle.some(({ nieuwer }) => nieuwer)) return 'written-by-a-newer-hub'
      return alle.some(({ gat }) => isBlijvend(gat)) ? 'gap-in-chain' : null
    },
  }
}

function maakVak(partitie: number, { standen, grenzen }: Begin, was: Vak | undefined): Vak {
  const grens = grenzen.get(partitie) ?? { laag: 0n, hoog: 0n }
  const stand = standen.find((s) => s.partitie === partitie)
  const merk = stand?.merk ?? null
  return {
    grens,
    merk,
    posities: new Map(stand ? [[stand.bron, stand.positie]] : []),
    gat: was?.gat ?? null,
    nieuwer: was?.nieuwer ?? false,
    volgende: startVan(merk, grens),
    hoog: grens.hoog,
  }
}

type Verwerkt = { readonly batch: readonly Gelezen[]; readonly uitslag: Uitslag }

function verwerkVak(vak: Vak, partitie: number, { batch, uitslag }: Verwerkt): Sprong[] {
  const eigen = batch.filter(({ bericht }) => bericht.partitie === partitie)
  const bewogen = neemStanden(vak, partitie, uitslag.standen)
  vak.nieuwer = uitslag.wachtend.includes(partitie)
  const inGat = uitslag.gaten.includes(partitie)
  const gevallen = inGat ? eersteGevallen(vak, eigen) : null
  const laatste = eigen.at(-1)?.offset ?? -1n
  const { gat, zoek } = naBatch(vak.gat, { gevallen, bewogen, aanEind: laatste + 1n >= vak.hoog })
  const naar = plekVan(zoek, vak)
  vak.gat = gat
  return naar === null ? [] : [{ partitie, naar }]
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

function eersteGevallen(vak: Vak, eigen: readonly Gelezen[]): bigint | null {
  const gevallen = eigen.find(
    ({ bericht: { bron, positie } }) => bron !== null && positie !== null && positie > (vak.posities.get(bron) ?? 0),
  )
  return gevallen?.offset ?? null
}

function plekVan(zoek: Zoek, vak: Vak): bigint | null {
  switch (zoek) {
    case 'nergens':
      return null
    case 'gevallen':
      return vak.gat?.van ?? null
    case 'merk':
      return startVan(vak.merk, vak.grens)
    case 'begin':
      return vak.grens.laag
    default:
      return zoek satisfies never
  }
}
