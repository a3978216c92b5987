/** What this process has in hand per endpoint, and what the consumer claimed for it at once. Lives in memory; leases are in the database. */
export type Onderweg = {
  /** what may still be started at an endpoint that takes so many at once; nothing once stopped */
  vrij(eindpunt: string, gelijktijdig: number): number
  begin(eindpunt: string): void
  einde(eindpunt: string): void
  /** told before the commit that makes it true: an id that does not appear soon gives its place back, and is forgotten with its lease */
  meld(rijen: readonly { readonly id: string; readonly eindpunt: string }[]): void
  gemeld(): readonly string[]
  /** whether a commit that was told of may still come */
  verwacht(): boolean
  /** taken in hand, given back, or never claimed after all */
  vergeet(id: string): void
  /** from now on nothing is claimed at once */
  stop(): void
}

/** A commit that takes longer than this has most likely failed. */
const PLAATS_MS = 5_000

type Direct = { readonly eindpunt: string; readonly sindsMs: number; metPlaats: boolean }

export function maakOnderweg(leaseMs: number): Onderweg {
  const aantallen = new Map<string, number>()
  const directe = new Map<string, Direct>()
  let gestopt = false
  const tel = (eindpunt: string, verschil: number) => {
    const aantal = (aantallen.get(eindpunt) ?? 0) + verschil
    if (aantal > 0) aantallen.set(eindpunt, aantal)
    else aantallen.delete(eindpunt)
  }
  const geefPlaats = (direct: Direct) => {
    if (direct.metPlaats) tel(direct.eindpunt, -1)
    direct.metPlaats = false
  }
  const vergeet = (id: string) => {
    const direct = directe.get(id)
    if (direct && directe.delete(id)) geefPlaats(direct)
  }
  const ruimOp = () => {
    for (const [id, direct] of directe) {
      const oudMs = performance.now() - direct.sindsMs
      if (oudMs > PLAATS_MS) geefPlaats(direct)
      if (oudMs > leaseMs) vergeet(id)
    }
  }
  return {
    vrij(eindpunt, gelijktijdig) {
      ruimOp()
      return gestopt ? 0 : Math.max(0, gelijktijdig - (aantallen.get(eindpunt) ?? 0))
    },
    begin: (eindpunt) => tel(eindpunt, 1),
    einde: (eindpunt) => tel(eindpunt, -1),
    meld(rijen) {
      for (const { id, eindpunt } of rijen) {
        directe.set(id, { eindpunt, sindsMs: performance.now(), metPlaats: true })
        tel(eindpunt, 1)
      }
    },
    gemeld() {
      ruimOp()
      return [...directe.keys()]
    },
    verwacht() {
      ruimOp()
      return [...directe.values()].some(({ metPlaats }) => metPlaats)
    },
    vergeet,
    stop() {
      gestopt = true
    },
  }
}
