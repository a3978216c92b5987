import type { IncomingMessage } from 'node:http'
import type { Beller } from './auth.ts'
import type { Certificaatbezwaar } from './besluit-certificaat.ts'
import { bepaalBezwaar } from './besluit-certificaat.ts'
import type { Certificaatlezer } from './clientcertificaat.ts'
import { leesNetwerken, maakCertificaatlezer } from './clientcertificaat.ts'
import type { Deurconfig } from './deur-velden.ts'
import type { Probleem } from './probleem.ts'
import { probleem } from './probleem.ts'

/** The door of a process: whose certificates it sees, and whether a caller may use its token with what it showed. */
export type Deur = {
  readonly certificaat: Certificaatlezer
  keur(req: IncomingMessage, beller: Beller): Probleem | null
}

const UITLEG: Readonly<Record<Certificaatbezwaar, string>> = {
  'token-gebonden':
    'Dit token hoort bij een clientcertificaat en geldt alleen over een verbinding met dat certificaat. Vraag een nieuw token over deze verbinding.',
  'geen-certificaat': 'Hier is een clientcertificaat nodig. Maak de verbinding met uw PKIoverheid-certificaat.',
  'niet-vertrouwd': 'Het clientcertificaat is verlopen, nog niet geldig of niet van een uitgever die hier telt.',
  'zonder-oin':
    'Het clientcertificaat heeft geen OIN in subject:serialNumber. Gebruik een certificaat voor Digikoppeling.',
  'ander-oin': 'Het OIN in het clientcertificaat is niet dat van de deelnemer van dit token.',
}

type Deurkeuze = Pick<Deurconfig, 'PROXY_VERTROUWD'> & { readonly CLIENTCERTIFICAAT: string }

/** The door of the configuration. */
export function maakDeur({ CLIENTCERTIFICAAT: eis, PROXY_VERTROUWD: proxies }: Deurkeuze, nu: () => Date): Deur {
  const certificaat = maakCertificaatlezer(proxies === undefined ? null : leesNetwerken(proxies), nu)
  return {
    certificaat,
    keur: (req, beller) => naarProbleem(bepaalBezwaar(beller, certificaat(req), eis === 'moet' ? 'moet' : 'mag')),
  }
}

/** Where no certificate can be seen: a token that is bound to one is refused. */
export function keurZonderDeur(beller: Beller): Probleem | null {
  return naarProbleem(bepaalBezwaar(beller, null, 'mag'))
}

function naarProbleem(bezwaar: Certificaatbezwaar | null): Probleem | null {
  return bezwaar === null ? null : probleem('certificaat-ongeldig', UITLEG[bezwaar])
}
