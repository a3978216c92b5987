import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import { enqueue } from '@warmknooppunt/platform/outbox'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import type { Pushlot } from './besluit-herstel.ts'
import { isActief } from './bevoegd.ts'
import type { Geclaimd, NieuweBezorging } from './bezorging-store.ts'
import { voegBezorgingenToe } from './bezorging-store.ts'
import type { Bestemming } from './eindpunt-store.ts'
import type { Maker } from './gebeurtenis.ts'
import { naarEindpunt, traceVan } from './gebeurtenis.ts'
import { voegVasteToe } from './herstel-store.ts'
import { kiesBestemmingen } from './kies-bestemmingen.ts'
import type { Onderweg } from './onderweg.ts'
import type { Genummerd } from './postvak-store.ts'
import { leesLoketten } from './postvak-store.ts'

export type Bezorgwerk = {
  readonly tx: Tx<BusEvent>
  readonly maker: Maker
  readonly stand: RegisterStand
  readonly bestemmingen: readonly Bestemming[]
  readonly leaseMs: number
  /** of the worker in this process: what it has room for is claimed at once */
  readonly onderweg: Pick<Onderweg, 'vrij' | 'meld' | 'vergeet'>
  /** what becomes of a push of this message to this endpoint; other than `gewoon` only after a restore */
  readonly lotVan: (bericht: { readonly deelnemer: string; readonly berichtId: string }, eindpunt: string) => Pushlot
}

/** What came of the pushes of a batch, once they are written. */
export type Pushes = () => { readonly direct: readonly Geclaimd[]; readonly wachtend: readonly string[] }

/** A push for each message placed, to each of its endpoints; what the worker has room for is claimed at once. */
export async function bezorg(w: Bezorgwerk, geplaatst: readonly Genummerd[]): Promise<Pushes> {
  const alle = verdeel(w, await vulLokettenAan(w, geplaatst))
  const pushes = alle.filter((p) => p.lot === 'gewoon')
  if (alle.length > pushes.length) legVast(w, alle)
  if (pushes.length === 0) return () => ({ direct: [], wachtend: [] })
  // Told before anything is waited for: a worker that stops meanwhile knows of it.
  w.onderweg.meld(pushes.filter(({ direct }) => direct))
  w.tx.bijFalen(() => {
    for (const { id } of pushes) w.onderweg.vergeet(id)
  })
  let geclaimd: ReadonlySet<string> = new Set()
  voegBezorgingenToe(w.tx, pushes, { nu: w.maker.nu, leaseMs: w.leaseMs }, (ids) => {
    geclaimd = ids
  })
  return () => {
    const rest = pushes.filter(({ id }) => !geclaimd.has(id))
    for (const { id } of rest) w.onderweg.vergeet(id)
    return {
      direct: pushes.filter(({ id }) => geclaimd.has(id)).map(alsGeclaimd),
      wachtend: rest.map(({ eindpunt }) => eindpunt),
    }
  }
}

/** After a restore: what was taken before is not sent again, and what may have been sent waits for an operator. */
function legVast({ tx, maker }: Bezorgwerk, alle: readonly Push[]): void {
  const vast = alle.flatMap((push) => (push.lot === 'gewoon' ? [] : [{ ...push, lot: push.lot }]))
  voegVasteToe(tx, vast, maker.nu)
  for (const { id: bezorgingId, eindpunt, plaatsing, lot } of vast) {
    const gebeurtenis = lot === 'afgeleverd' ? 'gepusht' : 'geparkeerd'
    const over = { ...plaatsing, traceparent: traceVan(plaatsing.event) }
    enqueue(tx, naarEindpunt(maker, over, { gebeurtenis, bezorgingId, eindpunt, poging: 1 }))
  }
}

type Push = NieuweBezorging & { readonly plaatsing: Genummerd; readonly lot: Pushlot }

/** A push for each endpoint of each message; claimed at once where the worker has room and nothing of the dossier goes before it. */
function verdeel(
  { bestemmingen, stand, onderweg, lotVan, maker: { nu } }: Bezorgwerk,
  geplaatst: readonly Genummerd[],
): Push[] {
  const ruimteVan = (b: Bestemming) =>
    b.vrij && isActief(stand, b.deelnemer, nu) ? onderweg.vrij(b.id, b.gelijktijdig) : 0
  const ruimte = new Map(bestemmingen.map((b) => [b.id, ruimteVan(b)]))
  const gezien = new Set<string>()
  return geplaatst.flatMap((plaatsing) =>
    kiesBestemmingen(bestemmingen, plaatsing).map((eindpunt) => {
      const { deelnemer, nummer: volgnummer, dossierId, berichtId } = plaatsing
      const eerste = !gezien.has(`${eindpunt}|${dossierId}`)
      gezien.add(`${eindpunt}|${dossierId}`)
      const vrij = ruimte.get(eindpunt) ?? 0
      const direct = eerste && vrij > 0
      if (direct) ruimte.set(eindpunt, vrij - 1)
      const lot = lotVan(plaatsing, eindpunt)
      return { id: nieuwId(nu), deelnemer, nummer: volgnummer, eindpunt, dossierId, berichtId, direct, plaatsing, lot }
    }),
  )
}

function alsGeclaimd({ id, eindpunt, plaatsing }: Push): Geclaimd {
  return { ...plaatsing, id, eindpunt, poging: 1, planVanaf: 0, proef: false, overgegaan: false }
}

/** A termijnbericht names no loket: it goes where the message that opened its dossier went. */
async function vulLokettenAan(
  { tx, bestemmingen }: Bezorgwerk,
  geplaatst: readonly Genummerd[],
): Promise<readonly Genummerd[]> {
  const metLoketten = new Set(bestemmingen.flatMap(({ loket, deelnemer }) => (loket === null ? [] : [deelnemer])))
  const zonder = geplaatst.filter((p) => p.loket === null && metLoketten.has(p.deelnemer))
  if (zonder.length === 0) return geplaatst
  const gevonden = await leesLoketten(tx, [...new Set(zonder.map(({ dossierId }) => dossierId))])
  const loketten = new Map(gevonden.map((g) => [`${g.deelnemer}|${g.dossierId}`, g.loket]))
  return geplaatst.map((p) => ({ ...p, loket: p.loket ?? loketten.get(`${p.deelnemer}|${p.dossierId}`) ?? null }))
}
