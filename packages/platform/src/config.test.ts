import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Velden } from './config.ts'
import { beschrijfVelden, EXIT_CONFIG, leesConfig } from './config.ts'

const velden = {
  DATABASE_URL: { soort: 'tekst', uitleg: 'Where the database is.', geheim: true, patroon: /^postgres(ql)?:\/\// },
  KEK: { soort: 'tekst', uitleg: 'Key-encryption keys.', geheim: true, verplicht: true },
  POORT: { soort: 'getal', uitleg: 'TCP port.', standaard: 8080, min: 1, max: 65_535 },
  BUS: { soort: 'keuze', uitleg: 'Transport.', standaard: 'postgres', keuzes: ['postgres', 'kafka'] },
  DEMO: { soort: 'ja-nee', uitleg: 'Demo data.', standaard: false },
  NIVEAU: { soort: 'tekst', uitleg: 'Log level.', standaard: 'info' },
} as const satisfies Velden

let map = ''
beforeAll(() => {
  map = mkdtempSync(join(tmpdir(), 'wk-config-'))
})
afterAll(() => rmSync(map, { recursive: true }))

const bestand = (naam: string, inhoud: string) => {
  const pad = join(map, naam)
  writeFileSync(pad, inhoud)
  return pad
}
const problemen = (env: Record<string, string>) => {
  const uitkomst = leesConfig(velden, env)
  return uitkomst.kind === 'fout' ? uitkomst.problemen : []
}

test('settings that are not given have their default; what is given has the type of its kind', () => {
  expect(leesConfig(velden, { KEK: 'k' })).toEqual({
    kind: 'goed',
    config: { DATABASE_URL: undefined, KEK: 'k', POORT: 8080, BUS: 'postgres', DEMO: false, NIVEAU: 'info' },
  })
  const alles = { DATABASE_URL: 'postgres://h/d', KEK: 'k', POORT: '9000', BUS: 'kafka', DEMO: 'ja', NIVEAU: 'debug' }
  expect(leesConfig(velden, alles)).toEqual({ kind: 'goed', config: { ...alles, POORT: 9000, DEMO: true } })
})

test('all problems are named together, with what to do, and a service manager can tell them from a crash', () => {
  const gevonden = problemen({ DATABASE_URL: 'mysql://h', POORT: '0', BUS: 'rabbit', DEMO: 'true' })
  expect(gevonden.map((regel) => regel.split(':')[0])).toEqual(['DATABASE_URL', 'KEK', 'POORT', 'BUS', 'DEMO'])
  expect(gevonden).toContain('POORT: must be a number from 1 to 65535. TCP port.')
  expect(gevonden).toContain('KEK: is missing. Key-encryption keys.')
  expect(gevonden).toContain('BUS: must be one of postgres, kafka. Transport.')
  expect(EXIT_CONFIG).toBe(78)
})

test('no value that was given comes back in a problem', () => {
  const pad = bestand('geheim', 'planted-secret')
  const gevonden = problemen({
    DATABASE_URL_BESTAND: pad,
    KEK: 'planted-secret',
    KEK_BESTAND: pad,
    POORT: 'planted-secret',
    BUS: 'planted-secret',
    DEMO: 'planted-secret',
  })
  expect(gevonden).toHaveLength(5)
  expect(gevonden.join('\n')).not.toContain('planted')
})

describe('a setting from a file', () => {
  test('is its content without the last newline', () => {
    expect(leesConfig(velden, { KEK_BESTAND: bestand('kek', 'k-from-file\n') })).toMatchObject({
      config: { KEK: 'k-from-file' },
    })
  })

  test('is refused when it is given in both ways, cannot be read, or is a folder', () => {
    expect(problemen({ KEK: 'x', KEK_BESTAND: bestand('kek', 'y') })).toEqual([
      'KEK: given twice: as KEK and as KEK_BESTAND; keep one',
    ])
    for (const pad of [join(map, 'absent'), map]) {
      expect(problemen({ KEK_BESTAND: pad })).toEqual(['KEK: the file named by KEK_BESTAND cannot be read'])
    }
  })

  test('that is empty counts as not given', () => {
    expect(problemen({ KEK_BESTAND: bestand('leeg', '\n') })).toEqual(['KEK: is missing. Key-encryption keys.'])
  })
})

test('an empty setting, as compose files pass it, counts as not given', () => {
  const env = { KEK: 'k', KEK_BESTAND: '', POORT: '', BUS: ' ', DATABASE_URL: '', DEMO: '' }
  expect(leesConfig(velden, env)).toMatchObject({ kind: 'goed', config: { POORT: 8080, BUS: 'postgres', DEMO: false } })
  expect(leesConfig(velden, { KEK: '', KEK_BESTAND: bestand('k', 'from file') })).toMatchObject({ kind: 'goed' })
})

test.each(['NaN', 'Infinity', '1e3', '0x50', '80 81', '-1', '65536', '8080x'])('%s is no port', (waarde) => {
  expect(problemen({ KEK: 'k', POORT: waarde })).toHaveLength(1)
})

test('the help has a line a setting with its default, never that of a secret', () => {
  const hulp = beschrijfVelden({
    ...velden,
    PIN: { soort: 'tekst', uitleg: 'Pin.', geheim: true, standaard: 'planted' },
  })
  expect(hulp.split('\n')).toHaveLength(7)
  expect(hulp).toMatch(/^ {2}POORT {2,}TCP port\. \(default 8080\)$/m)
  expect(hulp).toMatch(/^ {2}DEMO {2,}Demo data\. \(default nee\)$/m)
  expect(hulp).not.toContain('planted')
})
