-- How far the relay of each outbox has shipped to Kafka; null = it never ran, and begins at the lowest position of all readers. One row.
do $$
declare
  stage text;
begin
  foreach stage in array array['intake', 'routing', 'sla', 'delivery'] loop
    execute format($sql$
      create table %1$I.relais (
        enig boolean primary key default true check (enig),
        positie bigint,
        sinds timestamptz not null default now()
      );
      insert into %1$I.relais default values;
      grant select, update on %1$I.relais to wk_%1$s;
    $sql$, stage);
  end loop;
end $$;
