import type { IngediendeDoorverwijzing } from '@warmknooppunt/schemas/types/ingediend.v1'

/** A party on the creditor's side of a dossier. */
export type Partij = {
  readonly deelnemer: string
  readonly rol: 'schuldeiser' | 'intermediair'
  readonly publiek: 'schuldeiser'
}

/** The creditor and, when it sent for it, its intermediair. */
export function partijenVan({ afzender, schuldeiser }: IngediendeDoorverwijzing): Partij[] {
  const zelf: Partij = { deelnemer: schuldeiser, rol: 'schuldeiser', publiek: 'schuldeiser' }
  if (afzender.rol !== 'intermediair') return [zelf]
  return [zelf, { deelnemer: afzender.deelnemer, rol: 'intermediair', publiek: 'schuldeiser' }]
}
