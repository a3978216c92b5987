import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'

const KIJK_MS = 100

/** Follows a process and gives, once asked, the most resident memory in MB that the kernel has seen of it; null where it does not tell. */
export function piekgeheugenMb(proces: ChildProcess): () => number | null {
  let piek: number | null = null
  const kijk = setInterval(() => {
    piek = leesPiek(proces.pid) ?? piek
  }, KIJK_MS)
  proces.once('exit', () => clearInterval(kijk))
  return () => piek
}

function leesPiek(pid: number | undefined): number | null {
  try {
    const kb = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kb === undefined ? null : Math.round(Number(kb) / 1024)
  } catch {
    return null
  }
}
