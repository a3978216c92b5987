-- Open dossiers follow a merger of gemeenten (docs/decisions/033): what lies in the postvak of the old one is put in that of its successor,
-- under numbers of that postvak, and is closed to the old one.

-- overgenomen_van: in whose postvak it belonged first. overgegaan_op: from then on it is for somebody else to read.
alter table delivery.postvakbericht add column overgenomen_van text, add column overgegaan_op timestamptz;

-- Which gemeente a dossier was routed to, and until when its stop runs: what delivery must know to say whose it is now.
create view intake.gerouteerd as select id as dossier_id, gemeentecode, open_tot from intake.dossier where gemeentecode is not null;
grant usage on schema intake to wk_delivery;
grant select on intake.gerouteerd to wk_delivery;

-- For the reconciliation: a message lies where it is open, and counts for whom it was routed to.
create or replace view delivery.sluit_postvakbericht as
  select deelnemer, nummer, bericht_id, dossier_id, bericht, geplaatst_op, bevestigd_op, overgenomen_van, overgegaan_op
  from delivery.postvakbericht;
