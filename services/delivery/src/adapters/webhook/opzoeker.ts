import type { LookupAddress } from 'node:dns'
import type { ZoekOp } from './adreswacht.ts'

/** How long who connects waits for a look-up, its turn included. */
const OPZOEK_MS = 3_000
/** From then on a look-up counts as one of a name that does not answer. */
const TRAAG_MS = 1_000
/** How long an answer is used again; the addresses are guarded at every connection all the same. */
const BEWAAR_MS = 5_000
/** A look-up cannot be called off and holds one of libuv's four threads. Half of them is for names that did not answer in time. */
const TEGELIJK = 2

export type Opzoekkeuze = { readonly opzoekMs?: number; readonly traagMs?: number; readonly bewaarMs?: number }
type Adressen = readonly LookupAddress[]

/** One look-up per name at a time, shared by all who ask. Throws with code ETIMEDOUT when no answer comes in time. */
export function maakOpzoeker(zoekOp: ZoekOp, keuze: Opzoekkeuze = {}): ZoekOp {
  const { opzoekMs = OPZOEK_MS, traagMs = TRAAG_MS, bewaarMs = BEWAAR_MS } = keuze
  const bewaard = new Map<string, { readonly adressen: Adressen; readonly totMs: number }>()
  const lopend = new Map<string, Promise<Adressen>>()
  const traag = new Set<string>()
  const [vlot, langzaam] = [maakBaan(TEGELIJK), maakBaan(TEGELIJK)]

  const zoek = async (naam: string): Promise<Adressen> => {
    let plaats = traag.has(naam) ? langzaam : vlot
    await plaats.neem()
    // A slow one no longer stands in the way of names that do answer.
    const wekker = setTimeout(() => {
      traag.add(naam)
      if (plaats === langzaam) return
      plaats.geef()
      plaats = langzaam
      plaats.bezet()
    }, traagMs)
    const sindsMs = performance.now()
    try {
      return await zoekOp(naam)
    } finally {
      clearTimeout(wekker)
      plaats.geef()
      if (performance.now() - sindsMs < traagMs) traag.delete(naam)
    }
  }
  const begin = (naam: string): Promise<Adressen> => {
    const werk = zoek(naam)
      .then((adressen) => {
        for (const [oud, { totMs }] of bewaard) if (totMs <= performance.now()) bewaard.delete(oud)
        bewaard.set(naam, { adressen, totMs: performance.now() + bewaarMs })
        return adressen
      })
      .finally(() => lopend.delete(naam))
    lopend.set(naam, werk)
    return werk
  }
  return async (naam) => {
    const bekend = bewaard.get(naam)
    if (bekend && bekend.totMs > performance.now()) return bekend.adressen
    return binnen(lopend.get(naam) ?? begin(naam), opzoekMs)
  }
}

/** So many places, given out in order of asking. */
function maakBaan(plaatsen: number) {
  let vrij = plaatsen
  const rij: (() => void)[] = []
  return {
    async neem(): Promise<void> {
      if (vrij > 0 && rij.length === 0) vrij--
      else await new Promise<void>((klaar) => rij.push(klaar))
    },
    /** takes a place also when there is none */
    bezet(): void {
      vrij--
    },
    geef(): void {
      vrij++
      while (vrij > 0) {
        const volgende = rij.shift()
        if (!volgende) return
        vrij--
        volgende()
      }
    },
  }
}

async function binnen<T>(werk: Promise<T>, ms: number): Promise<T> {
  const tijd = Promise.withResolvers<never>()
  const teLaat = () => tijd.reject(Object.assign(new Error('no answer to the look-up in time'), { code: 'ETIMEDOUT' }))
  const wekker = setTimeout(teLaat, ms)
  try {
    return await Promise.race([werk, tijd.promise])
  } finally {
    clearTimeout(wekker)
  }
}
