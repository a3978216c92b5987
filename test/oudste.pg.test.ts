import { WACHTVRAAG as DELIVERY } from '@warmknooppunt/delivery/wachtvraag'
import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import type { Rol } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import { maakLog } from '@warmknooppunt/platform/log'
import type { Producent } from '@warmknooppunt/platform/onderwerp'
import { schrijverVan } from '@warmknooppunt/platform/onderwerp'
import { bewaakOudste } from '@warmknooppunt/platform/oudste'
import type { Wachtvraag } from '@warmknooppunt/platform/oudste-store'
import { leesOudste } from '@warmknooppunt/platform/oudste-store'
import { enqueue, uitbakVan } from '@warmknooppunt/platform/outbox'
import { openStanden } from '@warmknooppunt/platform/positie-store'
import { WACHTVRAAG as ROUTING } from '@warmknooppunt/routing/wachtvraag'
import type { Bericht } from '@warmknooppunt/schemas/berichten'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import { leesVoorbeelden } from '@warmknooppunt/schemas/voorbeelden'
import { WACHTVRAAG as SLA } from '@warmknooppunt/sla/wachtvraag'
import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ProefDatabase } from './steun/database.ts'
import { proefDatabase } from './steun/database.ts'
import { indexVan, leesPlan } from './steun/plannen.ts'

let database: ProefDatabase
let eigenaar: Pool
beforeAll(async () => {
  database = await proefDatabase()
  eigenaar = database.pool()
})
afterAll(() => database.sluit())

const VRAGEN = [ROUTING, SLA, DELIVERY] as const
beforeEach(async () => {
  await eigenaar.query('truncate intake.uit, routing.uit, sla.uit, routing.positie, sla.positie, delivery.positie')
  for (const { lezer } of VRAGEN) await openStanden(database.pool(rolVan(lezer.stage)), lezer)
})

function rolVan(stage: string): Rol {
  const rollen: Readonly<Record<string, Rol>> = { routing: 'wk_routing', sla: 'wk_sla', delivery: 'wk_delivery' }
  const rol = rollen[stage]
  if (!rol) throw new Error(`no role for ${stage}`)
  return rol
}

/** An event as its stage writes it, of an example in the message specification; `minuten` old. */
function event(bericht: Bericht, voorbeeld: string, minuten: number): BusEvent {
  const gevonden = leesVoorbeelden(bericht).find(({ naam }) => naam === voorbeeld)
  if (!gevonden)
    throw new Error(`no example ${voorbeeld} of ${bericht}: ${leesVoorbeelden(bericht).map(({ naam }) => naam)}`)
  const data = gevonden.waarde
  const soort = typeof data === 'object' && data !== null && 'bericht' in data ? String(data.bericht) : bericht
  const nu = Temporal.Now.instant()
  const deelwoord = bericht === 'termijnbericht' ? 'gemeld' : bericht === 'ingediend' ? 'ingediend' : 'gerouteerd'
  return maakEvent({
    id: nieuwId(nu),
    source: 'urn:nld:oin:00000099900000012000:systeem:proef',
    type: `nl.warmknooppunt.${soort}.${deelwoord}`,
    subject: nieuwId(nu),
    time: nu.subtract({ minutes: minuten }),
    dataschema: dataschemaVan(bericht),
    data,
  })
}

async function leg(stage: Producent, ...events: BusEvent[]): Promise<void> {
  await transactie<void, BusEvent>(eigenaar, uitbakVan(stage), async (tx) => {
    for (const e of events) enqueue(tx, e)
  })
}

/** The age in minutes of what waits before a reader. */
async function oudste(vraag: Wachtvraag): Promise<number> {
  const schrijver = schrijverVan(vraag.lezer.topic)
  return Math.floor((await leesOudste(database.pool(rolVan(vraag.lezer.stage)), vraag, schrijver)) / 60)
}

describe('the oldest accepted message without postvak', () => {
  test('is before routing what goes to a receiver, not what stays inside or waits for an operator', async () => {
    await leg(
      'intake',
      event('ingediend', 'contactregistratie', 90),
      event('ingediend', 'herbezorgopdracht', 80),
      event('ingediend', 'herstelopdracht-vrijgeven', 80),
      event('ingediend', 'doorverwijzing-meerdere', 70),
    )
    expect(await oudste(ROUTING)).toBe(0)
    await leg('intake', event('ingediend', 'doorverwijzing', 6))
    expect(await oudste(ROUTING)).toBe(6)
    await leg('intake', event('ingediend', 'routeeropdracht-gemeente', 8))
    expect(await oudste(ROUTING)).toBe(8)
  })

  test('is before sla and delivery what names a receiver; what the clocks say was not accepted', async () => {
    await leg('routing', event('gerouteerd', 'contactregistratie', 90), event('onrouteerbaar', 'onbekend', 80))
    await leg('sla', event('gerouteerd', 'contactregistratie', 90), event('ingediend', 'herbezorgopdracht', 80))
    await leg('sla', event('onrouteerbaar', 'onbekend', 80), event('termijnbericht', 'contact-verstreken', 70))
    expect([await oudste(SLA), await oudste(DELIVERY)]).toEqual([0, 0])
    await leg('routing', event('gerouteerd', 'doorverwijzing', 6))
    await leg('sla', event('niet-bezorgbaar', 'met-intermediair', 9))
    expect([await oudste(SLA), await oudste(DELIVERY)]).toEqual([6, 9])
  })

  test('is at most as old as the last that was looked at, when many that do not count stand before it', async () => {
    const { subject } = event('gerouteerd', 'doorverwijzing', 0)
    const oude = Array.from({ length: 999 }, () => event('termijnbericht', 'contact-verstreken', 90))
    await leg('sla', ...oude.map((e) => ({ ...e, subject })))
    expect(await oudste(DELIVERY)).toBe(0)
    await leg('sla', { ...event('termijnbericht', 'contact-verstreken', 80), subject })
    expect(await oudste(DELIVERY)).toBe(80)
    await leg('sla', { ...event('gerouteerd', 'doorverwijzing', 70), subject })
    expect(await oudste(DELIVERY)).toBe(80)
    await eigenaar.query('update delivery.positie set positie = (select min(positie) from sla.uit)')
    expect(await oudste(DELIVERY)).toBe(70)
  })

  test('is looked for by the index that has the partition and the number, however much waits', async () => {
    for (const vraag of VRAGEN) {
      const pool = database.pool(rolVan(vraag.lezer.stage))
      const schrijver = schrijverVan(vraag.lezer.topic)
      await eigenaar.query(
        `insert into ${schrijver}.uit (positie, bron, partitie, vorige, tijd, sleutel, bericht)
         select n, b.id, n % 12, greatest(0, n - 12), now(), gen_random_uuid(), repeat('x', 1300)
         from platform.bron b, generate_series(1, 20000) n`,
      )
      await eigenaar.query(`analyze ${schrijver}.uit`)
      const stappen = await leesPlan(pool, (db) => leesOudste(db, vraag, schrijver))
      const opUit = stappen.filter((stap) => stap['Relation Name'] === 'uit').map(indexVan)
      expect([vraag.lezer.stage, opUit]).toEqual([
        vraag.lezer.stage,
        ['uit_partitie partitie partitie partitie positie'],
      ])
    }
  })

  test('turns the stage before which it waits red, and no other, until its reader has passed it', async () => {
    const register = new Registry()
    const regels: string[] = []
    const log = maakLog({ dienst: 'proef', niveau: 'error', naar: { write: (regel) => regels.push(regel) } })
    const punten = VRAGEN.map((wachtvraag) => {
      const stage = wachtvraag.lezer.stage
      return { stage, db: database.pool(rolVan(stage)), wachtvraag }
    })
    await leg('routing', event('gerouteerd', 'doorverwijzing', 6))
    const einde = new AbortController()
    const wachters = bewaakOudste(register, punten, { log, elkeMs: 20 })
    const lopend = wachters.map((wachter) => wachter.run(einde.signal))
    const rood = () => wachters.filter((w) => !w.stand().gezond).map((w) => [w.naam, w.stand().reden])
    await expect.poll(rood).toEqual([['sla.oudste-zonder-postvak', 'older-than-300-seconds']])
    expect(regels.filter((regel) => regel.includes('alarm.oudste-zonder-postvak'))).toHaveLength(1)
    expect(await register.metrics()).toContain('warmknooppunt_alarm_total{soort="oudste-zonder-postvak"} 1')
    const metriek = await register.getSingleMetricAsString('warmknooppunt_oudste_aangenomen_zonder_postvak_seconden')
    expect(metriek).toMatch(/\{stage="routing"\} 0\n.*\{stage="sla"\} 36\d(\.\d+)?\n.*\{stage="delivery"\} 0$/)
    await eigenaar.query('update sla.positie set positie = 1000')
    await expect.poll(rood, { timeout: 5_000 }).toEqual([])
    einde.abort()
    await Promise.all(lopend)
  })
})
