import { readFileSync, writeFileSync } from 'node:fs'
import { vulDocument } from './aansluitdocument.ts'

export const BESTAND = new URL('../../../docs/aansluiten.md', import.meta.url)
const VOORBEELDEN = new URL('../../../docs/aansluiten/voorbeelden/', import.meta.url)

/** The document as it must be, from itself, the samples and the steps of the test. */
export function genereerAansluiten(): string {
  return vulDocument(readFileSync(BESTAND, 'utf8'), (pad) => readFileSync(new URL(pad, VOORBEELDEN), 'utf8'))
}

if (import.meta.main) writeFileSync(BESTAND, genereerAansluiten())
