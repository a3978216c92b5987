import type { Config, Velden } from './config.ts'

/** A list of addresses and networks: 10.0.0.7, 10.0.0.0/8, fd00::/8; commas or spaces between. */
const NETWERKEN = /^\s*[0-9a-fA-F.:]+(?:\/\d{1,3})?(?:[\s,]+[0-9a-fA-F.:]+(?:\/\d{1,3})?)*\s*$/

/** Settings of the door of a process that others reach without a gateway, or through one that tells of client certificates. */
export const DEUR_VELDEN = {
  TLS_CERTIFICAAT: {
    soort: 'tekst',
    uitleg:
      'file with the certificate of the server and what it was signed by, in PEM; with it the port speaks TLS only. Read again when it changes',
  },
  TLS_SLEUTEL: { soort: 'tekst', uitleg: 'file with the private key of TLS_CERTIFICAAT, in PEM' },
  TLS_CLIENT_CA: {
    soort: 'tekst',
    uitleg:
      'file with the authorities whose client certificates count, in PEM; with it the port asks callers for a certificate',
  },
  CLIENTCERTIFICAAT: {
    soort: 'keuze',
    standaard: 'mag',
    keuzes: ['mag', 'moet'],
    uitleg:
      'whether who calls with a token must have a client certificate with an OIN too; one that is given is always checked',
  },
  PROXY_VERTROUWD: {
    soort: 'tekst',
    patroon: NETWERKEN,
    uitleg:
      'addresses of gateways whose header Client-Cert (RFC 9440) is believed: they must take away the one a caller sends',
  },
} as const satisfies Velden

export type Deurconfig = Config<typeof DEUR_VELDEN>

/** What does not go together in these settings. */
export function keurDeur(config: Deurconfig): readonly string[] {
  const { TLS_CERTIFICAAT: certificaat, TLS_SLEUTEL: sleutel, TLS_CLIENT_CA: ca, CLIENTCERTIFICAAT: eis } = config
  return [
    ...((certificaat === undefined) === (sleutel === undefined)
      ? []
      : ['TLS_CERTIFICAAT and TLS_SLEUTEL: give both or neither']),
    ...(ca !== undefined && certificaat === undefined ? ['TLS_CLIENT_CA: needs TLS_CERTIFICAAT and TLS_SLEUTEL'] : []),
    ...(eis === 'moet' && ca === undefined && config.PROXY_VERTROUWD === undefined
      ? ['CLIENTCERTIFICAAT: moet needs TLS_CLIENT_CA, or PROXY_VERTROUWD for a gateway that asks for them']
      : []),
  ]
}
