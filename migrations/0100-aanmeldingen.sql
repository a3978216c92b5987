-- A service looks which migrations there are before it takes the role of its stage: with a log-in of its own it could not.
grant select on public.migratie
  to wk_intake, wk_routing, wk_sla, wk_delivery, wk_dossier, wk_autorisatie, wk_lezer;
