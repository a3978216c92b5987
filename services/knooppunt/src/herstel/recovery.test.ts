import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { HOOFDVERSIE } from '../ingebed/cluster.ts'
import { bepaalEigenaar } from '../ingebed/programmas.ts'
import { controleerLeesbaar, stopVorige } from './recovery.ts'
import { eisVersie } from './zet-terug.ts'

let map: string
beforeAll(async () => {
  map = await mkdtemp(join(tmpdir(), 'wk-recovery-'))
  await chmod(map, 0o711)
})
afterAll(() => rm(map, { recursive: true, force: true }))

it('a restore that goes on leaves a program alone that has the number of its PostgreSQL by now', async () => {
  const vreemd = spawn('sleep', ['60'], { cwd: tmpdir(), stdio: 'ignore' })
  const geeindigd = once(vreemd, 'exit')
  await writeFile(join(map, 'postmaster.pid'), `${vreemd.pid}\n${map}\n1700000000\n5432\n\n\n\nready\n`)
  await stopVorige(map)
  await expect(access(join(map, 'postmaster.pid'))).rejects.toMatchObject({ code: 'ENOENT' })
  vreemd.kill('SIGKILL')
  // Not of the SIGINT with which PostgreSQL is stopped.
  expect(await geeindigd).toEqual([null, 'SIGKILL'])
})

it('a back-up of another major version of PostgreSQL is refused before it is copied', () => {
  eisVersie({ postgres: `${HOOFDVERSIE}.1` })
  expect(() => eisVersie({ postgres: '17.6' })).toThrow('of PostgreSQL 17.6')
})

it('an archive with a segment that the database user may not read is refused, not taken as one that ends there', async () => {
  const wal = await mkdtemp(join(map, 'wal-'))
  await chmod(wal, 0o755)
  const eigenaar = await bepaalEigenaar()
  await writeFile(join(wal, '000000010000000000000001'), '', { mode: 0o644 })
  await controleerLeesbaar(wal, eigenaar)
  await writeFile(join(wal, '000000010000000000000002'), '')
  await chmod(join(wal, '000000010000000000000002'), 0)
  await expect(controleerLeesbaar(wal, eigenaar)).rejects.toThrow('all that is in it')
})
