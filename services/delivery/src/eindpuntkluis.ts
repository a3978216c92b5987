import type { Keks, Versleuteld } from '@warmknooppunt/platform/kluis'
import { ontsleutel, versleutel } from '@warmknooppunt/platform/kluis'

type Dicht = { readonly kekId: string; readonly inhoud: Versleuteld }

/** Seals an address or secret of an endpoint with the KEK (AES-256-GCM), bound to that endpoint and field. */
export function verpak(keks: Keks, plek: string, tekst: string): string {
  const dicht: Dicht = { kekId: keks.huidig, inhoud: versleutel(kek(keks, keks.huidig), tekst, plekVan(plek)) }
  return JSON.stringify(dicht)
}

/** Opens what `verpak` sealed for the same place; throws for another place or without its KEK. */
export function open(keks: Keks, plek: string, verpakt: string): string {
  const { kekId, inhoud }: Dicht = JSON.parse(verpakt)
  return String(ontsleutel(kek(keks, kekId), { ...inhoud, ...plekVan(plek) }))
}

/** The same under the KEK that seals now, if one of `oud` sealed it; null when it does not open. */
export function herverpak(keks: Keks, plek: string, o: { verpakt: string; oud: readonly string[] }): string | null {
  const { kekId }: Dicht = JSON.parse(o.verpakt)
  if (!o.oud.includes(kekId)) return o.verpakt
  try {
    return verpak(keks, plek, open(keks, plek, o.verpakt))
  } catch {
    return null
  }
}

// Authenticated with the text: what is sealed for one endpoint cannot be put under another, nor pass for content of a message.
function plekVan(plek: string) {
  return { inhoudId: `delivery.eindpunt|${plek}`, publiek: 'hub' } as const
}

function kek(keks: Keks, id: string): Buffer {
  const sleutel = keks.sleutels.get(id)
  if (!sleutel) throw new Error(`KEK ${id} is not in the configuration`)
  return sleutel
}
