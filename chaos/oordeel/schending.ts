/** What a hub may not do. `onhersteld`: a fault was over and it did not go on. */
export type Soort =
  | 'verloren'
  | 'dubbel'
  | 'volgorde'
  | 'verkeerde-partij'
  | 'onbeantwoord'
  | 'antwoord'
  | 'klok-gemist'
  | 'klok-te-veel'
  | 'onhersteld'
  | 'onbezorgd'
  | 'intern'

export type Schending = { readonly soort: Soort; readonly tekst: string }
