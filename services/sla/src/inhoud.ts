import type { Sleutelbos, Versleuteld } from '@warmknooppunt/platform/kluis'
import { ontsleutel } from '@warmknooppunt/platform/kluis'
import type { Registratie } from '@warmknooppunt/regels/klok'
import { valideer } from '@warmknooppunt/schemas/valideer'

/** The content of a message for the hub; null = its key is destroyed. */
function open(sleutels: Sleutelbos, dossierId: string, dicht: Versleuteld): { readonly inhoud: unknown } | null {
  const sleutel = sleutels.zoek(dossierId, 'hub')
  return sleutel && { inhoud: ontsleutel(sleutel, dicht) }
}

/** Whether a doorverwijzing tells of a measure that threatens; false when its content is destroyed. */
export function leesBedreigend(sleutels: Sleutelbos, dossierId: string, dicht: Versleuteld | undefined): boolean {
  const gelezen = dicht && open(sleutels, dossierId, dicht)
  if (!gelezen) return false
  const { inhoud } = gelezen
  return typeof inhoud === 'object' && inhoud !== null && 'bedreigendeSituatie' in inhoud
}

/** What was registered; null when it is destroyed. */
export function leesRegistratie(sleutels: Sleutelbos, dossierId: string, dicht: Versleuteld): Registratie | null {
  const gelezen = open(sleutels, dossierId, dicht)
  if (!gelezen) return null
  const uitkomst = valideer('contactregistratie', gelezen.inhoud)
  if (uitkomst.kind === 'ongeldig') throw new Error('a contactregistratie that intake should have refused')
  const { soort, kanaal, plaatsgevondenOp } = uitkomst.waarde
  return { soort, kanaal, plaatsgevondenOp: Temporal.Instant.from(plaatsgevondenOp) }
}
