import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import type { Soort } from './adapters/verstuur.ts'

/** A signing secret as stored: sealed, and the instants between which it counts (`tot` exclusive; null = no end). */
export type Geheimrij = { readonly geheim: string; readonly van: string; readonly tot: string | null }

export type Eindpunt = {
  readonly id: string
  readonly deelnemer: string
  readonly loket: string | null
  readonly soort: Soort
  readonly adres: string
  readonly geheimen: readonly Geheimrij[]
  readonly gelijktijdig: number
  readonly toegestaneNetten: string[]
  readonly httpToegestaan: boolean
  /** of a proef: not the public internet */
  readonly alleenNetten: boolean
}

/** An endpoint and how it fares. `heeftGeparkeerd`: something waits there for it to answer again. */
export type Eindpuntstand = Eindpunt & {
  readonly fouten: number
  readonly nietVoor: Date | null
  readonly heeftGeparkeerd: boolean
}

export type NieuwEindpunt = Omit<Eindpunt, 'alleenNetten'> & { readonly status: 'actief' | 'voorgesteld' }

/** Whether the endpoint is one of a proef is for the database to say. */
export async function voegEindpuntToe(db: Db, e: NieuwEindpunt, nu: Temporal.Instant): Promise<void> {
  await db.query(
    `insert into delivery.eindpunt (id, deelnemer, loket, soort, adres, geheimen, gelijktijdig, toegestane_netten, http_toegestaan, gemaakt_op,
       status)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      e.id,
      e.deelnemer,
      e.loket,
      e.soort,
      e.adres,
      JSON.stringify(e.geheimen),
      e.gelijktijdig,
      e.toegestaneNetten,
      e.httpToegestaan,
      nu.toString(),
      e.status,
    ],
  )
}

export type Verzegeld = { readonly id: string; readonly adres: string; readonly geheimen: readonly Geheimrij[] }

/** Locks up to `limiet` endpoints of which a part is sealed by one of these KEKs, but for those that another has locked. */
export async function vergrendelVerzegeld(db: Db, keks: readonly string[], limiet: number): Promise<Verzegeld[]> {
  const { rows } = await db.query<Verzegeld>(
    `select id, adres, geheimen from delivery.eindpunt where adres::jsonb ->> 'kekId' = any($1::text[])
       or exists (select from jsonb_array_elements(geheimen) as g (waarde) where (waarde ->> 'geheim')::jsonb ->> 'kekId' = any($1::text[]))
     limit $2 for update skip locked`,
    [keks, limiet],
  )
  return rows
}

export async function zetVerzegeld(db: Db, { id, adres, geheimen }: Verzegeld): Promise<void> {
  await db.query('update delivery.eindpunt set adres = $2, geheimen = $3 where id = $1', [
    id,
    adres,
    JSON.stringify(geheimen),
  ])
}

/** The secrets of an endpoint that has not ended, locked; null when there is none. */
export async function leesGeheimen(db: Db, id: string): Promise<readonly Geheimrij[] | null> {
  const { rows } = await db.query<{ geheimen: Geheimrij[] }>(
    `select geheimen from delivery.eindpunt where id = $1 and status <> 'beeindigd' for update`,
    [id],
  )
  return rows[0]?.geheimen ?? null
}

export async function zetGeheimen(db: Db, id: string, geheimen: readonly Geheimrij[]): Promise<void> {
  await db.query('update delivery.eindpunt set geheimen = $2 where id = $1', [id, JSON.stringify(geheimen)])
}

// What is parked is asked for in the order of its index, its status as a parameter: then no other index fits (docs/decisions/010).
/** The endpoints to which may be sent now or later: all but those on pause. */
export async function leesEindpunten(db: Db): Promise<Eindpuntstand[]> {
  const { rows } = await db.query<Eindpuntstand>(
    `select e.id, e.deelnemer, e.loket, e.soort, e.adres, e.geheimen, e.gelijktijdig, e.toegestane_netten as "toegestaneNetten",
       e.http_toegestaan as "httpToegestaan", e.alleen_netten as "alleenNetten", e.fouten, e.niet_voor as "nietVoor",
       (select true from delivery.bezorging b where b.eindpunt = e.id and b.status = $1 and b.parkeerreden = any('{onbereikbaar}')
         order by b.parkeerreden, b.eindpunt, b.nummer limit 1) is not null as "heeftGeparkeerd"
     from delivery.eindpunt e where e.status = 'actief'`,
    ['geparkeerd'],
  )
  return rows
}

export type Bestemming = {
  readonly id: string
  readonly deelnemer: string
  readonly loket: string | null
  readonly gelijktijdig: number
  /** nothing in its way: not on pause, reachable at the last attempt */
  readonly vrij: boolean
}

/** The endpoints of these parties, those on pause too: what comes meanwhile waits for them. Not what was only proposed, or has ended. */
export async function leesBestemmingen(
  db: Db,
  deelnemers: readonly string[],
  nu: Temporal.Instant,
): Promise<Bestemming[]> {
  const { rows } = await db.query<Bestemming>(
    `select id, deelnemer, loket, gelijktijdig, status = 'actief' and fouten = 0 and coalesce(niet_voor <= $2, true) as vrij
     from delivery.eindpunt where deelnemer = any($1::text[]) and status in ('actief', 'gepauzeerd') order by id`,
    [deelnemers, nu.toString()],
  )
  return rows
}

export type Standwijziging = {
  readonly id: string
  readonly fouten: number
  readonly nietVoor: Temporal.Instant | null
}

export function zetStanden(tx: Schrijver, wijzigingen: readonly Standwijziging[]): void {
  tx.schrijf(
    `update delivery.eindpunt e set fouten = w.fouten, niet_voor = w.niet_voor
     from unnest($1::uuid[], $2::int[], $3::timestamptz[]) as w (id, fouten, niet_voor) where e.id = w.id`,
    [
      wijzigingen.map(({ id }) => id),
      wijzigingen.map(({ fouten }) => fouten),
      wijzigingen.map(({ nietVoor }) => nietVoor?.toString() ?? null),
    ],
  )
}

export type Gepauzeerd = { readonly id: string; readonly deelnemer: string; readonly reden: string }

/** Puts endpoints on pause, for the reason given with each; returns those that were not on it yet. */
export async function pauzeerEindpunten(
  db: Db,
  pauzes: readonly { readonly id: string; readonly reden: string }[],
): Promise<Gepauzeerd[]> {
  const { rows } = await db.query<Gepauzeerd>(
    `update delivery.eindpunt e set status = 'gepauzeerd', reden = p.reden, niet_voor = null
     from unnest($1::uuid[], $2::text[]) as p (id, reden)
     where e.id = any($1::uuid[]) and e.id = p.id and e.status = 'actief' returning e.id, e.deelnemer, e.reden`,
    [pauzes.map(({ id }) => id), pauzes.map(({ reden }) => reden)],
  )
  return rows
}

const HERVAT = `update delivery.eindpunt set status = 'actief', reden = null, fouten = 0, niet_voor = null
     where id = any($1::uuid[]) and status = 'gepauzeerd' and ($2::text is null or reden = $2)`

/** Takes those of these endpoints off pause that are on it for this reason. */
export async function hervatNa(db: Db, ids: readonly string[], reden: string): Promise<void> {
  await db.query(HERVAT, [ids, reden])
}

/** Takes those of these endpoints off pause that are on it. */
export function hervatEindpunten(tx: Schrijver, ids: readonly string[]): void {
  tx.schrijf(HERVAT, [ids, null])
}
