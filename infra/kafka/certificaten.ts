import type { Paar } from '../autoriteit.ts'
import { maakAutoriteit } from '../autoriteit.ts'

/** What a broker and its clients need of one another. */
export type Certificaten = { readonly ca: string; readonly broker: Paar; readonly hub: Paar }

/** What an authority of our own signed for a broker on this machine and for a client. */
export function maakCertificaten(nu: Temporal.Instant): Certificaten {
  const { ca, geef } = maakAutoriteit(nu)
  return { ca, broker: geef({ naam: 'broker', dezeMachine: true }), hub: geef({ naam: 'hub' }) }
}
