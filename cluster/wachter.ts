import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ruimRestenOp } from './stand.ts'

const DIT = fileURLToPath(import.meta.url)

/** Ends what a cluster left running when it was killed: its stdin closes when the cluster is gone, however it went. */
export function waak(map: string, env: Readonly<Record<string, string>>): { laatLos(): void } {
  const regel = 'cat >/dev/null; exec "$0" "$@"'
  const proces = spawn('sh', ['-c', regel, process.execPath, DIT, map], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  proces.on('error', () => undefined)
  proces.unref()
  return { laatLos: () => void proces.kill('SIGKILL') }
}

if (import.meta.main) await ruimRestenOp(process.argv[2] ?? '')
