-- Imported postcode tables (docs/decisions/028): what was loaded into which partition of register.postcode, and since when no register version
-- in force uses it. The row comes in the transaction that takes the table into use; its partition is named after its number, postcode_v<versie>.
create table register.postcodeimport (
  versie int primary key,
  soort text not null check (soort in ('cbs', 'pc6', 'pc4')),
  rijen bigint not null,
  pc4 int not null,
  pc6 int not null,
  -- every gemeentecode that a row names: the list of gemeenten may not lose one of these without a successor
  gemeenten text[] not null,
  geladen_op timestamptz not null,
  uit_gebruik_op timestamptz,
  verwijderd_op timestamptz
);
grant select on register.postcodeimport to wk_lezer;

-- How many open dossiers, and messages that wait or lie aside, name each postcode table. A dossier is open until the gemeente's messages on it
-- are refused; one that the read side does not know yet counts as open.
create function register.postcodeversies_genoemd(nu timestamptz) returns table (versie int, aantal bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select g.versie, count(*) from (
    select t.postcodeversie as versie from routing.toewijzing t left join dossier.dossier d on d.id = t.dossier_id
      where d.gesloten_vanaf is null or d.gesloten_vanaf > nu
    union all
    select substring(w.bericht from '"postcodeversie"\s*:\s*([0-9]{1,9})')::int from routing.wacht w where w.bericht is not null
    union all
    select substring(o.bericht from '"postcodeversie"\s*:\s*([0-9]{1,9})')::int from routing.onverwerkbaar o
  ) g where g.versie is not null group by g.versie
$$;
revoke execute on function register.postcodeversies_genoemd(timestamptz) from public;
grant execute on function register.postcodeversies_genoemd(timestamptz) to wk_lezer;
