import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Consumer, EachBatchPayload } from 'kafkajs'
import type { Ontvangen } from './bus.ts'
import { leesRecord } from './kafka-koppen.ts'
import type { Gelezen, Partities } from './kafka-partities.ts'
import { maakPartities, orde, rangschik } from './kafka-partities.ts'
import { leesBeginpunt } from './kafka-plaats.ts'
import type { Kafkalezerkeuze, Lezerstaat } from './kafka-staat.ts'
import { meldStoring } from './kafka-staat.ts'
import { binnen } from './tijdslimiet.ts'
import type { Afloop, Verzamelaar } from './verzamelaar.ts'
import { maakVerzamelaar } from './verzamelaar.ts'

/**
 * From one fetch to the next at least so long, and longer for a reader that nobody waits for: a fetch of all partitions costs reader and broker as
 * much for one message as for fifty. What comes while none was asked for lately is not held up.
 */
const RONDE_MS = 15
const RONDE_NIEMAND_MS = 150
/** How often a partition that holds a message of a newer hub is looked at again. */
const NIEUWER_MS = 1_000
/** How often the group is told how far we are: a hint for tools that show lag; nothing of ours reads it. */
const HINT_MS = 5_000

export type Overdrachtkeuze = Kafkalezerkeuze & { readonly consumer: Consumer; readonly staat: Lezerstaat }

/** Between the consumer and the afnemer: reads from where the positions are, and hands over what comes. */
export type Overdracht = {
  /** the group gave these partitions: everything begins anew, from the positions */
  plaats(toegewezen: readonly number[]): void
  eachBatch(payload: EachBatchPayload): Promise<void>
  /** a batch was passed over of which kafkajs shows nothing: what a foreign transaction left, or took back */
  voorbij(batch: Voorbij): void
  /** how far each partition was read; null while that is being found out, or something is in hand */
  gelezen(): ReadonlyMap<number, bigint> | null
  reden(): string | null
  /** resolves when nothing is being handed over */
  rust(): Promise<void>
}

type Voorbij = {
  readonly partition: number
  readonly batchSize: number
  readonly firstOffset: string | null
  readonly lastOffset: string
  readonly highWatermark: string
}

type Beloop = Overdrachtkeuze & {
  readonly partities: Partities
  readonly verzamelaar: Verzamelaar<Gelezen>
  readonly einde: AbortSignal
  /** raised whenever reading begins elsewhere: what was read before is of no use then */
  generatie: number
  geplaatst: boolean
  eerdere: ReadonlySet<string>
  afbreker: AbortController
  hintMs: number
}

/** See Overdracht; `einde` aborts when the consumer ends. */
export function maakOverdracht(keuze: Overdrachtkeuze, einde: AbortSignal): Overdracht {
  const { drukte } = keuze
  const b: Beloop = {
    ...keuze,
    partities: maakPartities(),
    verzamelaar: maakVerzamelaar<Gelezen>({
      geef: (batch) => geef(b, batch),
      orde,
      bundelMs: () => drukte.bundelMs(),
    }),
    einde,
    generatie: 0,
    geplaatst: false,
    eerdere: new Set(),
    afbreker: new AbortController(),
    hintMs: 0,
  }
  einde.addEventListener('abort', () => houdOp(b), { once: true })
  return {
    plaats(toegewezen) {
      // What is in hand may be another's by now.
      b.afbreker.abort(new Error('the group gave other partitions'))
      b.afbreker = new AbortController()
      void plaats(b, { toegewezen, naMs: 0 })
    },
    eachBatch: (payload) => neemBatch(b, payload),
    voorbij(batch) {
      if (b.geplaatst && batch.batchSize === 0) noteer(b, batch, [])
    },
    gelezen: () => (b.geplaatst ? b.partities.volgende() : null),
    reden: () => b.partities.reden(),
    rust: () => b.verzamelaar.rust(),
  }
}

function houdOp(b: Beloop): void {
  b.generatie++
  b.geplaatst = false
  b.afbreker.abort(b.einde.reason)
  b.verzamelaar.leeg()
}

/** Holds all partitions, waits until nothing is in hand, and reads on from where the positions are by then. */
async function plaats(b: Beloop, o: { toegewezen: readonly number[]; naMs: number }): Promise<void> {
  if (b.einde.aborted) return
  const generatie = ++b.generatie
  const verouderd = () => generatie !== b.generatie
  b.geplaatst = false
  pauzeer(b)
  b.verzamelaar.leeg()
  let pauzeMs = o.naMs
  while (!verouderd()) {
    if (pauzeMs > 0) await wachtMs(pauzeMs, undefined, { signal: b.afbreker.signal }).catch(() => undefined)
    await b.verzamelaar.rust()
    if (verouderd()) return
    try {
      const { eerdere, ...begin } = await leesBeginpunt(b)
      if (verouderd()) return
      b.eerdere = eerdere
      b.partities.begin({ ...begin, toegewezen: o.toegewezen })
      return hervat(b)
    } catch (fout) {
      if (!verouderd()) pauzeMs = meldStoring(b, b.staat, fout)
    }
  }
}

function hervat(b: Beloop): void {
  for (const { partitie, naar } of b.partities.starts()) zoek(b, partitie, naar)
  b.consumer.resume([{ topic: b.topic, partitions: [...b.partities.toegewezen()] }])
  b.geplaatst = true
  b.staat.storing = null
}

/** A consumer that ended has nothing to hold; its crash, or who watches it, tells of its end. */
function pauzeer({ consumer, topic }: Beloop, partitions?: number[]): void {
  try {
    consumer.pause([partitions ? { topic, partitions } : { topic }])
  } catch {
    // Nothing is read any more.
  }
}

function zoek(b: Beloop, partition: number, naar: bigint): void {
  b.consumer.seek({ topic: b.topic, partition, offset: String(naar) })
}

/** What a fetch brought of one partition. It is read again when it could not be handed over, or not in time. */
async function neemBatch(b: Beloop, { batch, resolveOffset, isStale }: EachBatchPayload): Promise<void> {
  const { generatie } = b
  if (!b.geplaatst || isStale()) return
  const begonMs = performance.now()
  const berichten = leesBatch(b, batch)
  noteer(b, { ...batch, firstOffset: batch.firstOffset(), lastOffset: batch.lastOffset() }, berichten)
  const beurt = b.verzamelaar.leg(berichten)
  // A third of the session: the group must hear of us in time, and of others we in time.
  const opTijd = await binnen(b.sessieMs / 3, beurt)
  if (generatie !== b.generatie) return
  if (!opTijd) return void plaats(b, { toegewezen: b.partities.toegewezen(), naMs: 0 })
  if ((await beurt) === 'vervallen') return
  resolveOffset(batch.lastOffset())
  geefHint(b)
  const rondeMs = b.afnemer.bundelMs === undefined ? RONDE_MS : RONDE_NIEMAND_MS
  const rustMs = rondeMs - (performance.now() - begonMs)
  if (rustMs > 0) await wachtMs(rustMs, undefined, { signal: b.einde }).catch(() => undefined)
}

function noteer(b: Beloop, batch: Omit<Voorbij, 'batchSize'>, berichten: readonly Gelezen[]): void {
  const { partition, firstOffset, lastOffset, highWatermark } = batch
  const lezing = {
    vanaf: BigInt(firstOffset ?? lastOffset),
    volgende: BigInt(lastOffset) + 1n,
    hoog: BigInt(highWatermark),
  }
  for (const { partitie, naar } of b.partities.gelezen(partition, lezing, berichten)) zoek(b, partitie, naar)
}

function leesBatch(b: Beloop, { topic, partition, messages }: EachBatchPayload['batch']): Gelezen[] {
  const records = messages.flatMap((record) => {
    const bericht = leesRecord(record, { topic: b.afnemer.topic, partitie: partition, merk: record.offset })
    const eerder = bericht.bron !== null && b.eerdere.has(bericht.bron)
    return eerder || topic !== b.topic ? [] : [{ bericht, offset: BigInt(record.offset) }]
  })
  return rangschik(records)
}

async function geef(b: Beloop, alle: readonly Gelezen[]): Promise<Afloop> {
  const { generatie } = b
  const batch = alle.filter(({ bericht }) => !b.partities.dicht(bericht.partitie))
  if (batch.length === 0) return 'overgedragen'
  const { signal } = b.afbreker
  const verouderd = () => generatie !== b.generatie
  const berichten = batch.map((gelezen): Ontvangen => ({ ...gelezen.bericht, merk: b.partities.merk(gelezen) }))
  try {
    const uitslag = await b.afnemer.pasToe(berichten, signal)
    if (verouderd()) return 'vervallen'
    b.staat.fouten = 0
    b.staat.storing = null
    b.staat.stil = null
    for (const { partitie, naar } of b.partities.verwerk(batch, uitslag)) zoek(b, partitie, naar)
    for (const partitie of uitslag.wachtend) void wachtOpNieuwer(b, partitie)
    return 'overgedragen'
  } catch (fout) {
    if (fout === signal.reason) return 'vervallen'
    const naMs = meldStoring(b, b.staat, fout)
    if (!verouderd()) void plaats(b, { toegewezen: b.partities.toegewezen(), naMs })
    return 'vervallen'
  }
}

/** A partition with a message of a newer hub is held, so that it starves no other, and looked at again after a while. */
async function wachtOpNieuwer(b: Beloop, partitie: number): Promise<void> {
  const { generatie } = b
  pauzeer(b, [partitie])
  await wachtMs(NIEUWER_MS, undefined, { signal: b.einde }).catch(() => undefined)
  if (generatie !== b.generatie) return
  try {
    zoek(b, partitie, b.partities.start(partitie))
    b.consumer.resume([{ topic: b.topic, partitions: [partitie] }])
  } catch {
    // The consumer ended: see pauzeer.
  }
}

function geefHint(b: Beloop): void {
  if (performance.now() - b.hintMs < HINT_MS) return
  b.hintMs = performance.now()
  const plekken = [...b.partities.volgende()].map(([partition, offset]) => {
    return { topic: b.topic, partition, offset: String(offset) }
  })
  b.consumer.commitOffsets(plekken).catch(() => undefined)
}
