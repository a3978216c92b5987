-- What an operator does about messages that a stage put aside: the orders it was given, the messages that were refused for good, and who read
-- one and why. Alike in every stage that reads, as the queues themselves (0002).
do $$
declare stage text;
begin
  foreach stage in array array['routing', 'sla', 'delivery', 'dossier'] loop
    execute format($sql$
      -- Noted in the transaction that moves the position past the order, carried out by a loop: open until it says what came of it.
      create table %1$I.herstelopdracht (
        id uuid primary key,
        -- orders are carried out in the order in which they came
        ontvangst bigint generated always as identity,
        sleutel uuid not null,
        -- the message it names, onverwerkbaar.id; topic null: no such message lay aside when it came
        volgnummer bigint not null,
        topic text,
        keuze text not null check (keuze in ('vrijgeven', 'weigeren')),
        weigerreden text check (weigerreden in ('onleesbaar', 'dubbel', 'achterhaald', 'elders-afgehandeld')),
        operator text not null,
        gegeven_op timestamptz not null,
        stand text not null default 'open' check (stand in ('open', 'vrij', 'vast', 'niets-te-doen')),
        -- how many messages it had handled, and whether the one it names is refused
        verwerkt int not null default 0,
        geweigerd boolean not null default false,
        foutcode text,
        afgerond_op timestamptz,
        check ((keuze = 'weigeren') = (weigerreden is not null)),
        check (keuze = 'weigeren' or not geweigerd),
        check ((stand = 'open') = (afgerond_op is null))
      );
      -- The id too: no other index gives this order (docs/decisions/010).
      create index herstelopdracht_open on %1$I.herstelopdracht (ontvangst, id) where stand = 'open';
      create index herstelopdracht_ontvangst on %1$I.herstelopdracht (ontvangst);
      create index herstelopdracht_sleutel on %1$I.herstelopdracht (sleutel, ontvangst);

      -- As it lay aside, content encrypted, and by which order it was taken out.
      create table %1$I.geweigerd (
        volgnummer bigint primary key,
        sleutel uuid not null,
        consument text not null,
        topic text not null,
        partitie smallint not null,
        bron uuid not null,
        positie bigint not null,
        bericht_id uuid,
        reden text not null,
        foutcode text,
        opgetekend_op timestamptz not null,
        bericht text not null,
        opdracht_id uuid not null,
        operator text not null,
        weigerreden text not null,
        geweigerd_op timestamptz not null default clock_timestamp()
      );

      create table %1$I.inzage (
        id bigint generated always as identity primary key,
        volgnummer bigint not null,
        sleutel uuid not null,
        topic text not null,
        bericht_id uuid,
        operator text not null,
        client text not null,
        reden text not null check (reden in ('herstel', 'vraag-van-deelnemer', 'incident', 'controle')),
        ingezien_op timestamptz not null default clock_timestamp()
      );

      grant select, insert, update on %1$I.herstelopdracht to wk_%1$s;
      grant select, insert on %1$I.geweigerd to wk_%1$s;
      grant insert on %1$I.inzage to wk_%1$s;
    $sql$, stage);
  end loop;
end $$;
