-- The receivers' side: postvakken with gapless numbers, endpoints, and the pushes to them.

-- The counter of a postvak. It is raised in the transaction that inserts the messages, with the row locked, so numbers have no gaps
-- and become visible in order. bevestigd_tot: everything up to here is confirmed.
create table delivery.postvak (
  deelnemer text primary key,
  volgend_nummer bigint not null default 1,
  bevestigd_tot bigint not null default 0
) with (fillfactor = 50);

-- event: the envelope as the receiver gets it, with data when all of it is open; inhoud: the encrypted content for this receiver's
-- audience. Both are written once; kept out of line and uncompressed (ciphertext does not shrink), so that marking a row copies little.
-- No foreign key to postvak: the inserting statement takes its number from that row.
create table delivery.postvakbericht (
  deelnemer text not null,
  nummer bigint not null,
  bericht_id uuid not null,
  dossier_id uuid not null,
  bericht text not null,
  rol text not null check (rol in ('gemeente', 'schuldeiser', 'intermediair')),
  publiek text not null check (publiek in ('gemeente', 'schuldeiser')),
  -- for whom an intermediair speaks: its messages close when the mandate ends
  schuldeiser text check (rol <> 'intermediair' or schuldeiser is not null),
  loket text,
  event text not null,
  inhoud text,
  geplaatst_op timestamptz not null,
  opgehaald_op timestamptz,
  bevestigd_op timestamptz,
  primary key (deelnemer, nummer),
  -- In this order: a look-up by deelnemer and nummer has one index that fits.
  unique (bericht_id, deelnemer)
) with (fillfactor = 80, toast_tuple_target = 256);
alter table delivery.postvakbericht alter column event set storage external, alter column inhoud set storage external;
create index postvakbericht_dossier on delivery.postvakbericht (dossier_id);

-- Where a party wants its messages pushed. adres and geheimen are secrets: sealed under the KEK.
create table delivery.eindpunt (
  id uuid primary key,
  deelnemer text not null,
  -- null: of all its loketten that have no endpoint of their own
  loket text,
  soort text not null check (soort in ('webhook')),
  adres text not null,
  -- up to two: [{"geheim": sealed, "van": instant, "tot": instant or null}]
  geheimen jsonb not null check (jsonb_typeof(geheimen) = 'array' and jsonb_array_length(geheimen) between 1 and 2),
  inhoudsvorm text not null default 'vol' check (inhoudsvorm in ('vol')),
  -- how many requests at once from one process
  gelijktijdig int not null check (gelijktijdig between 1 and 500),
  toegestane_netten text[] not null default '{}',
  http_toegestaan boolean not null default false check (not http_toegestaan or cardinality(toegestane_netten) > 0),
  status text not null default 'actief' check (status in ('actief', 'gepauzeerd')),
  reden text check ((status = 'gepauzeerd') = (reden is not null)),
  -- consecutive times that it could not be reached; nothing is sent before niet_voor
  fouten int not null default 0,
  niet_voor timestamptz,
  gemaakt_op timestamptz not null
);
create index eindpunt_deelnemer on delivery.eindpunt (deelnemer);

-- One push of one message to one endpoint. poging counts claims and is the fence; the retry plan counts from plan_vanaf.
-- No foreign keys: they would lock the endpoint's row at every insert.
create table delivery.bezorging (
  id uuid primary key,
  deelnemer text not null,
  nummer bigint not null,
  eindpunt uuid not null,
  dossier_id uuid not null,
  bericht_id uuid not null,
  status text not null check (status in ('wacht', 'bezig', 'afgeleverd', 'geparkeerd', 'vervallen')),
  poging int not null default 0,
  plan_vanaf int not null default 0,
  volgende_op timestamptz not null,
  lease_tot timestamptz check ((status = 'bezig') = (lease_tot is not null)),
  afloop text check (afloop in ('afgeleverd', 'geweigerd', 'onbereikbaar', 'inhoud-vernietigd')),
  statuscode int,
  parkeerreden text check (parkeerreden in ('geweigerd', 'onbereikbaar', 'gepauzeerd')),
  check (status <> 'geparkeerd' or parkeerreden is not null),
  unique (eindpunt, nummer)
) with (fillfactor = 80);
create index bezorging_wacht on delivery.bezorging (eindpunt, volgende_op, nummer) where status = 'wacht';
-- Not "where status = 'bezig'": a statement that finds such rows by their id would be planned as a walk over this index.
create index bezorging_lease on delivery.bezorging (lease_tot) where lease_tot is not null;
-- The reason first: what is asked for is always of one reason, and the others may be many. Not "where status = 'geparkeerd'": a statement that
-- says so may be planned as a walk over either of the next two. A probe keeps its reason, so the status is here to be looked at.
create index bezorging_geparkeerd on delivery.bezorging (parkeerreden, eindpunt, nummer) include (status) where parkeerreden is not null;
-- For an operator's list. The number too: the primary key gives that order as well when only the id is asked for (docs/decisions/010).
create index bezorging_geparkeerd_id on delivery.bezorging (id, nummer) where status = 'geparkeerd';
-- Order per dossier and endpoint: nothing is claimed while an earlier one stands here.
create index bezorging_open on delivery.bezorging (eindpunt, dossier_id, nummer) where status in ('wacht', 'bezig', 'geparkeerd');

-- What was tried. antwoord: the first 4 KB of the answer, encrypted with the dossier's key for the receiver's audience, because a
-- receiver may echo what it got.
create table delivery.poging (
  bezorging uuid not null,
  poging int not null,
  begonnen_op timestamptz not null,
  duur_ms int not null,
  afloop text not null,
  reden text,
  statuscode int,
  antwoord text,
  primary key (bezorging, poging)
);

grant select, insert, update on delivery.postvak, delivery.postvakbericht, delivery.eindpunt, delivery.bezorging to wk_delivery;
grant select, insert on delivery.poging to wk_delivery;
