-- Open dossiers follow another uitvoerder, or another party that receives for one, as they do a merger (docs/decisions/036).

create or replace view intake.gerouteerd as
  select id as dossier_id, gemeentecode, open_tot, uitvoerder from intake.dossier where gemeentecode is not null;

-- Of which version of the register, and which day, everything lies where it belongs: what changed since is looked through.
create table delivery.overgezet (
  versie int not null,
  dag date not null,
  enig boolean primary key default true check (enig)
);
grant select, insert, update on delivery.overgezet to wk_delivery;
