import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { BusEvent } from './bericht.ts'
import type { Afnemer, Ontvangen, Stand, Uitslag, Verwerk } from './bus.ts'
import type { Uitbak } from './db.ts'
import { isStoring, transactie } from './db.ts'
import { isGeschakeld } from './keten.ts'
import type { LeesEvent } from './lezing.ts'
import type { Log } from './log.ts'
import { foutcode } from './log.ts'
import type { Meters } from './meters.ts'
import type { Mislukking } from './onraad.ts'
import { isOnraad } from './onraad.ts'
import type { Lezer } from './positie-store.ts'
import { openStanden } from './positie-store.ts'
import type { TeVaak } from './toepassing.ts'
import { pasBatchToe } from './toepassing.ts'
import type { Vrijgegeven } from './vrijgave.ts'
import { geefVrij } from './vrijgave.ts'

/** Tries of the handler on a healthy database before a message is put aside, and the pauses between them. */
export const POGINGEN = 5
const PAUZE_MS = [20, 100, 300, 1_000] as const
const HERKANS_MS = 60_000

export type ConsumentKeuze<E extends BusEvent> = {
  readonly lezer: Lezer
  readonly pool: Pool
  /** the stage's own outbox, when it writes a topic */
  readonly uitbak: Uitbak<BusEvent> | null
  /** called after a commit that wrote to the outbox */
  readonly naCommit: () => void
  readonly lees: LeesEvent<E>
  readonly verwerk: Verwerk<E>
  readonly log: Log
  readonly meters: Meters
  /** pause between tries of a stopped stage; a minute by design, shorter where a test has no minute */
  readonly herkansMs?: number
}

export type Consument = Afnemer & {
  /** a stopped stage (three dossiers failing alike) is red until one message succeeds */
  gestopt(): boolean
  geefVrij(sleutel: string): Promise<Vrijgegeven>
}

type Staat = { laatste: Mislukking[]; gestopt: boolean }

/** A reader of one topic for one stage: everything of promises 3, 4 and 6 that no transport has to know. */
export function maakConsument<E extends BusEvent>(keuze: ConsumentKeuze<E>): Consument {
  const staat: Staat = { laatste: [], gestopt: false }
  const { lezer } = keuze
  const vrijgave = {
    stage: lezer.stage,
    pool: keuze.pool,
    uitbak: keuze.uitbak,
    lees: keuze.lees,
    verwerk: keuze.verwerk,
  }
  const geef = async (sleutel: string) => {
    const uitkomst = await geefVrij(vrijgave, sleutel)
    keuze.naCommit()
    return uitkomst
  }
  return {
    consument: lezer.consument,
    topic: lezer.topic,
    standen: () => openStanden(keuze.pool, lezer),
    gestopt: () => staat.gestopt,
    geefVrij: geef,
    pasToe: (batch, signal) => pasToe({ ...keuze, staat, geef }, batch, signal),
  }
}

type Werk<E extends BusEvent> = ConsumentKeuze<E> & {
  readonly staat: Staat
  readonly geef: (sleutel: string) => Promise<Vrijgegeven>
}

/** The whole batch at once; when its handling fails, its messages one at a time, so that only the culprit is put aside. */
async function pasToe<E extends BusEvent>(
  w: Werk<E>,
  batch: readonly Ontvangen[],
  signal: AbortSignal,
): Promise<Uitslag> {
  meldVreemde(w, batch)
  try {
    return await inTransactie(w, batch, null)
  } catch (fout) {
    if (isStoring(fout)) throw fout
    w.log.warn(
      { err: fout, consument: w.lezer.consument, topic: w.lezer.topic, aantal: batch.length },
      'bus.een-voor-een',
    )
  }
  const uitslagen: Uitslag[] = []
  for (const bericht of batch) {
    if (signal.aborted) break
    uitslagen.push(await pasEenToe(w, bericht, signal))
  }
  return samen(uitslagen)
}

async function inTransactie<E extends BusEvent>(
  w: Werk<E>,
  batch: readonly Ontvangen[],
  teVaak: TeVaak | null,
): Promise<Uitslag> {
  const uitslag = await transactie<Uitslag, BusEvent>(w.pool, w.uitbak, (tx) => pasBatchToe(w, tx, batch, teVaak))
  w.naCommit()
  w.meters.toegepast(w.lezer, batch.length)
  for (const partitie of uitslag.gaten) w.meters.gat(w.lezer, partitie)
  if (teVaak === null && batch.length > 0) w.staat.laatste = []
  return uitslag
}

/** One message: tried again with growing pauses, then put aside, unless its stage rather than the message seems to be at fault. */
async function pasEenToe<E extends BusEvent>(w: Werk<E>, bericht: Ontvangen, signal: AbortSignal): Promise<Uitslag> {
  const fout = await probeer(w, bericht, signal)
  if (fout.kind === 'gelukt') return fout.uitslag
  if (!isGeschakeld(bericht) || signal.aborted) throw signal.reason
  const mislukking = { sleutel: fout.sleutel, code: fout.code }
  if (isOnraad(w.staat.laatste, mislukking)) return staStil(w, bericht, signal)
  const uitslag = await inTransactie(w, [bericht], {
    positie: bericht.positie,
    bron: bericht.bron,
    foutcode: fout.code,
  })
  w.staat.laatste.push(mislukking)
  w.meters.apart(w.lezer, fout.code)
  w.log.error(
    { consument: w.lezer.consument, topic: w.lezer.topic, dossierId: fout.sleutel, foutcode: fout.code },
    'bus.apart-gelegd',
  )
  return uitslag
}

type Probeersel = { kind: 'gelukt'; uitslag: Uitslag } | { kind: 'mislukt'; code: string; sleutel: string }

async function probeer<E extends BusEvent>(w: Werk<E>, bericht: Ontvangen, signal: AbortSignal): Promise<Probeersel> {
  let code = 'onbekend'
  for (let poging = 1; poging <= POGINGEN && !signal.aborted; poging++) {
    try {
      return { kind: 'gelukt', uitslag: await inTransactie(w, [bericht], null) }
    } catch (fout) {
      if (isStoring(fout)) throw fout
      code = foutcode(fout)
      w.log.warn({ err: fout, consument: w.lezer.consument, topic: w.lezer.topic, poging }, 'bus.poging')
      await wachtMs(PAUZE_MS[poging - 1] ?? 0, undefined, { signal }).catch(() => undefined)
    }
  }
  const lezing = w.lees(bericht.waarde)
  return { kind: 'mislukt', code, sleutel: lezing.kind === 'event' ? lezing.event.subject : '' }
}

/** The stage stops: the two put aside are taken back in order and with this one tried in turn, one a minute, until one succeeds. */
async function staStil<E extends BusEvent>(w: Werk<E>, bericht: Ontvangen, signal: AbortSignal): Promise<Uitslag> {
  w.staat.gestopt = true
  w.log.fatal({ consument: w.lezer.consument, topic: w.lezer.topic }, 'bus.stage-gestopt')
  const terug = w.staat.laatste.slice(-2).map(({ sleutel }) => sleutel)
  for (let beurt = 0; !signal.aborted; beurt++) {
    await wachtMs(w.herkansMs ?? HERKANS_MS, undefined, { signal }).catch(() => undefined)
    const sleutel = terug[beurt % (terug.length + 1)]
    if (signal.aborted || !(await lukt(w, sleutel, bericht))) continue
    w.staat.gestopt = false
    w.staat.laatste = []
    w.log.info({ consument: w.lezer.consument, topic: w.lezer.topic }, 'bus.stage-hervat')
    for (const ander of terug) await w.geef(ander)
    return pasEenToe(w, bericht, signal)
  }
  throw signal.reason
}

/** Tries the queue of one dossier, or the message at hand when there is none for this turn. */
async function lukt<E extends BusEvent>(w: Werk<E>, sleutel: string | undefined, bericht: Ontvangen): Promise<boolean> {
  try {
    if (sleutel !== undefined) return (await w.geef(sleutel)).kind === 'vrij'
    await inTransactie(w, [bericht], null)
    return true
  } catch (fout) {
    w.log.warn({ err: fout, consument: w.lezer.consument, topic: w.lezer.topic }, 'bus.herkansing')
    return false
  }
}

function meldVreemde<E extends BusEvent>(w: Werk<E>, batch: readonly Ontvangen[]): void {
  const vreemd = batch.filter((bericht) => !isGeschakeld(bericht)).length
  if (vreemd === 0) return
  w.meters.vreemd(w.lezer, vreemd)
  w.log.warn({ consument: w.lezer.consument, topic: w.lezer.topic, aantal: vreemd }, 'bus.vreemd-bericht')
}

/** The last word of each chain, and every gap and waiting partition met on the way. */
function samen(uitslagen: readonly Uitslag[]): Uitslag {
  const standen = new Map<string, Stand>()
  for (const { standen: deel } of uitslagen)
    for (const stand of deel) standen.set(`${stand.partitie}|${stand.bron}`, stand)
  return {
    standen: [...standen.values()],
    gaten: [...new Set(uitslagen.flatMap(({ gaten }) => gaten))],
    wachtend: [...new Set(uitslagen.flatMap(({ wachtend }) => wachtend))],
  }
}
