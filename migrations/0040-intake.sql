-- One row per dossier: the state by which intake decides. Locked in the accepting transaction.
create table intake.dossier (
  id uuid primary key,
  schuldeiser text not null,
  indiener text not null,
  -- HMAC of the creditor's own reference, under a key of that creditor
  referentie bytea not null,
  status text not null check (status in ('wacht-op-routering', 'aangenomen', 'niet-bezorgbaar', 'ingetrokken', 'gesloten')),
  -- the accepted event, which an operator's order names
  bericht_id uuid not null,
  gemeentecode text,
  uitvoerder text,
  loket text,
  ontvanger text,
  overeenkomst text,
  aangenomen_op timestamptz not null,
  contact_uiterlijk_op date,
  stop_van date not null,
  stop_tot_en_met date not null,
  hervatbaar_vanaf date not null,
  -- exclusive end of the stop: until then the dossier counts as open
  open_tot timestamptz not null,
  -- what decides where it goes (encrypted, audience hub); only while it waits for an operator
  kenmerken jsonb,
  unique (schuldeiser, indiener, referentie)
);

-- Which dossiers a creditor has for a customer. No look-up across creditors is possible: the HMAC key is the creditor's own.
create table intake.klantindex (
  schuldeiser text not null,
  klant bytea not null,
  dossier_id uuid not null references intake.dossier (id),
  -- the latest one: at most one open dossier per customer, also when two requests race
  actueel boolean not null,
  primary key (schuldeiser, klant, dossier_id)
);
-- For forgetting: which customers a dossier has.
create index klantindex_dossier on intake.klantindex (dossier_id);
create unique index klantindex_actueel on intake.klantindex (schuldeiser, klant) where actueel;

-- A search key per creditor, wrapped by a KEK; not derived from it, so that it goes when the creditor goes.
create table intake.zoeksleutel (schuldeiser text primary key, kek_id text not null, verpakt bytea not null);

-- First answers, by header key and by natural key (HMACs); the fingerprint tells another body under the same key.
create table intake.idempotentie (
  sleutel bytea primary key,
  vingerafdruk bytea not null,
  status smallint not null,
  -- json, not jsonb: a repeated answer has its members in the order of the first
  antwoord json not null,
  verloopt_op timestamptz not null
);
create index idempotentie_verloopt on intake.idempotentie (verloopt_op);

-- How often a creditor wanted to refer where nothing was agreed. Counts only; no dossier, no address.
create table intake.weigering (
  dag date not null,
  schuldeiser text not null,
  gemeentecode text not null,
  code text not null,
  aantal int not null,
  primary key (dag, schuldeiser, gemeentecode, code)
);

grant select, insert, update on intake.dossier, intake.klantindex, intake.zoeksleutel, intake.weigering to wk_intake;
grant select, insert, update, delete on intake.idempotentie to wk_intake;
grant delete on intake.klantindex to wk_intake;

-- For a GET straight after the 201, or after an operator's decision: what intake has of a dossier, in the words of the answer.
create view intake.aangenomen as
  select id as dossier_id, bericht_id, schuldeiser, indiener, status, gemeentecode, uitvoerder, loket, aangenomen_op, contact_uiterlijk_op,
    stop_van, stop_tot_en_met, hervatbaar_vanaf
  from intake.dossier;
grant select on intake.aangenomen to wk_dossier;
