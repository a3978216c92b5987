import { afterAll, describe, expect, it } from 'vitest'
import type { Adapter, Zending } from './verstuur.ts'

/** What the far side of an adapter may do. */
export type Gedrag = 'neemt-aan' | 'weigert' | 'is-druk' | 'zwijgt' | 'hangt-op' | 'is-er-niet'

/** How a kind of endpoint is set up against a far side that behaves so. */
export type Opstelling = {
  readonly adapter: Adapter
  zending(gedrag: Gedrag): Promise<Zending>
  sluit(): Promise<void>
}

/** What holds for every way to send: three outcomes, never a throw, and an end when the signal says so. */
export function verstuurSuite(naam: string, maak: () => Opstelling): void {
  describe(`sending by ${naam}`, () => {
    const opstelling = maak()
    afterAll(() => opstelling.sluit())
    const verstuur = async (gedrag: Gedrag, ms = 5_000) =>
      opstelling.adapter.verstuur(await opstelling.zending(gedrag), AbortSignal.timeout(ms))

    it('is afgeleverd when the far side takes it', async () => {
      expect(await verstuur('neemt-aan')).toMatchObject({ kind: 'afgeleverd' })
    })

    it('is geweigerd when the far side refuses it', async () => {
      expect(await verstuur('weigert')).toMatchObject({ kind: 'geweigerd' })
    })

    it.each(['is-druk', 'hangt-op', 'is-er-niet'] as const)('is onbereikbaar when the far side %s', async (gedrag) => {
      expect(await verstuur(gedrag)).toMatchObject({ kind: 'onbereikbaar' })
    })

    it('ends as onbereikbaar soon after its signal when the far side is silent', async () => {
      const begin = performance.now()
      expect(await verstuur('zwijgt', 200)).toMatchObject({ kind: 'onbereikbaar' })
      expect(performance.now() - begin).toBeLessThan(2_000)
    })

    it('ends as onbereikbaar when its signal was over before it began', async () => {
      const zending = await opstelling.zending('neemt-aan')
      expect(await opstelling.adapter.verstuur(zending, AbortSignal.abort())).toMatchObject({ kind: 'onbereikbaar' })
    })

    it('works again after every failure', async () => {
      expect(await verstuur('hangt-op')).toMatchObject({ kind: 'onbereikbaar' })
      expect(await verstuur('neemt-aan')).toMatchObject({ kind: 'afgeleverd' })
    })
  })
}
