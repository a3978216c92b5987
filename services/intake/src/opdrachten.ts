import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { bronVan, maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import type { Antwoord } from '@warmknooppunt/platform/http'
import { haalSleutels, ontsleutel } from '@warmknooppunt/platform/kluis'
import { enqueue } from '@warmknooppunt/platform/outbox'
import type { Probleem } from '@warmknooppunt/platform/probleem'
import { probleem } from '@warmknooppunt/platform/probleem'
import type { Routeerkeuze } from '@warmknooppunt/regels/besluit-doorverwijzing'
import { besluitRouteeropdracht } from '@warmknooppunt/regels/besluit-doorverwijzing'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Routering } from '@warmknooppunt/regels/dossier'
import type { Clientnaam } from '@warmknooppunt/register/aanroeper'
import type { Routekenmerken } from '@warmknooppunt/register/bestemming'
import { bestemmingIn } from '@warmknooppunt/register/bestemming'
import type { Deelnemer } from '@warmknooppunt/register/deelnemer-store'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import type { Herbezorgopdracht } from '@warmknooppunt/schemas/types/herbezorgopdracht.v1'
import type { Ingediend, IngediendeRouteeropdracht } from '@warmknooppunt/schemas/types/ingediend.v1'
import type { Routeeropdracht } from '@warmknooppunt/schemas/types/routeeropdracht.v1'
import type { Dossier } from './dossier-store.ts'
import { vergrendelDossier, werkRouteringBij } from './dossier-store.ts'
import { eenmalig } from './herhaling.ts'
import type { Stageomgeving } from './omgeving.ts'
import { alleen } from './transacties.ts'
import { bepaalBeller } from './voorbereiding.ts'
import { geenOperator, nietMogelijk, onbekendDossier, ongeldigeInvoer } from './weigeringen.ts'

/** An order as an operator posts it; `kop` is its Idempotency-Key. */
export type Opdracht<B> = {
  readonly body: B
  readonly client: Clientnaam
  readonly kop: string | null
  readonly traceparent: string
}

type Werk = {
  readonly o: Stageomgeving
  readonly tx: Tx<BusEvent>
  readonly nu: Temporal.Instant
  readonly stand: RegisterStand
  readonly operator: Deelnemer
  readonly traceparent: string
}

/** An operator chooses the gemeente of what waits for routing, or refuses it. */
export function neemRouteeropdracht(o: Stageomgeving, opdracht: Opdracht<Routeeropdracht>): Promise<Antwoord> {
  return alsOperator(o, 'routeeropdracht', opdracht, async (werk, dossier) => {
    const keuze = await keuzeVan(werk, dossier, opdracht.body)
    if (keuze.kind === 'probleem') return keuze
    const besluit = besluitRouteeropdracht({ stand: dossier, keuze, kalender: werk.stand.kalender }, werk.nu)
    switch (besluit.kind) {
      case 'niet-gevonden':
        return onbekendDossier()
      case 'gebeurtenis':
        return voerRouteringUit(werk, dossier, besluit.gebeurtenis)
      case 'geweigerd':
        if (besluit.code !== 'verkeerde-status') return nietMogelijk(besluit, werk.stand)
        return probleem('verkeerde-status', 'Dit dossier wacht niet (meer) op een keuze van een operator.')
    }
  })
}

/** An operator has a parked delivery done again, with the same message and id. Whether it still is parked, delivery knows: it passes over what is not. */
export function neemHerbezorgopdracht(o: Stageomgeving, opdracht: Opdracht<Herbezorgopdracht>): Promise<Antwoord> {
  const { dossierId, bezorgingId } = opdracht.body
  return alsOperator(o, 'herbezorgopdracht', opdracht, async (werk) =>
    plaats(werk, 'herbezorgopdracht', { dossierId, bezorgingId }),
  )
}

const ROUTES = {
  routeeropdracht: 'POST /v1/beheer/routeeropdrachten',
  herbezorgopdracht: 'POST /v1/beheer/herbezorgopdrachten',
} as const

function alsOperator(
  o: Stageomgeving,
  bericht: Opdrachtsoort,
  { body, client, kop, traceparent }: Opdracht<{ readonly dossierId: string }>,
  f: (werk: Werk, dossier: Dossier) => Promise<Antwoord>,
): Promise<Antwoord> {
  return alleen(o, async (tx) => {
    const nu = o.nu()
    const stand = await o.register.stand(tx)
    const beller = bepaalBeller(stand, client, nu)
    if (beller.kind === 'probleem') return beller
    if (beller.aanroeper.rol !== 'operator') return geenOperator()
    // Locked before a first answer is looked for: who comes at the same moment finds it, and not what it made of the dossier.
    const dossier = await vergrendelDossier(tx, body.dossierId)
    if (!dossier) return onbekendDossier()
    const operator = beller.deelnemer
    const herhaalbaar = { o, tx, nu, route: ROUTES[bericht], eigenaar: operator.deelnemer, client, kop, body }
    return eenmalig(herhaalbaar, () => f({ o, tx, nu, stand, operator, traceparent }, dossier))
  })
}

async function keuzeVan(werk: Werk, dossier: Dossier, body: Routeeropdracht): Promise<Routeerkeuze | Probleem> {
  if ('weiger' in body) return { kind: 'weiger', reden: body.weiger }
  const { stand, nu } = werk
  if (!stand.bestaatGemeente(body.gemeentecode, amsterdamseDag(nu))) {
    return ongeldigeInvoer([
      { location: '/gemeentecode', code: 'gemeentecode-onbekend', detail: 'Deze gemeente bestaat niet (meer).' },
    ])
  }
  const schuldeiser = stand.deelnemer(dossier.schuldeiser)
  const kenmerken = await kenmerkenVan(werk, dossier)
  if (!schuldeiser || !kenmerken)
    return probleem('verkeerde-status', 'De gegevens van dit dossier zijn vernietigd of het wacht niet op een keuze.')
  return { kind: 'gemeente', bestemming: bestemmingIn({ stand, schuldeiser, kenmerken, nu }, body.gemeentecode) }
}

/** What decides the loket, kept encrypted while the dossier waits; null when its keys are destroyed. */
async function kenmerkenVan({ o, tx }: Werk, dossier: Dossier): Promise<Routekenmerken | null> {
  if (!dossier.kenmerken) return null
  const sleutel = (await haalSleutels(tx, o.keks, [dossier.dossierId])).zoek(dossier.dossierId, 'hub')
  if (!sleutel) return null
  const open = ontsleutel(sleutel, dossier.kenmerken)
  if (!isKenmerken(open)) throw new Error('the kept kenmerken are not what intake wrote')
  return open
}

function isKenmerken(waarde: unknown): waarde is Routekenmerken {
  return (
    typeof waarde === 'object' &&
    waarde !== null &&
    'soorten' in waarde &&
    Array.isArray(waarde.soorten) &&
    'ondernemer' in waarde
  )
}

async function voerRouteringUit(werk: Werk, dossier: Dossier, routering: Routering): Promise<Antwoord> {
  const { dossierId, berichtId } = dossier
  if (routering.kind === 'niet-bezorgbaar') {
    await werkRouteringBij(werk.tx, { ...dossier, status: 'niet-bezorgbaar' })
    return plaats(werk, 'routeeropdracht', { dossierId, berichtId, keuze: { kind: 'weiger', reden: routering.reden } })
  }
  await werkRouteringBij(werk.tx, { ...dossier, ...routering, status: 'aangenomen' })
  return plaats(werk, 'routeeropdracht', { dossierId, berichtId, keuze: keuzeGemeente(werk, routering) })
}

function keuzeGemeente(
  { stand, nu }: Werk,
  routering: Extract<Routering, { kind: 'gerouteerd' }>,
): IngediendeRouteeropdracht['keuze'] {
  const { gemeentecode, uitvoerder, loket, overeenkomst, contactUiterlijkOp } = routering
  const postcodeversie = stand.postcodeversieOp(amsterdamseDag(nu))
  if (postcodeversie === null) throw new Error('no postcode table, where one was in use before')
  const versies = { registerversie: stand.versie, postcodeversie }
  return { kind: 'gemeente', gemeentecode, uitvoerder, loket, overeenkomst, contactUiterlijkOp, ...versies }
}

type Opdrachtsoort = keyof typeof ROUTES
type Eigen<S extends Opdrachtsoort> = Omit<Extract<Ingediend, { bericht: S }>, 'versie' | 'bericht' | 'afzender'>

/** An order has an id of its own, which is also its key, so that it is never held behind a parked message of the dossier. */
function plaats<S extends Opdrachtsoort>(
  { tx, nu, operator, traceparent }: Werk,
  bericht: S,
  eigen: Eigen<S>,
): Antwoord {
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
  return { kind: 'antwoord', status: 201, body: { id, dossierId: eigen.dossierId } }
}
