-- The bus tables of every stage. They are alike by design (the transport knows none of the stages), so they are made in one place.
do $$
declare
  stage text;
  -- who may read an outbox: the topic's readers, and those whose timers wait for it (design section 10, lag rule)
  lezers jsonb := '{
    "intake": ["wk_routing", "wk_dossier", "wk_sla", "wk_lezer"],
    "routing": ["wk_sla", "wk_dossier", "wk_lezer"],
    "sla": ["wk_delivery", "wk_dossier", "wk_lezer"],
    "delivery": ["wk_dossier", "wk_lezer"]}';
  -- who may see how far a reader is: the producers of what it reads, and sla
  kijkers jsonb := '{
    "routing": ["wk_intake", "wk_sla", "wk_lezer"],
    "sla": ["wk_routing", "wk_lezer"],
    "delivery": ["wk_sla", "wk_lezer"],
    "dossier": ["wk_intake", "wk_routing", "wk_sla", "wk_delivery", "wk_lezer"]}';
  lezer text;
begin
  for stage in select jsonb_object_keys(lezers) loop
    execute format($sql$
      create sequence %1$I.uit_positie;
      create table %1$I.uit (
        positie bigint primary key,
        bron uuid not null,
        partitie smallint not null,
        vorige bigint not null,
        tijd timestamptz not null,
        sleutel uuid not null,
        bericht text not null
      );
      -- A message of some KB stays in its row as it is: mostly ciphertext, so compressing it costs and gains nothing.
      alter table %1$I.uit alter column bericht set storage external;
      alter table %1$I.uit set (toast_tuple_target = 8160);
      create index uit_partitie on %1$I.uit (partitie, positie);
      -- Twelve rows that change with every commit: room on the page keeps them there.
      create table %1$I.uit_stand (partitie smallint primary key, positie bigint not null) with (fillfactor = 10);
      create view %1$I.uit_lees as select positie, bron, partitie, vorige, tijd, sleutel, bericht from %1$I.uit;

      -- Number order = commit order = causal order: the lock is taken here, as the last act before COMMIT, and falls after the commit is
      -- visible. Each statement of a volatile function has a snapshot of its own, so uit_stand is read as the previous holder left it.
      create function %1$I.leg_uit(partities smallint[], tijden timestamptz[], sleutels uuid[], berichten text[]) returns bigint
      -- The plan never depends on the values; planning anew for every commit cost as much as the writing itself.
      -- The outbox lock is held while another commits: a caller that waits briefly for its own rows still waits for a slow disk here.
      language plpgsql set plan_cache_mode = force_generic_plan set lock_timeout = '5s' as $f$
      declare hoogste bigint;
      begin
        perform pg_advisory_xact_lock(%2$s, 0);
        with nieuw as materialized (
          select nextval('%1$I.uit_positie') as positie, u.partitie, u.tijd, u.sleutel, u.bericht
          from unnest(partities, tijden, sleutels, berichten) with ordinality as u (partitie, tijd, sleutel, bericht, volgnummer)
          order by u.volgnummer
        ), geketend as materialized (
          select n.*, coalesce(lag(n.positie) over (partition by n.partitie order by n.positie), s.positie, 0) as vorige
          from nieuw n left join %1$I.uit_stand s on s.partitie = n.partitie
        ), stand as (
          insert into %1$I.uit_stand (partitie, positie)
          select partitie, max(positie) from geketend group by partitie
          on conflict (partitie) do update set positie = excluded.positie
        ), gelegd as (
          insert into %1$I.uit (positie, bron, partitie, vorige, tijd, sleutel, bericht)
          select g.positie, b.id, g.partitie, g.vorige, g.tijd, g.sleutel, g.bericht from geketend g cross join platform.bron b
          returning positie
        )
        select max(positie) into hoogste from gelegd;
        return hoogste;
      end $f$;

      grant select, insert, delete on %1$I.uit to wk_%1$s;
      grant select, insert, update on %1$I.uit_stand to wk_%1$s;
      grant usage on sequence %1$I.uit_positie to wk_%1$s;
    $sql$, stage, hashtext('warmknooppunt.uit.' || stage));
    for lezer in select jsonb_array_elements_text(lezers -> stage) loop
      execute format('grant select on %I.uit_lees to %I', stage, lezer);
    end loop;
  end loop;

  for stage in select jsonb_object_keys(kijkers) loop
    execute format($sql$
      create table %1$I.positie (
        consument text not null,
        topic text not null,
        partitie smallint not null,
        bron uuid not null,
        positie bigint not null default 0,
        -- where a transport of its own kind found this position (a Kafka offset); null on the embedded transport
        merk text,
        primary key (consument, topic, partitie, bron)
      );
      create view %1$I.stand as select consument, topic, partitie, bron, positie from %1$I.positie;

      -- A dossier (or order) with something put aside by a reader: later messages of it on that topic queue behind, in order.
      create table %1$I.wachtrij (
        consument text not null,
        topic text not null,
        sleutel uuid not null,
        sinds timestamptz not null default clock_timestamp(),
        primary key (consument, topic, sleutel)
      );
      create table %1$I.onverwerkbaar (
        id bigint generated always as identity primary key,
        sleutel uuid not null,
        consument text not null,
        topic text not null,
        partitie smallint not null,
        bron uuid not null,
        positie bigint not null,
        bericht_id uuid,
        reden text not null check (reden in ('fout', 'onleesbaar', 'wacht-op-eerder')),
        foutcode text,
        opgetekend_op timestamptz not null default clock_timestamp(),
        bericht text not null,
        unique (consument, topic, bron, positie),
        foreign key (consument, topic, sleutel) references %1$I.wachtrij (consument, topic, sleutel)
      );
      create index onverwerkbaar_sleutel on %1$I.onverwerkbaar (consument, topic, sleutel, id);

      grant select, insert, update on %1$I.positie to wk_%1$s;
      grant select, insert, update, delete on %1$I.wachtrij, %1$I.onverwerkbaar to wk_%1$s;
    $sql$, stage);
    for lezer in select jsonb_array_elements_text(kijkers -> stage) loop
      execute format('grant select on %I.stand to %I', stage, lezer);
    end loop;
  end loop;
end $$;
