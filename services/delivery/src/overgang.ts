import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Opvolging, RedenOnbeslist } from '@warmknooppunt/register/opvolging'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import type { Plaatsing } from './plaatsing.ts'

type Over = Extract<Opvolging, { kind: 'over' }>

/** Gemeenten, by their old codes, of which the dossiers are with another now, and those of which nobody can say with whom. */
export type Overgang = {
  readonly over: ReadonlyMap<string, Over>
  readonly onbeslist: ReadonlyMap<string, RedenOnbeslist>
}

/** What reorganisations that took effect on or before the Amsterdam day of `nu` mean for what lies in postvakken. */
export function overgangOp(stand: Pick<RegisterStand, 'opvolgingen'>, nu: Temporal.Instant): Overgang {
  const over = new Map<string, Over>()
  const onbeslist = new Map<string, RedenOnbeslist>()
  for (const [code, wie] of stand.opvolgingen(amsterdamseDag(nu))) {
    if (wie.kind === 'over') over.set(code, wie)
    else onbeslist.set(code, wie.reden)
  }
  return { over, onbeslist }
}

type Bestemd = Pick<Plaatsing, 'deelnemer' | 'rol' | 'loket' | 'overgenomenVan'>

/**
 * The same message for whoever took over the gemeente of its dossier; itself when nobody did, when it is there already, and when it is not for a
 * gemeente. A message that names a loket gets one of the new party.
 */
export function vanOpvolger<P extends Bestemd>(
  bericht: P,
  gemeentecode: string | undefined,
  over: Overgang['over'],
): P {
  const wie = gemeentecode === undefined ? undefined : over.get(gemeentecode)
  if (bericht.rol !== 'gemeente' || !wie || wie.ontvanger === bericht.deelnemer) return bericht
  const overgenomenVan = bericht.overgenomenVan ?? bericht.deelnemer
  return { ...bericht, deelnemer: wie.ontvanger, loket: bericht.loket === null ? null : wie.loket, overgenomenVan }
}
