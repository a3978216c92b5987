import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const draai = promisify(execFile)
const VERSIE = '4.32.5'
const OMGEVING = fileURLToPath(new URL(`../../node_modules/.cache/schemathesis-${VERSIE}`, import.meta.url))
const PROGRAMMA = join(OMGEVING, 'bin', 'schemathesis')

/** Whether Schemathesis can be had: it is there, or Python and PyPI bring it. The reason when not. */
export async function haalSchemathesis(): Promise<string | null> {
  if (existsSync(PROGRAMMA)) return null
  try {
    await draai('python3', ['-m', 'venv', '--clear', OMGEVING])
    await draai(join(OMGEVING, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${VERSIE}`])
    return null
  } catch (fout) {
    await rm(OMGEVING, { recursive: true, force: true })
    return fout instanceof Error ? (fout.message.split('\n')[0] ?? '') : 'unknown'
  }
}

/**
 * A long poll would make it wait. The register may be sent whole, so each list of it may be long: trying one item more than each may have takes 22 MB
 * and a minute, and is answered by 413; examples and random bodies of it are tried.
 */
const INSTELLINGEN = `[parameters]
"query.wachttijd" = 0

[[operations]]
include-path = "/beheer/registerwijzigingen"
phases.coverage.enabled = false
`
/** By the schema alone an id of nobody, or an address that is none, is good input: our 400 for it is as documented. */
const NIET = ['--exclude-checks', 'positive_data_acceptance']

/** What it found: each failure on a line of its own, and how many requests it made. */
export type Oordeel = { readonly gevonden: readonly string[]; readonly verzoeken: number; readonly verslag: string }

/** Lets Schemathesis try every operation of a running hub with a token, with good and bad input drawn from `zaad`. */
export async function beoordeel(basis: string, token: string, zaad: number): Promise<Oordeel> {
  const map = await mkdtemp(join(tmpdir(), 'warmknooppunt-schemathesis-'))
  try {
    await writeFile(join(map, 'schemathesis.toml'), INSTELLINGEN)
    const vraag = [
      'run',
      `${basis}/v1/openapi.json`,
      '--url',
      `${basis}/v1`,
      '--header',
      `Authorization: Bearer ${token}`,
    ]
    const hoe = [
      '--phases',
      'examples,coverage,fuzzing',
      '--max-examples',
      '8',
      '--seed',
      String(zaad),
      '--continue-on-failure',
    ]
    const { stdout } = await draai(PROGRAMMA, [...vraag, ...hoe, ...NIET, '--no-color', '--warnings', 'off'], {
      cwd: map,
      maxBuffer: 64 * 1024 * 1024,
    }).catch((fout: unknown) => {
      // Exit code 1: it found something, and says what.
      if (typeof fout === 'object' && fout !== null && 'stdout' in fout) return { stdout: String(fout.stdout) }
      throw fout
    })
    return {
      gevonden: [...stdout.matchAll(/^- (?:ST\d+ )?(.+)\n\n? {4}(.+)$/gm)].map(([, wat, hoe]) => `${wat}: ${hoe}`),
      verzoeken: Number(/(\d+) generated/.exec(stdout)?.[1] ?? 0),
      verslag: stdout,
    }
  } finally {
    await rm(map, { recursive: true, force: true })
  }
}
