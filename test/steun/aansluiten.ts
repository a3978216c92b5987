import type { ChildProcess } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { demoSleutelPad } from '../../services/knooppunt/src/datamap.ts'
import type { Gestart, Hubproef } from '../../services/knooppunt/src/start.proef.ts'
import { totdat } from '../../services/knooppunt/src/start.proef.ts'

export const WORTEL = fileURLToPath(new URL('../..', import.meta.url))
export const VOORBEELDEN = join(WORTEL, 'docs/aansluiten/voorbeelden')
const MAIN = join(WORTEL, 'services/knooppunt/src/main.ts')

/** A sample client: a command line, run in the folder of the samples. */
export type Voorbeeld = {
  readonly opdracht: readonly [string, ...string[]]
  readonly env?: Readonly<Record<string, string>>
}

export type Beproefd = {
  readonly code: number | null
  readonly uit: string
  readonly stappen: Record<string, unknown>[]
}

/** Whether a program of the machine does what is asked of it, such as telling its version. */
export async function kan(programma: string, ...argumenten: string[]): Promise<boolean> {
  return promisify(execFile)(programma, argumenten).then(
    () => true,
    () => false,
  )
}

/** Runs the test for a party and, as soon as it listens, the sample as that party's system; gives how the test ended. */
export async function beproef(
  hub: Hubproef,
  test: { readonly rol: string; readonly deelnemer: string; readonly poort: number; readonly meer?: readonly string[] },
  voorbeeld: Voorbeeld,
): Promise<Beproefd> {
  const { rol, deelnemer, poort, meer = [] } = test
  const verslag = join(hub.data.map, `verslag-${poort}.md`)
  const vlaggen = ['--rol', rol, '--deelnemer', deelnemer, '--poort', String(poort), '--verslag', verslag, '--json']
  const aansluittest = hub.draai(['aansluittest', ...vlaggen, ...meer])
  const klaar = () => aansluittest.fout.join('').includes('Klaar voor') || aansluittest.proces.exitCode !== null
  await totdat(klaar, 20_000)
  const systeem = begin(hub, test, voorbeeld)
  await aansluittest.dicht
  if (systeem.exitCode === null) systeem.kill('SIGKILL')
  return { code: aansluittest.proces.exitCode, uit: zeg(aansluittest), stappen: leesStappen(aansluittest) }
}

function begin(hub: Hubproef, test: { deelnemer: string; poort: number }, { opdracht, env }: Voorbeeld): ChildProcess {
  const [programma, ...argumenten] = opdracht
  const client = `demo-${test.deelnemer}`
  const systeem = spawn(programma, argumenten, {
    cwd: VOORBEELDEN,
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH ?? '',
      ...hub.env,
      HUB: `http://127.0.0.1:${test.poort}`,
      ISSUER: `${hub.basis}/oauth`,
      CLIENT: client,
      SLEUTEL: demoSleutelPad(hub.data, client),
      TOKEN_COMMANDO: `'${process.execPath}' '${MAIN}' token ${test.deelnemer}`,
      ...env,
    },
  })
  // A program that is not there shows as steps that were not passed.
  once(systeem, 'error').catch(() => undefined)
  return systeem
}

function zeg({ fout }: Gestart): string {
  return fout.join('')
}

function leesStappen({ uit }: Gestart): Record<string, unknown>[] {
  const tekst = uit.join('')
  return tekst === '' ? [] : JSON.parse(tekst).stappen
}
