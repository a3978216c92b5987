import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { maakKekRegel } from '@warmknooppunt/platform/keks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { proefKafka } from '../../../test/steun/kafka.ts'

const MAIN = fileURLToPath(new URL('./dienst/main.ts', import.meta.url))
const kafka = await proefKafka()
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
    BUS: 'kafka',
    // Nobody listens there.
    KAFKA_BROKERS: '127.0.0.1:1',
  }
})
afterAll(async () => {
  for (const { dood } of processen) dood()
  await proef.sluit()
})

type Los = {
  readonly regels: readonly Record<string, unknown>[]
  readonly fout: readonly string[]
  sein(): void
  dood(): void
  /** its address, once it runs */
  url(): Promise<string>
  einde(): Promise<number | null>
}

function draai(opdracht: readonly string[], meer: Readonly<Record<string, string>> = {}): Los {
  const proces = spawn(process.execPath, [MAIN, ...opdracht], {
    env: { ...env, ...meer },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const regels: Record<string, unknown>[] = []
  const fout: string[] = []
  createInterface(proces.stdout).on('line', (regel) => regels.push(JSON.parse(regel)))
  proces.stderr.on('data', (deel) => fout.push(String(deel)))
  const dicht = once(proces, 'close')
  const los: Los = {
    fout,
    regels,
    sein: () => void proces.kill('SIGTERM'),
    dood: () => void proces.kill('SIGKILL'),
    async url() {
      const gestart = () => regels.find(({ gebeurtenis }) => gebeurtenis === 'dienst.gestart')?.poort ?? fout.join('')
      await expect.poll(gestart, { timeout: 30_000 }).toEqual(expect.any(Number))
      return `http://127.0.0.1:${gestart()}`
    },
    async einde() {
      await dicht
      return proces.exitCode
    },
  }
  processen.push(los)
  return los
}

async function redenen(url: string): Promise<unknown> {
  const antwoord = await fetch(`${url}/gezondheid/gereed`)
  return { ...Object(await antwoord.json()), status: antwoord.status }
}

describe('a service whose transport is Kafka', { timeout: 120_000 }, () => {
  test('names what is wrong with the settings of the transport too, and exits 78', async () => {
    const [stage, relay] = [draai(['sla'], { KAFKA_BROKERS: '', POORT: '0' }), draai(['relay'], { BUS: 'postgres' })]
    expect([await stage.einde(), await relay.einde()]).toEqual([78, 78])
    expect(stage.fout.join('')).toContain('KAFKA_BROKERS: is missing')
    expect(relay.fout.join('')).toContain('BUS: ')
  })

  test('serves while no broker answers, says so, and ends in order', async () => {
    const [intake, dossier, relay] = [draai(['intake']), draai(['dossier']), draai(['relay', 'sla', 'routing'])]
    for (const [los, onderdelen] of [
      [intake, ['intake.relais', 'kafka']],
      [dossier, ['dossier.berichten', 'kafka']],
      [relay, ['routing.relais', 'sla.relais', 'kafka']],
    ] as const) {
      const url = await los.url()
      expect((await fetch(`${url}/gezondheid/leeft`)).status).toBe(200)
      const rood = onderdelen.map((onderdeel) => expect.objectContaining({ onderdeel }))
      await expect
        .poll(() => redenen(url), { timeout: 30_000 })
        .toMatchObject({ status: 503, redenen: expect.arrayContaining(rood) })
    }
    for (const los of [intake, dossier, relay]) los.sein()
    expect(await Promise.all([intake, dossier, relay].map((los) => los.einde()))).toEqual([0, 0, 0])
    for (const { regels } of [intake, dossier, relay]) {
      await expect.poll(() => regels.at(-1)).toMatchObject({ gebeurtenis: 'dienst.gestopt', schoon: true })
    }
  })

  test.skipIf(kafka === null)(
    'refuses a cluster that is not the one of its database, and says what to do',
    async () => {
      const brokers = {
        KAFKA_BROKERS: kafka?.brokers.join(',') ?? '',
        KAFKA_REPLICATIE: '1',
        KAFKA_VOORVOEGSEL: 'los.',
      }
      const ongebonden = draai(['sla'], brokers)
      expect(await ongebonden.einde()).toBe(69)
      expect(JSON.stringify(ongebonden.regels)).toContain('topics --maak')
      const beheer = proef.pool()
      await beheer.query(
        `insert into platform.kafka (cluster_id, voorvoegsel, sinds) values ('een-ander-cluster', 'los.', now())`,
      )
      const elders = draai(['relay'], brokers)
      expect(await elders.einde()).toBe(69)
      expect(JSON.stringify(elders.regels)).toContain('--nieuw-cluster')
      await expect.poll(() => elders.regels.at(-1)).toMatchObject({ gebeurtenis: 'dienst.gestopt', schoon: true })
    },
  )
})
