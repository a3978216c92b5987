import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { expect, test, vi } from 'vitest'
import { maakLog } from './log.ts'
import { maakSchijfwacht, meetSchijf } from './schijf.ts'

const GIB = 1024 ** 3

test('a folder that is not there yet is measured by the disk it will lie on', async () => {
  const weg = await meetSchijf(join(tmpdir(), 'is-er-niet', 'ook-niet'))
  expect(weg.apparaat).toBe((await meetSchijf(tmpdir())).apparaat)
  expect(weg.vrij).toBeGreaterThan(0)
  expect(weg.totaal).toBeGreaterThanOrEqual(weg.vrij)
})

test('tells the room of each folder, and of one that is nearly full once as an alarm', async () => {
  const regels: string[] = []
  const metrieken = new Registry()
  let vrij = 50 * GIB
  let gemeten = 0
  const einde = new AbortController()
  const loop = maakSchijfwacht({
    mappen: { data: '/data', journaal: '/journaal' },
    log: maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } }),
    metrieken,
    pauzeMs: 1,
    meet: async (map) => {
      gemeten++
      return { vrij: map === '/data' ? vrij : 50 * GIB, totaal: 100 * GIB }
    },
  }).run(einde.signal)
  const rondes = async (aantal: number) => {
    const tot = gemeten + 2 * aantal
    await vi.waitUntil(() => gemeten > tot)
  }
  const alarmen = async () => /alarm_total\{soort="schijf-vol"\} (\d+)/.exec(await metrieken.metrics())?.[1] ?? '0'
  await rondes(2)
  expect([await alarmen(), regels]).toEqual(['0', []])
  expect(await metrieken.metrics()).toContain(`warmknooppunt_schijf_vrij_bytes{map="journaal"} ${50 * GIB}`)
  vrij = GIB / 2
  await rondes(3)
  expect(await alarmen()).toBe('1')
  expect(regels.map((regel) => JSON.parse(regel))).toMatchObject([{ gebeurtenis: 'alarm.schijf-vol', map: 'data' }])
  vrij = 50 * GIB
  await rondes(2)
  vrij = 0
  await rondes(2)
  expect(await alarmen()).toBe('2')
  einde.abort()
  await loop
})
