import type { Sleutelbos } from '@warmknooppunt/platform/kluis'
import { ontsleutel } from '@warmknooppunt/platform/kluis'
import type { Doorverwijzing } from '@warmknooppunt/schemas/types/doorverwijzing.v1'
import { valideer } from '@warmknooppunt/schemas/valideer'
import type { Ingekomen } from './ingekomen.ts'

/** A doorverwijzing in the open, in memory only, and the key of the gemeente to close it with again. */
export type Geopend = { readonly body: Doorverwijzing; readonly sleutelGemeente: Buffer }

/** Opens the content of a doorverwijzing; null when its keys are destroyed. Throws when what is inside is no doorverwijzing. */
export function openInhoud(bos: Sleutelbos, { subject, data }: Ingekomen<'doorverwijzing'>): Geopend | null {
  const sleutelHub = bos.zoek(subject, 'hub')
  const sleutelGemeente = bos.zoek(subject, 'gemeente')
  if (!sleutelHub || !sleutelGemeente) return null
  const gelezen = valideer('doorverwijzing', ontsleutel(sleutelHub, data.inhoud.hub))
  if (gelezen.kind === 'ongeldig') {
    throw Object.assign(new Error('the content is not a doorverwijzing'), { code: 'inhoud-ongeldig' })
  }
  return { body: gelezen.waarde, sleutelGemeente }
}
