import type { Db } from '@warmknooppunt/platform/db'
import type { DossierStatus } from '@warmknooppunt/regels/dossier'
import type { Dossier, Wachtreden } from './dossier-store.ts'
import { KOLOMMEN } from './dossier-store.ts'

/** Whose dossiers: of a creditor, of an intermediary for creditors it still speaks for, of gemeenten, or (operator) all. */
export type Bereik =
  | { readonly kind: 'schuldeiser'; readonly schuldeiser: string }
  | { readonly kind: 'intermediair'; readonly intermediair: string; readonly mandaten: readonly string[] }
  | { readonly kind: 'gemeente'; readonly gemeenten: readonly Werkgebied[] }
  | { readonly kind: 'alle' }

/** A gemeente, and the uitvoerders whose cases there are somebody else's. */
export type Werkgebied = { readonly gemeentecode: string; readonly vanAnderen: readonly string[] }

export type Lijstvraag = {
  readonly bereik: Bereik
  /** dossiers after this one (UUIDv7, so later ones) */
  readonly na: string | null
  readonly limiet: number
  readonly status: DossierStatus | null
  readonly nu: Temporal.Instant
}

const PLEK = `d.schuldeiser is not null and d.id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')`

const WACHT = 'not d.gevonden and not d.gekozen and not d.geweigerd'

/** What a creditor is told closes at the end of the stop; for a gemeente (and an operator) two weeks later. */
const voorSchuldeiser = metStatus('d.open_tot')
const voorGemeente = metStatus('d.gesloten_vanaf')

function metStatus(dichtVanaf: 'd.open_tot' | 'd.gesloten_vanaf'): string {
  return `($3::text is null
    or ($3 = 'wacht-op-routering' and ${WACHT} and ${dichtVanaf} > $4)
    or ($3 = 'aangenomen' and (d.gevonden or d.gekozen) and not d.geweigerd and ${dichtVanaf} > $4)
    or ($3 = 'niet-bezorgbaar' and d.geweigerd)
    or ($3 = 'gesloten' and not d.geweigerd and ${dichtVanaf} <= $4))`
}

/** One statement per kind of reader, each walking an index in order of id. */
const LIJST = {
  schuldeiser: `select ${KOLOMMEN} from dossier.dossier d
    where d.schuldeiser = $5 and ${PLEK} and ${voorSchuldeiser} order by d.id limit $2`,
  intermediair: `select ${KOLOMMEN} from dossier.dossier d
    where d.indiener = $5 and d.schuldeiser = any($6::text[]) and ${PLEK} and ${voorSchuldeiser} order by d.id limit $2`,
  gemeente: `select l.* from unnest($5::text[]) as g (gemeentecode) cross join lateral (
      select ${KOLOMMEN} from dossier.dossier d
      where d.gemeentecode = g.gemeentecode and ${PLEK}
        and (d.uitvoerder is null or g.gemeentecode || ' ' || d.uitvoerder <> all ($6::text[])) and ${voorGemeente} order by d.id limit $2
    ) l order by l."dossierId" limit $2`,
  alle: `select ${KOLOMMEN}, d.reden, d.kandidaten from dossier.dossier d where ${PLEK} and ${voorGemeente} order by d.id limit $2`,
} as const

/** Of all that waits, in a statement of its own: where the status is a parameter, the index of what waits is not used (docs/decisions/010). */
const WACHTENDE = `select ${KOLOMMEN}, d.reden, d.kandidaten from dossier.dossier d
  where ${PLEK} and ${WACHT} and d.gesloten_vanaf > $3 order by d.id limit $2`

/** A dossier on a list; on that of an operator with why it came to wait. */
export type Lijstdossier = Dossier & { readonly [V in keyof Wachtreden]?: Wachtreden[V] | null }

// Not what intake accepted since: it keeps no index to list that by, and each would cost it a write per doorverwijzing.
/** Dossiers of one reader in order of acceptance, as the topics have told them. */
export async function leesLijst(db: Db, vraag: Lijstvraag): Promise<Lijstdossier[]> {
  const { bereik, na, limiet, status } = vraag
  const nu = vraag.nu.toString()
  const wachtend = bereik.kind === 'alle' && status === 'wacht-op-routering'
  const { rows } = wachtend
    ? await db.query<Lijstdossier>(WACHTENDE, [na, limiet, nu])
    : await db.query<Lijstdossier>(LIJST[bereik.kind], [na, limiet, status, nu, ...eigen(bereik)])
  return rows
}

function eigen(bereik: Bereik): unknown[] {
  switch (bereik.kind) {
    case 'schuldeiser':
      return [bereik.schuldeiser]
    case 'intermediair':
      return [bereik.intermediair, bereik.mandaten]
    case 'gemeente':
      return [
        bereik.gemeenten.map(({ gemeentecode }) => gemeentecode),
        bereik.gemeenten.flatMap(({ gemeentecode, vanAnderen }) =>
          vanAnderen.map((uitvoerder) => `${gemeentecode} ${uitvoerder}`),
        ),
      ]
    case 'alle':
      return []
  }
}
