-- Rotation of key-encryption keys (KEKs) by re-wrapping, and a tombstone that no race gets past (docs/decisions/014).

-- The KEK that everything is wrapped by in the end: the first of the routing process that started last. Only who has it first re-wraps, so that
-- two halves of a rolling restart do not undo each other's work.
create table platform.kek (
  enig boolean primary key default true check (enig),
  id text not null,
  gekozen_op timestamptz not null
);
grant select on platform.kek to wk_intake, wk_routing, wk_sla, wk_delivery, wk_dossier, wk_autorisatie, wk_lezer;
grant insert, update on platform.kek to wk_routing;

-- Routing reads all audiences, so it may re-wrap their keys: in place, under the same dossier and audience.
grant update (kek_id, verpakt) on kluis.sleutel to wk_routing;
create policy herverpak_routing on kluis.sleutel for update to wk_routing using (true) with check (true);
grant update (besloten) on autorisatie.sleutel to wk_autorisatie;

-- How many rows of each table need a KEK, counted to `grens` (null = all of them). Ids and counts only; the ids are found by skipping from one
-- to the next in the index, since this is asked at every start.
create function platform.kek_gebruik(grens bigint) returns table (tabel text, kek_id text, aantal bigint)
language sql stable security definer set search_path = pg_temp as $$
  with recursive id as (
    (select s.kek_id from kluis.sleutel s order by s.kek_id limit 1)
    union all
    select (select s.kek_id from kluis.sleutel s where s.kek_id > id.kek_id order by s.kek_id limit 1) from id where id.kek_id is not null
  )
  select 'kluis.sleutel', id.kek_id, (select count(*) from (select from kluis.sleutel s where s.kek_id = id.kek_id limit grens) as geteld)
  from id where id.kek_id is not null
  union all
  select 'intake.zoeksleutel', z.kek_id, count(*) from intake.zoeksleutel z group by z.kek_id
  union all
  select 'delivery.eindpunt', e.kek_id, count(*) from (
    select p.id, p.adres::jsonb ->> 'kekId' as kek_id from delivery.eindpunt p
    union
    select p.id, (g.waarde ->> 'geheim')::jsonb ->> 'kekId' from delivery.eindpunt p, jsonb_array_elements(p.geheimen) as g (waarde)
  ) e group by e.kek_id
  union all
  select 'autorisatie.sleutel', a.besloten::jsonb ->> 'kekId', count(*) from autorisatie.sleutel a group by 2
$$;
revoke execute on function platform.kek_gebruik from public;
grant execute on function platform.kek_gebruik to wk_intake, wk_routing, wk_sla, wk_delivery, wk_dossier, wk_autorisatie, wk_lezer;

-- A key made while its dossier is destroyed must not outlive the tombstone: each transaction sees nothing of the other until it commits. So the
-- destroyer puts a place-holder where a key would come. Whoever is making that key then waits for the destroyer, or the destroyer for him; no lock
-- of a table or of other dossiers is needed, and where keys are, nothing is written.
create or replace function kluis.weiger_vernietigd() returns trigger language plpgsql security definer set search_path = kluis, pg_temp as $$
begin
  if exists (select from kluis.vernietigd v join nieuw n on n.dossier_id = v.dossier_id where n.kek_id <> '') then
    raise exception 'a key for a destroyed dossier' using errcode = 'WK001';
  end if;
  return null;
end $$;
-- Only the owner makes place-holders, which no trigger looks at.
alter policy schrijf_intake on kluis.sleutel with check (kek_id <> '');

create or replace function kluis.vernietig(dossiers uuid[], op timestamptz) returns int language plpgsql security definer set search_path = kluis, pg_temp as $$
declare aantal int;
begin
  insert into vernietigd (dossier_id, vernietigd_op) select distinct d, op from unnest(dossiers) d order by d on conflict do nothing;
  insert into sleutel (dossier_id, publiek, kek_id, verpakt)
  select distinct d, p, '', ''::bytea from unnest(dossiers) d cross join unnest(array['gemeente', 'hub', 'schuldeiser']) p order by 1, 2
  on conflict do nothing;
  -- A statement of its own: it sees what was committed while the one before it waited.
  with weg as (delete from sleutel where dossier_id = any(dossiers) returning kek_id)
  select count(*) filter (where kek_id <> '') into aantal from weg;
  return aantal;
end $$;
