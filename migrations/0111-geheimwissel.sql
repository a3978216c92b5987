-- Who gave an endpoint another signing secret, and until when the one before counts beside it.
create table delivery.geheimwissel (
  id bigint generated always as identity primary key,
  eindpunt uuid not null,
  operator text not null,
  client text not null,
  oud_tot timestamptz not null,
  gewisseld_op timestamptz not null
);
grant select, insert on delivery.geheimwissel to wk_delivery;
