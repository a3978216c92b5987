-- Reconciliation (docs/decisions/018): what became of every accepted message. Each stage shows, in ids and codes only, what it knows of them,
-- to the command that only reads (wk_lezer) and to dossier, which does the nightly round.

-- What intake accepted besides doorverwijzingen, which have their row in intake.dossier. The outbox is pruned and says nothing afterwards, so
-- whoever asks whether a message was lost needs a record that the way of the message itself does not touch.
create table intake.bericht (
  bericht_id uuid primary key,
  bericht text not null,
  dossier_id uuid not null,
  aangenomen_op timestamptz not null
);
create index bericht_dossier on intake.bericht (dossier_id);
grant insert on intake.bericht to wk_intake;

create view intake.sluit_dossier as select id as dossier_id, bericht_id, status, aangenomen_op from intake.dossier;
create view intake.sluit_bericht as select bericht_id, bericht, dossier_id, aangenomen_op from intake.bericht;
create view routing.sluit_bericht as select bericht_id from routing.bericht;
create view routing.sluit_toewijzing as select bericht_id, event_id, ontvanger from routing.toewijzing;
create view routing.sluit_wacht as select bericht_id, stand, besloten_op from routing.wacht;
create view sla.sluit_klok as select dossier_id, bericht_id, soort from sla.klok;
create view sla.sluit_registratie as select bericht_id, uitkomst from sla.registratie;
create view delivery.sluit_postvak as select deelnemer, volgend_nummer, bevestigd_tot from delivery.postvak;
create view delivery.sluit_postvakbericht as
  select deelnemer, nummer, bericht_id, dossier_id, bericht, geplaatst_op, bevestigd_op from delivery.postvakbericht;
create view delivery.sluit_eindpunt as select id, deelnemer from delivery.eindpunt;
create view delivery.sluit_bezorging as select eindpunt, nummer, status from delivery.bezorging;
create view kluis.sluit_vernietigd as select dossier_id from kluis.vernietigd;

-- What lies aside, or did until an operator refused it, with the id of the accepted message it stems from: that of what intake wrote is its own, later stages name it. Of what
-- cannot be read only the dossier is known.
do $$
declare stage text;
begin
  foreach stage in array array['routing', 'sla', 'delivery'] loop
    execute format($sql$
      create view %1$I.sluit_apart as select consument, topic, sleutel, geweigerd,
        case when bericht_id is null or bericht like '%%/ingediend/v%%.schema.json"%%' then bericht_id
          else substring(bericht from '"berichtId":"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"')::uuid end as herkomst
      from (select consument, topic, sleutel, bericht_id, bericht, false as geweigerd from %1$I.onverwerkbaar
        union all select consument, topic, sleutel, bericht_id, bericht, true from %1$I.geweigerd) a;
      grant select on %1$I.sluit_apart to wk_lezer, wk_dossier;
    $sql$, stage);
  end loop;
end $$;

grant usage on schema kluis to wk_lezer;
grant select on intake.sluit_dossier, intake.sluit_bericht, routing.sluit_bericht, routing.sluit_toewijzing, routing.sluit_wacht, sla.sluit_klok,
  sla.sluit_registratie, delivery.sluit_postvak, delivery.sluit_postvakbericht, delivery.sluit_eindpunt, delivery.sluit_bezorging,
  kluis.sluit_vernietigd to wk_lezer, wk_dossier;
grant select on sla.stand, delivery.stand to wk_dossier;

-- The nightly round: one row, so that one process at a time does it and all tell the same. gepland_op: the moment for which it was done last.
create table dossier.sluiting (
  gepland_op timestamptz not null default now(),
  bezig_tot timestamptz,
  gedaan_op timestamptz,
  berichten bigint,
  open bigint,
  verschillen bigint,
  enig boolean primary key default true check (enig)
);
insert into dossier.sluiting default values;
grant select, update on dossier.sluiting to wk_dossier;

-- Migrations that a process must know to run on this database (docs/decisions/019). Empty as long as migrations only add; one that takes away
-- or changes what older code uses names here the migration of the first version that does without.
create table platform.vereist (migratie text primary key);
grant select on platform.vereist to public;
