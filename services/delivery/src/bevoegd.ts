import type { MandaatReden } from '@warmknooppunt/regels/overeenkomst'
import { controleerDeelnemer, controleerMandaat } from '@warmknooppunt/regels/overeenkomst'
import type { RegisterStand } from '@warmknooppunt/register/stand'

type Ontvanger = { readonly deelnemer: string; readonly rol: string; readonly schuldeiser: string | null }

/** Whether a party may read and be pushed to at `nu`. What comes for it meanwhile is placed all the same and lies ready. */
export function isActief(stand: RegisterStand, deelnemer: string, nu: Temporal.Instant): boolean {
  return controleerDeelnemer(stand.deelnemer(deelnemer), nu).kind === 'ok'
}

/** True for every party that speaks for itself. */
export function heeftMandaat(stand: RegisterStand, ontvanger: Ontvanger, nu: Temporal.Instant): boolean {
  return mandaatgebrek(stand, ontvanger, nu) === null
}

/** Why an intermediair has no mandate of that schuldeiser at `nu`; null when it has, and for every party that speaks for itself. */
export function mandaatgebrek(stand: RegisterStand, ontvanger: Ontvanger, nu: Temporal.Instant): MandaatReden | null {
  const { deelnemer, rol, schuldeiser } = ontvanger
  if (rol !== 'intermediair') return null
  if (schuldeiser === null) return 'geen'
  const mandaten = stand.mandaten(deelnemer, schuldeiser)
  const besluit = controleerMandaat(mandaten, { intermediair: deelnemer, schuldeiser, nu })
  return besluit.kind === 'ok' ? null : besluit.reden
}

/** The creditors for which a party may read as their intermediair at `nu`. */
export function gemandateerden(stand: RegisterStand, deelnemer: string, nu: Temporal.Instant): string[] {
  return stand.deelnemers
    .filter(({ soort }) => soort === 'schuldeiser')
    .map(({ deelnemer: schuldeiser }) => schuldeiser)
    .filter((schuldeiser) => heeftMandaat(stand, { deelnemer, rol: 'intermediair', schuldeiser }, nu))
}
