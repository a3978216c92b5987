import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Kafka } from 'kafkajs'
import { storingcode } from './kafka-staat.ts'
import type { Zender } from './kafka-zender.ts'
import { isTeGroot, maakZender } from './kafka-zender.ts'
import type { Log } from './log.ts'
import type { Producent } from './onderwerp.ts'
import { verdeelLading } from './relais-lading.ts'
import type { Uitrij } from './relais-store.ts'
import { begin, bewaar, leesEersteOngelezen, leesPositie, leesUit } from './relais-store.ts'
import type { Relaisverbinding } from './relais-verbinding.ts'
import { verbind, wachtOpDienst } from './relais-verbinding.ts'
import type { Werker, Werkerstand } from './stage.ts'
import { totSignaal } from './tijdslimiet.ts'

const LIMIET = 500
/** The net under the wake-ups. */
const POLL_MS = 250
/** From one send to the next at least so long: what is committed meanwhile goes with it. A full batch does not wait. */
const RONDE_MS = 8
/** How often the position is written while it moves: what was shipped after it is shipped again by the next relay, and skipped by readers. */
const BEWAAR_MS = 200
/** How soon a relay at rest sees that its position was set back. */
const NAGAAN_MS = 1_000
/** How often a relay asks whether its broker is there, and whether readers come on with what was shipped. */
const KIJK_MS = 10_000
/** A reader that has not come on for so long with what was shipped may wait for what the cluster lost. */
const ACHTER_MS = 60_000
/** How often the topics are looked at anew: somebody may have changed the number of partitions. */
const KEUR_MS = 60_000
const TERUGVAL_MS = [100, 300, 1_000, 2_000, 5_000] as const

export type Relaiskeuze = {
  readonly stage: Producent
  /** the database, as any process of this stage reaches it */
  readonly url: string
  readonly kafka: Kafka
  /** the name of the topic on the cluster */
  readonly topic: string
  /** throws when this cluster or its topics are not the ones to ship to */
  readonly keur: () => Promise<void>
  /** sleeps until the stage has committed, or so long */
  readonly wacht: (ms: number, signal: AbortSignal) => Promise<void>
  readonly log: Log
  readonly meters: Relaismeters
  /** asks the cluster for the topic; throws when it does not answer */
  readonly peil: (topic: string) => Promise<unknown>
  /** how often is looked, and how long a reader may stand still, where a test has no minute */
  readonly kijk?: { readonly elkeMs: number; readonly achterMs: number }
  /** see relais-verbinding.ts; shorter where a test has no ten seconds */
  readonly stilMs?: number
}

/** What a relay counts. */
export type Relaismeters = {
  leidt(stage: Producent, ja: boolean): void
  verzonden(stage: Producent, aantal: number): void
  mislukt(stage: Producent, code: string): void
}

/** Of all terms of this relay. */
type Staat = {
  reden: string | null
  fouten: number
  /** the message that the topic refused as too large */
  teGroot: number | null
  /** the first message that a reader has not applied, and since when it is that */
  achter: { eerste: number; sindsMs: number } | null
  /** what was shipped again for a reader that stood still before it */
  herzonden: number | null
}

/**
 * Ships an outbox to its topic, in order of commit, each message to the partition stored with it (promise 7). One relay of an outbox is active,
 * the others stand by. What a relay that lost its lock still sends is a repeat, or leaves a gap that the active one fills: readers hold the chain.
 */
export function maakRelais(keuze: Relaiskeuze): Werker {
  const staat: Staat = { reden: null, fouten: 0, teGroot: null, achter: null, herzonden: null }
  return {
    naam: `${keuze.stage}.relais`,
    stand: (): Werkerstand => ({ gezond: staat.reden === null, reden: staat.reden }),
    async run(signal) {
      while (!signal.aborted) {
        try {
          await dien(keuze, staat, signal)
        } catch (fout) {
          if (!signal.aborted) await valTerug(keuze, staat, { fout, signal })
        }
      }
    },
  }
}

async function valTerug(keuze: Relaiskeuze, staat: Staat, o: { fout: unknown; signal: AbortSignal }): Promise<void> {
  const { fout, signal } = o
  const pauzeMs = TERUGVAL_MS[Math.min(staat.fouten++, TERUGVAL_MS.length - 1)] ?? 5_000
  const code = storingcode(fout)
  staat.reden = code
  keuze.meters.mislukt(keuze.stage, code)
  const waar = { stage: keuze.stage, topic: keuze.topic, code, pauzeMs }
  if (isTeGroot(fout)) {
    staat.teGroot = fout.positie
    keuze.log.fatal({ ...waar, positie: fout.positie, bytes: fout.bytes }, 'relais.bericht-te-groot')
  } else keuze.log.warn({ err: fout, ...waar }, 'relais.herstel')
  await wachtMs(pauzeMs, undefined, { signal }).catch(() => undefined)
}

/** One term of office: from connecting, through standing by, to losing what it needs or the signal. */
async function dien(keuze: Relaiskeuze, staat: Staat, signal: AbortSignal): Promise<void> {
  const db = await verbind(keuze)
  try {
    const ander = () => {
      // Another ships: what kept this one from it before is over.
      staat.reden = null
      staat.fouten = 0
    }
    if (!(await wachtOpDienst(db, { stage: keuze.stage, ander }, signal))) return
    await totSignaal(keuze.keur(), signal)
    const zender = await maakZender(keuze, signal)
    keuze.meters.leidt(keuze.stage, true)
    keuze.log.info({ stage: keuze.stage, topic: keuze.topic }, 'relais.leidt')
    try {
      await verzend({ keuze, staat, db, zender }, signal)
    } finally {
      keuze.meters.leidt(keuze.stage, false)
      await zender.sluit()
    }
  } finally {
    await db.sluit()
  }
}

type Dienst = {
  readonly keuze: Relaiskeuze
  readonly staat: Staat
  readonly db: Relaisverbinding
  readonly zender: Zender
}

async function verzend(dienst: Dienst, signal: AbortSignal): Promise<void> {
  const { keuze, staat, db } = dienst
  const begonnen = (await leesPositie(db, keuze.stage)) ?? (await begin(db, keuze.stage))
  const nuMs = performance.now()
  const plek = { positie: begonnen, bewaard: begonnen, bewaardMs: nuMs, gekeurdMs: nuMs, gekekenMs: nuMs }
  const gezonden = (deel: readonly Uitrij[]) => {
    plek.positie = deel.at(-1)?.positie ?? plek.positie
    keuze.meters.verzonden(keuze.stage, deel.length)
  }
  try {
    while (!signal.aborted) {
      const begonMs = performance.now()
      const rijen = await leesUit(db, keuze.stage, plek.positie, LIMIET)
      for (const lading of verdeelLading(rijen, { alleen: staat.teGroot })) {
        await totSignaal(dienst.zender.zend(lading, gezonden), signal)
      }
      staat.reden = null
      staat.fouten = 0
      if (rijen.length === 0 || performance.now() - plek.bewaardMs >= BEWAAR_MS) await bewaarPlek(dienst, plek)
      if (rijen.length === 0) await keuze.wacht(POLL_MS, signal)
      else if (rijen.length < LIMIET) await rust(RONDE_MS - (performance.now() - begonMs))
      await kijk(dienst, plek, signal)
    }
  } finally {
    // Also when a send failed: what went before it need not go again. Of a lost connection the loss itself is told.
    await bewaarPlek(dienst, plek).catch(() => undefined)
  }
}

async function rust(ms: number): Promise<void> {
  if (ms > 0) await wachtMs(ms)
}

type Plek = { positie: number; bewaard: number; bewaardMs: number; gekeurdMs: number; gekekenMs: number }

/** What is looked at now and then besides the outbox. */
async function kijk(dienst: Dienst, plek: Plek, signal: AbortSignal): Promise<void> {
  const { keuze } = dienst
  const nuMs = performance.now()
  if (nuMs - plek.gekekenMs < (keuze.kijk?.elkeMs ?? KIJK_MS)) return
  plek.gekekenMs = nuMs
  // A relay with nothing to ship would not miss its broker.
  await totSignaal(keuze.peil(keuze.topic), signal)
  if (nuMs - plek.gekeurdMs >= KEUR_MS) {
    await totSignaal(keuze.keur(), signal)
    plek.gekeurdMs = nuMs
  }
  await zendOpnieuw(dienst, plek)
}

/**
 * What a broker confirmed it may yet lose (its disk, its power, retention), and then a reader waits for it for ever. One that stands still before
 * what was shipped gets it once more from there; once, since it may also stand still for a reason of its own.
 */
async function zendOpnieuw({ keuze, staat, db }: Dienst, plek: Plek): Promise<void> {
  const eerste = await leesEersteOngelezen(db, keuze.stage)
  const nuMs = performance.now()
  if (eerste === null || eerste > plek.positie) {
    staat.achter = null
    return
  }
  if (staat.achter?.eerste !== eerste) staat.achter = { eerste, sindsMs: nuMs }
  if (nuMs - staat.achter.sindsMs < (keuze.kijk?.achterMs ?? ACHTER_MS) || staat.herzonden === eerste) return
  staat.herzonden = eerste
  keuze.log.warn({ stage: keuze.stage, topic: keuze.topic, vanaf: eerste, tot: plek.positie }, 'relais.zendt-opnieuw')
  plek.positie = eerste - 1
}

/** Writes how far was shipped. Whoever finds the position moved by another (a set-back, another relay) begins anew from there. */
async function bewaarPlek({ keuze, db }: Dienst, plek: Plek): Promise<void> {
  const gelijk = plek.bewaard === plek.positie
  if (gelijk && performance.now() - plek.bewaardMs < NAGAAN_MS) return
  const staatEr = gelijk
    ? (await leesPositie(db, keuze.stage)) === plek.bewaard
    : await bewaar(db, keuze.stage, { van: plek.bewaard, naar: plek.positie })
  if (!staatEr)
    throw Object.assign(new Error('the position of the relay was moved by another'), { code: 'relais-verzet' })
  plek.bewaard = plek.positie
  plek.bewaardMs = performance.now()
}
