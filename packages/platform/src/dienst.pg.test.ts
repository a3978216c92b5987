import { setTimeout as wachtMs } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { zendProef } from './bus.proef.ts'
import type { Ontvangen } from './bus.ts'
import type { Consument } from './consument.ts'
import type { Dienst, Draaiend } from './dienst.ts'
import { startDienst } from './dienst.ts'
import { maakLog } from './log.ts'
import { maakMetrieken } from './metrieken.ts'
import { maakPool } from './pool.ts'
import { openStanden } from './positie-store.ts'
import { maakPostgresBus } from './postgres-bus.ts'
import type { Stage, Werker } from './stage.ts'

const log = maakLog({ dienst: 'proef', niveau: 'silent' })
const GEZOND = { gezond: true, reden: null } as const
let proef: ProefDatabase

beforeAll(async () => {
  proef = await proefDatabase()
})

afterAll(() => proef.sluit())

/** A routing that only keeps what it is handed. */
function maakConsument(bij: (batch: readonly Ontvangen[]) => void, gestopt: () => boolean): Consument {
  const pool = proef.pool('wk_routing')
  const lezer = { stage: 'routing', consument: 'routing', topic: 'berichten' } as const
  return {
    consument: 'routing',
    topic: 'berichten',
    standen: () => openStanden(pool, lezer),
    gestopt,
    geefVrij: async () => ({ kind: 'vrij', aantal: 0 }),
    herstelbaar: { lezer, verwerk: async () => true, gelukt: () => undefined },
    async pasToe(batch) {
      bij(batch)
      const standen = batch.flatMap(({ partitie, bron, positie }) =>
        bron === null || positie === null ? [] : [{ partitie, bron, positie, merk: null }],
      )
      return { standen, gaten: [], wachtend: [] }
    },
  }
}

async function start(
  stage: Stage,
  anders: { readonly vensterDagen?: number } = {},
): Promise<Dienst & { readonly url: string }> {
  const rol = stage.naam === 'sla' ? 'wk_sla' : 'wk_routing'
  const pool = maakPool({ url: proef.url, rol, applicatie: 'dienst' })
  const draaiend: Draaiend = { stage, pool, peilPool: pool }
  const dienst = await startDienst({
    log,
    bus: maakPostgresBus({ poolVan: () => pool, log }),
    metrieken: maakMetrieken(),
    nu: () => Temporal.Now.instant(),
    stages: [draaiend],
    routes: () => undefined,
    adres: '127.0.0.1',
    poort: 0,
    metriekenPoort: 0,
    ...anders,
  })
  return {
    ...dienst,
    url: `http://127.0.0.1:${dienst.poort}`,
    async stop() {
      const schoon = await dienst.stop()
      await pool.end()
      return schoon
    },
  }
}

describe('a process with a stage', () => {
  it('serves its routes, reads its topic, is ready, and drains: the request under way is answered, its loop ends its round', async () => {
    const gezien: Ontvangen[] = []
    const af: string[] = []
    const werker: Werker = {
      naam: 'proef.lus',
      stand: () => GEZOND,
      async run(signal) {
        await wachtMs(60_000, undefined, { signal }).catch(() => undefined)
        await wachtMs(150)
        af.push('lus')
      },
    }
    const dienst = await start({
      naam: 'routing',
      routes: (app) => {
        app.get('/traag', async () => {
          await wachtMs(300)
          af.push('verzoek')
          return { klaar: true }
        })
      },
      bewaring: [],
      consumenten: [
        maakConsument(
          (batch) => gezien.push(...batch),
          () => false,
        ),
      ],
      werkers: [werker],
    })
    await zendProef(proef.pool('wk_intake'), 'intake', 2)
    await expect.poll(() => gezien.length).toBe(2)
    expect((await fetch(`${dienst.url}/gezondheid/gereed`)).status).toBe(200)
    const traag = fetch(`${dienst.url}/traag`)
    await wachtMs(100)
    expect(await dienst.stop()).toBe(true)
    expect(af.toSorted()).toEqual(['lus', 'verzoek'])
    expect(await (await traag).json()).toEqual({ klaar: true })
    await expect(fetch(`${dienst.url}/gezondheid/leeft`)).rejects.toThrow('fetch failed')
  })

  it('stays up, red, when one of its loops dies, and when a reader has stopped itself', async () => {
    let gestopt = false
    const werker: Werker = { naam: 'proef.dood', stand: () => GEZOND, run: () => Promise.reject(new Error('kapot')) }
    const dienst = await start({
      naam: 'routing',
      routes: () => undefined,
      bewaring: [],
      consumenten: [
        maakConsument(
          () => undefined,
          () => gestopt,
        ),
      ],
      werkers: [werker],
    })
    const antwoord = async () => (await fetch(`${dienst.url}/gezondheid/gereed`)).json()
    await expect.poll(antwoord).toEqual({
      status: 'niet-gereed',
      redenen: [{ onderdeel: 'proef.dood', code: 'worker-died' }],
    })
    gestopt = true
    expect(await antwoord()).toMatchObject({
      redenen: expect.arrayContaining([{ onderdeel: 'routing.berichten', code: 'stopped' }]),
    })
    expect((await fetch(`${dienst.url}/gezondheid/leeft`)).status).toBe(200)
    expect(await dienst.stop()).toBe(true)
  })

  it('over Kafka keeps a window in its outbox, and tells what is not shipped instead of what lies there', async () => {
    const stil: Stage = { naam: 'sla', routes: () => undefined, bewaring: [], consumenten: [], werkers: [] }
    const metrieken = async (dienst: Dienst) =>
      (await fetch(`http://127.0.0.1:${dienst.metriekenPoort}/metrics`)).text()
    const eigen = await start(stil)
    expect(await metrieken(eigen)).toContain('warmknooppunt_uitbak_berichten{stage="sla"} 0')
    expect(await metrieken(eigen)).not.toContain('warmknooppunt_relais_')
    expect(await eigen.stop()).toBe(true)
    await zendProef(proef.pool('wk_sla'), 'sla', 3)
    await proef.pool().query('update sla.relais set positie = 1')
    const kafka = await start(stil, { vensterDagen: 35 })
    expect(await metrieken(kafka)).toContain('warmknooppunt_relais_achterstand_berichten{stage="sla"} 2')
    expect(await metrieken(kafka)).not.toContain('warmknooppunt_uitbak_berichten{')
    expect(await kafka.stop()).toBe(true)
  })
})
