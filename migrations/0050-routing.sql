-- Routing: what was handled, at whom a doorverwijzing lies, and what waits for an operator.

-- Every accepted message that was handled, once: a message that comes again does nothing.
create table routing.bericht (
  bericht_id uuid primary key,
  sleutel uuid not null,
  bericht text not null check (bericht in ('doorverwijzing', 'contactregistratie', 'routeeropdracht', 'herbezorgopdracht', 'herstelopdracht')),
  verwerkt_op timestamptz not null
);

-- bericht_id: the accepted doorverwijzing; event_id: the message by which it went on. opdracht_id: the order that chose the gemeente.
create table routing.toewijzing (
  bericht_id uuid primary key,
  toewijzing_id uuid not null unique,
  event_id uuid not null unique,
  dossier_id uuid not null,
  opdracht_id uuid,
  gemeentecode text not null,
  uitvoerder text not null,
  loket text not null,
  ontvanger text not null,
  overeenkomst text not null,
  registerversie int not null,
  postcodeversie int not null,
  dag_nul date not null,
  aangenomen_op timestamptz not null,
  toegewezen_op timestamptz not null,
  uitkomst text not null check (uitkomst in ('gerouteerd', 'inhoud-vernietigd'))
);

-- A doorverwijzing without an address that gives one gemeente, and the order about it. They travel in different partitions, so either may come
-- first: whichever completes the row has it carried out. Both texts go when it is decided; their content is encrypted.
create table routing.wacht (
  bericht_id uuid primary key,
  dossier_id uuid not null,
  stand text not null check (stand in ('wacht-op-routering', 'opdracht-eerst', 'gerouteerd', 'niet-bezorgbaar', 'inhoud-vernietigd')),
  reden text check (reden in ('meerdere', 'onbekend')),
  bericht text,
  opdracht_id uuid,
  opdracht text,
  sinds timestamptz not null,
  besloten_op timestamptz,
  check (stand not in ('wacht-op-routering', 'opdracht-eerst') or besloten_op is null),
  check (stand in ('wacht-op-routering', 'opdracht-eerst') or (besloten_op is not null and bericht is null and opdracht is null)),
  check (stand <> 'wacht-op-routering' or (bericht is not null and reden is not null)),
  check (stand <> 'opdracht-eerst' or opdracht is not null)
);

grant select, insert on routing.bericht, routing.toewijzing to wk_routing;
grant select, insert, update on routing.wacht to wk_routing;
