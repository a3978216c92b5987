-- A database in which a proef (a place to try out connecting, with invented data) is kept is one for good: a row here says so. It is put there
-- by the owner before anything else, and nothing takes it away.
create table platform.proefknooppunt (
  sinds timestamptz not null default now(),
  enig boolean primary key default true check (enig)
);

-- With the rights of the owner: whoever asks learns yes or no, and reads nothing else.
create function platform.is_proef() returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from platform.proefknooppunt)
$$;

create function platform.bewaak_proefknooppunt() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    raise exception 'a proef stays one: take a new database for a real hub';
  end if;
  if exists (select from register.deelnemer) then
    raise exception 'this database has the register of a hub already: a proef needs a new one';
  end if;
  return new;
end $$;
create trigger bewaak_proefknooppunt before insert or update or delete on platform.proefknooppunt
  for each row execute function platform.bewaak_proefknooppunt();
create trigger bewaak_proefknooppunt_leeg before truncate on platform.proefknooppunt
  for each statement execute function platform.bewaak_proefknooppunt();

-- Real parties stay out: only OINs that Logius set apart for tests.
create function register.bewaak_proef_oin() returns trigger language plpgsql as $$
begin
  if new.oin is not null and new.oin not like '00000099%' and platform.is_proef() then
    raise exception 'buiten-proef: deelnemer % has an OIN that does not begin with 00000099; a proef takes test OINs only', new.code;
  end if;
  return new;
end $$;
create trigger bewaak_proef_oin before insert or update of oin on register.deelnemer
  for each row execute function register.bewaak_proef_oin();

-- Nothing leaves for the public internet: of an endpoint of a proef only the networks on its own list may be connected to, whoever registers it.
alter table delivery.eindpunt add column alleen_netten boolean not null default false;
create function delivery.bewaak_proef_eindpunt() returns trigger language plpgsql as $$
begin
  new.alleen_netten := new.alleen_netten or platform.is_proef();
  return new;
end $$;
create trigger bewaak_proef_eindpunt before insert or update of alleen_netten on delivery.eindpunt
  for each row execute function delivery.bewaak_proef_eindpunt();
