import type { Schrijver } from '@warmknooppunt/platform/db'
import type { Dag } from '@warmknooppunt/regels/dag'

export type Weigertelling = { readonly schuldeiser: string; readonly gemeentecode: string; readonly code: string }

/** Counts refusals by agreement per day; no dossier, no address. Summed first, because one statement may touch a row only once. */
export function telWeigeringen(tx: Schrijver, dag: Dag, weigeringen: readonly Weigertelling[]): void {
  if (weigeringen.length === 0) return
  tx.schrijf(
    `insert into intake.weigering as w (dag, schuldeiser, gemeentecode, code, aantal)
     select $1, v.schuldeiser, v.gemeentecode, v.code, count(*) from unnest($2::text[], $3::text[], $4::text[]) as v (schuldeiser, gemeentecode, code)
     group by v.schuldeiser, v.gemeentecode, v.code order by v.schuldeiser, v.gemeentecode, v.code
     on conflict (dag, schuldeiser, gemeentecode, code) do update set aantal = w.aantal + excluded.aantal`,
    [
      dag,
      weigeringen.map((w) => w.schuldeiser),
      weigeringen.map((w) => w.gemeentecode),
      weigeringen.map((w) => w.code),
    ],
  )
}
