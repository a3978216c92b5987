-- The authorisation server: its signing keys, the assertions it has seen, and the clients it may serve.

-- The private half is sealed with the key-encryption key of the configuration before it comes here.
create table autorisatie.sleutel (
  kid text primary key,
  publiek jsonb not null,
  besloten text not null,
  gemaakt_op timestamptz not null
);

-- id = SHA-256 of client and jti. A row outlives its assertion by a margin for clocks that differ; then ruimOp takes it.
create table autorisatie.assertie (
  id text primary key,
  verloopt_op timestamptz not null
);
create index assertie_verloopt_op on autorisatie.assertie (verloopt_op);

grant select, insert on autorisatie.sleutel to wk_autorisatie;
grant select, insert, delete on autorisatie.assertie to wk_autorisatie;
