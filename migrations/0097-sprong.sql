-- Numbers of a postvak that a restore passed over, or left to what was placed under them before: in the reconciliation they are no gap.
create table delivery.sprong (
  deelnemer text not null,
  van bigint not null,
  tot_en_met bigint not null check (tot_en_met >= van),
  primary key (deelnemer, van)
);
create view delivery.sluit_sprong as select deelnemer, van, tot_en_met from delivery.sprong;
grant select on delivery.sluit_sprong to wk_lezer, wk_dossier;
