import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maakWekker } from './wekker.ts'

const LANG_MS = 60_000
const nooit = new AbortController().signal

/** Whether a wait is over before the turn of the event loop is. */
async function isAf(wacht: Promise<void>): Promise<boolean> {
  const nog = Symbol('still waiting')
  return (await Promise.race([wacht, new Promise((klaar) => setImmediate(klaar, nog))])) !== nog
}

test('a wake-up ends a wait, and one before the wait is not lost', async () => {
  const wekker = maakWekker()
  const wacht = wekker.wachter('berichten')
  const eerste = wacht(LANG_MS, nooit)
  expect(await isAf(eerste)).toBe(false)
  wekker.wek('berichten')
  await eerste
  wekker.wek('berichten')
  await wacht(LANG_MS, nooit)
})

test('a wake-up that was waited for does not end the next wait too', async () => {
  const wekker = maakWekker()
  const wacht = wekker.wachter('berichten')
  wekker.wek('berichten')
  wekker.wek('berichten')
  await wacht(LANG_MS, nooit)
  const tweede = wacht(LANG_MS, nooit)
  expect(await isAf(tweede)).toBe(false)
  wekker.sluit()
  await tweede
})

test('each waiter of a topic is woken, and no waiter of another', async () => {
  const wekker = maakWekker()
  const [een, twee, ander] = [wekker.wachter('berichten'), wekker.wachter('berichten'), wekker.wachter('termijnen')]
  const wachten = [een(LANG_MS, nooit), twee(LANG_MS, nooit)]
  const elders = ander(LANG_MS, nooit)
  wekker.wek('berichten')
  await Promise.all(wachten)
  expect(await isAf(elders)).toBe(false)
  wekker.sluit()
  await elders
})

test('a wait ends by itself after its time, and at once when its signal aborts or had aborted', async () => {
  const wacht = maakWekker().wachter('berichten')
  await wacht(5, nooit)
  const ophouden = new AbortController()
  const lopend = wacht(LANG_MS, ophouden.signal)
  ophouden.abort()
  await lopend
  await wacht(LANG_MS, ophouden.signal)
})

test('a reader that reads until empty and then waits sees every message, however wake-ups and reads interleave', async () => {
  const beurten = fc.array(fc.constantFrom('leg', 'micro', 'macro'), { minLength: 1, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(beurten, async (stappen) => {
      const wekker = maakWekker()
      const ophouden = new AbortController()
      const wacht = wekker.wachter('berichten')
      let gelegd = 0
      let gelezen = 0
      const lus = (async () => {
        while (!ophouden.signal.aborted) {
          const nu = gelegd
          await Promise.resolve()
          if (nu > gelezen) gelezen = nu
          else await wacht(LANG_MS, ophouden.signal)
        }
      })()
      for (const stap of stappen) {
        if (stap === 'micro') await Promise.resolve()
        if (stap === 'macro') await new Promise((klaar) => setImmediate(klaar))
        if (stap !== 'leg') continue
        gelegd++
        wekker.wek('berichten')
      }
      for (let n = 0; n < 3; n++) await new Promise((klaar) => setImmediate(klaar))
      expect(gelezen).toBe(gelegd)
      ophouden.abort()
      await lus
    }),
  )
})
