-- What `keuring` looks at besides what the reading command may see already: ages and counts, never a secret or an address.
create view delivery.keuring_eindpunt as
  select e.id, e.deelnemer, e.status, e.reden, e.http_toegestaan, g.van as geheim_van
  from delivery.eindpunt e
  cross join lateral (select max((w.waarde ->> 'van')::timestamptz) as van from jsonb_array_elements(e.geheimen) as w (waarde)) g;
create view dossier.keuring_sluiting as select gedaan_op, open, verschillen from dossier.sluiting;
create view autorisatie.keuring_sleutel as select kid, gemaakt_op from autorisatie.sleutel;
grant usage on schema autorisatie to wk_lezer;
grant select on delivery.keuring_eindpunt, dossier.keuring_sluiting, autorisatie.keuring_sleutel to wk_lezer;
