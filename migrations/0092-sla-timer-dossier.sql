-- Timers of one dossier fire in due order also when several processes claim: a claim looks whether an earlier one of the dossier is still open
-- elsewhere. Only the dossier, not the moment too: six timers a dossier stand in one entry, and no plan can take this index for the due order.
create index timer_dossier on sla.timer (dossier_id);
