-- Schemas, one a stage, and the roles with which each service reads and writes them.
-- Roles belong to the whole cluster, so another database of it may have made them already.
do $$
declare rol text;
begin
  foreach rol in array array['wk_intake', 'wk_routing', 'wk_sla', 'wk_delivery', 'wk_dossier', 'wk_autorisatie', 'wk_lezer'] loop
    begin
      execute format('create role %I nologin', rol);
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$;

create schema platform;
create schema register;
create schema kluis;
create schema autorisatie;
create schema intake;
create schema routing;
create schema sla;
create schema delivery;
create schema dossier;

grant usage on schema platform to wk_intake, wk_routing, wk_sla, wk_delivery, wk_dossier, wk_autorisatie, wk_lezer;
grant usage on schema register to wk_intake, wk_routing, wk_sla, wk_delivery, wk_dossier, wk_autorisatie, wk_lezer;
grant usage on schema kluis to wk_intake, wk_routing, wk_sla, wk_delivery, wk_dossier;
grant usage on schema autorisatie to wk_autorisatie;
-- A stage reads its upstream's outbox, its downstream's positions and little else, always through views.
grant usage on schema intake to wk_intake, wk_routing, wk_sla, wk_dossier, wk_lezer;
grant usage on schema routing to wk_routing, wk_intake, wk_sla, wk_dossier, wk_lezer;
grant usage on schema sla to wk_sla, wk_routing, wk_delivery, wk_dossier, wk_lezer;
grant usage on schema delivery to wk_delivery, wk_sla, wk_dossier, wk_lezer;
grant usage on schema dossier to wk_dossier, wk_intake, wk_routing, wk_sla, wk_delivery, wk_lezer;

-- The identity of this database as a producer (`bron`): renewed after a restore to an earlier moment.
create table platform.bron (
  id uuid not null default gen_random_uuid(),
  sinds timestamptz not null default now(),
  enig boolean primary key default true check (enig)
);
insert into platform.bron default values;
grant select on platform.bron to wk_intake, wk_routing, wk_sla, wk_delivery, wk_dossier, wk_lezer;

-- Fails the transaction (WK002) when a write did not touch what it should, so that its sender need not wait for the count before COMMIT.
create function platform.eis_aantal(geteld bigint, verwacht bigint, wat text) returns void language plpgsql as $$
begin
  if geteld is distinct from verwacht then
    raise exception '% of % %', geteld, verwacht, wat using errcode = 'WK002';
  end if;
end $$;
