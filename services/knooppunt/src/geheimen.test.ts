import { mkdtemp, open, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { leesGeheim, schrijfGeheim } from './geheimen.ts'

vi.mock('node:fs/promises', async (echt) => {
  const fs = await echt<typeof import('node:fs/promises')>()
  return { ...fs, open: vi.fn(fs.open), rename: vi.fn(fs.rename) }
})

let map: string
beforeEach(async () => {
  map = await mkdtemp(join(tmpdir(), 'geheim-'))
})
afterEach(() => rm(map, { recursive: true }))

it('a secret is read back as it was written, by its owner alone; one that is not there is null', async () => {
  const pad = join(map, 'kek')
  expect(await leesGeheim(pad)).toBeNull()
  await schrijfGeheim(pad, 'een:abc')
  await schrijfGeheim(pad, 'twee:def')
  expect(await leesGeheim(pad)).toBe('twee:def')
  expect((await stat(pad)).mode & 0o777).toBe(0o600)
})

it('a secret is on disk before it has its name, and its name is on disk before it counts', async () => {
  const pad = join(map, 'kek')
  const stappen: string[] = []
  const { open: echtOpen, rename: echtRename } =
    await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises')
  vi.mocked(open).mockImplementation(async (...delen) => {
    const bestand = await echtOpen(...delen)
    const sync = bestand.sync.bind(bestand)
    bestand.sync = () => {
      stappen.push(`sync ${String(delen[0])}`)
      return sync()
    }
    return bestand
  })
  vi.mocked(rename).mockImplementation(async (van, naar) => {
    stappen.push('rename')
    await echtRename(van, naar)
  })
  await schrijfGeheim(pad, 'een:abc')
  expect(stappen).toEqual([`sync ${pad}.nieuw`, 'rename', `sync ${map}`])
})
