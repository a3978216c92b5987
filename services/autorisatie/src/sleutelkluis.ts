import type { Keks, Versleuteld } from '@warmknooppunt/platform/kluis'
import { ontsleutel, versleutel } from '@warmknooppunt/platform/kluis'
import type { Sleutelrij } from './sleutel-store.ts'
import type { Sleutelkluis } from './sleutels.ts'

type Dicht = { readonly kekId: string; readonly inhoud: Versleuteld }

// Authenticated with the text: a sealed signing key cannot pass for the content of a message, nor the other way round.
const PLEK = { inhoudId: 'autorisatie.sleutel', publiek: 'hub' } as const

/** Seals signing keys directly with the key-encryption key (AES-256-GCM), and remembers with which. */
export function maakSleutelkluis(keks: Keks): Sleutelkluis {
  const kek = (id: string): Buffer => {
    const sleutel = keks.sleutels.get(id)
    if (!sleutel) throw new Error(`KEK ${id} is not in the configuration`)
    return sleutel
  }
  return {
    sluit(tekst) {
      const dicht: Dicht = { kekId: keks.huidig, inhoud: versleutel(kek(keks.huidig), tekst, PLEK) }
      return JSON.stringify(dicht)
    },
    open(tekst) {
      const dicht: Dicht = JSON.parse(tekst)
      return String(ontsleutel(kek(dicht.kekId), { ...dicht.inhoud, ...PLEK }))
    },
  }
}

/** A signing key sealed by the KEK that seals now; null when it does not open. */
export function herverpak(keks: Keks, rij: Sleutelrij): Sleutelrij | null {
  const kluis = maakSleutelkluis(keks)
  try {
    return { ...rij, besloten: kluis.sluit(kluis.open(rij.besloten)) }
  } catch {
    return null
  }
}
