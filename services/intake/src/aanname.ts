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
import { antwoordVan } from './antwoord.ts'
import type { Dossier } from './dossier-store.ts'
import { voegDossiersToe, wijsKlantenToe } from './dossier-store.ts'
import { BEWAAR_DAGEN } from './idempotentie.ts'
import type { EersteAntwoord } from './idempotentie-store.ts'
import { bewaarAntwoorden } from './idempotentie-store.ts'
import type { Sleutels } from './sleutels.ts'

/** A kandidaat that is accepted. */
export type Aanneming = { readonly kandidaat: Kandidaat; readonly sleutels: Sleutels; readonly opening: Opening }

export type Vastlegkeuze = {
  readonly keks: Keks
  readonly stand: RegisterStand
  readonly postcodeversie: number
  readonly nu: Temporal.Instant
}

/** Another request took a key, a reference or a customer first: whoever asked must look again. */
export class Botsing extends Error {}

type Vastlegging = {
  readonly dossier: Dossier
  readonly sleutels: readonly Datasleutel[]
  readonly event: BusEvent
  readonly antwoorden: readonly EersteAntwoord[]
  readonly klanten: readonly Buffer[]
  readonly antwoord: Antwoord
}

/** Writes everything of the accepted ones, set-wise, tables in one fixed order and rows in key order; answers in the order given. */
export async function legVast(
  tx: Tx<BusEvent>,
  o: Vastlegkeuze,
  aannemingen: readonly Aanneming[],
): Promise<Antwoord[]> {
  const delen = aannemingen.map((aanneming) => maakVastlegging(o, aanneming))
  const antwoorden = delen.flatMap((deel) => deel.antwoorden)
  const klanten = delen.flatMap(({ dossier, klanten: k }) =>
    k.map((klant) => ({ schuldeiser: dossier.schuldeiser, klant, dossierId: dossier.dossierId })),
  )
  const verlooptOp = o.nu.add({ hours: BEWAAR_DAGEN * 24 })
  // The connection is pipelined: the statements travel together and run in this order.
  const aantallen = await Promise.all([
    bewaarAntwoorden(tx, antwoorden, { nu: o.nu, verlooptOp }),
    voegDossiersToe(
      tx,
      delen.map(({ dossier }) => dossier),
    ),
    wijsKlantenToe(tx, klanten, o.nu),
    bewaarSleutels(
      tx,
      o.keks,
      delen.flatMap(({ sleutels }) => sleutels),
    ),
  ])
  const verwacht = [antwoorden.length, delen.length, klanten.length]
  if (verwacht.some((aantal, i) => aantallen[i] !== aantal)) throw new Botsing('another request was first')
  for (const { event } of delen) enqueue(tx, event)
  return delen.map(({ antwoord }) => antwoord)
}

function maakVastlegging(o: Vastlegkeuze, { kandidaat, sleutels, opening }: Aanneming): Vastlegging {
  const dossierId = nieuwId(o.nu)
  const berichtId = nieuwId(o.nu)
  const datasleutels = nieuweSleutels(dossierId)
  const hub = sleutelVoorHub(datasleutels)
  const wie = { dossierId, schuldeiser: kandidaat.schuldeiser.deelnemer, indiener: kandidaat.afzender.deelnemer }
  const body = antwoordVan(dossierId, opening, o.stand)
  const geplaatst = opening.kind === 'aangenomen' ? opening : null
  return {
    dossier: {
      ...eersteStand(wie, opening, o.nu),
      referentie: sleutels.referentie,
      berichtId,
      uitvoerder: geplaatst?.uitvoerder ?? null,
      loket: geplaatst?.loket ?? null,
      ontvanger: geplaatst?.ontvanger ?? null,
      overeenkomst: geplaatst?.overeenkomst ?? null,
      contactUiterlijkOp: geplaatst?.contactUiterlijkOp ?? null,
      kenmerken: geplaatst ? null : versleutelVoorHub(hub, kandidaat.kenmerken, nieuwId(o.nu)),
    },
    sleutels: datasleutels,
    klanten: sleutels.klanten,
    event: ingediend(o, {
      kandidaat,
      opening,
      dossierId,
      berichtId,
      inhoud: versleutelVoorHub(hub, kandidaat.aanvraag.body, berichtId),
    }),
    antwoorden: sleutels.antwoorden.map((sleutel) => ({
      sleutel,
      vingerafdruk: sleutels.vingerafdruk,
      status: 201,
      antwoord: body,
    })),
    antwoord: { kind: 'antwoord', status: 201, body, headers: { Location: `/v1/doorverwijzingen/${dossierId}` } },
  }
}

function sleutelVoorHub(sleutels: readonly Datasleutel[]): Buffer {
  const gevonden = sleutels.find(({ publiek }) => publiek === 'hub')
  if (!gevonden) throw new Error('no key for the hub')
  return gevonden.sleutel
}

function versleutelVoorHub(sleutel: Buffer, inhoud: unknown, inhoudId: string): Versleuteld {
  return versleutel(sleutel, inhoud, { inhoudId, publiek: 'hub' })
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
  const { gemeentecode, uitvoerder, loket, overeenkomst } = opening
  return { status: 'gevonden', gemeentecode, uitvoerder, loket, overeenkomst }
}
