import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Aanvraag } from '../../infra/autoriteit.ts'
import { maakAutoriteit } from '../../infra/autoriteit.ts'

/** `cert` and `key` are files. */
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
  /** a certificate of that authority, or of one that nobody knows; files under its name */
  maak(aanvraag: Aanvraag & { readonly vreemd?: true }): Certificaat
  sluit(): void
}

/** An authority of the test's own and certificates by it, as files; invented names and test OINs only. */
export function maakCertificaten(nu = Temporal.Now.instant()): Certificaten {
  const map = mkdtempSync(join(tmpdir(), 'warmknooppunt-certificaten-'))
  const bewaar = (naam: string, tekst: string) => {
    const pad = join(map, naam)
    writeFileSync(pad, tekst, { mode: 0o600 })
    return pad
  }
  const [eigen, onbekend] = [maakAutoriteit(nu), maakAutoriteit(nu, 'andere-ca')]
  return {
    map,
    ca: bewaar('ca.pem', eigen.ca),
    caPem: eigen.ca,
    maak({ vreemd, ...aanvraag }) {
      const { certificaat: certPem, sleutel: keyPem } = (vreemd ? onbekend : eigen).geef({
        dezeMachine: true,
        ...aanvraag,
      })
      const { naam } = aanvraag
      return { cert: bewaar(`${naam}.pem`, certPem), key: bewaar(`${naam}.key`, keyPem), certPem, keyPem }
    },
    sluit: () => rmSync(map, { recursive: true, force: true }),
  }
}
