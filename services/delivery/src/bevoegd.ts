import { controleerDeelnemer, controleerMandaat } from '@warmknooppunt/regels/overeenkomst'
import type { RegisterStand } from '@warmknooppunt/register/stand'

type Ontvanger = { readonly deelnemer: string; readonly rol: string; readonly schuldeiser: string | null }

/** Whether a party may receive at `nu`: active, and an intermediair only while its mandate of that schuldeiser holds. */
export function isBevoegd(stand: RegisterStand, ontvanger: Ontvanger, nu: Temporal.Instant): boolean {
  return isActief(stand, ontvanger.deelnemer, nu) && heeftMandaat(stand, ontvanger, nu)
}

export function isActief(stand: RegisterStand, deelnemer: string, nu: Temporal.Instant): boolean {
  return controleerDeelnemer(stand.deelnemer(deelnemer), nu).kind === 'ok'
}

/** True for every party that speaks for itself. */
export function heeftMandaat(stand: RegisterStand, ontvanger: Ontvanger, nu: Temporal.Instant): boolean {
  const { deelnemer, rol, schuldeiser } = ontvanger
  if (rol !== 'intermediair') return true
  if (schuldeiser === null) return false
  const mandaten = stand.mandaten(deelnemer, schuldeiser)
  return controleerMandaat(mandaten, { intermediair: deelnemer, schuldeiser, nu }).kind === 'ok'
}

/** The creditors for which a party may read as their intermediair at `nu`. */
export function gemandateerden(stand: RegisterStand, deelnemer: string, nu: Temporal.Instant): string[] {
  return stand.deelnemers
    .filter(({ soort }) => soort === 'schuldeiser')
    .map(({ deelnemer: schuldeiser }) => schuldeiser)
    .filter((schuldeiser) => heeftMandaat(stand, { deelnemer, rol: 'intermediair', schuldeiser }, nu))
}
