import type { Mix } from '../../services/knooppunt/src/simulatie/mix.ts'
import { leesMix, STANDAARD_MIX } from '../../services/knooppunt/src/simulatie/mix.ts'
import type { Loop } from '../../services/knooppunt/src/simulatie/opgave.ts'
import { simuleer } from '../../services/knooppunt/src/simulatie/simulatie.ts'
import type { Verslag } from '../../services/knooppunt/src/simulatie/verslag.ts'
import type { Hub } from './hub.ts'

const nu = () => Temporal.Now.instant()
/** Longer than any test waits: a request meets several kills on its way, and how long it took is not what is tested. */
const GEDULD_MS = 60_000
const NOOIT = new AbortController().signal

/** Creditors and gemeenten that play on, whatever happens to the hub: what is not answered is sent again with the same key. */
export type Spel = {
  /** No new ones; resolves with the count when everything was answered and delivered, or patience is over. */
  stop(): Promise<Verslag>
}

export function beginSpel(
  hub: Pick<Hub, 'verbinding'>,
  o: { readonly run: string; readonly perSeconde: number; readonly mix?: string },
): Spel {
  const genoeg = new AbortController()
  const verslag = simuleer({
    verbinding: hub.verbinding,
    aantal: 100_000,
    perSeconde: o.perSeconde,
    mix: mixVan(o.mix ?? STANDAARD_MIX),
    zaad: 1,
    run: o.run,
    contactPer: 10,
    geduldMs: GEDULD_MS,
    naloopMs: 1_000,
    nu,
    genoeg: genoeg.signal,
    meteen: NOOIT,
    voortgang: () => undefined,
  })
  verslag.catch(() => undefined)
  return {
    stop() {
      genoeg.abort()
      return verslag
    },
  }
}

/** Of another run than those that play, so that it does not count with them. */
export function losseLoop(run: string): Loop {
  return { zaad: 2, run, mix: mixVan('gevonden=1'), nu: nu() }
}

/** Values of invented people and claims that every run of this kind plants in its messages. */
export function gezaaid(run: string): string[] {
  return [
    `K-${run}`,
    `F-${run}`,
    `-${run}-0`,
    'Testpersoon',
    'Verzonnen-Naam',
    'Denkbeeldigeweg',
    'Spookdreef',
    'persoon.',
  ]
}

export function mixVan(tekst: string): Mix {
  const lezing = leesMix(tekst)
  if (lezing.kind === 'ongeldig') throw new Error(lezing.detail)
  return lezing.mix
}
