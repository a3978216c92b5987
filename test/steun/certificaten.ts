import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Certificaat = {
  readonly cert: string
  readonly key: string
  readonly certPem: string
  readonly keyPem: string
}
export type Certificaten = {
  readonly map: string
  /** file of the authority */
  readonly ca: string
  readonly caPem: string
  /** a certificate of that authority, or of itself; files under this name */
  maak(naam: string, o: { subject: string; zelf?: true; dagen?: number }): Certificaat
  sluit(): void
}

const stil: { stdio: ('ignore' | 'pipe')[] } = { stdio: ['ignore', 'ignore', 'pipe'] }

/** An authority of the test's own and certificates by it, made by openssl; invented names and test OINs only. */
export function maakCertificaten(): Certificaten {
  const map = mkdtempSync(join(tmpdir(), 'warmknooppunt-certificaten-'))
  const pad = (naam: string) => join(map, naam)
  const sleutel = (naam: string) =>
    execFileSync('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', pad(`${naam}.key`)], stil)
  sleutel('ca')
  execFileSync(
    'openssl',
    ['req', '-x509', '-new', '-key', pad('ca.key'), '-subj', '/CN=Proef CA', '-days', '2', '-out', pad('ca.pem')],
    stil,
  )
  writeFileSync(pad('ext'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n')
  return {
    map,
    ca: pad('ca.pem'),
    caPem: readFileSync(pad('ca.pem'), 'utf8'),
    maak(naam, { subject, zelf, dagen = 2 }) {
      const [cert, key, csr] = [pad(`${naam}.pem`), pad(`${naam}.key`), pad(`${naam}.csr`)]
      sleutel(naam)
      if (zelf) {
        execFileSync(
          'openssl',
          ['req', '-x509', '-new', '-key', key, '-subj', subject, '-days', String(dagen), '-out', cert],
          stil,
        )
      } else {
        execFileSync('openssl', ['req', '-new', '-key', key, '-subj', subject, '-out', csr], stil)
        const ca = ['-CA', pad('ca.pem'), '-CAkey', pad('ca.key'), '-CAcreateserial', '-extfile', pad('ext')]
        execFileSync('openssl', ['x509', '-req', '-in', csr, ...ca, '-days', String(dagen), '-out', cert], stil)
      }
      return { cert, key, certPem: readFileSync(cert, 'utf8'), keyPem: readFileSync(key, 'utf8') }
    },
    sluit: () => rmSync(map, { recursive: true, force: true }),
  }
}
