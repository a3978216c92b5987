import type { Beller } from './auth.ts'

/** A client certificate as the door saw it. */
export type Clientcertificaat = {
  /** SHA-256 of its DER in base64url: `x5t#S256` (RFC 8705 section 3.1) */
  readonly vingerafdruk: string
  /** twenty digits in subject:serialNumber (Digikoppeling, PKIoverheid); null without */
  readonly oin: string | null
  /** signed by an authority that counts, and in its days */
  readonly vertrouwd: boolean
}

export type Certificaatbezwaar = 'token-gebonden' | 'geen-certificaat' | 'niet-vertrouwd' | 'zonder-oin' | 'ander-oin'

/**
 * Whether a caller may use its token with what it showed. A token that is bound to a certificate (cnf.x5t#S256) is good with that one only, so that
 * who steals it has nothing. A certificate that is shown must be trusted and carry an OIN, that of the party unless the token is bound to it: then
 * the authorisation server vouched for the pair, as for a supplier that sends with a certificate of its own.
 */
export function bepaalBezwaar(
  beller: Pick<Beller, 'oin' | 'cnf'>,
  certificaat: Clientcertificaat | null,
  eis: 'mag' | 'moet',
): Certificaatbezwaar | null {
  if (beller.cnf !== undefined && beller.cnf !== certificaat?.vingerafdruk) return 'token-gebonden'
  if (certificaat === null) return eis === 'moet' ? 'geen-certificaat' : null
  if (!certificaat.vertrouwd) return 'niet-vertrouwd'
  if (certificaat.oin === null) return 'zonder-oin'
  const ander = beller.oin !== undefined && beller.oin !== certificaat.oin
  return ander && beller.cnf === undefined ? 'ander-oin' : null
}
