import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { BusEvent } from './bericht.ts'
import type { Afnemer, Ontvangen, Stand, Uitslag, Verwerk } from './bus.ts'
import type { Uitbak } from './db.ts'
import { transactie } from './db.ts'
import type { Herstelbaar } from './herstel.ts'
import { isGeschakeld } from './keten.ts'
import type { LeesEvent } from './lezing.ts'
import type { Log } from './log.ts'
import { foutcode } from './log.ts'
import type { Meters } from './meters.ts'
import type { Mislukking } from './onraad.ts'
import { isOnraad } from './onraad.ts'
import type { Lezer } from './positie-store.ts'
import { openStanden } from './positie-store.ts'
import type { Spoor } from './spoor.ts'
import { GEEN_SPOOR } from './spoor.ts'
import { metSpoor } from './spoor-verwerk.ts'
import { herkans, wachtOpSucces } from './stilstand.ts'
import { isStoring } from './storing.ts'
import type { TeVaak, Toegepast } from './toepassing.ts'
import { pasBatchToe } from './toepassing.ts'
import type { Vrijgegeven } from './vrijgave.ts'
import { geefVrij, verwerkWachtend } from './vrijgave.ts'

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
  /** absent: nothing is traced */
  readonly spoor?: Spoor | undefined
  /** pause between tries of a stopped stage; a minute by design, shorter where a test has no minute */
  readonly herkansMs?: number
  /** see Afnemer */
  readonly bundelMs?: number
}

export type Consument = Afnemer & {
  /** a stopped stage (three dossiers failing alike) is red until one message succeeds */
  gestopt(): boolean
  geefVrij(sleutel: string): Promise<Vrijgegeven>
  /** for operators' orders about what it put aside */
  readonly herstelbaar: Herstelbaar
}

type Staat = { laatste: Mislukking[]; gestopt: boolean; herkanst: boolean }

/** A reader of one topic for one stage: everything of promises 3, 4 and 6 that no transport has to know. */
export function maakConsument<E extends BusEvent>(gegeven: ConsumentKeuze<E>): Consument {
  const staat: Staat = { laatste: [], gestopt: false, herkanst: false }
  const { lezer } = gegeven
  const keuze = { ...gegeven, verwerk: metSpoor(gegeven.spoor ?? GEEN_SPOOR, lezer, gegeven.verwerk) }
  const vrijgave = {
    lezer,
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
  const werk = { ...keuze, staat, geef }
  return {
    consument: lezer.consument,
    topic: lezer.topic,
    bundelMs: keuze.bundelMs,
    standen: async () => {
      const standen = await openStanden(keuze.pool, lezer)
      if (!staat.herkanst) staat.herkanst = await herkans(werk)
      return standen
    },
    gestopt: () => staat.gestopt,
    geefVrij: geef,
    herstelbaar: {
      lezer,
      verwerk: (tx, wachtend) => verwerkWachtend(keuze, tx, wachtend),
      gelukt() {
        keuze.naCommit()
        keuze.meters.toegepast(lezer, 1)
        staat.laatste = []
      },
    },
    pasToe: (batch, signal) => pasToe(werk, batch, signal),
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
  const dicht = new Set<number>()
  for (const bericht of batch) {
    if (signal.aborted) break
    // Behind a gap or a newer hub's message nothing of its partition can be applied.
    if (dicht.has(bericht.partitie)) continue
    const uitslag = await pasEenToe(w, bericht, signal)
    for (const partitie of [...uitslag.gaten, ...uitslag.wachtend]) dicht.add(partitie)
    uitslagen.push(uitslag)
  }
  return samen(uitslagen)
}

async function inTransactie<E extends BusEvent>(
  w: Werk<E>,
  batch: readonly Ontvangen[],
  teVaak: TeVaak | null,
): Promise<Uitslag> {
  const uitslag = await transactie<Toegepast, BusEvent>(w.pool, w.uitbak, (tx) => pasBatchToe(w, tx, batch, teVaak))
  w.naCommit()
  if (uitslag.verwerkt > 0) w.meters.toegepast(w.lezer, uitslag.verwerkt)
  for (const partitie of uitslag.gaten) w.meters.gat(w.lezer, partitie)
  for (const { sleutel, foutcode: code } of uitslag.onleesbaar) meldApart(w, sleutel, code ?? 'onleesbaar')
  // Only a message that was handled is a success: one that queued behind another, or was skipped, says nothing of the stage's health.
  if (uitslag.verwerkt > 0) w.staat.laatste = []
  return uitslag
}

function meldApart<E extends BusEvent>(w: Werk<E>, dossierId: string, code: string): void {
  w.meters.apart(w.lezer, code)
  w.log.error({ consument: w.lezer.consument, topic: w.lezer.topic, dossierId, foutcode: code }, 'bus.apart-gelegd')
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
  w.staat.laatste = [...w.staat.laatste, mislukking].slice(-2)
  meldApart(w, fout.sleutel, fout.code)
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
      w.meters.mislukt(w.lezer)
      w.log.warn({ err: fout, consument: w.lezer.consument, topic: w.lezer.topic, poging }, 'bus.poging')
      await wachtMs(PAUZE_MS[poging - 1] ?? 0, undefined, { signal }).catch(() => undefined)
    }
  }
  const lezing = w.lees(bericht.waarde)
  return { kind: 'mislukt', code, sleutel: lezing.kind === 'event' ? lezing.event.subject : '' }
}

/** The stage stops until a message succeeds and the two put aside are taken back; then this one gets its five tries anew. */
async function staStil<E extends BusEvent>(w: Werk<E>, bericht: Ontvangen, signal: AbortSignal): Promise<Uitslag> {
  const plek = { consument: w.lezer.consument, topic: w.lezer.topic }
  w.staat.gestopt = true
  w.log.fatal(plek, 'bus.stage-gestopt')
  const probeer = async () => void (await inTransactie(w, [bericht], null))
  const meld = (fout: unknown) => w.log.warn({ err: fout, ...plek }, 'bus.herkansing')
  const terug = w.staat.laatste.map(({ sleutel }) => sleutel)
  try {
    await wachtOpSucces({ terug, geef: w.geef, probeer, meld, pauzeMs: w.herkansMs ?? HERKANS_MS }, signal)
  } catch (fout) {
    // What it waited at is another's now, or comes again: then it may stop again. What it put aside is tried before anything else.
    w.staat.herkanst = false
    throw fout
  } finally {
    w.staat.gestopt = false
  }
  w.staat.laatste = []
  w.log.info(plek, 'bus.stage-hervat')
  // A process that was killed while it stood still left its two behind.
  w.staat.herkanst = await herkans(w)
  return pasEenToe(w, bericht, signal)
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
