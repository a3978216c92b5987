import type { Journaalregel } from '@warmknooppunt/platform/journaal-regel'

/** Tells lines that a crash left half written from damage: the lines of one stage, in the order in which they were written. */
export type Scheuren = {
  leesbaar(tekst: string, regel: Journaalregel): void
  onleesbaar(tekst: string): void
  /** how many lines told something that is nowhere else */
  beschadigd(): number
}

type Stuk = { readonly tekst: string; erna: boolean }
type Staat = { open: Stuk[]; bron: string | null; verloren: number }

/** More at once no row of crashes leaves. */
const MEEST = 100

/**
 * What was half written did not count as followed, so it stands whole further on. Only the last line of a life may stand nowhere: after it came
 * the disaster.
 */
export function maakScheuren(): Scheuren {
  const staat: Staat = { open: [], bron: null, verloren: 0 }
  return {
    leesbaar(tekst, regel) {
      if (regel.stage !== 'postvak' && regel.bron !== staat.bron) {
        staat.verloren += zonderLaatste(staat.open)
        staat.open = []
        staat.bron = regel.bron
      }
      if (staat.open.length === 0) return
      staat.open = staat.open.filter((stuk) => !tekst.startsWith(beginVan(stuk)))
      // How a postvak stands may be written first in a new life.
      if (regel.stage !== 'postvak') for (const stuk of staat.open) stuk.erna = true
    },
    onleesbaar(tekst) {
      if (staat.open.length === MEEST) {
        staat.open.shift()
        staat.verloren++
      }
      staat.open.push({ tekst, erna: false })
    },
    beschadigd: () => staat.verloren + zonderLaatste(staat.open),
  }
}

function zonderLaatste(open: readonly Stuk[]): number {
  return open.length - (open.at(-1)?.erna === false ? 1 : 0)
}

/** How a postvak stands is written again with the numbers of then. */
function beginVan({ tekst }: Stuk): string {
  return tekst.startsWith('{"stage":"postvak"') ? (tekst.split('"hoogste"')[0] ?? tekst) : tekst
}
