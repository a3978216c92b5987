-- Register: who takes part, what was agreed, who carries it out, which days are no werkdag, which postcode lies where.
--
-- Every row holds for the register versions versie_van (inclusive) to versie_tot (exclusive; null = still).
-- A change runs under the lock of the one row of register.versie: it inserts rows with the coming number and closes
-- old ones at that number; its last act raises the number. A version once told therefore never changes, and a look-up
-- on version v is `versie_van <= v and (versie_tot is null or versie_tot > v)`.

create table register.versie (
  een boolean primary key default true check (een),
  nummer int not null check (nummer >= 0)
);
insert into register.versie (nummer) values (0);

-- First act of a change: waits for the change before it and gives the coming number.
create function register.begin_wijziging() returns int language sql as $$
  select nummer + 1 from register.versie for update
$$;

-- Last act of a change: raises the number if this transaction changed a row (see bewaak_versie); gives the number in force.
create function register.verhoog_versie() returns int language plpgsql as $$
declare uitkomst int;
begin
  if current_setting('register.gewijzigd', true) = 'ja' then
    update register.versie set nummer = nummer + 1 returning nummer into uitkomst;
    perform set_config('register.gewijzigd', '', true);
  else
    select nummer into uitkomst from register.versie;
  end if;
  return uitkomst;
end
$$;

-- Rows only appear at, and are only closed at, the coming number; nothing else of a row ever changes.
create function register.bewaak_versie() returns trigger language plpgsql as $$
declare komend int;
begin
  select nummer + 1 into komend from register.versie for update;
  if tg_op = 'INSERT' then
    if new.versie_van <> komend or new.versie_tot is not null then
      raise exception 'register.%: a new row must start at the coming version %', tg_table_name, komend;
    end if;
  elsif old.versie_tot is not null or new.versie_tot is distinct from komend
    or to_jsonb(new) - 'versie_tot' <> to_jsonb(old) - 'versie_tot' then
    raise exception 'register.%: a row may only be closed, at the coming version %', tg_table_name, komend;
  end if;
  perform set_config('register.gewijzigd', 'ja', true);
  return new;
end
$$;

-- Soort gemeente is also the organisation that does debt help for gemeenten. Dates are inclusive, null = no end.
create table register.deelnemer (
  rij bigint generated always as identity primary key,
  code text not null check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  soort text not null check (soort in ('schuldeiser', 'intermediair', 'gemeente', 'operator')),
  naam text not null,
  oin text check (oin ~ '^[0-9]{20}$'),
  kvk text check (kvk ~ '^[0-9]{8}$'),
  status text not null check (status in ('actief', 'geblokkeerd', 'beeindigd')),
  van date not null,
  tot_en_met date check (tot_en_met >= van),
  soort_schuldeiser text check (soort_schuldeiser in ('huur', 'drinkwater', 'energie', 'zorg', 'overig')),
  klantnummerpatroon text,
  versie_van int not null,
  versie_tot int check (versie_tot >= versie_van),
  check (oin is not null or kvk is not null),
  check ((soort = 'schuldeiser') = (soort_schuldeiser is not null)),
  check (klantnummerpatroon is null or soort = 'schuldeiser')
);
create unique index deelnemer_code on register.deelnemer (code) where versie_tot is null;
create unique index deelnemer_oin on register.deelnemer (oin) where versie_tot is null;
create unique index deelnemer_kvk on register.deelnemer (kvk) where versie_tot is null;

create table register.client (
  rij bigint generated always as identity primary key,
  client_id text not null,
  issuer text not null,
  deelnemer text not null,
  -- Public keys only: a private (d) or symmetric (k) part is refused.
  jwks jsonb not null check (jsonb_typeof(jwks -> 'keys') = 'array'
    and not jsonb_path_exists(jwks, '$.keys[*].d') and not jsonb_path_exists(jwks, '$.keys[*].k')),
  scopes text[] not null,
  status text not null check (status in ('actief', 'geblokkeerd')),
  versie_van int not null,
  versie_tot int check (versie_tot >= versie_van)
);
create unique index client_sleutel on register.client (issuer, client_id) where versie_tot is null;

create table register.overeenkomst (
  rij bigint generated always as identity primary key,
  id text not null check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  schuldeiser text not null,
  gemeentecode text not null check (gemeentecode ~ '^[0-9]{4}$'),
  grondslag text not null check (grondslag in ('toestemming', 'bgs-huur', 'afsluitregeling-drinkwater',
    'afsluitregeling-energie', 'zorgverzekering', 'gerechtsdeurwaarderswet-14', 'wgs-10-regeling', 'zvw-cak')),
  ondertekend_op date,
  ingaat_op date not null,
  eindigt_op date check (eindigt_op >= ingaat_op),
  afspraken jsonb not null,
  versie_van int not null,
  versie_tot int check (versie_tot >= versie_van),
  check (grondslag <> 'wgs-10-regeling' or eindigt_op is not null)
);
create unique index overeenkomst_id on register.overeenkomst (id) where versie_tot is null;

create table register.mandaat (
  rij bigint generated always as identity primary key,
  intermediair text not null,
  schuldeiser text not null,
  van date not null,
  tot_en_met date check (tot_en_met >= van),
  versie_van int not null,
  versie_tot int check (versie_tot >= versie_van)
);
create unique index mandaat_sleutel on register.mandaat (intermediair, schuldeiser, van) where versie_tot is null;

-- Who carries it out; ontvanger is the deelnemer in whose postvak the messages come.
create table register.uitvoerder (
  rij bigint generated always as identity primary key,
  code text not null,
  naam text not null,
  ontvanger text not null,
  standaard_loket text not null,
  versie_van int not null,
  versie_tot int check (versie_tot >= versie_van)
);
create unique index uitvoerder_code on register.uitvoerder (code) where versie_tot is null;

-- A condition that is null holds always; those that are not must all hold. Ages in whole years.
create table register.gemeente_uitvoerder (
  rij bigint generated always as identity primary key,
  gemeentecode text not null check (gemeentecode ~ '^[0-9]{4}$'),
  uitvoerder text not null,
  van date not null,
  tot_en_met date check (tot_en_met >= van),
  pc4_van text check (pc4_van ~ '^[1-9][0-9]{3}$'),
  pc4_tot_en_met text check (pc4_tot_en_met ~ '^[1-9][0-9]{3}$'),
  soort_schuldeiser text check (soort_schuldeiser in ('huur', 'drinkwater', 'energie', 'zorg', 'overig')),
  leeftijd_van int check (leeftijd_van >= 0),
  leeftijd_tot_en_met int check (leeftijd_tot_en_met >= leeftijd_van),
  ondernemer boolean,
  versie_van int not null,
  versie_tot int check (versie_tot >= versie_van)
);
create unique index gemeente_uitvoerder_inhoud on register.gemeente_uitvoerder (gemeentecode, uitvoerder, van, tot_en_met,
  pc4_van, pc4_tot_en_met, soort_schuldeiser, leeftijd_van, leeftijd_tot_en_met, ondernemer)
  nulls not distinct where versie_tot is null;

create table register.loket (
  rij bigint generated always as identity primary key,
  id text not null check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  uitvoerder text not null,
  naam text not null,
  telefoonnummer text not null,
  openingstijden text not null,
  versie_van int not null,
  versie_tot int check (versie_tot >= versie_van)
);
create unique index loket_id on register.loket (id) where versie_tot is null;

-- When a loket takes a case instead of the uitvoerder's standaard_loket; gemeentecode null = of every gemeente it serves.
create table register.loket_regel (
  rij bigint generated always as identity primary key,
  uitvoerder text not null,
  loket text not null,
  gemeentecode text check (gemeentecode ~ '^[0-9]{4}$'),
  pc4_van text check (pc4_van ~ '^[1-9][0-9]{3}$'),
  pc4_tot_en_met text check (pc4_tot_en_met ~ '^[1-9][0-9]{3}$'),
  soort_schuldeiser text check (soort_schuldeiser in ('huur', 'drinkwater', 'energie', 'zorg', 'overig')),
  leeftijd_van int check (leeftijd_van >= 0),
  leeftijd_tot_en_met int check (leeftijd_tot_en_met >= leeftijd_van),
  ondernemer boolean,
  versie_van int not null,
  versie_tot int check (versie_tot >= versie_van)
);
create unique index loket_regel_inhoud on register.loket_regel (uitvoerder, loket, gemeentecode, pc4_van, pc4_tot_en_met,
  soort_schuldeiser, leeftijd_van, leeftijd_tot_en_met, ondernemer) nulls not distinct where versie_tot is null;

-- Where a resident may go without a referral; told with the refusals geen-overeenkomst and gemeente-doet-niet-mee.
create table register.publiek_loket (
  rij bigint generated always as identity primary key,
  gemeentecode text not null check (gemeentecode ~ '^[0-9]{4}$'),
  naam text not null,
  telefoonnummer text not null,
  openingstijden text not null,
  versie_van int not null,
  versie_tot int check (versie_tot >= versie_van)
);
create unique index publiek_loket_gemeente on register.publiek_loket (gemeentecode) where versie_tot is null;

-- van null = of old; tot_en_met = its last day.
create table register.gemeente (
  rij bigint generated always as identity primary key,
  code text not null check (code ~ '^[0-9]{4}$'),
  naam text not null,
  van date,
  tot_en_met date check (tot_en_met >= van),
  versie_van int not null,
  versie_tot int check (versie_tot >= versie_van)
);
create unique index gemeente_code on register.gemeente (code) where versie_tot is null;

-- From ingangsdatum on, opgeheven is no longer a gemeente and the opvolgers hold its territory.
create table register.gemeente_wijziging (
  rij bigint generated always as identity primary key,
  ingangsdatum date not null,
  opgeheven text not null check (opgeheven ~ '^[0-9]{4}$'),
  opvolgers text[] not null,
  versie_van int not null,
  versie_tot int check (versie_tot >= versie_van)
);
create unique index gemeente_wijziging_opgeheven on register.gemeente_wijziging (opgeheven) where versie_tot is null;

-- Days that are no werkdag besides weekends: Atw art. 3(1), 3(2) and the days equated by decree, 3(3).
create table register.feestdag (
  rij bigint generated always as identity primary key,
  dag date not null,
  naam text not null,
  grond text not null,
  versie_van int not null,
  versie_tot int check (versie_tot >= versie_van)
);
create unique index feestdag_dag on register.feestdag (dag) where versie_tot is null;

-- The years whose list is complete; beyond them a term is computed with an alarm.
create table register.feestdagjaar (
  rij bigint generated always as identity primary key,
  jaar int not null,
  versie_van int not null,
  versie_tot int check (versie_tot >= versie_van)
);
create unique index feestdagjaar_jaar on register.feestdagjaar (jaar) where versie_tot is null;

-- A postcode table has a number of its own (versie). Its rows are written first; this row takes it into use.
create sequence register.postcodeversie as int;
create table register.postcodetabel (
  rij bigint generated always as identity primary key,
  versie int not null,
  naam text not null,
  bron text not null,
  geldig_vanaf date not null,
  in_gebruik_op timestamptz not null,
  versie_van int not null,
  versie_tot int check (versie_tot >= versie_van)
);
create unique index postcodetabel_versie on register.postcodetabel (versie) where versie_tot is null;

-- postcode = PC4 or PC6; huisnummer only with a PC6. The same address may lie in two gemeenten (then both rows are here).
-- About 8 million rows a table of CBS: a partition of its own, to be loaded aside, attached and dropped as a whole;
-- small tables share the default one. Column order leaves no padding; the index alone answers a look-up.
create table register.postcode (
  versie int not null,
  huisnummer int,
  postcode text collate "C" not null,
  gemeentecode text collate "C" not null,
  check (postcode ~ '^[1-9][0-9]{3}([A-Z]{2})?$'),
  check (huisnummer is null or (huisnummer between 1 and 99999 and length(postcode) = 6)),
  check (gemeentecode ~ '^[0-9]{4}$')
) partition by list (versie);
create unique index postcode_sleutel on register.postcode (versie, postcode, huisnummer, gemeentecode) nulls not distinct;
create table register.postcode_overig partition of register.postcode default;

do $$
declare tabel text;
begin
  foreach tabel in array array['deelnemer', 'client', 'overeenkomst', 'mandaat', 'uitvoerder', 'gemeente_uitvoerder',
    'loket', 'loket_regel', 'publiek_loket', 'gemeente', 'gemeente_wijziging', 'feestdag', 'feestdagjaar',
    'postcodetabel'] loop
    execute format('create trigger bewaak_versie before insert or update on register.%I
      for each row execute function register.bewaak_versie()', tabel);
    execute format('create index on register.%I (versie_van)', tabel);
  end loop;
end
$$;

-- The stages read all of it; changes come in through intake (/beheer). The authorisation server knows clients and whose
-- they are.
grant select on all tables in schema register to wk_intake, wk_routing, wk_sla, wk_delivery, wk_dossier, wk_lezer;
grant select on register.client, register.deelnemer to wk_autorisatie;
grant insert on register.deelnemer, register.client, register.overeenkomst, register.mandaat, register.uitvoerder,
  register.gemeente_uitvoerder, register.loket, register.loket_regel, register.publiek_loket, register.gemeente,
  register.gemeente_wijziging, register.feestdag, register.feestdagjaar, register.postcodetabel, register.postcode
  to wk_intake;
grant update (versie_tot) on register.deelnemer, register.client, register.overeenkomst, register.mandaat,
  register.uitvoerder, register.gemeente_uitvoerder, register.loket, register.loket_regel, register.publiek_loket,
  register.gemeente, register.gemeente_wijziging, register.feestdag, register.feestdagjaar, register.postcodetabel
  to wk_intake;
grant update on register.versie to wk_intake;
grant usage on sequence register.postcodeversie to wk_intake;
