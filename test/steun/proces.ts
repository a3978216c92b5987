import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A program that runs beside a test as a process of its own, to be killed or frozen. */
export type Proces = {
  /** what it wrote on stdout and stderr so far, by line */
  readonly regels: readonly string[]
  sein(signaal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void
  /** resolves with its exit code when it has ended (null when a signal ended it) and all it said was read */
  readonly einde: Promise<number | null>
}

/** Starts `node` with these arguments. A program that reads its stdin to the end ends with the test that started it. */
export function startProces(argumenten: readonly string[]): Proces {
  const kind = spawn(process.execPath, [...argumenten], { stdio: ['pipe', 'pipe', 'pipe'] })
  const regels: string[] = []
  for (const stroom of [kind.stdout, kind.stderr]) {
    createInterface({ input: stroom }).on('line', (regel) => void regels.push(regel))
  }
  return {
    regels,
    sein: (signaal) => void kind.kill(signaal),
    einde: once(kind, 'close').then(() => kind.exitCode),
  }
}
