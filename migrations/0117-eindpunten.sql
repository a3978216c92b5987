-- Endpoints by the word of an operator (docs/decisions/035): proposed until a second person approves, ended for good; and who decided what.

-- 'voorgesteld' and 'beeindigd' take no part: nothing is queued for them, nothing is sent there.
alter table delivery.eindpunt drop constraint eindpunt_status_check;
alter table delivery.eindpunt add constraint eindpunt_status_check
  check (status in ('voorgesteld', 'actief', 'gepauzeerd', 'beeindigd'));

-- operator, issuer and client are null where nobody did it: a proposal that was over.
create table delivery.eindpuntwijziging (
  id bigint generated always as identity primary key,
  eindpunt uuid not null,
  soort text not null check (soort in ('toegevoegd', 'voorgesteld', 'goedgekeurd', 'gepauzeerd', 'hervat', 'beeindigd', 'verlopen')),
  operator text,
  issuer text,
  client text,
  toelichting text,
  gewijzigd_op timestamptz not null,
  check ((soort = 'verlopen') = (client is null)),
  check (num_nulls(operator, issuer, client, toelichting) in (0, 4))
);
create index eindpuntwijziging_eindpunt on delivery.eindpuntwijziging (eindpunt, id);
grant select, insert on delivery.eindpuntwijziging to wk_delivery;

-- What has ended asks nothing of an administrator any more.
create or replace view delivery.keuring_eindpunt as
  select e.id, e.deelnemer, e.status, e.reden, e.http_toegestaan, g.van as geheim_van
  from delivery.eindpunt e
  cross join lateral (select max((w.waarde ->> 'van')::timestamptz) as van from jsonb_array_elements(e.geheimen) as w (waarde)) g
  where e.status <> 'beeindigd';
