import { bevatBsn } from './bsn.ts'
import { bevatIban } from './iban.ts'

/** Where a forbidden number stands (JSON pointer) and of which kind; never the number. */
export type Verboden = { readonly location: string; readonly code: 'bsn' | 'iban' }
export type Overslaan = (pointer: string, tekst: string) => boolean

/** Last names of fields that hold no free text: numbers of their own kind, amounts and moments. */
const GEEN_VRIJE_TEKST: ReadonlySet<string> = new Set([
  'telefoonnummer',
  'namens',
  'oin',
  'kvk',
  'bedrag',
  'verkregenOp',
  'persoonlijkContactOp',
  'plaatsgevondenOp',
])

/** Nine digits in the groups in which a BSN is written, held together by a sign that elsewhere separates numbers. */
const GEGROEPEERD = /(?<![0-9])(?:[0-9]{3}([/_,·•|:*])[0-9]{3}\1|[0-9]{4}([/_,·•|:*])[0-9]{2}\2)[0-9]{3}(?![0-9])/g

/** Digits of any script and typographic dashes as plain ones, invisible and combining characters gone: every spelling is looked at alike. */
function gewoneTekens(tekst: string): string {
  return tekst
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{M}]/gu, '')
    .replace(/\p{Nd}/gu, gewoonCijfer)
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(GEGROEPEERD, (groepen) => groepen.replace(/[^0-9]/g, '.'))
}

/** Unicode keeps the ten digits of a script together, the zero first. */
function gewoonCijfer(cijfer: string): string {
  const code = cijfer.codePointAt(0) ?? 0
  let ervoor = 0
  while (/\p{Nd}/u.test(String.fromCodePoint(code - ervoor - 1))) ervoor++
  return String(ervoor % 10)
}

type Plek = { readonly pointer: string; readonly waarde: unknown }

function onderliggend({ pointer, waarde }: Plek): Plek[] {
  if (typeof waarde !== 'object' || waarde === null) return []
  return Object.entries(waarde).map(([sleutel, kind]) => ({
    pointer: `${pointer}/${sleutel.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    waarde: kind,
  }))
}

function inTekst(location: string, tekst: string): Verboden[] {
  if (!/\p{Nd}/u.test(tekst)) return []
  const gewoon = gewoneTekens(tekst)
  const bsn: Verboden[] = bevatBsn(gewoon) ? [{ location, code: 'bsn' }] : []
  const iban: Verboden[] = bevatIban(gewoon) ? [{ location, code: 'iban' }] : []
  return [...bsn, ...iban]
}

/** Every text and number in `waarde` that holds a BSN or an IBAN, in document order; a stack, so deep nesting cannot overflow. */
export function vindVerboden(waarde: unknown, { overslaan }: { readonly overslaan: Overslaan }): Verboden[] {
  const gevonden: Verboden[] = []
  const stapel: Plek[] = [{ pointer: '', waarde }]
  for (let plek = stapel.pop(); plek !== undefined; plek = stapel.pop()) {
    for (const kind of onderliggend(plek).reverse()) stapel.push(kind)
    if (typeof plek.waarde !== 'string' && typeof plek.waarde !== 'number') continue
    const tekst = String(plek.waarde)
    if (!overslaan(plek.pointer, tekst)) gevonden.push(...inTekst(plek.pointer, tekst))
  }
  return gevonden
}

/** What is not searched; a klantnummer only when it matches the pattern its creditor registered, as a whole. */
export function pointerOverslaan(klantnummerpatroon?: RegExp): Overslaan {
  const heelKlantnummer =
    klantnummerpatroon &&
    new RegExp(`^(?:${klantnummerpatroon.source})$`, klantnummerpatroon.flags.replace(/[gym]/g, ''))
  return (pointer, tekst) => {
    const veld = pointer.slice(pointer.lastIndexOf('/') + 1)
    if (veld === 'klantnummer') return heelKlantnummer?.test(tekst) ?? false
    return GEEN_VRIJE_TEKST.has(veld)
  }
}
