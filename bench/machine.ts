import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'

export type Machine = { readonly cpu: string; readonly cores: number; readonly memoryGb: number; readonly os: string }

export function machine(): Machine {
  const os = `${process.platform} ${process.arch}`
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    os,
  }
}

/** Versions of what was measured: the hub's commit, Node and PostgreSQL. */
export function versies(): Readonly<Record<string, string>> {
  const pakket: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const hub = typeof pakket === 'object' && pakket !== null && 'version' in pakket ? String(pakket.version) : '?'
  return { warmknooppunt: hub, commit: commit(), node: process.version }
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}
