import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const VOL = '/dev/full'
const LOG = fileURLToPath(new URL('../packages/platform/src/log.ts', import.meta.url))
const PROCES = fileURLToPath(new URL('../packages/platform/src/proces.ts', import.meta.url))
/** As a service begins, and then with far more lines than are kept. */
const PROGRAMMA = `
const { maakLog } = await import('${LOG}')
const { vangOngevangen } = await import('${PROCES}')
const log = maakLog({ dienst: 'proef', niveau: 'info' })
vangOngevangen(log)
for (let i = 0; i < 20_000; i++) log.warn({ i, tekst: 'x'.repeat(200) }, 'proef.regel')
setTimeout(() => process.stderr.write('alive'), 100)
`

test.skipIf(!existsSync(VOL))('a process whose log goes to a full disk lives on', () => {
  const vol = openSync(VOL, 'w')
  try {
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', PROGRAMMA], {
      stdio: ['ignore', vol, 'pipe'],
      encoding: 'utf8',
      timeout: 20_000,
    })
    expect(stderr).toContain('alive')
    expect(status).toBe(0)
  } finally {
    closeSync(vol)
  }
})
