import { readFile } from 'node:fs/promises'
import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Keksbesluit } from './besluit-keks.ts'
import { besluitKeks } from './besluit-keks.ts'
import type { Db } from './db.ts'
import { leesKekgebruik } from './kek-store.ts'
import { leesKeks } from './keks.ts'
import type { Keks } from './kluis.ts'
import type { Log } from './log.ts'
import type { Werker } from './stage.ts'

/** KEKs that change while the process runs: whoever holds them reads them anew at each use. */
export type LevendeKeks = Keks & {
  /** where they are read from; null = from a text, which does not change */
  readonly bestand: string | null
  neem(sleutels: ReadonlyMap<string, Buffer>): void
  zegel(id: string): void
}

/** KEKs as they were read at the start, from a file that may change. */
export function maakLevendeKeks(begin: Keks, bestand: string | null): LevendeKeks {
  let { huidig, sleutels } = begin
  return {
    bestand,
    get huidig() {
      return huidig
    },
    get sleutels() {
      return sleutels
    },
    neem(nieuw) {
      sleutels = nieuw
    },
    zegel(id) {
      huidig = id
    },
  }
}

const KIJK_MS = 2_000
/** A key opens everywhere before it seals anywhere: every process of this machine has looked several times by then. */
const RESPIJT_MS = 10_000

export type Kekwacht = {
  readonly keks: LevendeKeks
  readonly db: Db
  readonly log: Log
  readonly kijkMs?: number
  readonly respijtMs?: number
}

type Staat = {
  gemeld: string
  /** how often in a row the file could not be read */
  onleesbaar: number
  wacht: { readonly id: string; readonly sindsMs: number } | null
}

/**
 * The loop that takes over what changes in the file of the KEKs: what is new opens at once and, when it stands first, seals ten seconds later.
 * What cannot be read or may not be leaves the keys as they are, and is told once.
 */
export function maakKekwacht(o: Kekwacht): Werker {
  const staat: Staat = { gemeld: '', onleesbaar: 0, wacht: null }
  return {
    naam: 'kek.wacht',
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      const { bestand } = o.keks
      while (!signal.aborted) {
        await wachtMs(o.kijkMs ?? KIJK_MS, undefined, { signal }).catch(() => undefined)
        // From a text there is nothing to look at; a loop that ends would be taken for one that died.
        if (signal.aborted || bestand === null) continue
        await kijk(o, staat, bestand).catch((err: unknown) => {
          // An editor may be writing it: the first time says nothing yet.
          if (++staat.onleesbaar < 2) return
          meld(staat, 'onleesbaar', () => o.log.error({ err }, 'kek.niet-overgenomen'))
        })
      }
    },
  }
}

async function kijk(o: Kekwacht, staat: Staat, bestand: string): Promise<void> {
  const gegeven = leesKeks((await readFile(bestand, 'utf8')).trim())
  const besluit = besluitKeks(o.keks, gegeven, await leesNodig(o, gegeven))
  staat.onleesbaar = 0
  if (besluit.kind === 'weiger') {
    const { kek } = besluit
    return meld(staat, `ander ${kek}`, () => o.log.error({ kek }, 'kek.is-een-andere-sleutel'))
  }
  o.keks.neem(besluit.sleutels)
  volg(o, staat, besluit)
}

/** The database is asked only when a key left. */
async function leesNodig({ keks, db }: Kekwacht, gegeven: Keks): Promise<string[]> {
  const allesEr = [...keks.sleutels.keys()].every((id) => gegeven.sleutels.has(id))
  return allesEr ? [] : (await leesKekgebruik(db, 1)).map(({ kekId }) => kekId)
}

function volg({ keks, log, respijtMs }: Kekwacht, staat: Staat, b: Extract<Keksbesluit, { kind: 'neem' }>): void {
  if (b.mist.length > 0) {
    meld(staat, `mist ${b.mist.join(' ')}`, () => log.error({ keks: b.mist }, 'kek.weg-maar-nodig'))
  } else staat.gemeld = ''
  if (b.zegel === keks.huidig) {
    staat.wacht = null
    return
  }
  if (staat.wacht?.id !== b.zegel) staat.wacht = { id: b.zegel, sindsMs: performance.now() }
  if (performance.now() - staat.wacht.sindsMs < (respijtMs ?? RESPIJT_MS)) return
  keks.zegel(b.zegel)
  staat.wacht = null
  log.info({ kek: b.zegel }, 'kek.zegelt')
}

function meld(staat: Staat, wat: string, zeg: () => void): void {
  if (staat.gemeld !== wat) zeg()
  staat.gemeld = wat
}
