import type { Db } from '@warmknooppunt/platform/db'
import type { QueryResultRow } from 'pg'
import type { Berichtfeiten, Doorverwijzingfeiten } from './besluit-sluitend.ts'

/** One accepted message. */
export type Genoemd = { readonly berichtId: string; readonly dossierId: string; readonly aangenomenOp: string }

/** Messages of which the same is known: how many, and by name those that may lack something. */
export type Groep<F> = F & { readonly aantal: number; readonly genoemd: readonly Genoemd[] }

/** Accepted at or after `van` and before `tot`, in the order of their ids between `na` and `voor`. Accepted before `grens` is old. */
export type Bladzijde = {
  readonly na: string
  readonly voor: string
  readonly van: string
  readonly tot: string
  readonly grens: string
  readonly limiet: number
}

export type Bladlezing<F> = { readonly groepen: readonly Groep<F>[]; readonly laatste: string | null }

type Rij<F> = Groep<F> & QueryResultRow & { readonly laatste: string }

const APART = `apart as materialized (
    select 'routing' as stage, sleutel, herkomst, geweigerd from routing.sluit_apart
    union all select 'sla', sleutel, herkomst, geweigerd from sla.sluit_apart
    union all select 'delivery', sleutel, herkomst, geweigerd from delivery.sluit_apart where consument = 'delivery')`

/** By the accepted message; of what cannot be read only the dossier is known. */
const APART_BIJ = `left join (select herkomst, min(stage) as stage, bool_and(geweigerd) as geweigerd from apart group by herkomst) x on x.herkomst = a.bericht_id
       left join (select sleutel, min(stage) as stage, bool_and(geweigerd) as geweigerd from apart where herkomst is null group by sleutel) y on y.sleutel = a.dossier_id`

/** How many are alike, those named of which the condition holds, and where the page ends. */
const telling = (sleutel: string, naamWaar: string) => `count(*) as aantal,
       coalesce(jsonb_agg(jsonb_build_object('berichtId', bericht_id, 'dossierId', dossier_id, 'aangenomenOp', aangenomen_op)
         order by bericht_id) filter (where ${naamWaar}), '[]') as genoemd, (select ${sleutel} from a order by ${sleutel} desc limit 1) as laatste`

const DOORVERWIJZING = `oud, "wachtBijIntake", routing, stand, ontvanger, contactklok, stopklok, "inPostvak", "geweigerdInPostvak", bevestigd, push,
       apart, geweigerd, vernietigd`
const BERICHT = 'bericht, oud, routing, registratie, ongelezen, apart, geweigerd, vernietigd'

/** The doorverwijzingen of one page. Each look is by a key; `offset 0` keeps it one (docs/decisions/010). */
export async function leesDoorverwijzingen(db: Db, b: Bladzijde): Promise<Bladlezing<Doorverwijzingfeiten>> {
  const { rows } = await db.query<Rij<Doorverwijzingfeiten>>(
    `with a as materialized (
       select dossier_id, bericht_id, status, aangenomen_op from intake.sluit_dossier
       where dossier_id > $1 and dossier_id < $6 and aangenomen_op >= $2 and aangenomen_op < $3 order by dossier_id limit $5
     ), ${APART}, feit as materialized (
       select a.dossier_id, a.bericht_id, a.aangenomen_op,
         greatest(a.aangenomen_op, w.besloten_op, o.op) < $4 as oud, a.status = 'wacht-op-routering' as "wachtBijIntake",
         t.ontvanger is not null or r.er is not null as routing, w.stand, t.ontvanger, coalesce(k.contact, false) as contactklok, coalesce(k.stop, false) as stopklok,
         p.nummer is not null as "inPostvak", n.er is not null as "geweigerdInPostvak", coalesce(p.bevestigd, false) as bevestigd, z.push,
         coalesce(x.stage, y.stage) as apart, coalesce(x.geweigerd, y.geweigerd, false) as geweigerd, v.er is not null as vernietigd
       from a
       left join lateral (select event_id, ontvanger from routing.sluit_toewijzing t where t.bericht_id = a.bericht_id offset 0) t on true
       left join lateral (select p.deelnemer, p.nummer, p.bevestigd_op is not null or p.nummer <= (
           select s.bevestigd_tot from delivery.sluit_postvak s where s.deelnemer = p.deelnemer) as bevestigd
         from delivery.sluit_postvakbericht p where p.bericht_id = t.event_id and coalesce(p.overgenomen_van, p.deelnemer) = t.ontvanger
           and p.overgegaan_op is null offset 0) p on true
       left join lateral (select case when bool_or(z.status = 'afgeleverd') then 'gepusht' when bool_or(z.status = 'geparkeerd') then 'geparkeerd'
           when bool_or(z.status in ('wacht', 'bezig')) then 'open' end as push
         from (select e.id from delivery.sluit_eindpunt e where e.deelnemer = p.deelnemer offset 0) e
         cross join lateral (select z.status from delivery.sluit_bezorging z where z.eindpunt = e.id and z.nummer = p.nummer offset 0) z) z on true
       left join lateral (select bool_or(k.soort = 'contact' and k.bericht_id = a.bericht_id) as contact, bool_or(k.soort = 'incassostop') as stop
         from sla.sluit_klok k where k.dossier_id = a.dossier_id) k on true
       -- The rest is asked of the few that lie in no postvak.
       left join lateral (select true as er from routing.sluit_bericht b where p.nummer is null and b.bericht_id = a.bericht_id offset 0) r on true
       left join lateral (select stand, besloten_op from routing.sluit_wacht w where p.nummer is null and w.bericht_id = a.bericht_id offset 0) w
         on true
       left join lateral (select max(o.aangenomen_op) as op from intake.sluit_bericht o
         where w.stand = 'wacht-op-routering' and a.status <> w.stand and o.dossier_id = a.dossier_id) o on true
       left join lateral (select true as er from delivery.sluit_postvakbericht n
         where w.stand = 'niet-bezorgbaar' and n.dossier_id = a.dossier_id and n.bericht = 'niet-bezorgbaar' limit 1) n on true
       left join lateral (select true as er from kluis.sluit_vernietigd v where p.nummer is null and v.dossier_id = a.dossier_id offset 0) v on true
       ${APART_BIJ}
     )
     select ${DOORVERWIJZING}, ${telling('dossier_id', 'not ("inPostvak" and contactklok and stopklok)')}
     from feit group by ${DOORVERWIJZING}`,
    [b.na, b.van, b.tot, b.grens, b.limiet, b.voor],
  )
  return lezing(rows)
}

/**
 * The other accepted messages of one page. A contactregistratie leaves its trace at sla; an order has an id of its own as key, and is looked for
 * in the outboxes that it passes untouched.
 */
export async function leesBerichten(db: Db, b: Bladzijde): Promise<Bladlezing<Berichtfeiten>> {
  const { rows } = await db.query<Rij<Berichtfeiten>>(
    `with a as materialized (
       select bericht_id, bericht, dossier_id, aangenomen_op from intake.sluit_bericht
       where bericht_id > $1 and bericht_id < $6 and aangenomen_op >= $2 and aangenomen_op < $3 order by bericht_id limit $5
     ), ${APART}, ongelezen as materialized (
       select distinct u.sleutel from sla.stand s cross join lateral (select u.sleutel from routing.uit_lees u
         where u.partitie = s.partitie and u.positie > s.positie and u.bron = s.bron offset 0) u where s.consument = 'sla' and s.topic = 'routeringen'
       union select distinct u.sleutel from delivery.stand s cross join lateral (select u.sleutel from sla.uit_lees u
         where u.partitie = s.partitie and u.positie > s.positie and u.bron = s.bron offset 0) u where s.consument = 'delivery' and s.topic = 'termijnen'
     ), feit as materialized (
       select a.bericht_id, a.dossier_id, a.aangenomen_op, a.bericht, a.aangenomen_op < $4 as oud, r.er is not null as routing,
         g.uitkomst as registratie, l.sleutel is not null as ongelezen, coalesce(x.stage, y.stage) as apart, coalesce(x.geweigerd, y.geweigerd, false) as geweigerd, v.er is not null as vernietigd
       from a
       left join lateral (select true as er from routing.sluit_bericht b where b.bericht_id = a.bericht_id offset 0) r on true
       left join lateral (select uitkomst from sla.sluit_registratie g where g.bericht_id = a.bericht_id offset 0) g on true
       left join lateral (select true as er from kluis.sluit_vernietigd v where v.dossier_id = a.dossier_id offset 0) v on true
       left join ongelezen l on l.sleutel = a.bericht_id
       ${APART_BIJ}
     )
     select ${BERICHT}, ${telling('bericht_id', "(bericht = 'contactregistratie' and registratie is null) or ongelezen or not routing")}
     from feit group by ${BERICHT}`,
    [b.na, b.van, b.tot, b.grens, b.limiet, b.voor],
  )
  return lezing(rows)
}

function lezing<F>(rijen: readonly Rij<F>[]): Bladlezing<F> {
  return { groepen: rijen, laatste: rijen[0]?.laatste ?? null }
}
