import { setTimeout as wachtMs } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEZE } from './steun/boom.ts'
import { beginSpel } from './steun/spel.ts'
import type { Vloot } from './steun/vloot.ts'
import { maakVloot, STAGES, sluitAf, telApart } from './steun/vloot.ts'

let vloot: Vloot
beforeAll(async () => {
  vloot = await maakVloot()
  await vloot.migreer(DEZE)
  await vloot.laadDemo(DEZE)
})
afterAll(() => vloot.sluit())

test('two of every service on the outboxes, one of each killed under load: all is delivered, and once', {
  timeout: 180_000,
}, async () => {
  const [eerste] = await Promise.all([1, 2].map(() => Promise.all(STAGES.map((stage) => vloot.start(DEZE, stage)))))
  const spel = beginSpel(vloot, { run: 'twee', perSeconde: 15 })
  await wachtMs(1_500)
  for (const schip of eerste ?? []) {
    await vloot.dood(schip)
    await wachtMs(300)
  }
  await wachtMs(500)
  const verslag = await spel.stop()
  expect(verslag).toMatchObject({ verloren: 0, dubbel: 0, onbeantwoord: 0, voorbeelden: [] })
  expect(verslag.afgeleverd).toBeGreaterThan(20)
  expect(verslag.contactregistraties).toBeGreaterThan(0)
  expect(await telApart(vloot)).toBe(0)
  expect(vloot.onklaar).toEqual([])
  await expect.poll(() => sluitAf(vloot), { timeout: 10_000 }).toMatchObject({ open: [], verschillen: [] })
})
