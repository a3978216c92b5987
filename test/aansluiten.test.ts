import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROBLEMEN } from '@warmknooppunt/platform/probleem'
import { DEMO_DEELNEMERS } from '@warmknooppunt/register/demo/partijen'
import { expect, test } from 'vitest'
import { vulDocument } from '../services/knooppunt/src/aansluitdocument.ts'
import { BESTAND, genereerAansluiten } from '../services/knooppunt/src/genereer-aansluiten.ts'
import { lijst } from './architectuur/bron.ts'
import { rijenOnder } from './papieren/tabellen.ts'
import { VOORBEELDEN } from './steun/aansluiten.ts'

const document = readFileSync(BESTAND, 'utf8')

test('the document on connecting holds its samples and steps as they are: run `npm run genereer`', () => {
  expect(genereerAansluiten()).toBe(document)
})

test('every sample stands in it, and what it has of one is what the file holds', () => {
  // What running them leaves behind is no sample.
  for (const pad of lijst(VOORBEELDEN).filter((naam) => !/__pycache__|\/(?:bin|obj)\//.test(naam))) {
    expect([pad, document.includes(readFileSync(join(VOORBEELDEN, pad), 'utf8').trimEnd())]).toEqual([pad, true])
  }
  const oud = '<!-- voorbeeld: curl/x.sh -->\nold\n<!-- einde -->\nblijft'
  const nieuw = vulDocument(oud, (pad) => `echo ${pad}\n`)
  expect(nieuw).toBe(
    '<!-- voorbeeld: curl/x.sh -->\n`curl/x.sh`\n\n```bash\necho curl/x.sh\n```\n<!-- einde -->\nblijft',
  )
  expect(vulDocument(nieuw, (pad) => `echo ${pad}\n`)).toBe(nieuw)
})

test('a mark that names what there is not is told', () => {
  expect(() => vulDocument('<!-- voorbeeld: x.exe -->\n<!-- einde -->', () => '')).toThrow(
    'no language for the sample x.exe',
  )
  expect(() => vulDocument('<!-- stappen: niemand -->\n<!-- einde -->', () => '')).toThrow(
    /no role niemand: schuldeiser/,
  )
})

test('its codes and parties are those of the hub', () => {
  const rijen = rijenOnder(document, 'Wat elk systeem moet kunnen').slice(1)
  const genoemd = rijen.flatMap((rij) => {
    const [, statussen = '', codes = ''] = rij.split('|')
    return [...codes.matchAll(/`([^`]+)`/g)].map(
      ([, code = '']) => [code, statussen.trim().split(', ').map(Number)] as const,
    )
  })
  expect(genoemd.length).toBeGreaterThan(12)
  const problemen = new Map(Object.entries(PROBLEMEN))
  expect(genoemd.filter(([code, statussen]) => !statussen.includes(problemen.get(code)?.status ?? 0))).toEqual([])
  const deelnemers = rijenOnder(document, 'Een proef starten')
    .slice(1)
    .flatMap((rij) => [...rij.matchAll(/`([^`]+)`/g)].map(([, code]) => code))
  const bekend = new Set<string | undefined>(DEMO_DEELNEMERS.map(({ deelnemer }) => deelnemer))
  expect(deelnemers.filter((code) => !bekend.has(code))).toEqual([])
})
