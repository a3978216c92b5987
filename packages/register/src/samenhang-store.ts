import type { Db } from '@warmknooppunt/platform/db'

/** Throws when an open row names a deelnemer, gemeente, uitvoerder or loket that has no open row; foreign keys cannot tell versions apart. */
export async function controleerSamenhang(db: Db): Promise<void> {
  const { rows } = await db.query<{ waar: string; naam: string }>(
    `with verwijzing (waar, soort, naam) as (
       select 'client.deelnemer', 'deelnemer', deelnemer from register.client where versie_tot is null
       union select 'overeenkomst.schuldeiser', 'deelnemer', schuldeiser from register.overeenkomst where versie_tot is null
       union select 'overeenkomst.gemeentecode', 'gemeente', gemeentecode from register.overeenkomst where versie_tot is null
       union select 'mandaat.intermediair', 'deelnemer', intermediair from register.mandaat where versie_tot is null
       union select 'mandaat.schuldeiser', 'deelnemer', schuldeiser from register.mandaat where versie_tot is null
       union select 'uitvoerder.ontvanger', 'deelnemer', ontvanger from register.uitvoerder where versie_tot is null
       union select 'uitvoerder.standaard_loket', 'loket', standaard_loket from register.uitvoerder where versie_tot is null
       union select 'gemeente_uitvoerder.gemeentecode', 'gemeente', gemeentecode
         from register.gemeente_uitvoerder where versie_tot is null
       union select 'gemeente_uitvoerder.uitvoerder', 'uitvoerder', uitvoerder
         from register.gemeente_uitvoerder where versie_tot is null
       union select 'loket.uitvoerder', 'uitvoerder', uitvoerder from register.loket where versie_tot is null
       union select 'loket_regel.uitvoerder', 'uitvoerder', uitvoerder from register.loket_regel where versie_tot is null
       union select 'loket_regel.loket', 'loket', loket from register.loket_regel where versie_tot is null
       union select 'loket_regel.gemeentecode', 'gemeente', gemeentecode
         from register.loket_regel where versie_tot is null and gemeentecode is not null
       union select 'publiek_loket.gemeentecode', 'gemeente', gemeentecode from register.publiek_loket where versie_tot is null
       union select 'gemeente_wijziging.opvolgers', 'gemeente', unnest(opvolgers)
         from register.gemeente_wijziging where versie_tot is null
     ), bestaand (soort, naam) as (
       select 'deelnemer', code from register.deelnemer where versie_tot is null
       union all select 'loket', id from register.loket where versie_tot is null
       union all select 'uitvoerder', code from register.uitvoerder where versie_tot is null
       union all select 'gemeente', code from register.gemeente where versie_tot is null
     )
     select waar, naam from verwijzing where (soort, naam) not in (select soort, naam from bestaand) order by waar, naam limit 10`,
  )
  if (rows.length > 0) {
    throw new Error(`register: not registered: ${rows.map(({ waar, naam }) => `${waar} ${naam}`).join(', ')}`)
  }
}
