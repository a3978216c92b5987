import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leesConfig } from '@warmknooppunt/platform/config'
import { afterAll, describe, expect, test } from 'vitest'
import { DIENST_VELDEN, ROLLEN } from '../services/knooppunt/src/commando/aanmeldingen.ts'
import { DIENSTEN, isDienstnaam } from '../services/knooppunt/src/dienst/diensten.ts'
import { OPSTART, OPSTART_OMGEVING, TOPOLOGIE } from '../services/knooppunt/src/dienst/topologie.ts'
import { VELDEN } from '../services/knooppunt/src/velden.ts'
import type { Unit } from './steun/systemd.ts'
import { kopieerUnits, leesHubEnv, leesUnit, omgevingVan, PROGRAMMA, UNITS } from './steun/systemd.ts'

const WORTEL = join(import.meta.dirname, '..')
const NODE = `${PROGRAMMA}/node_modules/node/bin/node`
const GEHEIM = '/etc/warmknooppunt/geheimen'
const map = mkdtempSync(join(tmpdir(), 'warmknooppunt-systemd-'))
afterAll(() => rmSync(map, { recursive: true, force: true }))

/** A value of each secret, in the form that the setting must have. */
writeFileSync(join(map, 'kek'), `kek-1:${Buffer.alloc(32, 7).toString('base64')}\n`)
for (const naam of ['eigenaar', ...Object.keys(ROLLEN)]) {
  writeFileSync(join(map, `database-${naam}`), `postgres://${naam}:geheim@127.0.0.1/warmknooppunt\n`)
}

const een = (unit: Unit, sleutel: string) => unit.waarden.get(sleutel)?.at(-1)
const start = (unit: Unit) => unit.waarden.get('Service.ExecStart') ?? []
const geheimenVan = (unit: Unit) => unit.waarden.get('Service.LoadCredential') ?? []
const namen = readdirSync(UNITS).filter((naam) => naam.endsWith('.service'))
const perDienst = Object.entries(TOPOLOGIE).map(([dienst, { buiten }], i) => ({
  dienst,
  buiten,
  nummer: i + 1,
  unit: leesUnit(`warmknooppunt-${dienst}@.service`),
}))

describe('the units of systemd', () => {
  test('are one for each service, one for the whole hub, and two that run before', () => {
    const verwacht = [
      ...perDienst.map(({ unit }) => unit.naam),
      ...['hub', 'topics', 'voorbereiding'].map((naam) => `warmknooppunt-${naam}.service`),
    ]
    expect(namen.sort()).toEqual(verwacht.sort())
  })

  test('start a service as everything else here does, with ports of its own', () => {
    for (const { dienst, nummer, unit } of perDienst) {
      expect(start(unit)).toEqual([`${NODE} ${OPSTART.join(' ')} ${dienst}`])
      expect(omgevingVan(unit, map, map)).toMatchObject({
        ...OPSTART_OMGEVING,
        POORT: `81${nummer}1`,
        METRIEKEN_POORT: `91${nummer}1`,
      })
      expect(een(unit, 'Install.WantedBy')).toBe('warmknooppunt.target')
    }
    expect(existsSync(NODE.replace(PROGRAMMA, WORTEL))).toBe(true)
    for (const bestand of new Set(
      namen.flatMap((naam) => start(leesUnit(naam)).map((r) => r.split(' ').find((d) => d.endsWith('.ts')) ?? '')),
    ))
      expect([bestand, existsSync(join(WORTEL, bestand))]).toEqual([bestand, true])
  })

  test('give a service settings that it has, all that it must have, and values that it takes', () => {
    for (const { dienst, unit } of perDienst) {
      if (!isDienstnaam(dienst)) throw new Error(`there is no service ${dienst}`)
      const { velden } = DIENSTEN[dienst]
      const eigen = omgevingVan(unit, map, '/var/lib')
      const vreemd = Object.keys(eigen).filter(
        (naam) => !['NODE_ENV', 'MALLOC_ARENA_MAX'].includes(naam) && !(naam.replace(/_BESTAND$/, '') in velden),
      )
      expect([dienst, vreemd]).toEqual([dienst, []])
      const gelezen = leesConfig(velden, { ...eigen, ...leesHubEnv() })
      expect([dienst, gelezen]).toEqual([dienst, expect.objectContaining({ kind: 'goed' })])
    }
  })

  test('keep what a service writes outside the database where it may write, and nowhere else', () => {
    for (const { dienst, buiten, unit } of perDienst) {
      const mappen = unit.waarden.get('Service.StateDirectory') ?? []
      const env = omgevingVan(unit, map, '/var/lib')
      expect([dienst, buiten.map((naam) => env[naam])]).toEqual([dienst, mappen.map((naam) => `/var/lib/${naam}`)])
      expect(een(unit, 'Service.ProtectSystem')).toBe('strict')
    }
  })

  test('hand a service its own log-in and the kek, and nobody a secret that it does not read', () => {
    for (const { dienst, unit } of perDienst) {
      expect(geheimenVan(unit)).toEqual([`database-${dienst}:${GEHEIM}/database-${dienst}`, `kek:${GEHEIM}/kek`])
    }
    for (const naam of namen) {
      const unit = leesUnit(naam)
      const gelezen = Object.entries(omgevingVan(unit, '/c', '/s')).flatMap(([, w]) => /^\/c\/(.+)$/.exec(w)?.[1] ?? [])
      const gekregen = geheimenVan(unit).map((regel) => regel.split(':')[0])
      expect([naam, gekregen]).toEqual([naam, gelezen])
    }
  })

  test('prepare the database with what the command line has as settings', () => {
    const unit = leesUnit('warmknooppunt-voorbereiding.service')
    expect(start(unit).map((regel) => regel.split(' ').at(-1))).toEqual(['migreer', 'aanmeldingen'])
    const env = omgevingVan(unit, map, map)
    const bekend = new Set([...Object.keys(VELDEN), ...Object.keys(DIENST_VELDEN)])
    const gezet = Object.keys(env).filter((naam) => naam.startsWith('DATABASE'))
    expect(gezet.filter((naam) => !bekend.has(naam.replace(/_BESTAND$/, '')))).toEqual([])
    const logins = perDienst.map(({ dienst }) => `DATABASE_URL_${dienst.toUpperCase()}_BESTAND`)
    expect(gezet).toEqual(['DATABASE_URL_BESTAND', ...logins])
  })

  test('run the whole hub without demo parties, in the one folder it may write to', () => {
    const unit = leesUnit('warmknooppunt-hub.service')
    expect(start(unit)).toEqual([`${NODE} services/knooppunt/src/main.ts start`])
    const gelezen = leesConfig(VELDEN, { ...omgevingVan(unit, map, '/var/lib'), ...leesHubEnv() })
    expect(gelezen).toMatchObject({ kind: 'goed', config: { DEMO: 'nee', DATA_MAP: '/var/lib/warmknooppunt/hub' } })
    expect(een(unit, 'Service.StateDirectory')).toBe('warmknooppunt/hub')
  })

  test('have the ports that docs/beheer.md gives the gateway, and asks at an upgrade', () => {
    const papier = readFileSync(join(WORTEL, 'docs/beheer.md'), 'utf8')
    for (const { dienst, nummer } of perDienst) {
      expect(papier).toContain(`GATEWAY_${dienst.toUpperCase()}="127.0.0.1:81${nummer}1 127.0.0.1:81${nummer}2"`)
      expect(papier).toMatch(new RegExp(`[ ;]${dienst}:81${nummer}\\b`))
    }
  })

  test('give a process longer to end than the 20 s it takes, and do not try a wrong setting again', () => {
    for (const naam of namen) {
      const unit = leesUnit(naam)
      expect([naam, Number.parseInt(een(unit, 'Service.TimeoutStopSec') ?? '', 10) >= 25]).toEqual([naam, true])
      expect(een(unit, 'Service.RestartPreventExitStatus')).toBe('64 77 78')
      expect(een(unit, 'Service.User')).toBe('warmknooppunt')
    }
  })
})

const analyse = (...argumenten: string[]) =>
  spawnSync('systemd-analyze', argumenten, {
    encoding: 'utf8',
    env: { ...process.env, SYSTEMD_UNIT_PATH: `${map}/units:` },
  })
const heeftAnalyse = analyse('--version').status === 0
if (!heeftAnalyse)
  process.stderr.write('test/systemd: systemd-analyze is not here, so no unit was read by systemd itself\n')

describe.skipIf(!heeftAnalyse)('systemd itself', () => {
  kopieerUnits(join(map, 'units'), WORTEL)
  const instanties = namen.map((naam) => join(map, 'units', naam.replace('@.', '@1.')))

  test('finds nothing wrong with a unit', () => {
    const uitslag = analyse('verify', '--man=no', ...instanties, join(map, 'units/warmknooppunt.target'))
    expect([uitslag.status, uitslag.stderr]).toEqual([0, ''])
    writeFileSync(join(map, 'units/fout.service'), '[Service]\nExecStart=/bestaat/niet\nGeenSleutel=1\n')
    const fout = analyse('verify', '--man=no', join(map, 'units/fout.service'))
    expect(fout.stderr).toContain('GeenSleutel')
    expect(fout.status).not.toBe(0)
  })

  test('holds each of them to be well shut off', () => {
    for (const unit of instanties) {
      const { status, stdout } = analyse('security', '--offline=true', '--threshold=20', '--no-pager', unit)
      expect([unit, stdout.trim().split('\n').at(-1), status]).toEqual([unit, expect.stringContaining('OK'), 0])
    }
  })
})
