import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SRC = fileURLToPath(new URL('../services/knooppunt/src/', import.meta.url))

/** The program with a reader that has gone away before anything was said, as `| head` does. */
async function zonderLezer(main: string, argumenten: readonly string[]): Promise<readonly [number | null, string]> {
  const kind = spawn(process.execPath, [`${SRC}${main}`, ...argumenten], { stdio: ['ignore', 'pipe', 'pipe'] })
  kind.stdout.destroy()
  let gezegd = ''
  kind.stderr.on('data', (deel) => {
    gezegd += String(deel)
  })
  await once(kind, 'close')
  return [kind.exitCode, gezegd]
}

test.each([
  ['main.ts', ['--help']],
  ['main.ts', ['termijn', '--help']],
  ['dienst/main.ts', ['--help']],
])('%s %j ends in order when nobody reads on', async (main, argumenten) => {
  expect(await zonderLezer(main, argumenten)).toEqual([0, ''])
})
