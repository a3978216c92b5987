import type { PostcodeRij } from '@warmknooppunt/regels/bepaal-gemeente'
import { heeftPostcodes, voegPostcodesToe } from './postcode-store.ts'
import type { Postcodetabel } from './postcodetabel-store.ts'
import { leesPostcodetabellen, neemPostcodetabelInGebruik, nieuwePostcodeversie } from './postcodetabel-store.ts'
import type { Wijziging } from './wijziging.ts'

/** A small postcode table with all of its rows, typed by hand. */
export type KleineTabel = Omit<Postcodetabel, 'versie'> & { readonly rijen: readonly PostcodeRij[] }

/**
 * Puts a small table into use under its name and gives its number. The same table again changes nothing; another day, source or set of rows makes a
 * new number, and the one before it stays to be read by messages that name it.
 */
export async function registreerPostcoderijen(w: Wijziging, tabel: KleineTabel, nu: Temporal.Instant): Promise<number> {
  const { rijen, ...kop } = tabel
  const bestaand = (await leesPostcodetabellen(w.tx, w.versie)).find(
    ({ naam, bron, geldigVanaf }) => naam === kop.naam && bron === kop.bron && geldigVanaf === kop.geldigVanaf,
  )
  if (bestaand && (await heeftPostcodes(w.tx, bestaand.versie, rijen))) return bestaand.versie
  const versie = await nieuwePostcodeversie(w.tx)
  await voegPostcodesToe(w.tx, versie, rijen)
  await neemPostcodetabelInGebruik(w, { ...kop, versie }, nu)
  return versie
}
