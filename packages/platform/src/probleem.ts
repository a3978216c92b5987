/** One fault in the input: where, and what to do (Dutch); never the value found there. */
export type Invoerfout = {
  readonly in: 'body' | 'query' | 'path' | 'header'
  readonly location: string
  readonly code: string
  readonly detail: string
}

/** Every refusal of the API: its HTTP status and Dutch title. `type` of the problem is a URI made of the code (RFC 9457). */
export const PROBLEMEN = {
  'ongeldige-invoer': { status: 400, titel: 'De invoer is niet geldig' },
  'geen-json': { status: 400, titel: 'De inhoud is geen geldige JSON in UTF-8' },
  'niet-aangemeld': { status: 401, titel: 'Aanmelden is nodig' },
  'token-ongeldig': { status: 401, titel: 'Het token is niet geldig' },
  'certificaat-ongeldig': { status: 401, titel: 'Het clientcertificaat past niet' },
  'geen-recht': { status: 403, titel: 'Dit token geeft hier geen recht toe' },
  'deelnemer-geblokkeerd': { status: 403, titel: 'Deze deelnemer kan nu geen gebruik maken van het knooppunt' },
  'geen-mandaat': { status: 403, titel: 'Er is geen geldig mandaat van deze schuldeiser' },
  'eigen-voorstel': { status: 403, titel: 'Een ander moet dit voorstel goedkeuren' },
  'niet-gevonden': { status: 404, titel: 'Niet gevonden' },
  'methode-niet-toegestaan': { status: 405, titel: 'Deze methode kan hier niet' },
  'te-traag': { status: 408, titel: 'Het verzoek kwam niet op tijd binnen' },
  'geen-overeenkomst': { status: 409, titel: 'Geen overeenkomst met deze gemeente' },
  'gemeente-doet-niet-mee': { status: 409, titel: 'Deze gemeente doet niet mee' },
  'al-doorverwezen': { status: 409, titel: 'Deze klant is al doorverwezen' },
  'verkeerde-status': { status: 409, titel: 'Dat kan niet in de huidige status' },
  'register-gewijzigd': { status: 409, titel: 'Het register is intussen gewijzigd' },
  bezig: { status: 409, titel: 'Hetzelfde verzoek wordt nog verwerkt' },
  'te-groot': { status: 413, titel: 'De inhoud is te groot' },
  'verkeerd-inhoudstype': { status: 415, titel: 'Dit inhoudstype wordt niet aangenomen' },
  'sleutel-hergebruikt': { status: 422, titel: 'Deze Idempotency-Key hoort bij een ander verzoek' },
  'te-veel-verzoeken': { status: 429, titel: 'Er zijn te veel verzoeken gedaan' },
  fout: { status: 500, titel: 'Er ging bij ons iets mis' },
  'niet-beschikbaar': { status: 503, titel: 'Het knooppunt is nu niet beschikbaar' },
} as const

export type Probleemcode = keyof typeof PROBLEMEN

export type Probleem = {
  readonly kind: 'probleem'
  readonly code: Probleemcode
  readonly detail: string
  readonly errors?: readonly Invoerfout[]
  readonly headers?: Readonly<Record<string, string>>
  /** members of its own kind, such as `dossierId` with `al-doorverwezen`; never personal data */
  readonly extra?: Readonly<Record<string, unknown>>
}

/** A refusal as a value. `detail` is Dutch, says what to do, and holds nothing that was sent. */
export function probleem(
  code: Probleemcode,
  detail: string,
  meer: Omit<Probleem, 'kind' | 'code' | 'detail'> = {},
): Probleem {
  return { kind: 'probleem', code, detail, ...meer }
}

export const PROBLEEM_BASIS = 'https://schemas.warmknooppunt.nl/problemen/'

/** The body of an answer with application/problem+json. */
export function probleemBody(p: Probleem): Readonly<Record<string, unknown>> {
  const { status, titel } = PROBLEMEN[p.code]
  const basis = { type: `${PROBLEEM_BASIS}${p.code}`, status, title: titel, detail: p.detail, code: p.code }
  return { ...basis, ...(p.errors ? { errors: p.errors } : {}), ...p.extra }
}

/** Whether a value is a refusal. */
export function isProbleem(waarde: unknown): waarde is Probleem {
  return typeof waarde === 'object' && waarde !== null && 'kind' in waarde && waarde.kind === 'probleem'
}
