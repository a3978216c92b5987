/** What this process has in hand per endpoint, and what the consumer claimed for it at once. Lives in memory; leases are in the database. */
export type Onderweg = {
  /** what may still be started at an endpoint that takes so many at once */
  vrij(eindpunt: string, gelijktijdig: number): number
  begin(eindpunt: string): void
  einde(eindpunt: string): void
  /** told before the commit that makes it true: an id that never appears is forgotten after a while */
  meld(rijen: readonly { readonly id: string; readonly eindpunt: string }[]): void
  gemeld(): readonly string[]
  opgepakt(id: string): void
}

const VERGEET_MS = 5_000

export function maakOnderweg(): Onderweg {
  const aantallen = new Map<string, number>()
  const directe = new Map<string, { readonly eindpunt: string; readonly sindsMs: number }>()
  const tel = (eindpunt: string, verschil: number) => {
    const aantal = (aantallen.get(eindpunt) ?? 0) + verschil
    if (aantal > 0) aantallen.set(eindpunt, aantal)
    else aantallen.delete(eindpunt)
  }
  const vergeet = (id: string) => {
    const direct = directe.get(id)
    if (direct && directe.delete(id)) tel(direct.eindpunt, -1)
  }
  return {
    vrij: (eindpunt, gelijktijdig) => Math.max(0, gelijktijdig - (aantallen.get(eindpunt) ?? 0)),
    begin: (eindpunt) => tel(eindpunt, 1),
    einde: (eindpunt) => tel(eindpunt, -1),
    meld(rijen) {
      for (const { id, eindpunt } of rijen) {
        directe.set(id, { eindpunt, sindsMs: performance.now() })
        tel(eindpunt, 1)
      }
    },
    gemeld() {
      const grens = performance.now() - VERGEET_MS
      for (const [id, { sindsMs }] of directe) if (sindsMs < grens) vergeet(id)
      return [...directe.keys()]
    },
    opgepakt: vergeet,
  }
}
