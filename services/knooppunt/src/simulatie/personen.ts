import type { Hulpvrager } from '@warmknooppunt/schemas/types/doorverwijzing.v1'
import type { Woonadres } from './adressen.ts'
import type { Kans } from './kans.ts'
import { geheel, kies } from './kans.ts'

const VOORLETTERS = ['A.', 'B.', 'C.J.', 'D', 'E.M.', 'F.', 'H.', 'J.P.', 'K.', 'L', 'M.', 'N.A.', 'R.', 'S.T.', 'W.']
const VOORVOEGSELS = ['van', 'de', 'van der', 'ten', "van 't"]
const ACHTERNAMEN = [
  'Proef',
  'Verzonnen-Naam',
  'Testpersoon',
  'Voorbeeldsen',
  'Nergens',
  'Denkbeeld',
  'Fictief',
  'Schijnberg',
  'Dummer',
  'Fantasië',
  'Spookman',
  'Inventaris',
]
const TALEN = ['pl', 'ar', 'tr', 'en', 'ti']
const KANALEN = ['telefoon', 'sms', 'whatsapp', 'e-mail', 'huisbezoek'] as const
const DAGDELEN = ['ochtend', 'middag', 'avond'] as const

/** Where somebody lives: an address, or only a gemeente (homeless). */
export type Woonplek = { readonly woonadres: Woonadres } | { readonly gemeentecode: string }

/** An invented adult with invented ways to be reached: numbers and addresses that belong to nobody. */
export function verzinHulpvrager(kans: Kans, woonplek: Woonplek, jaar: number): Hulpvrager {
  const bereik = kans()
  return {
    naam: {
      voorletters: kies(kans, VOORLETTERS),
      ...(kans() < 0.3 ? { voorvoegsel: kies(kans, VOORVOEGSELS) } : {}),
      achternaam: kies(kans, ACHTERNAMEN),
    },
    ...(kans() < 0.6 ? { geboortedatum: verzinGeboortedatum(kans, jaar) } : {}),
    ...woonplek,
    ...(bereik < 0.85 ? { telefoonnummer: `06-1234 ${cijfers(kans)}` } : {}),
    ...(bereik > 0.7 ? { emailadres: `persoon.${cijfers(kans)}@example.nl` } : {}),
    ...(kans() < 0.3 ? { voorkeurscontact: verzinVoorkeur(kans) } : {}),
    ...(kans() < 0.05 ? { tolkTaal: kies(kans, TALEN) } : {}),
    ...(kans() < 0.08 ? { onderneming: { handelsnaam: 'Verzonnen Klusbedrijf', rechtsvorm: 'eenmanszaak' } } : {}),
  }
}

function cijfers(kans: Kans): string {
  return String(geheel(kans, 0, 9_999)).padStart(4, '0')
}

/** From 19 to 80 years old in that year. */
function verzinGeboortedatum(kans: Kans, jaar: number): string {
  const deel = (van: number, totEnMet: number) => String(geheel(kans, van, totEnMet)).padStart(2, '0')
  return `${jaar - geheel(kans, 19, 80)}-${deel(1, 12)}-${deel(1, 28)}`
}

function verzinVoorkeur(kans: Kans): NonNullable<Hulpvrager['voorkeurscontact']> {
  const keuze = {
    ...(kans() < 0.7 ? { kanalen: [kies(kans, KANALEN)] } : {}),
    ...(kans() < 0.5 ? { dagdelen: [kies(kans, DAGDELEN)] } : {}),
  }
  return 'kanalen' in keuze || 'dagdelen' in keuze ? keuze : { discreet: true }
}
