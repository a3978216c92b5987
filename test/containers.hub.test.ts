import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { maakKafka } from '@warmknooppunt/platform/kafka'
import { alsBeheerder } from '@warmknooppunt/platform/kafka-cluster'
import { maakLog } from '@warmknooppunt/platform/log'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { vrijePoorten } from '../cluster/poorten.ts'
import { OPSTART, TOPOLOGIE } from '../services/knooppunt/src/dienst/topologie.ts'
import type { Beeld } from './steun/beeld.ts'
import { maakBeeld } from './steun/beeld.ts'
import type { Compose } from './steun/compose.ts'
import { leesCompose } from './steun/compose.ts'
import type { Composegeheimen } from './steun/composegeheimen.ts'
import { heeftOpenssl, maakComposegeheimen } from './steun/composegeheimen.ts'
import type { ProefDatabase } from './steun/database.ts'
import { proefDatabase } from './steun/database.ts'
import { proefKafka } from './steun/kafka.ts'

const kafka = await proefKafka()
const DIENSTEN = Object.keys(TOPOLOGIE)
/** Whom the image runs as; only who runs the tests as root can be another. */
const ALS = process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : null

type Gedraaid = { readonly kind: ChildProcess; readonly tekst: string[]; readonly einde: Promise<unknown> }

/** docker-compose.yml without an engine: the same commands and settings, in the tree of the image; only where things are is another. */
describe.skipIf(kafka === null || !heeftOpenssl)('what docker-compose.yml starts', () => {
  let proef: ProefDatabase
  let beeld: Beeld
  let geheimen: Composegeheimen
  let compose: Compose
  let werk: string
  const voorvoegsel = `compose-${randomUUID().slice(0, 8)}.`
  const poorten = new Map<string, number>()
  const lopend = new Map<string, Gedraaid>()

  beforeAll(async () => {
    proef = await proefDatabase()
    beeld = maakBeeld()
    geheimen = maakComposegeheimen()
    const brokers = { KAFKA_BROKERS: kafka?.brokers.join(',') ?? '', KAFKA_VOORVOEGSEL: voorvoegsel }
    compose = leesCompose('docker-compose.yml', { ...geheimen.env, ...brokers })
    werk = mkdtempSync(join(tmpdir(), 'warmknooppunt-volumes-'))
    chmodSync(werk, 0o711)
    const soorten = readdirSync(geheimen.map, { withFileTypes: true })
    for (const { name: naam } of soorten.filter((soort) => soort.isFile())) {
      const tekst = geheimen
        .lees(naam)
        .replace('postgres:5432/warmknooppunt', new URL(proef.url).host + new URL(proef.url).pathname)
      writeFileSync(join(werk, naam), naam === 'database-eigenaar' ? proef.url : tekst, { mode: 0o444 })
    }
    for (const naam of ['journaal', 'grafstenen']) {
      mkdirSync(join(werk, `map-${naam}`), { mode: 0o700 })
      if (ALS) chownSync(join(werk, `map-${naam}`), ALS.uid, ALS.gid)
    }
    // Where no system hands out ports: another test could have one of those before the service does.
    const vrij = await vrijePoorten(DIENSTEN.length)
    for (const [i, dienst] of DIENSTEN.entries()) poorten.set(dienst, vrij[i] ?? 0)
  })
  afterAll(async () => {
    for (const { kind } of lopend.values()) kind.kill('SIGKILL')
    await Promise.all([...lopend.values()].map(({ einde }) => einde))
    await ruimTopics()
    for (const dienst of DIENSTEN) await proef?.pool().query(`drop role if exists dienst_${dienst}`)
    await proef?.sluit()
    beeld?.sluit()
    geheimen?.sluit()
    rmSync(werk, { recursive: true, force: true })
  }, 60_000)

  async function ruimTopics(): Promise<void> {
    const plek = { brokers: kafka?.brokers ?? [], voorvoegsel, sessieMs: 15_000, replicatie: 1, tls: null, sasl: null }
    const client = maakKafka(plek, { clientId: 'proef', log: maakLog({ dienst: 'proef', niveau: 'silent' }) })
    await alsBeheerder(client, async (admin) => {
      const topics = (await admin.listTopics()).filter((naam) => naam.startsWith(voorvoegsel))
      if (topics.length > 0) await admin.deleteTopics({ topics })
    })
  }

  function draai(naam: string, argumenten?: readonly string[]): Gedraaid {
    const container = compose.containers.find((een) => een.naam === naam)
    if (!container) throw new Error(`there is no ${naam}`)
    const begin = container.entrypoint.length > 0 ? container.entrypoint.slice(1) : OPSTART
    const dienst = naam.replace(/-\d$/, '')
    const plek = { POORT: String(poorten.get(dienst) ?? 0), METRIEKEN_POORT: '0', ADRES: '127.0.0.1' }
    const env = Object.entries(container.env).map(([een, waarde]) => [
      een,
      waarde.replace('/run/secrets', werk).replace('/var/lib/warmknooppunt/', join(werk, 'map-')),
    ])
    const kind = spawn(process.execPath, argumenten ? [...argumenten] : [...begin, ...container.command], {
      cwd: beeld.map,
      // No HOME, and nowhere to write beside the volumes.
      env: { NODE_ENV: 'production', TMPDIR: '/proc', ...plek, ...Object.fromEntries(env) },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(ALS ?? {}),
    })
    const tekst: string[] = []
    for (const stroom of [kind.stdout, kind.stderr]) stroom.on('data', (deel) => tekst.push(String(deel)))
    return { kind, tekst, einde: once(kind, 'close') }
  }

  async function klaar(naam: string): Promise<string> {
    const { kind, tekst, einde } = draai(naam)
    await einde
    expect([naam, kind.exitCode, tekst.join('')]).toEqual([naam, 0, expect.anything()])
    return tekst.join('')
  }

  async function gezond(dienst: string): Promise<unknown> {
    const { kind, tekst, einde } = draai(`${dienst}-1`, ['services/knooppunt/src/dienst/gezond.ts'])
    await einde
    return [kind.exitCode, tekst.join('')]
  }

  test('first prepares database and topics, and shows the command line', async () => {
    expect(await klaar('opdracht')).toContain('aanmeldingen')
    expect(await klaar('migreer')).toContain('up to date')
    const [aanmeldingen, topics] = await Promise.all([klaar('aanmeldingen'), klaar('topics')])
    expect(aanmeldingen).toContain('dienst_intake: intake (made)')
    expect(topics).toContain(`${voorvoegsel}berichten`)
  }, 60_000)

  test('then runs every service with a log-in of its own in a tree where nothing can be written, until it is told to end', async () => {
    for (const dienst of DIENSTEN) lopend.set(dienst, draai(`${dienst}-1`))
    for (const [dienst, { tekst, kind }] of lopend) {
      const gereed = async () => {
        if (kind.exitCode !== null) throw new Error(`${dienst} ended: ${tekst.join('')}`)
        return fetch(`http://127.0.0.1:${poorten.get(dienst)}/gezondheid/gereed`).then(
          ({ status }) => status,
          () => 0,
        )
      }
      await expect.poll(gereed, { timeout: 80_000, message: dienst }).toBe(200)
    }
    expect(await gezond('intake')).toEqual([0, ''])
    const { rows } = await proef
      .pool()
      .query<{ wie: string; als: string }>(
        `select distinct usename::text as wie, application_name as als from pg_stat_activity where datname = current_database() and usename like 'dienst%'`,
      )
    expect([...new Set(rows.map(({ wie }) => wie))].sort()).toEqual(DIENSTEN.map((dienst) => `dienst_${dienst}`).sort())
    const klachten = [...lopend.values()].flatMap(
      ({ tekst }) => tekst.join('').match(/.*(?:EROFS|EACCES|alarm\.).*/g) ?? [],
    )
    expect(klachten).toEqual([])
    for (const { kind } of lopend.values()) kind.kill('SIGTERM')
    await Promise.all([...lopend.values()].map(({ einde }) => einde))
    expect([...lopend].map(([dienst, { kind }]) => [dienst, kind.exitCode])).toEqual(
      DIENSTEN.map((dienst) => [dienst, 0]),
    )
    expect(await gezond('intake')).toEqual([1, expect.stringMatching(/^gezond: .+/)])
  }, 150_000)

  test('has the relay in the image too, which names what it lacks when it is given nothing', async () => {
    const spawnkeuze = { cwd: beeld.map, env: {}, ...(ALS ?? {}) }
    const kind = spawn(process.execPath, [...OPSTART, 'relay'], { ...spawnkeuze, stdio: ['ignore', 'ignore', 'pipe'] })
    const tekst: string[] = []
    kind.stderr.on('data', (deel) => tekst.push(String(deel)))
    await once(kind, 'close')
    expect([kind.exitCode, tekst.join('')]).toEqual([78, expect.stringMatching(/^DATABASE_URL: /)])
    expect(readFileSync(join(beeld.map, 'LICENSE'), 'utf8')).toContain('EUROPEAN UNION PUBLIC LICENCE')
  })
})
