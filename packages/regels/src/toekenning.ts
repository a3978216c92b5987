/** All conditions that are not null must hold. Ages in whole years; PC4 as four digits. */
export type Voorwaarde = {
  readonly pc4Van: string | null
  readonly pc4TotEnMet: string | null
  readonly soortSchuldeiser: string | null
  readonly leeftijdVan: number | null
  readonly leeftijdTotEnMet: number | null
  readonly ondernemer: boolean | null
}
export type UitvoerderRegel = Voorwaarde & { readonly gemeentecode: string; readonly uitvoerder: string }
/** `gemeentecode` null: for every gemeente the uitvoerder serves. */
export type LoketRegel = Voorwaarde & {
  readonly uitvoerder: string
  readonly gemeentecode: string | null
  readonly loket: string
}
export type Uitvoerder = {
  readonly uitvoerder: string
  /** Code of the deelnemer that receives. */
  readonly ontvanger: string
  readonly standaardLoket: string
}
export type Kenmerken = {
  readonly gemeentecode: string
  /** Null without a usable address. */
  readonly pc4: string | null
  readonly soortSchuldeiser: string
  /** Null when no geboortedatum was given. */
  readonly leeftijd: number | null
  readonly ondernemer: boolean
}
export type Toekenning =
  | { readonly kind: 'toegekend'; readonly uitvoerder: string; readonly loket: string; readonly ontvanger: string }
  | { readonly kind: 'geen-uitvoerder' }

export type Toekenningsrijen = {
  readonly uitvoerderRegels: readonly UitvoerderRegel[]
  readonly uitvoerders: readonly Uitvoerder[]
  readonly loketRegels: readonly LoketRegel[]
}

function pc4Past(v: Voorwaarde, pc4: string | null): boolean {
  if (v.pc4Van === null && v.pc4TotEnMet === null) return true
  if (pc4 === null) return false
  return (v.pc4Van ?? pc4) <= pc4 && pc4 <= (v.pc4TotEnMet ?? pc4)
}

function leeftijdPast(v: Voorwaarde, leeftijd: number | null): boolean {
  if (v.leeftijdVan === null && v.leeftijdTotEnMet === null) return true
  if (leeftijd === null) return false
  return (v.leeftijdVan ?? leeftijd) <= leeftijd && leeftijd <= (v.leeftijdTotEnMet ?? leeftijd)
}

function past(v: Voorwaarde, k: Kenmerken): boolean {
  return (
    pc4Past(v, k.pc4) &&
    leeftijdPast(v, k.leeftijd) &&
    (v.soortSchuldeiser === null || v.soortSchuldeiser === k.soortSchuldeiser) &&
    (v.ondernemer === null || v.ondernemer === k.ondernemer)
  )
}

/** How many of the four characteristics a rule looks at. */
function scherpte(v: Voorwaarde): number {
  return [
    v.pc4Van !== null || v.pc4TotEnMet !== null,
    v.leeftijdVan !== null || v.leeftijdTotEnMet !== null,
    v.soortSchuldeiser !== null,
    v.ondernemer !== null,
  ].filter(Boolean).length
}

const pc4Breedte = (v: Voorwaarde): number => Number(v.pc4TotEnMet ?? 9999) - Number(v.pc4Van ?? 1000)
const leeftijdBreedte = (v: Voorwaarde): number => (v.leeftijdTotEnMet ?? 999) - (v.leeftijdVan ?? 0)

/** Most specific first: most characteristics, then the smallest PC4 range, then the smallest age group, then by code. */
function vergelijk<R extends Voorwaarde>(code: (regel: R) => string): (a: R, b: R) => number {
  return (a, b) =>
    scherpte(b) - scherpte(a) ||
    pc4Breedte(a) - pc4Breedte(b) ||
    leeftijdBreedte(a) - leeftijdBreedte(b) ||
    (code(a) < code(b) ? -1 : 1)
}

function kiesUitvoerder(k: Kenmerken, rijen: Toekenningsrijen): Uitvoerder | undefined {
  const [regel] = rijen.uitvoerderRegels
    .filter((r) => r.gemeentecode === k.gemeentecode && past(r, k))
    .toSorted(vergelijk((r) => r.uitvoerder))
  return rijen.uitvoerders.find((u) => u.uitvoerder === regel?.uitvoerder)
}

function kiesLoket(k: Kenmerken, uitvoerder: Uitvoerder, regels: readonly LoketRegel[]): string {
  const voorUitvoerder = regels
    .filter((r) => r.uitvoerder === uitvoerder.uitvoerder && past(r, k))
    .toSorted(vergelijk((r) => r.loket))
  const vanGemeente = voorUitvoerder.find((r) => r.gemeentecode === k.gemeentecode)
  const algemeen = voorUitvoerder.find((r) => r.gemeentecode === null)
  return (vanGemeente ?? algemeen)?.loket ?? uitvoerder.standaardLoket
}

/**
 * Gemeente -> uitvoerder -> loket (design section 9). The most specific rule wins, always the same one whatever the order of the rows; a
 * loket rule for this gemeente goes before one for the whole uitvoerder; without a rule the uitvoerder's standard loket.
 */
export function kiesToekenning(kenmerken: Kenmerken, rijen: Toekenningsrijen): Toekenning {
  const uitvoerder = kiesUitvoerder(kenmerken, rijen)
  if (uitvoerder === undefined) return { kind: 'geen-uitvoerder' }
  const loket = kiesLoket(kenmerken, uitvoerder, rijen.loketRegels)
  return { kind: 'toegekend', uitvoerder: uitvoerder.uitvoerder, loket, ontvanger: uitvoerder.ontvanger }
}
