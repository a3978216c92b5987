import type { Db } from '@warmknooppunt/platform/db'
import type { Voorstel, Wie } from '@warmknooppunt/regels/vier-ogen'
import type { Effect } from '@warmknooppunt/register/effect'
import type { Verandering } from '@warmknooppunt/register/registerdocument'
import type { Verschil } from '@warmknooppunt/register/verschil'

/** A person at work: a client of an operator, and which operator. */
export type Beheerder = Wie & { readonly deelnemer: string }

/** What a change was found to do when it was last judged. */
export type Beoordeling = {
  readonly verschil: readonly Verschil[]
  readonly effect: Effect
  readonly raaktOntvangst: boolean
  readonly opVersie: number
}

/** A change as it is kept. */
export type Registerwijzigingrij = Beoordeling & {
  readonly id: string
  readonly stand: Voorstel['stand']
  readonly ingediendOp: Temporal.Instant
  readonly indiener: Beheerder
  readonly toelichting: string
  readonly versie: number | null
  readonly besluit: {
    readonly op: Temporal.Instant
    readonly door: Beheerder
    readonly toelichting: string | null
  } | null
}

export type Besluit = {
  readonly stand: 'doorgevoerd' | 'afgewezen'
  readonly versie: number | null
  readonly op: Temporal.Instant
  readonly door: Beheerder
  readonly toelichting: string | null
}

export type NieuweRij = Omit<Registerwijzigingrij, 'besluit' | 'stand' | 'versie'> & {
  readonly verandering: Verandering
  readonly besluit: Besluit | null
}

export async function bewaarWijziging(db: Db, rij: NieuweRij): Promise<void> {
  await db.query(
    `insert into intake.registerwijziging (id, ingediend_op, deelnemer, issuer, client_id, toelichting, verandering, verschil, effect,
       raakt_ontvangst, op_versie, stand, versie, besloten_op, besluit_deelnemer, besluit_issuer, besluit_client_id, besluit_toelichting)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      ...[rij.id, rij.ingediendOp.toString(), rij.indiener.deelnemer, rij.indiener.issuer, rij.indiener.clientId],
      ...[rij.toelichting, JSON.stringify(rij.verandering), JSON.stringify(rij.verschil), JSON.stringify(rij.effect)],
      ...[rij.raaktOntvangst, rij.opVersie, rij.besluit?.stand ?? 'wacht-op-goedkeuring', rij.besluit?.versie ?? null],
      ...besluitwaarden(rij.besluit),
    ],
  )
}

/** Writes what was decided about a proposal, and how it was judged at that moment where it was judged anew. */
export async function besluitWijziging(db: Db, id: string, besluit: Besluit, nieuw: Beoordeling | null): Promise<void> {
  await db.query(
    `update intake.registerwijziging set stand = $2, versie = $3, besloten_op = $4, besluit_deelnemer = $5, besluit_issuer = $6,
       besluit_client_id = $7, besluit_toelichting = $8, verschil = coalesce($9, verschil), effect = coalesce($10, effect),
       raakt_ontvangst = coalesce($11, raakt_ontvangst), op_versie = coalesce($12, op_versie)
     where id = $1`,
    [
      ...[id, besluit.stand, besluit.versie, ...besluitwaarden(besluit)],
      ...[nieuw && JSON.stringify(nieuw.verschil), nieuw && JSON.stringify(nieuw.effect)],
      ...[nieuw?.raaktOntvangst ?? null, nieuw?.opVersie ?? null],
    ],
  )
}

function besluitwaarden(besluit: Besluit | null): readonly (string | null)[] {
  if (besluit === null) return [null, null, null, null, null]
  const { op, door, toelichting } = besluit
  return [op.toString(), door.deelnemer, door.issuer, door.clientId, toelichting]
}

type Rij = {
  readonly id: string
  readonly ingediend_op: Date
  readonly deelnemer: string
  readonly issuer: string
  readonly client_id: string
  readonly toelichting: string
  readonly verschil: readonly Verschil[]
  readonly effect: Effect
  readonly raakt_ontvangst: boolean
  readonly op_versie: number
  readonly stand: Voorstel['stand']
  readonly versie: number | null
  readonly besloten_op: Date | null
  readonly besluit_deelnemer: string | null
  readonly besluit_issuer: string | null
  readonly besluit_client_id: string | null
  readonly besluit_toelichting: string | null
}

/** The latest first; `na`: older than that one. */
export async function leesWijzigingen(
  db: Db,
  { na, limiet }: { readonly na: string | null; readonly limiet: number },
): Promise<Registerwijzigingrij[]> {
  const { rows } = await db.query<Rij>(
    'select * from intake.registerwijziging where $1::uuid is null or id < $1 order by id desc limit $2',
    [na, limiet],
  )
  return rows.map(naarRij)
}

export async function leesWijziging(db: Db, id: string): Promise<Registerwijzigingrij | null> {
  const { rows } = await db.query<Rij>('select * from intake.registerwijziging where id = $1', [id])
  return rows[0] ? naarRij(rows[0]) : null
}

/** Locks one for whoever decides on it, with what it would change. */
export async function vergrendelWijziging(
  db: Db,
  id: string,
): Promise<{ readonly rij: Registerwijzigingrij; readonly verandering: Verandering } | null> {
  const { rows } = await db.query<Rij & { verandering: Verandering }>(
    'select * from intake.registerwijziging where id = $1 for update',
    [id],
  )
  return rows[0] ? { rij: naarRij(rows[0]), verandering: rows[0].verandering } : null
}

function naarRij(r: Rij): Registerwijzigingrij {
  return {
    id: r.id,
    stand: r.stand,
    ingediendOp: naarMoment(r.ingediend_op),
    indiener: { deelnemer: r.deelnemer, issuer: r.issuer, clientId: r.client_id },
    toelichting: r.toelichting,
    verschil: r.verschil,
    effect: r.effect,
    raaktOntvangst: r.raakt_ontvangst,
    opVersie: r.op_versie,
    versie: r.versie,
    besluit: r.besloten_op && {
      op: naarMoment(r.besloten_op),
      door: {
        deelnemer: r.besluit_deelnemer ?? '',
        issuer: r.besluit_issuer ?? '',
        clientId: r.besluit_client_id ?? '',
      },
      toelichting: r.besluit_toelichting,
    },
  }
}

function naarMoment(d: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(d.getTime())
}
