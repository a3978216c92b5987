import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

test('without Caddy the cluster says how to get it and how to go without, before it starts or makes anything', async () => {
  const data = join(tmpdir(), `warmknooppunt-geen-cluster-${process.pid}`)
  const proces = spawn(process.execPath, [MAIN, '--data', data], {
    env: { PATH: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const fout: string[] = []
  proces.stderr.on('data', (deel) => fout.push(String(deel)))
  await once(proces, 'close')
  expect(proces.exitCode).toBe(69)
  expect(fout.join('')).toMatch(/apt-get install caddy.*--zonder gateway/)
  expect(existsSync(data)).toBe(false)
})
