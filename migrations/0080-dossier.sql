-- The read side: per dossier the facts that each topic tells, and a timeline. A fact is written by one kind of message only and never taken
-- back, so the order between topics does not matter.
create table dossier.dossier (
  id uuid primary key,
  -- from the accepted doorverwijzing; null while another topic was first
  schuldeiser text,
  indiener text,
  aangenomen_op timestamptz,
  gevonden boolean,
  -- where intake found none or several (onbekend, meerdere), and the gemeentecodes it lies between: for operators only
  reden text,
  kandidaten text[],
  gemeentecode text,
  uitvoerder text,
  loket text,
  contact_uiterlijk_op date,
  stop_van date,
  stop_tot_en_met date,
  hervatbaar_vanaf date,
  -- exclusive end of the stop, and the moment from which the gemeente's messages are refused
  open_tot timestamptz,
  gesloten_vanaf timestamptz,
  -- from an operator's order
  gekozen boolean not null default false,
  geweigerd boolean not null default false
);
create index dossier_schuldeiser on dossier.dossier (schuldeiser, id);
create index dossier_indiener on dossier.dossier (indiener, id);
create index dossier_gemeentecode on dossier.dossier (gemeentecode, id);
create index dossier_wacht on dossier.dossier (id) where gevonden = false and not gekozen and not geweigerd;

create table dossier.gebeurtenis (
  event_id uuid not null,
  soort text not null,
  dossier_id uuid not null,
  tijd timestamptz not null,
  -- who may see it: schuldeiser, gemeente; nobody = the hub's operators only
  partijen text[] not null,
  -- only this deelnemer, where it is about that party's own postvak or endpoint
  deelnemer text,
  -- codes and dates, no content
  gegevens jsonb not null,
  primary key (event_id, soort)
);
create index gebeurtenis_dossier on dossier.gebeurtenis (dossier_id, tijd, event_id);

grant select, insert, update on dossier.dossier to wk_dossier;
grant select, insert on dossier.gebeurtenis to wk_dossier;
grant select on dossier.dossier, dossier.gebeurtenis to wk_lezer;
