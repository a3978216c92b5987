/** What a file holds, by its first line: addresses of CBS, a list of postcodes with or without letters, or house numbers of some postcodes. */
export type Bestandsoort = 'cbs' | 'pc6' | 'pc4' | 'pc6-huisnummer'

/** How the lines of a file are read: what stands between their fields, and which field is where (from 0). */
export type Vorm = {
  readonly soort: Bestandsoort
  /** of the columns of CBS; null of a list */
  readonly jaar: number | null
  readonly scheiding: ';' | ','
  readonly postcode: number
  readonly huisnummer: number | null
  readonly gemeente: number
  /** whether the gemeente is known, and which it may be otherwise; null where every row names one */
  readonly status: number | null
  readonly kandidaten: number | null
}

export type Vormbesluit = { readonly kind: 'vorm'; readonly vorm: Vorm } | Geweigerd
type Geweigerd = { readonly kind: 'geweigerd'; readonly waarom: string }

const VERWACHT =
  'the first line must name the columns: PC6, Huisnummer and Gemeente<year> (CBS); pc6 or pc4, gemeentecode and perhaps status, kandidaten; or pc6, huisnummer, gemeentecode'

/** Recognises a file by its first line, without its end: three spellings of CBS, and lists. */
export function bepaalVorm(kopregel: string): Vormbesluit {
  const punten = kopregel.split(';').length
  const scheiding = punten >= kopregel.split(',').length ? ';' : ','
  const namen = kopregel
    .replace(/^\uFEFF/, '')
    .split(scheiding)
    .map((naam) => /^"(.*)"$/.exec(naam.trim())?.[1] ?? naam.trim())
    .map((naam) => naam.toLowerCase())
  const dubbel = namen.find((naam, i) => namen.indexOf(naam) !== i)
  if (dubbel !== undefined) return { kind: 'geweigerd', waarom: `two columns are called ${toon(dubbel)}` }
  return vormVanCbs(namen, scheiding) ?? vormVanLijst(namen, scheiding) ?? { kind: 'geweigerd', waarom: VERWACHT }
}

type Scheiding = Vorm['scheiding']

function vormVanCbs(namen: readonly string[], scheiding: Scheiding): Vormbesluit | null {
  const jaren = namen.flatMap((naam) => /^(?:buurt|wijk|gemeente)(\d{4})$/.exec(naam)?.[1] ?? [])
  const [jaar = '', ander] = new Set(jaren)
  const [postcode, huisnummer, gemeente] = ['pc6', 'huisnummer', `gemeente${jaar}`].map((naam) => namen.indexOf(naam))
  if (jaar === '' || postcode === -1 || huisnummer === -1) return null
  if (ander !== undefined)
    return { kind: 'geweigerd', waarom: `the columns are of several years: ${jaar} and ${ander}` }
  if (gemeente === -1) return { kind: 'geweigerd', waarom: `there is no column Gemeente${jaar}` }
  if (postcode === undefined || huisnummer === undefined || gemeente === undefined) return null
  const plaatsen = { postcode, huisnummer, gemeente, status: null, kandidaten: null }
  return { kind: 'vorm', vorm: { soort: 'cbs', jaar: Number(jaar), scheiding, ...plaatsen } }
}

function vormVanLijst(namen: readonly string[], scheiding: Scheiding): Vormbesluit | null {
  const plaats = (naam: string) => {
    const i = namen.indexOf(naam)
    return i === -1 ? null : i
  }
  const postcode = plaats('pc6') ?? plaats('pc4')
  const [gemeente, huisnummer] = [plaats('gemeentecode'), plaats('huisnummer')]
  const [status, kandidaten] = [plaats('status'), plaats('kandidaten')]
  if (postcode === null || gemeente === null) return null
  if (plaats('pc6') !== null && plaats('pc4') !== null) {
    return { kind: 'geweigerd', waarom: 'the columns are of two lists: pc6 and pc4' }
  }
  if ((status === null) !== (kandidaten === null)) {
    return { kind: 'geweigerd', waarom: 'the columns status and kandidaten go together' }
  }
  const pc4 = plaats('pc4') !== null
  if (huisnummer !== null && (pc4 || status !== null)) {
    return { kind: 'geweigerd', waarom: 'a list with a column huisnummer has pc6, and no status' }
  }
  const soort = pc4 ? 'pc4' : huisnummer === null ? 'pc6' : 'pc6-huisnummer'
  return { kind: 'vorm', vorm: { soort, jaar: null, scheiding, postcode, huisnummer, gemeente, status, kandidaten } }
}

/** What a file says, fit for a message: short, and without what a terminal would obey. */
export function toon(tekst: string): string {
  const kort = tekst.length > 20 ? `${tekst.slice(0, 20)}…` : tekst
  return JSON.stringify(kort.replace(/[\p{C}]/gu, '?'))
}
