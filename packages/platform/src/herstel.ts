import type { Pool } from 'pg'
import type { BusEvent } from './bericht.ts'
import { besluitHerstel } from './besluit-herstel.ts'
import type { Verwerk } from './bus.ts'
import type { Tx, Uitbak } from './db.ts'
import { transactie } from './db.ts'
import type { TopicEvent } from './events.ts'
import type { Herstelopdracht, Open, Stand } from './herstel-store.ts'
import { heeftOpen, neemOudsteOpen, noteerOpdrachten, noteerVoortgang, weigerBericht } from './herstel-store.ts'
import { foutcode } from './log.ts'
import type { Wachtend } from './onverwerkbaar-store.ts'
import { eersteWachtend, noteerFout, ruimWachtrijOp } from './onverwerkbaar-store.ts'
import type { Lezende, Lezer } from './positie-store.ts'
import { isStoring } from './storing.ts'

/** What an order needs of a reader. */
export type Herstelbaar = {
  readonly lezer: Lezer
  /** handles the first of a queue, whose row is locked, and takes it out; true when the queue is empty then */
  verwerk(tx: Tx<BusEvent>, wachtend: { readonly sleutel: string; readonly eerste: Wachtend }): Promise<boolean>
  /** told once that is committed */
  gelukt(): void
}

/**
 * The handling of a topic that carries orders: those for this stage are noted first, in the transaction that moves the position, so that an
 * order is carried out whatever happens after. `wek` tells the loop that does it.
 */
export function metHerstelopdrachten<E extends TopicEvent<'termijnen'>>(
  k: { readonly stage: Lezende; readonly wek: () => void },
  verwerk: Verwerk<E>,
): Verwerk<E> {
  return async (tx, events) => {
    const opdrachten = events.flatMap((event) => opdrachtIn(event, k.stage))
    if (opdrachten.length > 0) {
      await noteerOpdrachten(tx, k.stage, opdrachten)
      tx.na(k.wek)
    }
    await verwerk(tx, events)
  }
}

function opdrachtIn(
  { id, time, schema, data }: TopicEvent<'termijnen'>,
  stage: Lezende,
): (Herstelopdracht & { readonly gegevenOp: string })[] {
  if (schema !== 'ingediend' || data.bericht !== 'herstelopdracht' || data.stage !== stage) return []
  const { sleutel, volgnummer, keuze, afzender } = data
  const weigerreden = keuze.kind === 'weigeren' ? keuze.reden : null
  const operator = afzender.deelnemer
  return [{ id, sleutel, volgnummer, keuze: keuze.kind, weigerreden, operator, gegevenOp: time }]
}

export type Herstelwerk = {
  readonly stage: Lezende
  readonly pool: Pool
  readonly uitbak: Uitbak<BusEvent> | null
  readonly lezers: readonly Herstelbaar[]
}

export type Stap =
  | { readonly kind: 'niets' }
  /** another process of the stage is at it */
  | { readonly kind: 'bezet' }
  | { readonly kind: 'verder' }
  | ({ readonly kind: 'klaar' } & Afgerond)
  | { readonly kind: 'storing'; readonly fout: unknown; readonly vast: Vastloper }

/** What came of an order. */
export type Afgerond = {
  readonly opdracht: Open
  readonly stand: Exclude<Stand, 'open'>
  readonly verwerkt: number
  readonly geweigerd: boolean
  readonly foutcode: string | null
}

/** What was at hand when a step failed. */
export type Vastloper = { readonly opdracht: Open; readonly lezer: Lezer | null; readonly eerste: Wachtend | null }

/**
 * One step of the oldest open order, in a transaction of its own: one message handled or refused, or its end noted. So a crash loses nothing
 * and does nothing twice. An outage that cannot be laid to an order is thrown.
 */
export async function zetStap(h: Herstelwerk): Promise<Stap> {
  if (!(await heeftOpen(h.pool, h.stage))) return { kind: 'niets' }
  const bezig: Vastloper[] = []
  try {
    return await transactie<Stap, BusEvent>(h.pool, h.uitbak, (tx) => stap(h, tx, (v) => void bezig.push(v)))
  } catch (fout) {
    const vast = bezig.at(-1)
    if (!vast) throw fout
    return isStoring(fout) ? { kind: 'storing', fout, vast } : laatVast(h, vast, foutcode(fout))
  }
}

async function stap(h: Herstelwerk, tx: Tx<BusEvent>, meld: (v: Vastloper) => void): Promise<Stap> {
  const opdracht = await neemOudsteOpen(tx, h.stage)
  if (!opdracht) return { kind: 'niets' }
  if (opdracht === 'bezet') return { kind: 'bezet' }
  const bij = h.lezers.find(({ lezer }) => lezer.topic === opdracht.topic)
  const lezer = bij?.lezer ?? null
  meld({ opdracht, lezer, eerste: null })
  // As the owner of its partition does: nothing of the queue is handled meanwhile.
  const eerste = bij ? await eersteWachtend(tx, bij.lezer, opdracht.sleutel) : null
  meld({ opdracht, lezer, eerste })
  const besluit = besluitHerstel(opdracht, eerste?.id ?? null)
  if (besluit.kind === 'niets-te-doen') {
    return sluit(h, tx, { opdracht, stand: 'niets-te-doen', foutcode: besluit.foutcode })
  }
  if (!bij || !eerste) return sluit(h, tx, { opdracht, stand: 'vrij', foutcode: null })
  const weiger = besluit.kind === 'weiger'
  const leeg = weiger ? await neemWeg(tx, bij.lezer, opdracht) : await handel(tx, bij, { opdracht, eerste })
  const gedaan = weiger ? { geweigerd: true } : { verwerkt: opdracht.verwerkt + 1 }
  if (leeg) return sluit(h, tx, { opdracht, stand: 'vrij', foutcode: null, ...gedaan })
  await schrijf(h, tx, { ...opdracht, ...gedaan, van: opdracht, stand: 'open', foutcode: null })
  return { kind: 'verder' }
}

async function neemWeg(tx: Tx<BusEvent>, lezer: Lezer, opdracht: Open): Promise<boolean> {
  await weigerBericht(tx, lezer, opdracht)
  return ruimWachtrijOp(tx, lezer, opdracht.sleutel)
}

function handel(tx: Tx<BusEvent>, bij: Herstelbaar, o: { opdracht: Open; eerste: Wachtend }): Promise<boolean> {
  tx.na(bij.gelukt)
  return bij.verwerk(tx, { sleutel: o.opdracht.sleutel, eerste: o.eerste })
}

type Slot = Pick<Afgerond, 'opdracht' | 'stand' | 'foutcode'> & Partial<Pick<Afgerond, 'verwerkt' | 'geweigerd'>>

async function sluit(
  h: Herstelwerk,
  tx: Tx<BusEvent>,
  { opdracht, stand, foutcode: code, ...gedaan }: Slot,
): Promise<Stap> {
  const { verwerkt, geweigerd } = { ...opdracht, ...gedaan }
  await schrijf(h, tx, { van: opdracht, verwerkt, geweigerd, stand, foutcode: code })
  return { kind: 'klaar', opdracht, stand, verwerkt, geweigerd, foutcode: code }
}

async function schrijf(h: Herstelwerk, tx: Tx<BusEvent>, v: Parameters<typeof noteerVoortgang>[2]): Promise<void> {
  if (!(await noteerVoortgang(tx, h.stage, v))) throw new Error('an order that is locked was changed by another')
}

/** Ends an order on the message that failed again; what it did before stands. The queue waits for the next order. */
export async function laatVast(h: Herstelwerk, { opdracht, lezer, eerste }: Vastloper, code: string): Promise<Stap> {
  const { verwerkt, geweigerd } = opdracht
  return transactie<Stap, BusEvent>(h.pool, null, async (tx) => {
    const einde = { van: opdracht, verwerkt, geweigerd, stand: 'vast', foutcode: code } as const
    // Another process of the stage did better meanwhile.
    if (!(await noteerVoortgang(tx, h.stage, einde))) return { kind: 'verder' }
    if (lezer && eerste) await noteerFout(tx, lezer, { id: eerste.id, foutcode: code })
    return { kind: 'klaar', opdracht, stand: 'vast', verwerkt, geweigerd, foutcode: code }
  })
}
