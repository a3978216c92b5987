import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import type { Versleuteld } from '@warmknooppunt/platform/kluis'
import type { DossierStand, DossierStatus } from '@warmknooppunt/regels/dossier'

/** A dossier as intake keeps it. */
export type Dossier = DossierStand & {
  readonly referentie: Buffer
  readonly berichtId: string
  readonly uitvoerder: string | null
  readonly loket: string | null
  readonly ontvanger: string | null
  readonly overeenkomst: string | null
  readonly contactUiterlijkOp: string | null
  readonly kenmerken: Versleuteld | null
}

type Rij = {
  id: string
  schuldeiser: string
  indiener: string
  referentie: Buffer
  status: DossierStatus
  bericht_id: string
  gemeentecode: string | null
  uitvoerder: string | null
  loket: string | null
  ontvanger: string | null
  overeenkomst: string | null
  aangenomen_op: Date
  contact_uiterlijk_op: string | null
  stop_van: string
  stop_tot_en_met: string
  hervatbaar_vanaf: string
  open_tot: Date
  kenmerken: Versleuteld | null
}

const KOLOMMEN = `d.id, d.schuldeiser, d.indiener, d.referentie, d.status, d.bericht_id, d.gemeentecode, d.uitvoerder, d.loket, d.ontvanger,
  d.overeenkomst, d.aangenomen_op, d.contact_uiterlijk_op, d.stop_van, d.stop_tot_en_met, d.hervatbaar_vanaf, d.open_tot, d.kenmerken`

function naarDossier(rij: Rij): Dossier {
  return {
    dossierId: rij.id,
    schuldeiser: rij.schuldeiser,
    indiener: rij.indiener,
    referentie: rij.referentie,
    status: rij.status,
    berichtId: rij.bericht_id,
    gemeentecode: rij.gemeentecode,
    uitvoerder: rij.uitvoerder,
    loket: rij.loket,
    ontvanger: rij.ontvanger,
    overeenkomst: rij.overeenkomst,
    aangenomenOp: rij.aangenomen_op.toTemporalInstant(),
    contactUiterlijkOp: rij.contact_uiterlijk_op,
    incassostop: { van: rij.stop_van, totEnMet: rij.stop_tot_en_met, hervatbaarVanaf: rij.hervatbaar_vanaf },
    openTot: rij.open_tot.toTemporalInstant(),
    kenmerken: rij.kenmerken,
  }
}

/** The dossier, locked until the end of the transaction; null when there is none. */
export async function vergrendelDossier(db: Db, dossierId: string): Promise<Dossier | null> {
  const { rows } = await db.query<Rij>(`select ${KOLOMMEN} from intake.dossier d where d.id = $1 for update`, [
    dossierId,
  ])
  return rows[0] ? naarDossier(rows[0]) : null
}

/** Whether there is such a dossier; nothing of it is locked. */
export async function bestaatDossier(db: Db, dossierId: string): Promise<boolean> {
  const { rows } = await db.query('select from intake.dossier where id = $1', [dossierId])
  return rows.length > 0
}

export type Referentie = { readonly schuldeiser: string; readonly indiener: string; readonly referentie: Buffer }

/** The dossiers that carry these references, by the place of the reference in the list. */
export async function leesOpReferentie(
  db: Db,
  referenties: readonly Referentie[],
): Promise<ReadonlyMap<number, Dossier>> {
  const { rows } = await db.query<Rij & { plaats: number }>(
    `select r.plaats - 1 as plaats, ${KOLOMMEN}
     from unnest($1::text[], $2::text[], $3::bytea[]) with ordinality as r (schuldeiser, indiener, referentie, plaats)
     join intake.dossier d on d.schuldeiser = r.schuldeiser and d.indiener = r.indiener and d.referentie = r.referentie`,
    [referenties.map((r) => r.schuldeiser), referenties.map((r) => r.indiener), referenties.map((r) => r.referentie)],
  )
  return new Map(rows.map((rij) => [rij.plaats, naarDossier(rij)]))
}

export type Klant = { readonly schuldeiser: string; readonly klant: Buffer }

/** All dossiers of these customers, by the `plaats` given with each. */
export async function leesOpKlant(
  db: Db,
  klanten: readonly (Klant & { readonly plaats: number })[],
): Promise<ReadonlyMap<number, readonly Dossier[]>> {
  const { rows } = await db.query<Rij & { plaats: number }>(
    `select v.plaats, ${KOLOMMEN} from unnest($1::int[], $2::text[], $3::bytea[]) as v (plaats, schuldeiser, klant)
     join intake.klantindex k on k.schuldeiser = v.schuldeiser and k.klant = v.klant
     join intake.dossier d on d.id = k.dossier_id`,
    [klanten.map((k) => k.plaats), klanten.map((k) => k.schuldeiser), klanten.map((k) => k.klant)],
  )
  const perPlaats = Map.groupBy(rows, ({ plaats }) => plaats)
  return new Map([...perPlaats].map(([plaats, rijen]) => [plaats, rijen.map(naarDossier)]))
}

/** Inserts dossiers in key order. Fails (WK002) when another request took a reference first. */
export function voegDossiersToe(tx: Schrijver, dossiers: readonly Dossier[]): void {
  const d = dossiers.toSorted((a, b) => (a.dossierId < b.dossierId ? -1 : 1))
  tx.schrijf(
    `with nieuw as (insert into intake.dossier (id, schuldeiser, indiener, referentie, status, bericht_id, gemeentecode, uitvoerder, loket, ontvanger,
       overeenkomst, aangenomen_op, contact_uiterlijk_op, stop_van, stop_tot_en_met, hervatbaar_vanaf, open_tot, kenmerken)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::text[],
       $10::text[], $11::text[], $12::timestamptz[], $13::date[], $14::date[], $15::date[], $16::date[], $17::timestamptz[], $18::jsonb[])
     on conflict do nothing returning 1)
     select platform.eis_aantal((select count(*) from nieuw), $19, 'dossiers')`,
    [
      d.map((x) => x.dossierId),
      d.map((x) => x.schuldeiser),
      d.map((x) => x.indiener),
      d.map((x) => x.referentie),
      d.map((x) => x.status),
      d.map((x) => x.berichtId),
      d.map((x) => x.gemeentecode),
      d.map((x) => x.uitvoerder),
      d.map((x) => x.loket),
      d.map((x) => x.ontvanger),
      d.map((x) => x.overeenkomst),
      d.map((x) => x.aangenomenOp.toString()),
      d.map((x) => x.contactUiterlijkOp),
      d.map((x) => x.incassostop.van),
      d.map((x) => x.incassostop.totEnMet),
      d.map((x) => x.incassostop.hervatbaarVanaf),
      d.map((x) => x.openTot.toString()),
      d.map((x) => (x.kenmerken ? JSON.stringify(x.kenmerken) : null)),
      d.length,
    ],
  )
}

export type Klantregel = Klant & { readonly dossierId: string }

function opSleutel(a: Klant, b: Klant): number {
  if (a.schuldeiser !== b.schuldeiser) return a.schuldeiser < b.schuldeiser ? -1 : 1
  return Buffer.compare(a.klant, b.klant)
}

/** Makes room for a new dossier of these customers: the current one gives way when it is no longer open. Locks in key order. */
export function maakKlantenVrij(tx: Schrijver, klanten: readonly Klant[], nu: Temporal.Instant): void {
  const k = klanten.toSorted(opSleutel)
  tx.schrijf(
    `with vrij as materialized (
       select k.schuldeiser, k.klant, k.dossier_id from unnest($1::text[], $2::bytea[]) as v (schuldeiser, klant)
       join intake.klantindex k on k.schuldeiser = v.schuldeiser and k.klant = v.klant and k.actueel
       join intake.dossier d on d.id = k.dossier_id
       where d.open_tot <= $3 or d.status in ('niet-bezorgbaar', 'ingetrokken', 'gesloten')
       order by k.schuldeiser, k.klant for update of k
     )
     update intake.klantindex k set actueel = false from vrij
     where k.schuldeiser = vrij.schuldeiser and k.klant = vrij.klant and k.dossier_id = vrij.dossier_id`,
    [k.map((x) => x.schuldeiser), k.map((x) => x.klant), nu.toString()],
  )
}

/** Makes these dossiers the current ones of their customers. Fails (WK002) when another request was first. */
export function wijsKlantenToe(tx: Schrijver, regels: readonly Klantregel[]): void {
  const r = regels.toSorted(opSleutel)
  tx.schrijf(
    `with nieuw as (insert into intake.klantindex (schuldeiser, klant, dossier_id, actueel)
     select v.schuldeiser, v.klant, v.dossier_id, true
     from unnest($1::text[], $2::bytea[], $3::uuid[]) with ordinality as v (schuldeiser, klant, dossier_id, volgnummer)
     order by v.volgnummer on conflict do nothing returning 1)
     select platform.eis_aantal((select count(*) from nieuw), $4, 'customers')`,
    [r.map((x) => x.schuldeiser), r.map((x) => x.klant), r.map((x) => x.dossierId), r.length],
  )
}

/** The state after an operator's decision. */
export async function werkRouteringBij(
  db: Db,
  d: Pick<
    Dossier,
    | 'dossierId'
    | 'status'
    | 'gemeentecode'
    | 'uitvoerder'
    | 'loket'
    | 'ontvanger'
    | 'overeenkomst'
    | 'contactUiterlijkOp'
  >,
): Promise<void> {
  await db.query(
    `update intake.dossier set status = $2, gemeentecode = $3, uitvoerder = $4, loket = $5, ontvanger = $6, overeenkomst = $7,
       contact_uiterlijk_op = $8, kenmerken = null where id = $1`,
    [d.dossierId, d.status, d.gemeentecode, d.uitvoerder, d.loket, d.ontvanger, d.overeenkomst, d.contactUiterlijkOp],
  )
}

/** Forgets the customers of dossiers whose keys are destroyed and whose stop has ended (design section 6), up to `limiet`. Returns how many rows. */
export async function vergeetKlanten(db: Db, nu: Temporal.Instant, limiet: number): Promise<number> {
  const { rowCount } = await db.query(
    `with weg as materialized (
       select k.schuldeiser, k.klant, k.dossier_id from kluis.vernietigd v
       join intake.dossier d on d.id = v.dossier_id and d.open_tot <= $1
       join intake.klantindex k on k.dossier_id = d.id limit $2
     )
     delete from intake.klantindex k using weg w
     where k.schuldeiser = w.schuldeiser and k.klant = w.klant and k.dossier_id = w.dossier_id`,
    [nu.toString(), limiet],
  )
  return rowCount ?? 0
}
