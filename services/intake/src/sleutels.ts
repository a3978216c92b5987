import canonicalize from 'canonicalize'
import type { Kandidaat } from './aanvraag.ts'
import type { Zoeker } from './zoeksleutel-store.ts'

/** Everything of a kandidaat by which another request may be the same one; hashes under the creditor's own key. */
export type Sleutels = {
  readonly referentie: Buffer
  readonly klanten: readonly Buffer[]
  /** keys of first answers: the natural one, and the header's when given */
  readonly antwoorden: readonly Buffer[]
  readonly vingerafdruk: Buffer
}

const ROUTE = 'POST /v1/doorverwijzingen'

/** Natural key: sender, creditor, reference. Header key: client, route, key. Fingerprint: canonical JSON (RFC 8785). */
export function sleutelsVan({ aanvraag, afzender }: Kandidaat, zoek: Zoeker): Sleutels {
  const { body, kop, client } = aanvraag
  const referentie = zoek('referentie', body.referentienummer)
  const natuurlijk = zoek('kop', `${ROUTE}\0${afzender.deelnemer}\0${body.referentienummer}`)
  const vanKop = kop === null ? [] : [zoek('kop', `${client.issuer}\0${client.clientId}\0${ROUTE}\0${kop}`)]
  return {
    referentie,
    klanten: [...new Set(body.vorderingen.map(({ klantnummer }) => klantnummer))].map((nummer) =>
      zoek('klant', nummer),
    ),
    antwoorden: [natuurlijk, ...vanKop],
    vingerafdruk: zoek('vingerafdruk', canonicalize(body) ?? ''),
  }
}
