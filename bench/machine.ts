import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { voerUit, zoekProgrammas } from '../services/knooppunt/src/ingebed/programmas.ts'

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
export async function versies(): Promise<Readonly<Record<string, string>>> {
  const pakket: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const hub = typeof pakket === 'object' && pakket !== null && 'version' in pakket ? String(pakket.version) : '?'
  return { warmknooppunt: hub, commit: commit(), node: process.version, postgres: await postgresVersie() }
}

/** Of the program that the all-in-one runs: `postgres (PostgreSQL) 18.4` without the words before it. */
async function postgresVersie(): Promise<string> {
  const { stdout } = await voerUit((await zoekProgrammas()).postgres, ['--version'])
  return /\d\S*/.exec(stdout)?.[0] ?? 'unknown'
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}
