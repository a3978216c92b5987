/** An intermediair is `schuldeiser`; operators and the stages themselves are `hub`. */
export type Publiek = 'gemeente' | 'schuldeiser' | 'hub'
export type Partijrol = 'gemeente' | 'schuldeiser' | 'intermediair' | 'operator'
export type TermijnberichtSoort =
  | 'herinnering-contact'
  | 'contact-gehaald'
  | 'contact-verstreken'
  | 'contact-alsnog-gehaald'
  | 'herinnering-gesprek'
  | 'gesprek-gehaald'
  | 'gesprek-verstreken'
  | 'gesprek-alsnog-gehaald'
  | 'operatortermijn-verstreken'
  | 'incassostop-eindigt'
  | 'incassostop-geeindigd'
export type Openbaar =
  | {
      readonly bericht:
        | 'doorverwijzing'
        | 'contactregistratie'
        | 'onrouteerbaar'
        | 'niet-bezorgbaar'
        | 'routeeropdracht'
        | 'herbezorgopdracht'
        | 'herstelopdracht'
    }
  | { readonly bericht: 'termijnbericht'; readonly soort: TermijnberichtSoort }

const ALLEEN_HUB: readonly Publiek[] = ['hub']
const GEMEENTE: readonly Publiek[] = ['gemeente', 'hub']
const SCHULDEISER: readonly Publiek[] = ['schuldeiser', 'hub']
const IEDEREEN: readonly Publiek[] = ['gemeente', 'schuldeiser', 'hub']

/** A creditor's own doorverwijzing does not come back to it; what a gemeente did or failed to do never reaches a creditor. */
const BERICHTEN: Readonly<Record<Exclude<Openbaar['bericht'], 'termijnbericht'>, readonly Publiek[]>> = {
  doorverwijzing: GEMEENTE,
  contactregistratie: ALLEEN_HUB,
  onrouteerbaar: ALLEEN_HUB,
  'niet-bezorgbaar': SCHULDEISER,
  routeeropdracht: ALLEEN_HUB,
  herbezorgopdracht: ALLEEN_HUB,
  herstelopdracht: ALLEEN_HUB,
}

/** A gemeente need not be told that it was in time; only a breach it was told of is taken back. Both sides hear of the stop. */
const TERMIJNBERICHTEN: Readonly<Record<TermijnberichtSoort, readonly Publiek[]>> = {
  'herinnering-contact': GEMEENTE,
  'contact-gehaald': ALLEEN_HUB,
  'contact-verstreken': GEMEENTE,
  'contact-alsnog-gehaald': GEMEENTE,
  'herinnering-gesprek': GEMEENTE,
  'gesprek-gehaald': ALLEEN_HUB,
  'gesprek-verstreken': GEMEENTE,
  'gesprek-alsnog-gehaald': GEMEENTE,
  'operatortermijn-verstreken': ALLEEN_HUB,
  'incassostop-eindigt': IEDEREEN,
  'incassostop-geeindigd': IEDEREEN,
}

/** A tijdlijn shows a party its own message too, which does not come back to it. */
const BERICHTEN_IN_TIJDLIJN: typeof BERICHTEN = {
  doorverwijzing: IEDEREEN,
  contactregistratie: GEMEENTE,
  onrouteerbaar: SCHULDEISER,
  'niet-bezorgbaar': SCHULDEISER,
  routeeropdracht: ALLEEN_HUB,
  herbezorgopdracht: ALLEEN_HUB,
  herstelopdracht: ALLEEN_HUB,
}

/** And a gemeente whether it was in time, which it is not sent. */
const TERMIJNEN_IN_TIJDLIJN: typeof TERMIJNBERICHTEN = {
  ...TERMIJNBERICHTEN,
  'contact-gehaald': GEMEENTE,
  'gesprek-gehaald': GEMEENTE,
}

const PUBLIEK_VAN: Readonly<Record<Partijrol, Publiek>> = {
  gemeente: 'gemeente',
  schuldeiser: 'schuldeiser',
  intermediair: 'schuldeiser',
  operator: 'hub',
}

/** An intermediair sees what the creditor it speaks for sees. */
export function publiekVan(rol: Partijrol): Publiek {
  return PUBLIEK_VAN[rol]
}

/** The disclosure policy (design section 11): may this audience receive this? */
export function magOntvangen(wat: Openbaar, publiek: Publiek): boolean {
  const toegestaan = wat.bericht === 'termijnbericht' ? TERMIJNBERICHTEN[wat.soort] : BERICHTEN[wat.bericht]
  return toegestaan.includes(publiek)
}

/** May this audience see this in the tijdlijn of a dossier that it has, whoever was sent it? */
export function magZien(wat: Openbaar, publiek: Publiek): boolean {
  const toegestaan =
    wat.bericht === 'termijnbericht' ? TERMIJNEN_IN_TIJDLIJN[wat.soort] : BERICHTEN_IN_TIJDLIJN[wat.bericht]
  return toegestaan.includes(publiek)
}

/** The parties of a dossier that receive this, in the order given. */
export function ontvangersVan<P extends { readonly rol: Partijrol }>(wat: Openbaar, partijen: readonly P[]): P[] {
  return partijen.filter(({ rol }) => magOntvangen(wat, publiekVan(rol)))
}
