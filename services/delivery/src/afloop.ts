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

/** An attempt, or why none was made: the keys are gone, or the receiver's mandate ended. */
export type Uitkomst = Afloop | { readonly kind: 'inhoud-vernietigd' } | { readonly kind: 'geen-mandaat' }

export function statuscodeVan(uitkomst: Uitkomst): number | null {
  return 'statuscode' in uitkomst ? uitkomst.statuscode : null
}
