-- How long technical data are kept: what goes is found by an index on its moment, and each round says what it did (docs/beheer-bewaren.md).
create index poging_begonnen on delivery.poging (begonnen_op);
grant delete on delivery.poging, delivery.geheimwissel to wk_delivery;
grant delete on intake.weigering to wk_intake;

do $$
declare stage text;
begin
  foreach stage in array array['routing', 'sla', 'delivery', 'dossier'] loop
    execute format($sql$
      create index herstelopdracht_afgerond on %1$I.herstelopdracht (afgerond_op) where afgerond_op is not null;
      create index inzage_ingezien on %1$I.inzage (ingezien_op);
      grant delete on %1$I.herstelopdracht to wk_%1$s;
      grant select, delete on %1$I.inzage to wk_%1$s;
    $sql$, stage);
  end loop;
end $$;

-- The last round of each table, by whichever process did it.
create table platform.bewaring (
  tabel text primary key,
  soort text not null,
  dagen int not null,
  gedaan_op timestamptz not null,
  -- in that round, and since the beginning
  verwijderd bigint not null,
  totaal bigint not null,
  -- what was the oldest after that round; null = nothing is there
  oudste_op timestamptz
);
grant select, insert, update on platform.bewaring to wk_intake, wk_routing, wk_sla, wk_delivery, wk_dossier;
grant select on platform.bewaring to wk_lezer;
