-- Back-up and restore: how a database is known again, what was told outside it, and what a restore left behind.

-- Which PostgreSQL this is: its cluster, and the timeline, which goes up whenever a recovery ends. Null where the log-in may not ask.
create function platform.plek() returns table (systeem text, tijdlijn int) language plpgsql as $$
begin
  return query select s.system_identifier::text, ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int from pg_control_system() s;
exception when insufficient_privilege then
  return query select null::text, null::int;
end $$;

-- Where this database was when it was last known to be whole. database_id stays through every restore: what lies outside names it.
create table platform.herkomst (
  enig boolean primary key default true check (enig),
  database_id uuid not null default gen_random_uuid(),
  systeem text,
  tijdlijn int
);
insert into platform.herkomst (systeem, tijdlijn) select systeem, tijdlijn from platform.plek();

-- Every `bron` this database had before the one it has.
create table platform.bron_eerder (id uuid primary key, tot timestamptz not null);

-- A restore that was finished, with all that was found out. What was told before hersteld_op may have been told to others already.
create table platform.herstel (
  id uuid primary key,
  hersteld_op timestamptz not null,
  -- whether a journal outside the database told what happened after the moment that was restored
  met_journaal boolean not null,
  verslag jsonb not null
);

-- How far the journal outside the database has followed an outbox; nothing after it is pruned while a journal is kept.
create table platform.journaal (
  stage text primary key check (stage in ('intake', 'delivery')),
  positie bigint not null default 0
);
insert into platform.journaal (stage) values ('intake'), ('delivery');

grant select on platform.herkomst, platform.bron_eerder, platform.herstel, platform.journaal
  to wk_intake, wk_routing, wk_sla, wk_delivery, wk_dossier, wk_lezer;
grant update on platform.journaal to wk_intake, wk_delivery;

-- Tombstones that are not outside the database yet.
create table kluis.grafsteen_uit (dossier_id uuid primary key, vernietigd_op timestamptz not null);
insert into kluis.grafsteen_uit select dossier_id, vernietigd_op from kluis.vernietigd;
create function kluis.kondig_grafsteen_aan() returns trigger language plpgsql security definer set search_path = kluis, pg_temp as $$
begin
  insert into grafsteen_uit select dossier_id, vernietigd_op from nieuw on conflict do nothing;
  return null;
end $$;
create trigger vernietigd_nieuw after insert on kluis.vernietigd referencing new table as nieuw
  for each statement execute function kluis.kondig_grafsteen_aan();
-- FOR UPDATE asks for the right to update; nobody changes one.
grant select, update, delete on kluis.grafsteen_uit to wk_routing;

-- After a restore nothing goes out of which nobody knows whether it went before: it waits for an operator.
alter table delivery.bezorging drop constraint bezorging_parkeerreden_check;
alter table delivery.bezorging add constraint bezorging_parkeerreden_check
  check (parkeerreden in ('geweigerd', 'onbereikbaar', 'gepauzeerd', 'na-terugzetten'));

-- What the journal knows of messages that the restored database has still to place (again): the number under which the receiver has it, whether
-- it confirmed it, and the endpoints that took it.
create table delivery.eerder (
  deelnemer text not null,
  bericht_id uuid not null,
  nummer bigint,
  bevestigd boolean not null,
  gepusht uuid[] not null,
  primary key (deelnemer, bericht_id)
);
grant select on delivery.eerder to wk_delivery;
