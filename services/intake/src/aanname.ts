import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { bronVan, maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import type { Antwoord } from '@warmknooppunt/platform/http'
import type { Datasleutel, Keks, Versleuteld } from '@warmknooppunt/platform/kluis'
import { bewaarSleutels, nieuweSleutels, versleutel } from '@warmknooppunt/platform/kluis'
import { enqueue } from '@warmknooppunt/platform/outbox'
import type { Opening } from '@warmknooppunt/regels/dossier'
import { eersteStand } from '@warmknooppunt/regels/dossier'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import type { IngediendeDoorverwijzing } from '@warmknooppunt/schemas/types/ingediend.v1'
import type { Kandidaat } from './aanvraag.ts'
import { aangenomen, antwoordVan } from './antwoord.ts'
import type { Dossier, Klantregel } from './dossier-store.ts'
import { maakKlantenVrij, voegDossiersToe, wijsKlantenToe } from './dossier-store.ts'
import { BEWAAR_DAGEN } from './idempotentie.ts'
import type { EersteAntwoord } from './idempotentie-store.ts'
import { bewaarAntwoorden } from './idempotentie-store.ts'
import type { Sleutels } from './sleutels.ts'
import type { Zoeksleutel } from './zoeksleutel-store.ts'
import { bewaarZoeksleutels } from './zoeksleutel-store.ts'

/** A kandidaat that is accepted. */
export type Aanneming = { readonly kandidaat: Kandidaat; readonly sleutels: Sleutels; readonly opening: Opening }

export type Vastlegkeuze = {
  readonly keks: Keks
  readonly stand: RegisterStand
  readonly postcodeversie: number
  readonly nu: Temporal.Instant
  /** of creditors that had none */
  readonly zoeksleutels: readonly Zoeksleutel[]
}

type Vastlegging = {
  readonly kandidaat: Kandidaat
  readonly dossier: Dossier
  readonly sleutels: readonly Datasleutel[]
  readonly event: BusEvent
  readonly antwoorden: readonly EersteAntwoord[]
  readonly klanten: readonly Klantregel[]
  readonly antwoord: Antwoord
}

/** Writes everything of the accepted ones, set-wise, tables in one fixed order and rows in key order. */
export function legVast(
  tx: Tx<BusEvent>,
  o: Vastlegkeuze,
  aannemingen: readonly Aanneming[],
): ReadonlyMap<Kandidaat, Antwoord> {
  if (aannemingen.length === 0) return new Map()
  const delen = aannemingen.map((aanneming) => maakVastlegging(o, aanneming))
  const antwoorden = delen.flatMap((deel) => deel.antwoorden)
  const dossiers = delen.map(({ dossier }) => dossier)
  const klanten = delen.flatMap((deel) => deel.klanten)
  const sleutels = delen.flatMap((deel) => deel.sleutels)
  const zoeksleutels = o.zoeksleutels.filter((z) => dossiers.some((d) => d.schuldeiser === z.schuldeiser))
  const verlooptOp = o.nu.add({ hours: BEWAAR_DAGEN * 24 })
  // Each fails the transaction when another request was first. They travel with COMMIT, in this order.
  bewaarZoeksleutels(tx, zoeksleutels)
  bewaarAntwoorden(tx, antwoorden, { nu: o.nu, verlooptOp })
  voegDossiersToe(tx, dossiers)
  maakKlantenVrij(tx, klanten, o.nu)
  wijsKlantenToe(tx, klanten)
  bewaarSleutels(tx, o.keks, sleutels)
  for (const { event } of delen) enqueue(tx, event)
  return new Map(delen.map(({ kandidaat, antwoord }) => [kandidaat, antwoord]))
}

function maakVastlegging(o: Vastlegkeuze, aanneming: Aanneming): Vastlegging {
  const { kandidaat, sleutels, opening } = aanneming
  const dossierId = nieuwId(o.nu)
  const berichtId = nieuwId(o.nu)
  const datasleutels = nieuweSleutels(dossierId)
  const hub = sleutelVoorHub(datasleutels)
  const inhoud = versleutel(hub, kandidaat.aanvraag.body, { inhoudId: berichtId, publiek: 'hub' })
  const wacht = opening.kind === 'wacht-op-routering'
  const kenmerken = wacht ? versleutel(hub, kandidaat.kenmerken, { inhoudId: nieuwId(o.nu), publiek: 'hub' }) : null
  const body = antwoordVan(dossierId, opening, o.stand)
  const { vingerafdruk } = sleutels
  return {
    kandidaat,
    dossier: maakDossier(aanneming, { dossierId, berichtId, kenmerken, nu: o.nu }),
    sleutels: datasleutels,
    klanten: sleutels.klanten.map((klant) => ({ schuldeiser: kandidaat.schuldeiser.deelnemer, klant, dossierId })),
    event: ingediend(o, { kandidaat, opening, dossierId, berichtId, inhoud }),
    antwoorden: sleutels.antwoorden.map((sleutel) => ({ sleutel, vingerafdruk, status: 201, antwoord: body })),
    antwoord: aangenomen(body, dossierId),
  }
}

type NieuwDossier = Pick<Dossier, 'dossierId' | 'berichtId' | 'kenmerken'> & { readonly nu: Temporal.Instant }

function maakDossier({ kandidaat, sleutels, opening }: Aanneming, nieuw: NieuwDossier): Dossier {
  const { dossierId, berichtId, kenmerken, nu } = nieuw
  const wie = { dossierId, schuldeiser: kandidaat.schuldeiser.deelnemer, indiener: kandidaat.afzender.deelnemer }
  const geplaatst = opening.kind === 'aangenomen' ? opening : null
  return {
    ...eersteStand(wie, opening, nu),
    referentie: sleutels.referentie,
    berichtId,
    uitvoerder: geplaatst?.uitvoerder ?? null,
    loket: geplaatst?.loket ?? null,
    ontvanger: geplaatst?.ontvanger ?? null,
    overeenkomst: geplaatst?.overeenkomst ?? null,
    contactUiterlijkOp: geplaatst?.contactUiterlijkOp ?? null,
    kenmerken,
  }
}

function sleutelVoorHub(sleutels: readonly Datasleutel[]): Buffer {
  const gevonden = sleutels.find(({ publiek }) => publiek === 'hub')
  if (!gevonden) throw new Error('no key for the hub')
  return gevonden.sleutel
}

type Ingediend = { kandidaat: Kandidaat; opening: Opening; dossierId: string; berichtId: string; inhoud: Versleuteld }

function ingediend(o: Vastlegkeuze, i: Ingediend): BusEvent<IngediendeDoorverwijzing> {
  const { afzender, schuldeiser, aanvraag } = i.kandidaat
  const eerderDossier = i.opening.kind === 'aangenomen' ? i.opening.eerderDossier : null
  return maakEvent({
    id: i.berichtId,
    source: bronVan(afzender, afzender.deelnemer),
    type: 'nl.warmknooppunt.doorverwijzing.ingediend',
    subject: i.dossierId,
    time: o.nu,
    dataschema: dataschemaVan('ingediend'),
    traceparent: aanvraag.traceparent,
    data: {
      versie: 1,
      bericht: 'doorverwijzing',
      afzender: { deelnemer: afzender.deelnemer, rol: afzender.soort },
      schuldeiser: schuldeiser.deelnemer,
      registerversie: o.stand.versie,
      postcodeversie: o.postcodeversie,
      besluit: besluitVan(i.opening),
      incassostop: i.opening.incassostop,
      ...(eerderDossier === null ? {} : { eerderDossier }),
      inhoud: { hub: i.inhoud },
    },
  })
}

function besluitVan(opening: Opening): IngediendeDoorverwijzing['besluit'] {
  if (opening.kind === 'wacht-op-routering') return { status: opening.reden, kandidaten: [...opening.kandidaten] }
  const { gemeentecode, uitvoerder, loket, overeenkomst, contactUiterlijkOp } = opening
  return { status: 'gevonden', gemeentecode, uitvoerder, loket, overeenkomst, contactUiterlijkOp }
}
