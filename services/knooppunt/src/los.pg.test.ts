import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { maakKekRegel } from '@warmknooppunt/platform/keks'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'

const STAGES = ['intake', 'routing', 'sla', 'delivery', 'dossier'] as const
type Stage = (typeof STAGES)[number]
type Los = {
  readonly stage: Stage
  readonly proces: ChildProcess
  readonly dicht: Promise<unknown>
  readonly regels: string[]
  readonly fout: string[]
}

const processen: Los[] = []
let proef: ProefDatabase
let env: Readonly<Record<string, string>>

beforeAll(async () => {
  proef = await proefDatabase()
  env = {
    DATABASE_URL: proef.url,
    UITGEVERS: 'https://hub.example.nl/oauth=https://hub.example.nl/oauth/jwks',
    AUDIENCE: 'https://hub.example.nl/v1',
    KEK: maakKekRegel('proef'),
    HUB_OIN: '00000099900000012000',
    POORT: '0',
    METRIEKEN_POORT: '0',
  }
})

afterAll(async () => {
  for (const { proces } of processen) proces.kill('SIGKILL')
  await proef.sluit()
})

function draai(stage: Stage, instellingen: Readonly<Record<string, string>>): Los {
  const main = fileURLToPath(new URL(`../../${stage}/src/main.ts`, import.meta.url))
  const proces = spawn(process.execPath, [main], { env: { ...instellingen }, stdio: ['ignore', 'pipe', 'pipe'] })
  const los: Los = { stage, proces, dicht: once(proces, 'close'), regels: [], fout: [] }
  if (proces.stdout) createInterface(proces.stdout).on('line', (regel) => los.regels.push(regel))
  proces.stderr?.on('data', (deel) => los.fout.push(String(deel)))
  processen.push(los)
  return los
}

/** The addresses of a process once it has said that it runs. */
async function gestart({ regels, fout }: Los): Promise<{ url: string; metrieken: string }> {
  const zoek = () => regels.map((regel) => JSON.parse(regel)).find((r) => r.gebeurtenis === 'dienst.gestart')
  await expect.poll(() => zoek() ?? fout.join(''), { timeout: 20_000 }).toHaveProperty('poort')
  const { poort, metriekenPoort } = zoek()
  return { url: `http://127.0.0.1:${poort}`, metrieken: `http://127.0.0.1:${metriekenPoort}/metrics` }
}

/** How a process ended, once all it said has been read: it may have ended before that. */
async function einde({ proces, dicht }: Los): Promise<number | null> {
  await dicht
  return proces.exitCode
}

describe('a stage as a process of its own', () => {
  it('names everything that is wrong with its settings and exits 78', async () => {
    const los = draai('sla', { KEK: 'niets', POORT: 'veel' })
    expect(await einde(los)).toBe(78)
    const namen = los.fout.join('').trim().split('\n')
    expect(namen.map((regel) => regel.split(':')[0])).toEqual([
      'DATABASE_URL',
      'UITGEVERS',
      'AUDIENCE',
      'KEK',
      'HUB_OIN',
      'POORT',
    ])
    expect(los.regels).toEqual([])
  })

  it('does not start on a database that lacks its migrations, and says what to run', async () => {
    const leeg = new URL(proef.url)
    leeg.pathname = '/postgres'
    const los = draai('sla', { ...env, DATABASE_URL: leeg.href })
    expect(await einde(los)).toBe(69)
    expect(JSON.parse(los.regels.at(-1) ?? '{}')).toMatchObject({ gebeurtenis: 'dienst.niet-gestart' })
    expect(los.regels.at(-1)).toContain('npm run knooppunt -- migreer')
  })

  it('is stopped in order while it waits for its database', async () => {
    const los = draai('sla', { ...env, DATABASE_URL: 'postgres://wk@127.0.0.1:1/weg' })
    await expect.poll(() => los.regels.join(), { timeout: 20_000 }).toContain('dienst.wacht-op-database')
    los.proces.kill('SIGTERM')
    expect(await einde(los)).toBe(0)
    expect(JSON.parse(los.regels.at(-1) ?? '{}')).toMatchObject({ gebeurtenis: 'dienst.gestopt', schoon: true })
    expect(los.regels.join()).not.toContain('fatal')
  })

  it('runs beside the others, each ready with its own role and metrics, and SIGTERM ends each with 0', async () => {
    const alle = STAGES.map((stage) => draai(stage, env))
    for (const los of alle) {
      const { url, metrieken } = await gestart(los)
      await expect.poll(async () => (await fetch(`${url}/gezondheid/gereed`)).status, { timeout: 5_000 }).toBe(200)
      expect(await (await fetch(metrieken)).text()).toContain(`warmknooppunt_gepeild{stage="${los.stage}"} 1`)
      // Operators ask each stage about what it put aside itself, which intake, that reads nothing, never does.
      for (const stage of STAGES) {
        const eigen = stage === los.stage && stage !== 'intake'
        expect((await fetch(`${url}/v1/beheer/${stage}/onverwerkbaar`)).status, stage).toBe(eigen ? 401 : 404)
      }
    }
    expect(await verbindingen()).toEqual(
      expect.arrayContaining(['wk-delivery-oor', 'wk-dossier-oor', 'wk-routing-oor', 'wk-sla-oor']),
    )
    for (const { proces } of alle) proces.kill('SIGTERM')
    expect(await Promise.all(alle.map(einde))).toEqual(alle.map(() => 0))
    for (const { regels } of alle) {
      // Lines are read a moment after the stream was closed.
      const laatste = () => JSON.parse(regels.at(-1) ?? '{}')
      await expect.poll(laatste).toMatchObject({ gebeurtenis: 'dienst.gestopt', schoon: true })
    }
    await expect.poll(verbindingen).toEqual([])
  })
})

async function verbindingen(): Promise<string[]> {
  const client = new pg.Client({ connectionString: proef.url })
  await client.connect()
  try {
    const { rows } = await client.query<{ application_name: string }>(
      `select application_name from pg_stat_activity where datname = current_database() and application_name like 'wk-%'`,
    )
    return rows.map(({ application_name }) => application_name)
  } finally {
    await client.end()
  }
}
