import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { VERSIE } from '@warmknooppunt/platform/versie'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { lijst } from './architectuur/bron.ts'

const wortel = fileURLToPath(new URL('..', import.meta.url))
const lees = (pad: string) => readFileSync(`${wortel}/${pad}`, 'utf8')

test('the licence is the EUPL 1.2, and every package says so', () => {
  const tekst = lees('LICENSE')
  expect(tekst).toMatch(/^EUROPEAN UNION PUBLIC LICENCE v\. 1\.2\n/)
  expect(tekst.match(/^\d+\.\s?[A-Z]/gm)).toHaveLength(15)
  expect(tekst).toContain('Appendix')
  const pakketten = lijst(wortel).filter((pad) => pad.endsWith('package.json'))
  expect(pakketten.filter((pad) => JSON.parse(lees(pad)).license !== 'EUPL-1.2')).toEqual([])
})

/** What a publiccode.yml of version 0.4 must have and may not break (yml.publiccode.tools/schema.core.html). */
function keurPubliccode(p: Record<string, unknown>): string[] {
  const tekst = (waarde: unknown, min: number, max: number) =>
    typeof waarde === 'string' && waarde.length >= min && waarde.length <= max
  const niets = (waarde: unknown) => !Array.isArray(waarde) || waarde.length === 0
  const velden = (waarde: unknown): Record<string, unknown> =>
    typeof waarde === 'object' && waarde !== null ? Object.fromEntries(Object.entries(waarde)) : {}
  const fouten: string[] = []
  const eis = (goed: boolean, wat: string) => goed || fouten.push(wat)
  eis(p.publiccodeYmlVersion === '0.4', 'publiccodeYmlVersion')
  eis(tekst(p.name, 1, 100), 'name')
  eis(/^https:\/\/\S+\.git$/.test(String(p.url)), 'url')
  eis(p.releaseDate === undefined || /^\d{4}-\d\d-\d\d$/.test(String(p.releaseDate)), 'releaseDate')
  for (const naam of ['platforms', 'categories']) eis(!niets(p[naam]), naam)
  eis(
    ['concept', 'development', 'beta', 'stable', 'obsolete'].includes(String(p.developmentStatus)),
    'developmentStatus',
  )
  eis(
    /^(standalone\/(mobile|iot|desktop|web|backend|other)|addon|library|configurationFiles)$/.test(
      String(p.softwareType),
    ),
    'softwareType',
  )
  for (const [taal, ruw] of Object.entries(velden(p.description))) {
    const d = velden(ruw)
    eis(tekst(d.genericName, 1, 35), `${taal}.genericName`)
    eis(tekst(d.shortDescription, 1, 150), `${taal}.shortDescription`)
    eis(tekst(d.longDescription, 150, 10_000), `${taal}.longDescription`)
    eis(!niets(d.features), `${taal}.features`)
  }
  eis(Object.keys(velden(p.description)).length > 0, 'description')
  eis(velden(p.legal).license === 'EUPL-1.2', 'legal.license')
  const { type, contacts } = velden(p.maintenance)
  eis(
    type === 'internal' && Array.isArray(contacts) && contacts.every((c) => tekst(velden(c).name, 1, 100)),
    'maintenance',
  )
  const { localisationReady, availableLanguages } = velden(p.localisation)
  eis(typeof localisationReady === 'boolean' && !niets(availableLanguages), 'localisation')
  return fouten
}

test('publiccode.yml follows the standard, and a broken one is reported', () => {
  const publiccode = parse(lees('publiccode.yml'))
  expect(keurPubliccode(publiccode)).toEqual([])
  expect(publiccode.softwareVersion).toBe(JSON.parse(lees('package.json')).version)
  // Optional in the standard: left out as long as nothing was released.
  expect('releaseDate' in publiccode).toBe(/^## (?!Unreleased$)/m.test(lees('CHANGELOG.md')))
  expect(keurPubliccode({ ...publiccode, url: 'warmknooppunt', legal: {}, description: { nl: {} } })).toEqual([
    'url',
    'nl.genericName',
    'nl.shortDescription',
    'nl.longDescription',
    'nl.features',
    'legal.license',
  ])
})

test('every package has the version of the repository: it is what a process says that it runs', () => {
  const { version } = JSON.parse(lees('package.json'))
  const pakketten = lijst(wortel).filter((pad) => pad.endsWith('package.json'))
  expect(pakketten.length).toBeGreaterThan(10)
  expect(pakketten.filter((pad) => JSON.parse(lees(pad)).version !== version)).toEqual([])
  expect(VERSIE).toBe(version)
})
