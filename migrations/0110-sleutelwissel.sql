-- Rotation of the signing keys of the authorisation server: a key is published (its row is there) before it signs, and stays published until
-- every token that it signed has expired.
alter table autorisatie.sleutel add column tekent_vanaf timestamptz not null default now(), add column weg_na timestamptz;
update autorisatie.sleutel set tekent_vanaf = gemaakt_op;
grant update (weg_na), delete on autorisatie.sleutel to wk_autorisatie;

create or replace view autorisatie.keuring_sleutel as select kid, gemaakt_op, tekent_vanaf, weg_na from autorisatie.sleutel;
