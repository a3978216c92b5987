import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { vrijePoorten } from './poorten.ts'

test('ports for processes that come and go are none that a system gives to a connection of somebody else', async () => {
  const poorten = await vrijePoorten(40)
  expect(new Set(poorten).size).toBe(40)
  expect(Math.max(...poorten)).toBeLessThan(32_768)
  expect(Math.min(...poorten)).toBeGreaterThan(1_023)
  const server = createServer()
  await new Promise<void>((klaar) => server.listen(poorten[0], '127.0.0.1', klaar))
  await new Promise((klaar) => server.close(klaar))
})
