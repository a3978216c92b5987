import type { Db } from '@warmknooppunt/platform/db'

/** The KEK by which everything is to be sealed in the end, and since when; null before routing ran. */
export async function leesGekozen(db: Db): Promise<{ id: string; sinds: Temporal.Instant } | null> {
  const { rows } = await db.query<{ id: string; op: Date }>('select id, gekozen_op as op from platform.kek')
  const [rij] = rows
  return rij ? { id: rij.id, sinds: Temporal.Instant.fromEpochMilliseconds(rij.op.getTime()) } : null
}

/** Since when the key signs by which the authorisation server signs now; null before its first start. */
export async function leesHandtekenSinds(db: Db): Promise<Date | null> {
  const { rows } = await db.query<{ op: Date | null }>(
    'select max(tekent_vanaf) as op from autorisatie.keuring_sleutel where tekent_vanaf <= clock_timestamp()',
  )
  return rows[0]?.op ?? null
}

export type Eindpuntrij = {
  readonly id: string
  readonly deelnemer: string
  readonly status: 'voorgesteld' | 'actief' | 'gepauzeerd'
  readonly reden: string | null
  readonly http: boolean
  readonly geheimVan: Date
}

/** Every endpoint that has not ended: whose, how it fares, since when its newest signing secret counts. */
export async function leesEindpuntrijen(db: Db): Promise<Eindpuntrij[]> {
  const { rows } = await db.query<Eindpuntrij>(
    `select id, deelnemer, status, reden, http_toegestaan as http, geheim_van as "geheimVan"
     from delivery.keuring_eindpunt order by deelnemer, id`,
  )
  return rows
}

export type Werkrij = { readonly onverwerkbaar: number; readonly geparkeerd: number; readonly wachtend: number }

/** What waits for an operator. */
export async function leesWachtend(db: Db): Promise<Werkrij> {
  const { rows } = await db.query<Werkrij>(
    `select (select count(*) from routing.sluit_apart where not geweigerd) + (select count(*) from sla.sluit_apart where not geweigerd)
         + (select count(*) from delivery.sluit_apart where not geweigerd) as onverwerkbaar,
       (select count(*) from delivery.sluit_bezorging where status = 'geparkeerd') as geparkeerd,
       (select count(*) from routing.sluit_wacht where stand = 'wacht-op-routering') as wachtend`,
  )
  return rows[0] ?? { onverwerkbaar: 0, geparkeerd: 0, wachtend: 0 }
}

export type Sluitingrij = { readonly gedaanOp: Date; readonly open: number; readonly verschillen: number }

/** The last nightly reconciliation that was done; null = none yet. */
export async function leesSluiting(db: Db): Promise<Sluitingrij | null> {
  const { rows } = await db.query<Sluitingrij>(
    'select gedaan_op as "gedaanOp", open, verschillen from dossier.keuring_sluiting where gedaan_op is not null',
  )
  return rows[0] ?? null
}

/** How long, in seconds, the oldest message waits that a reader has not applied; `schrijver` and `lezer` are names of stages. */
export async function leesWachttijd(db: Db, o: { schrijver: string; lezer: string; topic: string }): Promise<number> {
  const { rows } = await db.query<{ seconden: number }>(
    `select greatest(0, coalesce(extract(epoch from clock_timestamp() - min(u.tijd)), 0))::float8 as seconden
     from ${o.lezer}.stand p
     cross join lateral (select tijd from ${o.schrijver}.uit_lees u
       where u.partitie = p.partitie and u.positie > p.positie and u.bron = p.bron order by u.positie limit 1) u
     where p.topic = $1 and p.bron = (select id from platform.bron)`,
    [o.topic],
  )
  return rows[0]?.seconden ?? 0
}

export type Serverrij = {
  readonly onveilig: readonly string[]
  readonly tls: boolean
  readonly lokaal: boolean
  readonly teRuim: readonly string[]
  readonly controlesommen: boolean
}

/** How the server is set, how this session reaches it, and which roles of ours can more than they must. */
export async function leesServer(db: Db): Promise<Serverrij> {
  const { rows } = await db.query<Serverrij>(
    `select array(select name from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')
         and setting = 'off' order by name) as onveilig,
       coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as tls,
       coalesce(host(inet_client_addr()) in ('127.0.0.1', '::1'), true) as lokaal,
       array(select rolname::text from pg_roles where rolname like 'wk\\_%'
         and (rolcanlogin or rolsuper or rolbypassrls or rolcreaterole) order by 1) as "teRuim",
       current_setting('data_checksums') = 'on' as controlesommen`,
  )
  return rows[0] ?? { onveilig: [], tls: false, lokaal: true, teRuim: [], controlesommen: true }
}
