import { setTimeout as wachtMs } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { binnen, totSignaal } from './tijdslimiet.ts'

test('work is waited for so long, and goes on after', async () => {
  expect(await binnen(1_000, wachtMs(1))).toBe(true)
  expect(await binnen(1, new Promise(() => undefined))).toBe(false)
})

test('work is waited for until the signal; what it fails with after that is nobody’s', async () => {
  const op = new AbortController()
  expect(await totSignaal(Promise.resolve(7), op.signal)).toBe(7)
  await expect(totSignaal(Promise.reject(new Error('own')), op.signal)).rejects.toThrow('own')
  const werk = Promise.withResolvers<never>()
  const gewacht = totSignaal(werk.promise, op.signal)
  op.abort(new Error('stopped'))
  await expect(gewacht).rejects.toThrow('stopped')
  werk.reject(new Error('too late'))
  await expect(totSignaal(new Promise(() => undefined), op.signal)).rejects.toThrow('stopped')
})
