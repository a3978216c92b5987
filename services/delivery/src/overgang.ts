import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Ontvangst, RedenOnbeslist, Toegekend } from '@warmknooppunt/register/opvolging'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import type { Plaatsing } from './plaatsing.ts'

/** Gemeenten, by their codes, of which dossiers may lie with another than who has them now, and those of which nobody can say who does. */
export type Overgang = {
  readonly over: ReadonlySet<string>
  readonly onbeslist: ReadonlyMap<string, RedenOnbeslist>
}

type Stand = Pick<RegisterStand, 'opvolgingen' | 'ontvangstverdeling'>
type Moment = { readonly stand: Stand; readonly dag: string }

/**
 * Where dossiers went over: by reorganisations that took effect, and since `eerder` by another uitvoerder, or another party that receives for one.
 * Of a gemeente with several that receive apart it is told that nobody can say it when an uitvoerder no longer serves it.
 */
export function overgangOp({ stand, dag }: Moment, eerder: Moment | null): Overgang {
  const over = new Set<string>()
  const onbeslist = new Map<string, RedenOnbeslist>()
  const opvolgingen = stand.opvolgingen(dag)
  for (const [code, wie] of opvolgingen) {
    if (wie.kind === 'over') over.add(code)
    else onbeslist.set(code, wie.reden)
  }
  if (eerder === null) return { over, onbeslist }
  const nu = stand.ontvangstverdeling(dag)
  for (const [code, was] of eerder.stand.ontvangstverdeling(eerder.dag)) {
    const is = nu.get(code) ?? ''
    if (is === was || was === '' || opvolgingen.has(code)) continue
    over.add(code)
    const reden = redenOnbeslist(was, is)
    if (reden !== null) onbeslist.set(code, reden)
  }
  return { over, onbeslist }
}

function redenOnbeslist(was: string, is: string): RedenOnbeslist | null {
  if (is === '') return 'geen-uitvoerder'
  const [toen, nu] = [lees(was), lees(is)]
  const weg = [...toen.keys()].some((uitvoerder) => !nu.has(uitvoerder))
  return weg && new Set(nu.values()).size > 1 ? 'meerdere-ontvangers' : null
}

/** Of a text of `ontvangstverdeling`: who receives, by uitvoerder. */
function lees(verdeling: string): ReadonlyMap<string, string> {
  return new Map(
    verdeling.split(' ').map((deel) => {
      const [uitvoerder = '', ontvanger = ''] = deel.split(':')
      return [uitvoerder, ontvanger]
    }),
  )
}

/** Who has a dossier at `nu`, in Amsterdam. */
export function wieHeeft(stand: Pick<RegisterStand, 'ontvangstVan'>, nu: Temporal.Instant) {
  const dag = amsterdamseDag(nu)
  return (dossier: Toegekend): Ontvangst => stand.ontvangstVan(dossier, dag)
}

type Bestemd = Pick<Plaatsing, 'deelnemer' | 'rol' | 'loket' | 'overgenomenVan'>

/**
 * The same message for whoever has its dossier now; itself when that is who it is for already, when nobody can say it, and when it is not for a
 * gemeente. A message that names a loket gets one of the new party, where another uitvoerder has it.
 */
export function vanOpvolger<P extends Bestemd>(
  bericht: P,
  dossier: Toegekend | undefined,
  heeft: ReturnType<typeof wieHeeft>,
): P {
  if (bericht.rol !== 'gemeente' || dossier === undefined) return bericht
  const wie = heeft(dossier)
  if (wie.kind === 'onbeslist' || wie.ontvanger === bericht.deelnemer) return bericht
  const overgenomenVan = bericht.overgenomenVan ?? bericht.deelnemer
  const loket = wie.kind === 'blijft' || bericht.loket === null ? bericht.loket : wie.loket
  return { ...bericht, deelnemer: wie.ontvanger, loket, overgenomenVan }
}
