import type { ChildProcess } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { voegAansluittestToe } from '../../services/knooppunt/src/commando/aansluittest.ts'
import { doe } from '../../services/knooppunt/src/commando/commando.proef.ts'
import { demoSleutelPad } from '../../services/knooppunt/src/datamap.ts'
import type { Hubproef } from '../../services/knooppunt/src/start.proef.ts'
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
  readonly code: number
  readonly fout: string
  readonly stappen: readonly Readonly<Record<string, unknown>>[]
}

export type Beproeving = {
  readonly rol: string
  readonly deelnemer: string
  readonly poort: number
  readonly verslag: string
  readonly meer: readonly string[]
}

/** Whether a program of the machine does what is asked of it, such as telling its version. */
export async function kan(programma: string, ...argumenten: string[]): Promise<boolean> {
  return promisify(execFile)(programma, argumenten).then(
    () => true,
    () => false,
  )
}

/** Runs the test for a party, in this process, with the sample as that party's system; gives how the test ended. */
export async function beproef(hub: Hubproef, b: Beproeving, voorbeeld: Voorbeeld): Promise<Beproefd> {
  const wie = ['--rol', b.rol, '--deelnemer', b.deelnemer]
  const gedaan = doe(
    voegAansluittestToe,
    ['aansluittest', ...wie, '--poort', String(b.poort), '--verslag', b.verslag, '--json', ...b.meer],
    { env: { DATA_MAP: hub.data.map }, nu: Temporal.Now.instant().toString() },
  )
  const systeem = await Promise.race([luistert(b.poort).then(() => begin(hub, b, voorbeeld)), gedaan.then(() => null)])
  const { code, uit, fout } = await gedaan
  if (systeem?.exitCode === null) systeem.kill('SIGKILL')
  return { code, fout, stappen: uit === '' ? [] : JSON.parse(uit).stappen }
}

function luistert(poort: number): Promise<void> {
  const probeer = () =>
    new Promise<boolean>((klaar) => {
      const verbinding = connect(poort, '127.0.0.1')
      verbinding.once('connect', () => verbinding.destroy() && klaar(true))
      verbinding.once('error', () => klaar(false))
    })
  return totdat(probeer, 20_000)
}

function begin(hub: Hubproef, { deelnemer, poort }: Beproeving, { opdracht, env }: Voorbeeld): ChildProcess {
  const [programma, ...argumenten] = opdracht
  const client = `demo-${deelnemer}`
  const systeem = spawn(programma, argumenten, {
    cwd: VOORBEELDEN,
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH ?? '',
      PYTHONDONTWRITEBYTECODE: '1',
      ...hub.env,
      HUB: `http://127.0.0.1:${poort}`,
      ISSUER: `${hub.basis}/oauth`,
      CLIENT: client,
      SLEUTEL: demoSleutelPad(hub.data, client),
      TOKEN_COMMANDO: `'${process.execPath}' '${MAIN}' token ${deelnemer}`,
      ...env,
    },
  })
  // A program that is not there shows as steps that were not passed.
  systeem.once('error', () => undefined)
  return systeem
}
