import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Uitgebracht } from './uitgebracht.ts'
import { gewijzigd, sha256, uitgaven } from './uitgebracht.ts'

const schemas = new URL('..', import.meta.url)
const lijst: Uitgebracht = JSON.parse(readFileSync(new URL('uitgebracht.json', schemas), 'utf8'))
const lees = (pad: string) => (existsSync(new URL(pad, schemas)) ? readFileSync(new URL(pad, schemas)) : undefined)

it('leaves a released schema as it was', () => {
  expect(gewijzigd(lijst, lees)).toEqual([])
})

it('lists the schemas of every release in the change log', () => {
  const changelog = new URL('../CHANGELOG.md', schemas)
  expect(Object.keys(lijst).sort()).toEqual(
    uitgaven(existsSync(changelog) ? readFileSync(changelog, 'utf8') : '').sort(),
  )
})

it('sees a released schema that was edited or removed, and no other', () => {
  const bytes = Buffer.from('{"title":"Doorverwijzing"}')
  const uit = {
    '0.1.0': {
      'a/v1.schema.json': sha256(bytes),
      'b/v1.schema.json': sha256(bytes),
      'c/v1.schema.json': sha256(bytes),
    },
  }
  const nu = new Map([
    ['a/v1.schema.json', bytes],
    ['b/v1.schema.json', Buffer.from('{"title":"doorverwijzing"}')],
  ])
  expect(gewijzigd(uit, (pad) => nu.get(pad))).toEqual(['b/v1.schema.json', 'c/v1.schema.json'])
})

it('reads the releases of a change log', () => {
  const tekst =
    '# Changes\n\n## Unreleased\n\n## 0.2.0 (unreleased)\n\n## [0.1.1] - 2026-05-01\n\n### Added\n\n## 0.1.0\n'
  expect(uitgaven(tekst)).toEqual(['0.1.1', '0.1.0'])
})
