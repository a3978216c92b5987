import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { zoekInMap } from './sporen.ts'
import { maakZoeker } from './zoeker.ts'

const WAARDE = 'Zqxëlaar-van 7'
const rond = (midden: Buffer | string) => Buffer.concat([Buffer.from('xx'), Buffer.from(midden), Buffer.from('yy')])

test.each([
  ['as it is', WAARDE],
  ['in capitals', WAARDE.toUpperCase()],
  ['in lower case', WAARDE.toLowerCase()],
  ['as UTF-16, little end first', Buffer.from(WAARDE, 'utf16le')],
  ['as UTF-16, big end first', Buffer.from(WAARDE, 'utf16le').swap16()],
  ['as hex', Buffer.from(WAARDE).toString('hex')],
  ['as hex in capitals', Buffer.from(WAARDE).toString('hex').toUpperCase()],
  ['as hex of UTF-16', Buffer.from(WAARDE, 'utf16le').toString('hex')],
  ['as base64', Buffer.from(`{"a":"${WAARDE}"}`).toString('base64')],
  ['as base64, one further', Buffer.from(`{"ab":"${WAARDE}"}`).toString('base64')],
  ['as base64, two further', Buffer.from(`{"abc":"${WAARDE}"}`).toString('base64')],
  ['as base64 of a URL', Buffer.from(`{"abc":"${WAARDE}"}`).toString('base64url')],
  ['as base64 of JSON in ASCII', Buffer.from(`{"a":"Zqx\\u00eblaar-van 7"}`).toString('base64')],
  ['in a URL', encodeURIComponent(WAARDE)],
  ['in a form', new URLSearchParams({ a: WAARDE }).toString()],
  ['in JSON in ASCII', 'Zqx\\u00eblaar-van 7'],
])('a value is found %s', (_hoe, tekst) => {
  const zoek = maakZoeker(['Andere Waarde', WAARDE])
  expect([...zoek(rond(tekst))]).toEqual([WAARDE])
  expect([...zoek(Buffer.from(tekst))]).toEqual([WAARDE])
  const half = Buffer.from(tekst).subarray(0, Buffer.from(tekst).length / 2)
  expect([...zoek(rond(half))]).toEqual([])
})

test('a value too short to be found for certain is refused, not passed over', () => {
  expect(() => maakZoeker(['kort'])).toThrow(/too short/)
})

test('a folder is searched to its bottom, in compressed files too', async () => {
  const map = await mkdtemp(join(tmpdir(), 'warmknooppunt-zoek-'))
  await mkdir(join(map, 'diep'))
  await writeFile(join(map, 'diep', 'a.gz'), gzipSync(rond(WAARDE)))
  await writeFile(join(map, 'b.zst'), zstdCompressSync(rond(WAARDE)))
  await writeFile(join(map, 'c.tar'), rond(WAARDE))
  await writeFile(join(map, 'd'), rond('niets'))
  await writeFile(join(map, `${WAARDE}.txt`), 'niets')
  const gevonden = await zoekInMap(map, [WAARDE])
  expect(gevonden.map((plek) => plek.slice(map.length)).toSorted()).toEqual([
    `/${WAARDE}.txt (its name): ${WAARDE}`,
    `/b.zst: ${WAARDE}`,
    `/c.tar: ${WAARDE}`,
    `/diep/a.gz: ${WAARDE}`,
  ])
  await rm(map, { recursive: true })
})
