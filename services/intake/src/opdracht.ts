import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { bronVan, maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import type { Antwoord } from '@warmknooppunt/platform/http'
import { enqueue } from '@warmknooppunt/platform/outbox'
import type { Probleem } from '@warmknooppunt/platform/probleem'
import { isProbleem } from '@warmknooppunt/platform/probleem'
import type { Clientnaam } from '@warmknooppunt/register/aanroeper'
import type { Deelnemer } from '@warmknooppunt/register/deelnemer-store'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import type { Ingediend } from '@warmknooppunt/schemas/types/ingediend.v1'
import { eenmalig } from './herhaling.ts'
import type { Stageomgeving } from './omgeving.ts'
import { alleen } from './transacties.ts'
import { bepaalBeller } from './voorbereiding.ts'
import { geenOperator } from './weigeringen.ts'

/** An order as an operator posts it; `kop` is its Idempotency-Key. */
export type Opdracht<B> = {
  readonly body: B
  readonly client: Clientnaam
  readonly kop: string | null
  readonly traceparent: string
}

/** What an order is carried out with. */
export type Werk = {
  readonly o: Stageomgeving
  readonly tx: Tx<BusEvent>
  readonly nu: Temporal.Instant
  readonly stand: RegisterStand
  readonly operator: Deelnemer
  readonly traceparent: string
}

const ROUTES = {
  routeeropdracht: 'POST /v1/beheer/routeeropdrachten',
  herbezorgopdracht: 'POST /v1/beheer/herbezorgopdrachten',
  herstelopdracht: 'POST /v1/beheer/herstelopdrachten',
} as const

export type Opdrachtsoort = keyof typeof ROUTES
/** What an order says beside what they all say. */
export type Eigen<S extends Opdrachtsoort> = Omit<Extract<Ingediend, { bericht: S }>, 'versie' | 'bericht' | 'afzender'>

export type Opdrachtgegevens<T> = {
  readonly bericht: Opdrachtsoort
  /** what the order is about, locked before a first answer is looked for: who comes at the same moment finds that, and not what it brought about */
  readonly zoek: (tx: Tx<BusEvent>) => Promise<T | Probleem>
}

/** Handles an order of an operator, once per Idempotency-Key. */
export function alsOperator<B, T>(
  o: Stageomgeving,
  { bericht, zoek }: Opdrachtgegevens<T>,
  { body, client, kop, traceparent }: Opdracht<B>,
  f: (werk: Werk, over: T) => Promise<Antwoord>,
): Promise<Antwoord> {
  return alleen(o, async (tx) => {
    const nu = o.nu()
    const stand = await o.register.stand(tx)
    const beller = bepaalBeller(stand, client, nu)
    if (beller.kind === 'probleem') return beller
    if (beller.aanroeper.rol !== 'operator') return geenOperator()
    const over = await zoek(tx)
    if (isProbleem(over)) return over
    const operator = beller.deelnemer
    const herhaalbaar = { o, tx, nu, route: ROUTES[bericht], eigenaar: operator.deelnemer, client, kop, body }
    return eenmalig(herhaalbaar, () => f({ o, tx, nu, stand, operator, traceparent }, over))
  })
}

/** Puts an order on the topic and gives its id, which is also its key, so that it is never held behind a parked message of the dossier. */
export function plaats<S extends Opdrachtsoort>(
  { tx, nu, operator, traceparent }: Werk,
  bericht: S,
  eigen: Eigen<S>,
): string {
  const id = nieuwId(nu)
  enqueue(
    tx,
    maakEvent({
      id,
      source: bronVan(operator, operator.deelnemer),
      type: `nl.warmknooppunt.${bericht}.ingediend`,
      subject: id,
      time: nu,
      dataschema: dataschemaVan('ingediend'),
      traceparent,
      data: { versie: 1, bericht, afzender: { deelnemer: operator.deelnemer, rol: 'operator' }, ...eigen },
    }),
  )
  return id
}
