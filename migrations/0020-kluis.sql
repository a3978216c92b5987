-- One data key per dossier and audience, wrapped by a key-encryption key (KEK) of the configuration.
create table kluis.sleutel (
  dossier_id uuid not null,
  publiek text not null check (publiek in ('gemeente', 'schuldeiser', 'hub')),
  kek_id text not null,
  verpakt bytea not null,
  primary key (dossier_id, publiek)
);
create index sleutel_kek on kluis.sleutel (kek_id);

-- A destroyed dossier: forbids a new key for that id, also after a restore.
create table kluis.vernietigd (dossier_id uuid primary key, vernietigd_op timestamptz not null);

create function kluis.weiger_vernietigd() returns trigger language plpgsql security definer set search_path = kluis, pg_temp as $$
begin
  if exists (select from kluis.vernietigd v join nieuw n on n.dossier_id = v.dossier_id) then
    raise exception 'a key for a destroyed dossier' using errcode = 'WK001';
  end if;
  return null;
end $$;
create trigger sleutel_nieuw after insert on kluis.sleutel referencing new table as nieuw
  for each statement execute function kluis.weiger_vernietigd();

-- Who reads which audience (design section 6). Intake may write all and read hub only.
alter table kluis.sleutel enable row level security;
create policy lees_intake on kluis.sleutel for select to wk_intake using (publiek = 'hub');
create policy lees_routing on kluis.sleutel for select to wk_routing using (true);
create policy lees_sla on kluis.sleutel for select to wk_sla using (publiek = 'hub');
create policy lees_delivery on kluis.sleutel for select to wk_delivery using (publiek in ('gemeente', 'schuldeiser'));
create policy lees_dossier on kluis.sleutel for select to wk_dossier using (publiek = 'gemeente');
create policy schrijf_intake on kluis.sleutel for insert to wk_intake with check (true);
grant select on kluis.sleutel to wk_intake, wk_routing, wk_sla, wk_delivery, wk_dossier;
grant insert on kluis.sleutel to wk_intake;
grant select on kluis.vernietigd to wk_intake, wk_routing, wk_sla, wk_delivery, wk_dossier;

-- Destroys the keys of dossiers and leaves the tombstone, in one act: every live copy of their content is unreadable from COMMIT on.
create function kluis.vernietig(dossiers uuid[], op timestamptz) returns int language plpgsql security definer set search_path = kluis, pg_temp as $$
declare aantal int;
begin
  insert into vernietigd (dossier_id, vernietigd_op) select d, op from unnest(dossiers) d order by d on conflict do nothing;
  delete from sleutel where dossier_id = any(dossiers);
  get diagnostics aantal = row_count;
  return aantal;
end $$;
revoke execute on function kluis.vernietig from public;
-- Routing carries out the operator's refusal (niet-bezorgbaar), with which the content has no receiver any more.
grant execute on function kluis.vernietig to wk_routing;
