import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { leesRegels, leesStaart, schrijfBij } from './buitenbestand.ts'

let map: string
beforeAll(async () => {
  map = await mkdtemp(join(tmpdir(), 'wk-buiten-'))
})
afterAll(() => rm(map, { recursive: true, force: true }))

async function alles(pad: string): Promise<string[]> {
  const regels: string[] = []
  for await (const regel of leesRegels(pad)) regels.push(regel)
  return regels
}

it('makes its folder and a file that only its owner may read, and appends', async () => {
  const pad = join(map, 'diep', 'een.txt')
  await schrijfBij(pad, ['a', 'b'])
  await schrijfBij(pad, ['c'])
  expect(await readFile(pad, 'utf8')).toBe('a\nb\nc\n')
  expect((await stat(pad)).mode & 0o777).toBe(0o600)
  expect(await alles(pad)).toEqual(['a', 'b', 'c'])
})

it('a line that a crash left half written spoils no other', async () => {
  const pad = join(map, 'twee.txt')
  await schrijfBij(pad, ['heel'])
  await appendFile(pad, 'ha')
  await schrijfBij(pad, ['weer heel'])
  expect(await alles(pad)).toEqual(['heel', 'ha', 'weer heel'])
})

it('reads the last lines first, of a long file only whole ones, and none of one that is not there', async () => {
  const pad = join(map, 'lang.txt')
  await writeFile(pad, Array.from({ length: 20_000 }, (_, i) => `regel ${i}\n`).join(''))
  const staart = await leesStaart(pad)
  expect(staart.slice(0, 2)).toEqual(['regel 19999', 'regel 19998'])
  expect(staart.every((regel) => /^regel \d+$/.test(regel))).toBe(true)
  expect(staart.length).toBeLessThan(20_000)
  expect(await leesStaart(join(map, 'niet'))).toEqual([])
  expect(await alles(join(map, 'niet'))).toEqual([])
})
