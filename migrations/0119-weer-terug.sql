-- A dossier may come back to a party that had it before: what is closed to that stays where it is, and the message gets a new number there. So once
-- open, and not once at all.
create unique index postvakbericht_bericht on delivery.postvakbericht (bericht_id, deelnemer, overgegaan_op) nulls not distinct;
alter table delivery.postvakbericht drop constraint postvakbericht_bericht_id_deelnemer_key;
