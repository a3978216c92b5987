import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { WORTEL } from './compose.ts'

export const DOMEIN = 'hub.example.nl'
export const OIN = '00000099900000012000'

/** What `infra/compose/geheimen.sh` makes, in a folder of its own. */
export type Composegeheimen = {
  readonly map: string
  /** the settings of `.env` */
  readonly env: Readonly<Record<string, string>>
  lees(naam: string): string
  /** runs the script again */
  maak(): string
  sluit(): void
}

/** The script needs it; most machines have it. Where not, what the tests hold of the compose file is skipped, and said. */
export const heeftOpenssl = zoekOpenssl()

function zoekOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    process.stderr.write('SKIPPED, docker-compose.yml: there is no openssl here (apt-get install openssl)\n')
    return false
  }
}

/** Where there is no openssl: enough to read the compose file. */
export const GEEN_GEHEIMEN: Composegeheimen = {
  map: '',
  env: { DOMEIN, HUB_OIN: OIN, KAFKA_CLUSTER_ID: 'x' },
  lees: () => '',
  maak: () => '',
  sluit: () => undefined,
}

export function maakComposegeheimen(): Composegeheimen {
  const wortel = mkdtempSync(join(tmpdir(), 'warmknooppunt-compose-'))
  const script = join(wortel, 'infra/compose/geheimen.sh')
  mkdirSync(join(wortel, 'infra/compose'), { recursive: true })
  cpSync(join(WORTEL, 'infra/compose/geheimen.sh'), script)
  const map = join(wortel, 'infra/compose/geheimen')
  // A hub of this machine has volumes of its own name.
  const { GEHEIMEN: _elders, ...eigen } = process.env
  const env = { ...eigen, COMPOSE_PROJECT_NAME: basename(wortel) }
  const maak = () => execFileSync('sh', [script, DOMEIN, OIN], { env, encoding: 'utf8', stdio: 'pipe' })
  maak()
  const regels = readFileSync(join(wortel, '.env'), 'utf8').trim().split('\n')
  return {
    map,
    maak,
    env: Object.fromEntries(regels.map((regel) => [regel.split('=', 1)[0] ?? '', regel.slice(regel.indexOf('=') + 1)])),
    lees: (naam) => readFileSync(join(map, naam), 'utf8'),
    sluit: () => rmSync(wortel, { recursive: true, force: true }),
  }
}
