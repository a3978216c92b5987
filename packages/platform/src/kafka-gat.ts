/** A chain in which a message is missing: from which offset on was dropped, and how often was sought back since something was applied. */
export type Gat = { readonly van: bigint; readonly keren: number }

/** Where to read on: where reading stands, from what was dropped, from the mark beside the position, or from the first message there is. */
export type Zoek = 'nergens' | 'gevallen' | 'merk' | 'begin'

export type Batchuitkomst = {
  /** the first and the last offset that were read */
  readonly vanaf: bigint
  readonly tot: bigint
  /** the lowest offset of it that was dropped behind a gap; null = none */
  readonly gevallen: bigint | null
  /** something was applied */
  readonly bewogen: boolean
  /** nothing lies behind the batch */
  readonly aanEind: boolean
}

/**
 * What a batch of one partition means for a gap (promise 4): behind one, read on to the end, since a relay that lost its lock may have written
 * later numbers first; then seek back once, and once more to the very first. What fills it lies behind what was dropped, which is then read again;
 * until it was, the gap stays, so that no mark is kept beyond it.
 */
export function naBatch(gat: Gat | null, o: Batchuitkomst): { readonly gat: Gat | null; readonly zoek: Zoek } {
  const keren = o.bewogen ? 0 : (gat?.keren ?? 0)
  if (o.gevallen === null) {
    if (gat === null || (o.vanaf <= gat.van && gat.van <= o.tot)) return { gat: null, zoek: 'nergens' }
    if (o.tot < gat.van) return { gat: { ...gat, keren }, zoek: 'nergens' }
    if (o.bewogen) return { gat: { ...gat, keren }, zoek: 'gevallen' }
  }
  const van = laagste(gat?.van ?? null, o.gevallen)
  if (van === null) return { gat: null, zoek: 'nergens' }
  if (!o.aanEind || keren > 1) return { gat: { van, keren }, zoek: 'nergens' }
  return { gat: { van, keren: keren + 1 }, zoek: keren === 0 ? 'merk' : 'begin' }
}

/** The lower of two offsets that may be none. */
export function laagste(een: bigint | null, twee: bigint | null): bigint | null {
  if (een === null || twee === null) return een ?? twee
  return een < twee ? een : twee
}

/** Whether a gap stayed after seeking back: then somebody must know. */
export function isBlijvend(gat: Gat | null): boolean {
  return gat !== null && gat.keren > 1
}

/** The mark to keep beside a position when all up to this offset is applied, but for what was dropped: a reader that starts anew must find it. */
export function merkVan(tot: bigint, gat: Gat | null): string {
  return String(gat && gat.van <= tot ? gat.van - 1n : tot)
}

/**
 * From which offset to read: at the mark, as far as the topic still has it; without a mark from the first. What lies at the mark was applied and
 * is skipped; when it is another message, the topic was made anew, and that the chain shows.
 */
export function startVan(merk: string | null, grens: { readonly laag: bigint; readonly hoog: bigint }): bigint {
  const van = merk === null ? grens.laag : BigInt(merk)
  return van < grens.laag || van >= grens.hoog ? grens.laag : van
}
