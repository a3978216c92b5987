-- Changes of the register that came in over the API, and proposals for one that waits for a second person (VIER_OGEN): who, when, why, what, and what
-- came of it. Kept as long as the register: it says why a row is what it is. Codes, names of organisations and public keys; nothing of residents.
create table intake.registerwijziging (
  id uuid primary key,
  ingediend_op timestamptz not null,
  deelnemer text not null,
  issuer text not null,
  client_id text not null,
  toelichting text not null,
  -- as it was sent: zet and weg
  verandering jsonb not null,
  verschil jsonb not null,
  effect jsonb not null,
  raakt_ontvangst boolean not null,
  -- the version that it was judged on
  op_versie int not null,
  stand text not null check (stand in ('wacht-op-goedkeuring', 'doorgevoerd', 'afgewezen')),
  -- the version that it made; the same as op_versie when it changed nothing
  versie int,
  besloten_op timestamptz,
  besluit_deelnemer text,
  besluit_issuer text,
  besluit_client_id text,
  besluit_toelichting text,
  check ((stand = 'wacht-op-goedkeuring') = (besloten_op is null)),
  check ((stand = 'doorgevoerd') = (versie is not null))
);
grant select, insert on intake.registerwijziging to wk_intake;
grant update (verschil, effect, raakt_ontvangst, op_versie, stand, versie, besloten_op, besluit_deelnemer, besluit_issuer, besluit_client_id,
  besluit_toelichting) on intake.registerwijziging to wk_intake;
