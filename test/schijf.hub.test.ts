import { execFile } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schrijfVol } from '../chaos/schijf.ts'
import { gereed, regels, totdat } from '../services/knooppunt/src/start.proef.ts'
import type { Hub } from './steun/hub.ts'
import { maakHub, telGeparkeerd } from './steun/hub.ts'
import { beginPeiling, telAntwoorden, verboden } from './steun/peiler.ts'
import { keurPostvakken, leesPostvakken, wachtOpPostvakken } from './steun/postvakken.ts'
import type { Spel } from './steun/spel.ts'
import { beginSpel } from './steun/spel.ts'

const voerUit = promisify(execFile)
const VOL_MS = 2_000

/** Whether this user may mount a file system of its own for the data folder. */
async function kanKoppelen(): Promise<boolean> {
  const map = `/tmp/warmknooppunt-schijf-${process.pid}`
  await mkdir(map)
  try {
    await koppel(map)
    await voerUit('umount', [map])
    return true
  } catch {
    return false
  } finally {
    await rm(map, { recursive: true })
  }
}

async function koppel(map: string): Promise<void> {
  await voerUit('mount', ['-t', 'tmpfs', '-o', 'size=192m,mode=711', 'tmpfs', map])
}

const mag = process.platform === 'linux' && (await kanKoppelen())
if (!mag) console.warn('SKIPPED: the test of a full disk needs the right to mount a tmpfs (Linux, root)')

describe.skipIf(!mag)('a data folder on a disk that fills up', () => {
  let hub: Hub
  let spel: Spel

  beforeAll(async () => {
    hub = await maakHub(async (map) => {
      await mkdir(map)
      await koppel(map)
      return async () => {
        // What was killed may be ending still: unmounted at once, and gone when the last of it is.
        await voerUit('umount', ['--lazy', map])
      }
    })
    spel = beginSpel(hub, { run: 'schijf', perSeconde: 20 })
  })

  afterAll(() => hub.sluit())

  it('answers 503 with Retry-After, and recovers by itself when there is room again', { timeout: 60_000 }, async () => {
    const vulling = join(hub.data.map, 'vulling')
    const peiler = beginPeiling(hub, 'volgelopen', 40)
    await wachtMs(500)
    await schrijfVol(vulling)
    await totdat(() => (telAntwoorden(peiler.peilingen)['503+'] ?? 0) > 0, 20_000)
    await wachtMs(VOL_MS)
    await rm(vulling)
    await totdat(async () => (await gereed(hub.basis)).status === 200, 20_000)
    await totdat(() => peiler.peilingen.at(-1)?.dossierId !== null, 10_000)
    const peilingen = await peiler.stop()
    expect(verboden(peilingen)).toEqual([])
    await wachtOpPostvakken(
      hub,
      peilingen.flatMap(({ dossierId }) => dossierId ?? []),
    )
  })

  it('loses and doubles nothing, and puts nothing aside', { timeout: 60_000 }, async () => {
    const verslag = await spel.stop()
    expect(verslag).toMatchObject({ verloren: 0, dubbel: 0, onbeantwoord: 0, voorbeelden: [] })
    expect(keurPostvakken(await leesPostvakken(hub))).toEqual([])
    expect(await telGeparkeerd(hub)).toEqual({ routing: 0, sla: 0, delivery: 0, dossier: 0 })
    const gezegd = hub.gestart.flatMap(regels)
    expect(gezegd.filter(({ niveau, gebeurtenis }) => niveau === 'fatal' || gebeurtenis === 'http.fout')).toEqual([])
  })
})
