import type { Bevinding } from './bevinding.ts'
import { dagenTussen } from './bevinding.ts'

/** A certificate, where it was seen, and from and until when it holds. `deur`: the hub shows it; `autoriteit`: it is of those whose client certificates count. */
export type Certificaatfeit = {
  readonly soort: 'deur' | 'autoriteit'
  readonly waar: string
  readonly wat: string
  readonly geldigVan: Temporal.Instant
  readonly geldigTot: Temporal.Instant
}

/** `fout`: files of the settings that do not do. `certificaten`: of those files, of the authorities, and of the address that parties use. */
export type Tlsfeiten = { readonly fout: string | null; readonly certificaten: readonly Certificaatfeit[] }

const MOET_DAGEN = 14
const DAGEN = 30

/** What is to be mended about certificates of the door. */
export function keurTls({ fout, certificaten }: Tlsfeiten, nu: Temporal.Instant): Bevinding[] {
  return [...keurBestanden(fout), ...certificaten.flatMap((een) => keurCertificaat(een, nu))]
}

function keurBestanden(fout: string | null): Bevinding[] {
  if (fout === null) return []
  return [
    {
      onderwerp: 'tls',
      ernst: 'moet',
      wat: fout,
      waar: 'TLS_CERTIFICAAT, TLS_SLEUTEL, TLS_CLIENT_CA',
      waarom: 'the hub does not start with these files, and one that runs serves the old certificate until it expires',
      doe: 'put files there that fit one another; they are taken over within ten seconds (docs/beheer-deur.md)',
    },
  ]
}

const GEVOLG = {
  deur: {
    waarom: 'nobody connects with a certificate that does not hold',
    doe: 'renew it; files are taken over within ten seconds, without a restart (docs/beheer-deur.md)',
  },
  autoriteit: {
    waarom: 'after that no client certificate by it counts',
    doe: 'put the newer one of that authority into the list, or take this one out when no party needs it any more (docs/beheer-deur.md)',
  },
} as const

function keurCertificaat(feit: Certificaatfeit, nu: Temporal.Instant): Bevinding[] {
  const { soort, waar, wat, geldigVan, geldigTot } = feit
  const vast = { onderwerp: 'tls', waar, ...GEVOLG[soort] }
  if (Temporal.Instant.compare(geldigVan, nu) > 0) {
    return [{ ...vast, ernst: 'moet', wat: `${wat} does not hold before ${dag(geldigVan)}` }]
  }
  const dagen = dagenTussen(nu, geldigTot)
  if (dagen > DAGEN) return []
  const ernst = dagen <= MOET_DAGEN ? 'moet' : 'zou-moeten'
  return [{ ...vast, ernst, wat: `${wat} ${dagen < 0 ? 'ended' : 'ends'} on ${dag(geldigTot)}` }]
}

function dag(moment: Temporal.Instant): string {
  return moment.toString().slice(0, 10)
}
