import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { isStartfout, startfout } from './proces.ts'

it('the first signal asks the process to end, the second ends it at once', async () => {
  const adres = new URL('./proces.ts', import.meta.url).href
  const tekst = `const { wachtOpTeken } = await import(${JSON.stringify(adres)})
    const teken = wachtOpTeken()
    setInterval(() => undefined, 1000)
    console.log('klaar')
    console.log(await teken)`
  const proces = spawn(process.execPath, ['--input-type=module', '-e', tekst], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(proces.stdout, 'data')
  proces.kill('SIGTERM')
  const [gezegd] = await once(proces.stdout, 'data')
  expect(String(gezegd)).toBe('SIGTERM\n')
  expect(proces.exitCode).toBeNull()
  proces.kill('SIGINT')
  expect(await once(proces, 'exit')).toEqual([130, null])
})

it('a start error is told from every other', () => {
  expect(isStartfout(startfout('choose another port'))).toBe(true)
  expect(isStartfout(new Error('choose another port'))).toBe(false)
  expect(isStartfout('choose another port')).toBe(false)
})
