export type Kanaal = 'telefoon' | 'sms' | 'whatsapp' | 'e-mail' | 'brief' | 'huisbezoek' | 'balie'
export type Wijze = 'telefonisch' | 'schriftelijk' | 'digitaal' | 'persoonlijk'
export type SoortVordering = 'huur' | 'drinkwater' | 'elektra' | 'gas' | 'warmte' | 'zorgverzekering' | 'overig'
export type Terugkoppelniveau = 'geaggregeerd' | 'persoon'

export type ContactAfspraak = {
  readonly aantal: number
  readonly eenheid: 'werkdagen' | 'dagen' | 'uren'
  readonly pogingTelt: boolean
  readonly kanalenPoging: readonly Kanaal[]
}

/**
 * The terms of an overeenkomst (design section 9). `streefDagen` is what the parties aim at: agreed, kept and passed on with a
 * routed message; no clock runs on it.
 */
export type Afspraken = {
  readonly contact: ContactAfspraak
  readonly gesprek: { readonly streefDagen: number; readonly uiterlijkDagen: number }
  readonly stop: { readonly dagen: number; readonly lcv: boolean }
  readonly terugkoppelniveau: Terugkoppelniveau
  readonly toegestaneWijzen: readonly Wijze[]
  readonly toestemmingMaxDagen: number
}

export type Grondslag =
  | 'toestemming'
  | 'bgs-huur'
  | 'afsluitregeling-drinkwater'
  | 'afsluitregeling-energie'
  | 'zorgverzekering'
  | 'gerechtsdeurwaarderswet-14'
  | 'wgs-10-regeling'
  | 'zvw-cak'

/** The messages that open a dossier; what follows on a dossier stays allowed after the overeenkomst ends. */
export type OpenendBericht = 'doorverwijzing' | 'vroegsignaal'

export type Toelating = {
  readonly berichten: readonly OpenendBericht[]
  readonly soorten: readonly SoortVordering[]
  /** The ground itself is temporary: an overeenkomst on it must have an end date. */
  readonly einddatumVerplicht: boolean
}

const WIJZEN = ['telefonisch', 'schriftelijk', 'digitaal', 'persoonlijk'] as const
const SOORTEN = ['huur', 'drinkwater', 'elektra', 'gas', 'warmte', 'zorgverzekering', 'overig'] as const

/** What holds where an overeenkomst says nothing else. An attempt counts by telephone, visit, sms or e-mail. */
export const STANDAARD_AFSPRAKEN: Afspraken = {
  contact: {
    aantal: 3,
    eenheid: 'werkdagen',
    pogingTelt: true,
    kanalenPoging: ['telefoon', 'huisbezoek', 'sms', 'e-mail'],
  },
  gesprek: { streefDagen: 14, uiterlijkDagen: 28 },
  stop: { dagen: 30, lcv: false },
  terugkoppelniveau: 'geaggregeerd',
  toegestaneWijzen: WIJZEN,
  toestemmingMaxDagen: 14,
}

/** Which messages and which kinds of vordering each ground allows: only consent carries a warm referral. */
export const GRONDSLAGEN: Readonly<Record<Grondslag, Toelating>> = {
  toestemming: { berichten: ['doorverwijzing'], soorten: SOORTEN, einddatumVerplicht: false },
  'bgs-huur': { berichten: ['vroegsignaal'], soorten: ['huur'], einddatumVerplicht: false },
  'afsluitregeling-drinkwater': { berichten: ['vroegsignaal'], soorten: ['drinkwater'], einddatumVerplicht: false },
  'afsluitregeling-energie': {
    berichten: ['vroegsignaal'],
    soorten: ['elektra', 'gas', 'warmte'],
    einddatumVerplicht: false,
  },
  zorgverzekering: { berichten: ['vroegsignaal'], soorten: ['zorgverzekering'], einddatumVerplicht: false },
  'gerechtsdeurwaarderswet-14': { berichten: ['vroegsignaal'], soorten: ['huur'], einddatumVerplicht: false },
  'wgs-10-regeling': { berichten: ['vroegsignaal'], soorten: ['overig'], einddatumVerplicht: true },
  'zvw-cak': { berichten: ['vroegsignaal'], soorten: ['zorgverzekering'], einddatumVerplicht: false },
}

export type AfsprakenFout =
  | 'contact-aantal'
  | 'poging-zonder-kanaal'
  | 'gesprek-dagen'
  | 'stop-dagen'
  | 'lcv-zonder-persoon'
  | 'geen-wijze'
  | 'toestemming-dagen'

const isAantal = (n: number): boolean => Number.isInteger(n) && n >= 1

/** What is wrong with the terms themselves, all together; empty when sound. */
export function controleerAfspraken(a: Afspraken): AfsprakenFout[] {
  const { contact, gesprek, stop } = a
  const gesprekKlopt =
    isAantal(gesprek.streefDagen) && isAantal(gesprek.uiterlijkDagen) && gesprek.streefDagen <= gesprek.uiterlijkDagen
  const fouten: [boolean, AfsprakenFout][] = [
    [!isAantal(contact.aantal), 'contact-aantal'],
    [contact.pogingTelt && contact.kanalenPoging.length === 0, 'poging-zonder-kanaal'],
    [!gesprekKlopt, 'gesprek-dagen'],
    [!isAantal(stop.dagen), 'stop-dagen'],
    [stop.lcv && a.terugkoppelniveau !== 'persoon', 'lcv-zonder-persoon'],
    [a.toegestaneWijzen.length === 0, 'geen-wijze'],
    [!isAantal(a.toestemmingMaxDagen), 'toestemming-dagen'],
  ]
  return fouten.filter(([fout]) => fout).map(([, code]) => code)
}
