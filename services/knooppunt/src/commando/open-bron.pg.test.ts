import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migreer } from '@warmknooppunt/platform/migraties'
import { maakPool } from '@warmknooppunt/platform/pool'
import { laadDemo } from '@warmknooppunt/register/demo'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Datamap } from '../datamap.ts'
import { datamap, maakMappen } from '../datamap.ts'
import { leesUrl, startIngebed } from '../ingebed/postgres.ts'
import { vergrendel } from '../ingebed/slot.ts'
import { doe } from './commando.proef.ts'
import { voegGemeenteToe } from './gemeente.ts'
import { voegTermijnToe } from './termijn.ts'

const LOG = pino({ enabled: false })

/** A data folder with a database in it that does not run, as a stopped hub leaves it. */
let data: Datamap
let env = {}
beforeAll(async () => {
  const basis = await mkdtemp(join(tmpdir(), 'warmknooppunt-bron-'))
  await chmod(basis, 0o755)
  data = datamap(join(basis, 'data'))
  env = { DATA_MAP: data.map }
  await maakMappen(data)
  const ingebed = await startIngebed(data, LOG)
  await migreer({ url: ingebed.url, meld: () => undefined })
  const pool = maakPool({ url: ingebed.url, applicatie: 'test' })
  const nu = Temporal.Instant.from('2026-11-20T10:00:00Z')
  await laadDemo(pool, { issuer: 'https://hub.example.nl/oauth', clients: [], nu })
  await pool.end()
  await ingebed.stop()
})
afterAll(() => rm(join(data.map, '..'), { recursive: true, force: true }))

const gemeente = () => doe(voegGemeenteToe, ['gemeente', '6001AB', '1'], { env })

describe('a data folder whose hub does not run', () => {
  test('has its database started for the command, and stopped again', async () => {
    expect(await gemeente()).toMatchObject({
      code: 0,
      fout: '',
      uit: expect.stringMatching(/Weert[\s\S]*started for this command/),
    })
    expect(await leesUrl(data)).toBeNull()
    expect(await gemeente()).toMatchObject({ code: 0 })
  })

  test('is left alone by termijn without a gemeente, which needs only holidays', async () => {
    const { uit } = await doe(voegTermijnToe, ['termijn', '2026-11-20T10:00'], { env })
    expect(uit).toContain('the holidays this release knows')
  })

  test('is not touched while another process holds it', async () => {
    const slot = vergrendel(data.slot)
    expect(await gemeente()).toMatchObject({ code: 69, uit: '', fout: expect.stringMatching(/try again in a moment/) })
    slot?.laatLos()
  })

  test('is read as it is when its database still runs, and left running', async () => {
    const ingebed = await startIngebed(data, LOG)
    try {
      expect(await gemeente()).toMatchObject({ code: 0, uit: expect.not.stringContaining('started for this command') })
      expect(await leesUrl(data)).toBe(ingebed.url)
    } finally {
      await ingebed.stop()
    }
  })
})
