-- Which Kafka cluster this database's messages go through, and under which prefix. Positions of relays and readers mean something there only.
create table platform.kafka (
  enig boolean primary key default true check (enig),
  cluster_id text not null,
  voorvoegsel text not null,
  sinds timestamptz not null
);
grant select on platform.kafka to wk_intake, wk_routing, wk_sla, wk_delivery, wk_dossier, wk_lezer;
