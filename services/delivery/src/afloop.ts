/** Why there was no answer; `adres-niet-toegestaan`: the name resolves to nothing that may be connected to. */
export type Onbereikbaarreden = 'verbinding' | 'tls' | 'tijd' | 'adres-niet-toegestaan' | 'antwoord'

/** What the far side said: its status code, what it asked about trying again, and the first 4 KB of its answer. */
type Antwoord = { readonly statuscode: number; readonly antwoord: Buffer; readonly herhaalNa: string | null }

/** How one attempt ended. `antwoord` may hold personal data: it is never logged and only stored encrypted. */
export type Afloop =
  | ({ readonly kind: 'afgeleverd' } & Antwoord)
  | ({ readonly kind: 'geweigerd' } & Antwoord)
  | ({ readonly kind: 'onbereikbaar'; readonly reden: 'antwoord' } & Antwoord)
  | { readonly kind: 'onbereikbaar'; readonly reden: Exclude<Onbereikbaarreden, 'antwoord'> }

/** Why no attempt was made: the keys are gone, the receiver's mandate ended, or another party took over its gemeente. */
export type Nietgedaan = { readonly kind: 'inhoud-vernietigd' | 'geen-mandaat' | 'overgegaan' }

/** An attempt, or why none was made. */
export type Uitkomst = Afloop | Nietgedaan

export function isGedaan(uitkomst: Uitkomst): uitkomst is Afloop {
  return uitkomst.kind !== 'inhoud-vernietigd' && uitkomst.kind !== 'geen-mandaat' && uitkomst.kind !== 'overgegaan'
}

export function statuscodeVan(uitkomst: Uitkomst): number | null {
  return 'statuscode' in uitkomst ? uitkomst.statuscode : null
}
