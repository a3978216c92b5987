import type { BusEvent } from './bericht.ts'
import type { Ontvangen, Stand, Uitslag, Verwerk } from './bus.ts'
import type { Tx } from './db.ts'
import type { Geschakeld, Indeling } from './keten.ts'
import { deelIn, isGeschakeld, ketenSleutel } from './keten.ts'
import type { LeesEvent, Lezing } from './lezing.ts'
import type { Apart } from './onverwerkbaar-store.ts'
import { legApart, vergrendelWachtrijen } from './onverwerkbaar-store.ts'
import type { Lezer, Verschuiving } from './positie-store.ts'
import { vergrendelStanden, verschuif, zorgVoorStanden } from './positie-store.ts'

export type Toepassing<E extends BusEvent> = {
  readonly lezer: Lezer
  readonly lees: LeesEvent<E>
  readonly verwerk: Verwerk<E>
}

/** A message of which the handling failed too often: it is put aside instead of handled. */
export type TeVaak = { readonly positie: number; readonly bron: string; readonly foutcode: string }

/** `verwerkt`: how many messages the stage handled; `onleesbaar`: what was put aside because it could not be read. */
export type Toegepast = Uitslag & { readonly verwerkt: number; readonly onleesbaar: readonly Apart[] }

type Gelezen<E extends BusEvent> = { readonly bericht: Geschakeld; readonly lezing: Lezing<E> }

/**
 * Applies a batch inside the transaction that moves the position (promises 3, 4 and 6): locks the positions, drops what was applied or
 * follows a gap, queues what belongs to a dossier with something put aside, puts aside what cannot be read, hands the rest to the stage.
 */
export async function pasBatchToe<E extends BusEvent>(
  t: Toepassing<E>,
  tx: Tx<BusEvent>,
  batch: readonly Ontvangen[],
  teVaak: TeVaak | null,
): Promise<Toegepast> {
  const eigen = batch.filter(isGeschakeld)
  const gelezen = new Map(eigen.map((bericht) => [bericht, t.lees(bericht.waarde)]))
  const sleutels = [...gelezen].map(([bericht, lezing]) => sleutelVan(lezing, bericht))
  // Positions first, then queues, in this order for every owner; the connection is pipelined, so both travel together.
  const [standen, rijen] = await Promise.all([
    vergrendel(t.lezer, tx, eigen),
    vergrendelWachtrijen(tx, t.lezer, sleutels),
  ])
  const posities = new Map(standen.map((s) => [ketenSleutel(s.partitie, s.bron), s.positie]))
  const open = eigen.filter((b) => b.positie > (posities.get(ketenSleutel(b.partitie, b.bron)) ?? 0))
  const { leesbaar, wachtend } = houNieuwereTegen(open, gelezen)
  const indeling = deelIn(leesbaar, posities)
  const toe = indeling.toe.flatMap((bericht) => {
    const lezing = gelezen.get(bericht)
    return lezing ? [{ bericht, lezing }] : []
  })
  const verdeeld = await verdeel(t, tx, { toe, rijen, teVaak })
  const verschuivingen = bepaalVerschuivingen(standen, indeling)
  if (verschuivingen.length > 0) verschuif(tx, t.lezer, verschuivingen)
  return { standen: verschoven(standen, verschuivingen), gaten: indeling.gaten, wachtend, ...verdeeld }
}

async function vergrendel(lezer: Lezer, tx: Tx<BusEvent>, eigen: readonly Geschakeld[]): Promise<Stand[]> {
  const partities = [...new Set(eigen.map(({ partitie }) => partitie))].sort((a, b) => a - b)
  const standen = await vergrendelStanden(tx, lezer, partities)
  const bekend = new Set(standen.map((s) => ketenSleutel(s.partitie, s.bron)))
  const nieuw = eigen.filter((b) => !bekend.has(ketenSleutel(b.partitie, b.bron)))
  if (nieuw.length === 0) return standen
  await zorgVoorStanden(tx, lezer, nieuw)
  return vergrendelStanden(tx, lezer, partities)
}

/** A message of an unknown newer schema holds its partition from there on; it is not poison. */
function houNieuwereTegen<E extends BusEvent>(
  eigen: readonly Geschakeld[],
  gelezen: ReadonlyMap<Geschakeld, Lezing<E>>,
): { leesbaar: Geschakeld[]; wachtend: number[] } {
  const wachtend = new Set<number>()
  const leesbaar = eigen.filter((bericht) => {
    if (gelezen.get(bericht)?.kind === 'nieuwere-versie') wachtend.add(bericht.partitie)
    return !wachtend.has(bericht.partitie)
  })
  return { leesbaar, wachtend: [...wachtend] }
}

/** What is to be applied, and the dossiers of which something lies aside. */
type Werk<E extends BusEvent> = {
  readonly toe: readonly Gelezen<E>[]
  readonly rijen: ReadonlySet<string>
  readonly teVaak: TeVaak | null
}

async function verdeel<E extends BusEvent>(
  t: Toepassing<E>,
  tx: Tx<BusEvent>,
  { toe, rijen: bestaande, teVaak }: Werk<E>,
): Promise<Pick<Toegepast, 'verwerkt' | 'onleesbaar'>> {
  if (toe.length === 0) return { verwerkt: 0, onleesbaar: [] }
  const rijen = new Set(bestaande)
  const apart: Apart[] = []
  const events: E[] = []
  for (const { bericht, lezing } of toe) {
    const sleutel = sleutelVan(lezing, bericht)
    const berichtId = lezing.kind === 'event' ? lezing.event.id : null
    const oordeel = oordeelOver(lezing, bericht, { heeftRij: rijen.has(sleutel), teVaak })
    if (oordeel === null && lezing.kind === 'event') events.push(lezing.event)
    if (oordeel === null) continue
    apart.push({ bericht, sleutel, berichtId, ...oordeel })
    rijen.add(sleutel)
  }
  if (apart.length > 0) await legApart(tx, t.lezer, apart)
  if (events.length > 0) await t.verwerk(tx, events)
  return { verwerkt: events.length, onleesbaar: apart.filter(({ reden }) => reden === 'onleesbaar') }
}

function oordeelOver<E extends BusEvent>(
  lezing: Lezing<E>,
  bericht: Geschakeld,
  o: { heeftRij: boolean; teVaak: TeVaak | null },
): Pick<Apart, 'reden' | 'foutcode'> | null {
  if (lezing.kind === 'onleesbaar') return { reden: 'onleesbaar', foutcode: lezing.code }
  if (o.heeftRij) return { reden: 'wacht-op-eerder', foutcode: null }
  if (o.teVaak && o.teVaak.positie === bericht.positie && o.teVaak.bron === bericht.bron) {
    return { reden: 'fout', foutcode: o.teVaak.foutcode }
  }
  return null
}

const UUID = /"subject":"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"/

/** The dossier (or order) of a message; of an unreadable one as far as its subject can be found, else a key of its own by its place. */
function sleutelVan<E extends BusEvent>(lezing: Lezing<E>, bericht: Geschakeld): string {
  if (lezing.kind === 'event') return lezing.event.subject
  const gevonden = UUID.exec(bericht.waarde)?.[1]
  return gevonden ?? `00000000-0000-8000-8000-${bericht.positie.toString(16).padStart(12, '0')}`
}

function bepaalVerschuivingen(standen: readonly Stand[], indeling: Indeling): Verschuiving[] {
  const merken = new Map(indeling.toe.map((b) => [ketenSleutel(b.partitie, b.bron), b.merk]))
  return standen.flatMap((van): Verschuiving[] => {
    const sleutel = ketenSleutel(van.partitie, van.bron)
    const naar = indeling.standen.get(sleutel)
    return naar === undefined ? [] : [{ van, naar, merk: merken.get(sleutel) ?? null }]
  })
}

function verschoven(standen: readonly Stand[], verschuivingen: readonly Verschuiving[]): Stand[] {
  return standen.map((stand) => {
    const nieuw = verschuivingen.find(({ van }) => van === stand)
    return nieuw ? { ...stand, positie: nieuw.naar, merk: nieuw.merk ?? stand.merk } : stand
  })
}
