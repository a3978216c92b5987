import type { Afspraken } from './afspraken.ts'
import { STANDAARD_AFSPRAKEN } from './afspraken.ts'
import { amsterdamseDag } from './dag.ts'
import type {
  AlDoorverwezen,
  DossierStand,
  Gebeurtenis,
  NietGevonden,
  NietMogelijk,
  Opening,
  Plaatsing,
  RedenNietBezorgbaar,
  Routering,
  VerkeerdeStatus,
} from './dossier.ts'
import { isNogOpen, statusVoorGemeente } from './dossier.ts'
import type { Kalender } from './kalender.ts'
import type { OvereenkomstBesluit } from './overeenkomst.ts'
import { contactTermijn, incassostop } from './termijnen.ts'
import type { Toekenning } from './toekenning.ts'

/** A gemeente that was found or chosen, with what the register says of it. */
export type Bestemming = {
  readonly gemeentecode: string
  readonly toekenning: Toekenning
  readonly overeenkomst: OvereenkomstBesluit
}
export type Adresuitkomst =
  | { readonly kind: 'gemeente'; readonly bestemming: Bestemming }
  | { readonly kind: 'wacht'; readonly reden: 'meerdere' | 'onbekend'; readonly kandidaten: readonly string[] }

type Geplaatst = { readonly plaatsing: Plaatsing; readonly afspraken: Afspraken }

function plaats(
  { gemeentecode, toekenning, overeenkomst }: Bestemming,
  kalender: Kalender,
  nu: Temporal.Instant,
): Geplaatst | NietMogelijk {
  if (toekenning.kind === 'geen-uitvoerder') {
    return { kind: 'geweigerd', code: 'gemeente-doet-niet-mee', gemeentecode }
  }
  if (overeenkomst.kind === 'geweigerd') return { kind: 'geweigerd', code: overeenkomst.code, gemeentecode }
  const { overeenkomst: code, afspraken } = overeenkomst.overeenkomst
  const { uitvoerder, loket, ontvanger } = toekenning
  const dagNul = amsterdamseDag(nu)
  const contactUiterlijkOp = contactTermijn({ aangenomenOp: nu, dagNul, afspraken, kalender }).uiterlijkOp
  return {
    afspraken,
    plaatsing: { gemeentecode, uitvoerder, loket, ontvanger, overeenkomst: code, dagNul, contactUiterlijkOp },
  }
}

function stopVoor({ stop }: Pick<Afspraken, 'stop'>, kalender: Kalender, nu: Temporal.Instant) {
  const { van, totEnMet, hervatbaarVanaf, einde } = incassostop({ aangenomenOp: nu, dagen: stop.dagen, kalender })
  return { incassostop: { van, totEnMet, hervatbaarVanaf }, openTot: einde }
}

function nieuwsteBij(gemeentecode: string, standen: readonly DossierStand[]): string | null {
  const [nieuwste] = standen
    .filter((s) => s.gemeentecode === gemeentecode)
    .toSorted((a, b) => Temporal.Instant.compare(b.aangenomenOp, a.aangenomenOp))
  return nieuwste?.dossierId ?? null
}

export type DoorverwijzingVraag = {
  /** All dossiers of this schuldeiser for any klantnummer of the message. */
  readonly eerdere: readonly DossierStand[]
  /** The dossier that already has this referentienummer while its idempotency key has expired, or null. */
  readonly zelfdeReferentie: DossierStand | null
  readonly uitkomst: Adresuitkomst
  readonly kalender: Kalender
}

/** May this doorverwijzing open a dossier, and with which dates? `nu` is the moment of acceptance. */
export function besluitDoorverwijzing(
  { eerdere, zelfdeReferentie, uitkomst, kalender }: DoorverwijzingVraag,
  nu: Temporal.Instant,
): Gebeurtenis<Opening> | AlDoorverwezen | NietMogelijk {
  const bestaand = zelfdeReferentie ?? eerdere.find((stand) => isNogOpen(stand, nu))
  if (bestaand !== undefined) return { kind: 'geweigerd', code: 'al-doorverwezen', dossierId: bestaand.dossierId }
  if (uitkomst.kind === 'wacht') {
    const { reden, kandidaten } = uitkomst
    const stop = stopVoor(STANDAARD_AFSPRAKEN, kalender, nu)
    return { kind: 'gebeurtenis', gebeurtenis: { kind: 'wacht-op-routering', reden, kandidaten, ...stop } }
  }
  const geplaatst = plaats(uitkomst.bestemming, kalender, nu)
  if ('code' in geplaatst) return geplaatst
  const { plaatsing, afspraken } = geplaatst
  const eerderDossier = nieuwsteBij(plaatsing.gemeentecode, eerdere)
  const gebeurtenis = { kind: 'aangenomen', eerderDossier, ...plaatsing, ...stopVoor(afspraken, kalender, nu) } as const
  return { kind: 'gebeurtenis', gebeurtenis }
}

export type Routeerkeuze =
  | { readonly kind: 'gemeente'; readonly bestemming: Bestemming }
  | { readonly kind: 'weiger'; readonly reden: RedenNietBezorgbaar }
export type RouteeropdrachtVraag = {
  readonly stand: DossierStand | null
  readonly keuze: Routeerkeuze
  readonly kalender: Kalender
}

/** An operator's choice or refusal for what has no address: once, and only while it waits. `nu` is the moment of the decision, day 0 of the terms. */
export function besluitRouteeropdracht(
  { stand, keuze, kalender }: RouteeropdrachtVraag,
  nu: Temporal.Instant,
): Gebeurtenis<Routering> | NietGevonden | VerkeerdeStatus | NietMogelijk {
  if (stand === null) return { kind: 'niet-gevonden' }
  if (statusVoorGemeente(stand, nu) !== 'wacht-op-routering') return { kind: 'geweigerd', code: 'verkeerde-status' }
  if (keuze.kind === 'weiger') {
    return { kind: 'gebeurtenis', gebeurtenis: { kind: 'niet-bezorgbaar', reden: keuze.reden } }
  }
  const geplaatst = plaats(keuze.bestemming, kalender, nu)
  if ('code' in geplaatst) return geplaatst
  return { kind: 'gebeurtenis', gebeurtenis: { kind: 'gerouteerd', ...geplaatst.plaatsing } }
}
