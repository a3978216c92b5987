-- Clocks. Only ids, codes of parties, closed codes and dates stand here, so that clocks run on after a dossier's keys are gone.

-- At whom a dossier lies, and the first moments of attempt, contact and talk. afspraken: what was agreed on contact.
create table sla.toewijzing (
  toewijzing_id uuid primary key,
  dossier_id uuid not null,
  gemeentecode text not null,
  ontvanger text not null,
  afspraken jsonb not null,
  dag_nul date not null,
  aangenomen_op timestamptz not null,
  eerste_poging_op timestamptz,
  eerste_contact_op timestamptz,
  eerste_gesprek_op timestamptz
) with (fillfactor = 90);
create index toewijzing_dossier on sla.toewijzing (dossier_id);

-- bericht_id is the accepted message that started the clock: whatever is sent or replayed again, no clock starts twice.
create table sla.klok (
  id uuid primary key,
  dossier_id uuid not null,
  bericht_id uuid not null,
  toewijzing_id uuid,
  tijdstip timestamptz not null,
  dag date not null,
  hervatbaar_vanaf date,
  soort text not null,
  status text not null,
  schuldeiser text,
  intermediair text,
  unique (dossier_id, soort, bericht_id),
  check ((soort in ('contact', 'gesprek')) = (toewijzing_id is not null)),
  check ((soort = 'incassostop') = (hervatbaar_vanaf is not null)),
  check ((soort = 'incassostop') = (schuldeiser is not null)),
  check (intermediair is null or soort = 'incassostop'),
  check (case soort
    when 'contact' then status in ('open', 'gehaald', 'verstreken', 'alsnog-gehaald', 'vervallen')
    when 'gesprek' then status in ('open', 'gehaald', 'verstreken', 'alsnog-gehaald', 'vervallen')
    when 'operator' then status in ('open', 'gehaald', 'verstreken')
    when 'incassostop' then status in ('actief', 'afgelopen')
    else false end)
) with (fillfactor = 90);
-- The stop is the dossier's: it never starts again.
create unique index klok_incassostop on sla.klok (dossier_id) where soort = 'incassostop';

-- Every row is open: a timer is deleted in the transaction that fires it, so the table holds what is still to come and its index has no past.
-- A claim changes no indexed column, and the free tenth and more of each page keeps it on its page (HOT). Thresholds are for 10 million rows.
create table sla.timer (
  id uuid primary key,
  dossier_id uuid not null,
  klok_id uuid not null,
  vervalt_op timestamptz not null,
  lease_tot timestamptz,
  poging int not null default 0,
  -- of which older messages are waited for; 12 = of all partitions (an operator's order travels in one of its own)
  partitie smallint not null,
  soort text not null check (soort in ('herinnering', 'aankondiging', 'einde'))
) with (fillfactor = 80, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_cost_limit = 2000);
create index timer_vervalt on sla.timer (vervalt_op);

-- Which contactregistraties have had their effect, by the id of the accepted message. What was registered is content and is not here.
create table sla.registratie (
  bericht_id uuid primary key,
  dossier_id uuid not null,
  geregistreerd_op timestamptz not null,
  uitkomst text not null check (uitkomst in ('verwerkt', 'inhoud-vernietigd'))
);

grant select, insert, update on sla.toewijzing, sla.klok to wk_sla;
grant select, insert, update, delete on sla.timer to wk_sla;
grant select, insert on sla.registratie to wk_sla;
