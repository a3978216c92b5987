import { setTimeout as wachtMs } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Boom } from './steun/boom.ts'
import { DEZE, vorigeBoom } from './steun/boom.ts'
import type { Stagenaam } from './steun/gateway.ts'
import { beginSpel } from './steun/spel.ts'
import type { Schip, Vloot } from './steun/vloot.ts'
import { maakVloot, STAGES, sluitAf, telApart } from './steun/vloot.ts'

const vorige: Boom | null = await vorigeBoom()
/** First old and new work side by side at each of these stages; then new ones alone, with old ones alone before and behind them. */
const RONDEN: readonly (readonly Stagenaam[])[] = [
  ['intake', 'sla', 'dossier'],
  ['routing', 'delivery'],
]
let vloot: Vloot
beforeAll(async () => {
  vloot = await maakVloot()
})
afterAll(async () => {
  await vloot.sluit()
  await vorige?.weg()
})

describe.skipIf(vorige === null)('a rolling upgrade from the version before this one', () => {
  test('under load loses nothing, doubles nothing, and leaves no stage unready', { timeout: 600_000 }, async () => {
    const oud = vorige ?? DEZE
    await vloot.migreer(oud)
    await vloot.laadDemo(oud)
    const oude = await Promise.all(STAGES.map((stage) => vloot.start(oud, stage)))
    const spel = beginSpel(vloot, { run: 'rol', perSeconde: 12 })
    await wachtMs(500)
    await vloot.migreer(DEZE)
    const nieuwe: Schip[] = []
    for (const ronde of RONDEN) {
      nieuwe.push(...(await Promise.all(ronde.map((stage) => vloot.start(DEZE, stage)))))
      await wachtMs(300)
      for (const schip of oude.filter(({ stage }) => ronde.includes(stage))) expect(await vloot.stop(schip)).toBe(0)
      await wachtMs(500)
    }
    const verslag = await spel.stop()
    expect(verslag).toMatchObject({ verloren: 0, dubbel: 0, onbeantwoord: 0, voorbeelden: [] })
    expect(verslag.aangenomen).toBeGreaterThan(30)
    expect(verslag.contactregistraties).toBeGreaterThan(0)
    expect(vloot.onklaar).toEqual([])
    expect(await telApart(vloot)).toBe(0)
    await expect.poll(() => sluitAf(vloot), { timeout: 10_000 }).toMatchObject({ open: [], verschillen: [] })
    const { tellingen } = await sluitAf(vloot)
    expect(tellingen.map(({ uitkomst }) => uitkomst)).toContain('bevestigd')
    for (const { regels } of [...oude, ...nieuwe])
      expect(regels.filter((regel) => /"niveau":"(error|fatal)"/.test(regel))).toEqual([])
  })
})
