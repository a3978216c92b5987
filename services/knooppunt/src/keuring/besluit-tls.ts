import type { Bevinding } from './bevinding.ts'
import { dagenTussen } from './bevinding.ts'

/** A certificate, where it was seen, and until when it holds. */
export type Certificaatfeit = { readonly waar: string; readonly wat: string; readonly geldigTot: Temporal.Instant }

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

function keurCertificaat({ waar, wat, geldigTot }: Certificaatfeit, nu: Temporal.Instant): Bevinding[] {
  const dagen = dagenTussen(nu, geldigTot)
  if (dagen > DAGEN) return []
  const op = geldigTot.toString().slice(0, 10)
  return [
    {
      onderwerp: 'tls',
      ernst: dagen <= MOET_DAGEN ? 'moet' : 'zou-moeten',
      wat: dagen < 0 ? `${wat} ended on ${op}` : `${wat} ends on ${op}`,
      waar,
      waarom: 'after that nobody connects, or no client certificate by it counts',
      doe: 'renew it; files are taken over within ten seconds, without a restart (docs/beheer-deur.md)',
    },
  ]
}
