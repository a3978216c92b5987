import type { Antwoord } from '@warmknooppunt/platform/http'
import { haalSleutels, ontsleutel } from '@warmknooppunt/platform/kluis'
import type { Probleem } from '@warmknooppunt/platform/probleem'
import { probleem } from '@warmknooppunt/platform/probleem'
import type { Routeerkeuze } from '@warmknooppunt/regels/besluit-doorverwijzing'
import { besluitRouteeropdracht } from '@warmknooppunt/regels/besluit-doorverwijzing'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Routering } from '@warmknooppunt/regels/dossier'
import type { Routekenmerken } from '@warmknooppunt/register/bestemming'
import { bestemmingIn } from '@warmknooppunt/register/bestemming'
import type { Herbezorgopdracht } from '@warmknooppunt/schemas/types/herbezorgopdracht.v1'
import type { IngediendeRouteeropdracht } from '@warmknooppunt/schemas/types/ingediend.v1'
import type { Routeeropdracht } from '@warmknooppunt/schemas/types/routeeropdracht.v1'
import type { Dossier } from './dossier-store.ts'
import { vergrendelDossier, werkRouteringBij } from './dossier-store.ts'
import type { Stageomgeving } from './omgeving.ts'
import type { Eigen, Opdracht, Opdrachtsoort, Werk } from './opdracht.ts'
import { alsOperator, plaats } from './opdracht.ts'
import { nietMogelijk, onbekendDossier, ongeldigeInvoer } from './weigeringen.ts'

/** An operator chooses the gemeente of what waits for routing, or refuses it. */
export function neemRouteeropdracht(o: Stageomgeving, opdracht: Opdracht<Routeeropdracht>): Promise<Antwoord> {
  return overDossier(o, 'routeeropdracht', opdracht, async (werk, dossier) => {
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
  return overDossier(o, 'herbezorgopdracht', opdracht, async (werk) =>
    plaatsOver(werk, 'herbezorgopdracht', { dossierId, bezorgingId }),
  )
}

function plaatsOver<S extends 'routeeropdracht' | 'herbezorgopdracht'>(
  werk: Werk,
  bericht: S,
  eigen: Eigen<S>,
): Antwoord {
  const { dossierId } = eigen
  return { kind: 'antwoord', status: 201, body: { id: plaats(werk, bericht, eigen), dossierId } }
}

/** An order about a dossier that intake has, which is locked. */
function overDossier<B extends { readonly dossierId: string }>(
  o: Stageomgeving,
  bericht: Opdrachtsoort,
  opdracht: Opdracht<B>,
  f: (werk: Werk, dossier: Dossier) => Promise<Antwoord>,
): Promise<Antwoord> {
  const zoek = async (tx: Werk['tx']) => (await vergrendelDossier(tx, opdracht.body.dossierId)) ?? onbekendDossier()
  return alsOperator(o, { bericht, zoek }, opdracht, f)
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
    return plaatsOver(werk, 'routeeropdracht', {
      dossierId,
      berichtId,
      keuze: { kind: 'weiger', reden: routering.reden },
    })
  }
  await werkRouteringBij(werk.tx, { ...dossier, ...routering, status: 'aangenomen' })
  return plaatsOver(werk, 'routeeropdracht', { dossierId, berichtId, keuze: keuzeGemeente(werk, routering) })
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
