import { randomUUID } from 'node:crypto'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Collector } from '../../../test/steun/collector.ts'
import { maakCollector } from '../../../test/steun/collector.ts'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import type { BusEvent } from './bericht.ts'
import { maakEvent } from './bericht.ts'
import type { Verwerk } from './bus.ts'
import { leesConfig } from './config.ts'
import { transactie } from './db.ts'
import { maakLog } from './log.ts'
import { MAX_WACHTEND } from './otel-zender.ts'
import type { Gestart } from './spoor-keuze.ts'
import { startSpoor } from './spoor-start.ts'
import { SPOOR_VELDEN } from './spoor-velden.ts'
import { metSpoor } from './spoor-verwerk.ts'

const LEZER = { stage: 'routing', consument: 'routing', topic: 'berichten' } as const
const VAN = { trace: '0af7651916cd43dd8448eb211c80319c', id: 'b7ad6b7169203331' }
const OUDER = `00-${VAN.trace}-${VAN.id}-01`
let proef: ProefDatabase
let collector: Collector

beforeAll(async () => {
  proef = await proefDatabase()
  collector = await maakCollector()
})
afterAll(async () => {
  await collector.stop()
  await proef.sluit()
})

type Begonnen = Gestart & { readonly regels: string[]; readonly metrieken: Registry }

async function begin(env: Readonly<Record<string, string>> = {}): Promise<Begonnen> {
  const gelezen = leesConfig(SPOOR_VELDEN, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.adres, ...env })
  if (gelezen.kind === 'fout') throw new Error(gelezen.problemen.join('\n'))
  const regels: string[] = []
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } })
  const metrieken = new Registry()
  const gestart = await startSpoor({ config: gelezen.config, dienst: 'proef', log, metrieken })
  return { ...gestart, regels, metrieken }
}

function event(traceparent?: string): BusEvent {
  return maakEvent({
    id: randomUUID(),
    source: 'urn:nld:oin:00000099900000012000:systeem:proef',
    type: 'nl.warmknooppunt.proef.ingediend',
    subject: randomUUID(),
    time: Temporal.Now.instant(),
    dataschema: 'https://schemas.warmknooppunt.nl/ingediend/v1.schema.json',
    traceparent,
    data: {},
  })
}

/** Handles these in one transaction, followed; what the collector got of it. */
async function verwerk(events: readonly BusEvent[], f: Verwerk, na?: () => void) {
  const { spoor, sluit } = await begin()
  collector.spans.length = 0
  const afloop = await transactie<void, BusEvent>(proef.pool('wk_routing'), null, async (tx) => {
    await metSpoor(spoor, LEZER, f)(tx, events)
    await tx.query('select 1')
    na?.()
  }).catch((fout: unknown) => fout)
  await sluit()
  return { afloop, spans: collector.spans.slice() }
}

describe('the handling of messages', () => {
  it('is a span a message, child of what made it, and what comes of each carries its own on', async () => {
    const gekregen: (string | undefined)[] = []
    const berichten = [event(OUDER), event(OUDER), event()]
    const { spans } = await verwerk(berichten, async (_tx, events) => {
      gekregen.push(...events.map(({ traceparent }) => traceparent))
    })
    const per = berichten.map(({ id }) => spans.find((span) => span.kenmerken['cloudevents.event_id'] === id))
    expect(per.map((span) => span?.ouder)).toEqual([VAN.id, VAN.id, null])
    expect(per.slice(0, 2).map((span) => span?.trace)).toEqual([VAN.trace, VAN.trace])
    expect(per[2]?.trace).not.toBe(VAN.trace)
    expect(gekregen).toEqual(per.map((span) => `00-${span?.trace}-${span?.id}-01`))
  })

  it('together with others links them to the span of the batch, which links to what made them', async () => {
    const { spans } = await verwerk([event(OUDER), event(OUDER)], async () => undefined)
    const batch = spans.find(({ naam }) => naam === 'process batch berichten')
    expect(batch).toMatchObject({
      ouder: null,
      verwijst: [VAN, VAN],
      kenmerken: { 'messaging.batch.message_count': 2 },
    })
    const rest = spans.filter(({ naam }) => naam === 'process berichten')
    expect(rest.map(({ verwijst }) => verwijst)).toEqual(rest.map(() => [{ trace: batch?.trace, id: batch?.id }]))
    expect(rest).toHaveLength(2)
    const alleen = await verwerk([event(OUDER)], async () => undefined)
    expect(alleen.spans.map(({ naam, verwijst }) => [naam, verwijst])).toEqual([['process berichten', []]])
  })

  it('that fails is told by its code, without its text', async () => {
    const { afloop, spans } = await verwerk([event(OUDER)], async () => {
      throw Object.assign(new Error('Zilverreiger'), { code: 'besluit-verschilt' })
    })
    expect(afloop).toBeInstanceOf(Error)
    expect(spans).toMatchObject([{ fout: true, kenmerken: { 'error.type': 'besluit-verschilt' } }])
    expect(collector.ruw.join('')).not.toContain('Zilverreiger')
  })

  it('that went well and was not committed is told as rolled back', async () => {
    const faal = () => {
      throw new Error('later')
    }
    const { spans } = await verwerk([event(OUDER)], async () => undefined, faal)
    expect(spans).toMatchObject([{ fout: true, kenmerken: { 'error.type': 'rolled-back' } }])
  })
})

describe('which traces are taken', () => {
  const bemonsterd = async (env: Readonly<Record<string, string>>, ouder?: string) => {
    const { spoor, sluit } = await begin(env)
    const span = spoor.begin({ naam: 'proef', soort: 'server', ouder })
    span.eindig()
    await sluit()
    return span.traceparent?.slice(-2)
  }
  const nietGevolgd = OUDER.replace(/01$/, '00')

  it.each([
    ['parentbased_always_on', undefined, '01'],
    ['parentbased_always_on', nietGevolgd, '00'],
    ['always_on', nietGevolgd, '01'],
    ['always_off', OUDER, '00'],
    ['parentbased_always_off', OUDER, '01'],
    ['parentbased_always_off', undefined, '00'],
    ['parentbased_traceidratio', undefined, '00'],
    ['parentbased_traceidratio', OUDER, '01'],
    ['traceidratio', OUDER, '00'],
  ])('%s, of a caller that says %s: %s', async (sampler, ouder, verwacht) => {
    expect(await bemonsterd({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: '0' }, ouder)).toBe(verwacht)
  })

  it('keeps the trace of a caller that is not recorded, so that others may go on with it', async () => {
    const { spoor, sluit } = await begin({ OTEL_TRACES_SAMPLER: 'always_off' })
    expect(spoor.begin({ naam: 'proef', soort: 'server', ouder: OUDER }).traceparent).toContain(VAN.trace)
    await sluit()
  })

  it('refuses a sampler that it does not know', () => {
    const { kind } = leesConfig(SPOOR_VELDEN, { OTEL_TRACES_SAMPLER: 'jaeger_remote' })
    expect(kind).toBe('fout')
  })
})

describe('a collector that is away', () => {
  it('keeps so many spans and no more, drops the rest, and holds up neither work nor stop', async () => {
    await collector.stop()
    const { spoor, sluit, regels, metrieken } = await begin()
    for (let ronde = 0; ronde < 20; ronde++) {
      for (let i = 0; i < 1_000; i++) spoor.begin({ naam: 'proef', soort: 'intern' }).eindig()
      await wachtMs(1)
    }
    collector.spans.length = 0
    await collector.start()
    await sluit()
    await expect.poll(() => collector.spans.length, { timeout: 5_000 }).toBeGreaterThan(0)
    expect(collector.spans.length).toBeLessThanOrEqual(MAX_WACHTEND)
    const tekst = await metrieken.metrics()
    const geteld = (uitkomst: string) =>
      Number(new RegExp(`spans_total\\{uitkomst="${uitkomst}"\\} (\\d+)`).exec(tekst)?.[1] ?? 0)
    expect(geteld('verzonden') + geteld('verloren')).toBe(20_000)
    expect(geteld('verloren')).toBeGreaterThanOrEqual(20_000 - MAX_WACHTEND)
    expect(regels.filter((regel) => regel.includes('spoor.collector-weg')).length).toBeLessThanOrEqual(1)
  })
})

it('without a collector in the settings what is handed on stays as it was', async () => {
  const gelezen = leesConfig(SPOOR_VELDEN, {})
  if (gelezen.kind === 'fout') throw new Error('no setting is required')
  const log = maakLog({ dienst: 'proef', niveau: 'silent' })
  const { spoor } = await startSpoor({ config: gelezen.config, dienst: 'proef', log, metrieken: new Registry() })
  const f: Verwerk = async () => undefined
  expect(metSpoor(spoor, LEZER, f)).toBe(f)
  expect(spoor.begin({ naam: 'proef', soort: 'server', ouder: OUDER }).traceparent).toBe(OUDER)
})
