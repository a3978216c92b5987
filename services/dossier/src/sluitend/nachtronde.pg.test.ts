import { nieuwId } from '@warmknooppunt/platform/bericht'
import { maakLog } from '@warmknooppunt/platform/log'
import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import { laatsteMoment, maakNachtronde, meetSluiting } from './nachtronde.ts'
import { geefBeurtTerug, houBeurt, neemBeurt, noteerUitslag } from './sluiting-store.ts'

let database: ProefDatabase
let eigenaar: Pool
let pool: Pool
beforeAll(async () => {
  database = await proefDatabase()
  eigenaar = database.pool()
  pool = database.pool('wk_dossier')
})
afterAll(() => database.sluit())
beforeEach(async () => {
  await eigenaar.query('truncate intake.bericht')
  await eigenaar.query(
    "update dossier.sluiting set gepland_op = '2026-03-01T12:00:00Z', bezig_tot = null, gedaan_op = null, open = null, verschillen = null",
  )
})

/** A dossier process whose clock says `nu`, for as long as `f` takes. */
async function draai(
  nu: string,
  f: (o: { regels: string[]; metrieken: Registry }) => Promise<void>,
  eerstNaMs = 0,
): Promise<void> {
  const regels: string[] = []
  const metrieken = new Registry()
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => regels.push(regel) } })
  const einde = new AbortController()
  const o = { pool, peilPool: pool, log, metrieken, nu: () => Temporal.Instant.from(nu), kijkMs: 20, eerstNaMs }
  meetSluiting(o)
  const klaar = maakNachtronde(o).run(einde.signal)
  try {
    await f({ regels, metrieken })
  } finally {
    einde.abort()
    await klaar
  }
}

const van = (regels: readonly string[], gebeurtenis: string) =>
  regels.map((regel) => JSON.parse(regel)).filter((regel) => regel.gebeurtenis === gebeurtenis)

const sluiting = async () =>
  (await eigenaar.query('select *, gepland_op::text as gepland from dossier.sluiting')).rows[0]

test('is due at half past three in Amsterdam, in summer and in winter', () => {
  const moment = (nu: string) => laatsteMoment(Temporal.Instant.from(nu)).toString()
  expect(moment('2026-03-02T02:29:59Z')).toBe('2026-03-01T02:30:00Z')
  expect(moment('2026-03-02T02:30:00Z')).toBe('2026-03-02T02:30:00Z')
  expect(moment('2026-07-01T01:30:00Z')).toBe('2026-07-01T01:30:00Z')
  // The night in which the clock goes forward from two to three.
  expect(moment('2026-03-29T12:00:00Z')).toBe('2026-03-29T01:30:00Z')
  // And back from three to two.
  expect(moment('2026-10-25T02:29:59Z')).toBe('2026-10-24T01:30:00Z')
  expect(moment('2026-10-25T02:30:00Z')).toBe('2026-10-25T02:30:00Z')
})

test('is done once a night, by one of the processes; after a downtime at once', async () => {
  await draai('2026-03-05T11:00:00Z', (een) =>
    draai('2026-03-05T11:00:00Z', async (ander) => {
      const alle = () => van([...een.regels, ...ander.regels], 'sluitend.gedaan')
      await expect.poll(() => alle().length, { timeout: 10_000 }).toBe(1)
      // Both have looked again by then.
      await new Promise((klaar) => setTimeout(klaar, 150))
      expect(alle()).toEqual([expect.objectContaining({ berichten: 0, open: 0, verschillen: 0 })])
      for (const { metrieken } of [een, ander]) {
        expect(await metrieken.getSingleMetricAsString('warmknooppunt_sluitend_open')).toMatch(/_open 0$/)
        expect(await metrieken.getSingleMetricAsString('warmknooppunt_sluitend_gedaan_timestamp_seconds')).toMatch(
          / 1\d{9}/,
        )
      }
    }),
  )
  expect(await sluiting()).toMatchObject({ gepland: '2026-03-05 02:30:00+00', bezig_tot: null })
  await draai('2026-03-06T02:29:00Z', async ({ regels }) => {
    await new Promise((klaar) => setTimeout(klaar, 150))
    expect(regels).toEqual([])
  })
})

test('that stood still for too long and was taken over is no longer its own to hold, give back or tell', async () => {
  const gepland = Temporal.Instant.from('2026-03-05T02:30:00Z')
  const eerste = await neemBeurt(pool, gepland)
  expect(await neemBeurt(pool, gepland)).toBeNull()
  await eigenaar.query("update dossier.sluiting set bezig_tot = now() - interval '1 second'")
  const tweede = await neemBeurt(pool, gepland)
  if (eerste === null || tweede === null) throw new Error('not taken')
  expect(await houBeurt(pool, eerste)).toBeNull()
  await geefBeurtTerug(pool, eerste)
  const uitslag = { gepland, berichten: 1, open: 1, verschillen: 0 }
  expect(await noteerUitslag(pool, eerste, uitslag)).toBe(false)
  expect(await sluiting()).toMatchObject({ gepland: '2026-03-01 12:00:00+00', gedaan_op: null })
  const verder = await houBeurt(pool, tweede)
  expect(verder && (await noteerUitslag(pool, verder, uitslag))).toBe(true)
  expect(await neemBeurt(pool, gepland)).toBeNull()
})

test('raises the alarm about what is open, by name, and its metric says so until the next round', async () => {
  const op = Temporal.Instant.from('2026-03-04T10:00:00Z')
  const id = nieuwId(op)
  await eigenaar.query("insert into intake.bericht values ($1, 'contactregistratie', $1, $2)", [id, op.toString()])
  await draai('2026-03-05T11:00:00Z', async ({ regels, metrieken }) => {
    await expect
      .poll(() => van(regels, 'alarm.niet-sluitend'), { timeout: 10_000 })
      .toEqual([
        expect.objectContaining({ niveau: 'error', open: 1, eersteOpen: [expect.objectContaining({ berichtId: id })] }),
      ])
    expect(await metrieken.getSingleMetricAsString('warmknooppunt_sluitend_open')).toMatch(/_open 1$/)
    expect(await metrieken.getSingleMetricAsString('warmknooppunt_alarm_total')).toMatch(/\{soort="niet-sluitend"\} 1$/)
  })
})

test('that fails is tried again, and has no metric before the first', async () => {
  await eigenaar.query('revoke select on intake.sluit_bericht from wk_dossier')
  await draai('2026-03-05T11:00:00Z', async ({ regels, metrieken }) => {
    await expect.poll(() => van(regels, 'sluitend.mislukt').length, { timeout: 10_000 }).toBeGreaterThan(1)
    expect(await metrieken.getSingleMetricAsString('warmknooppunt_sluitend_open')).not.toMatch(/_open \d/)
    await eigenaar.query('grant select on intake.sluit_bericht to wk_dossier')
    await expect.poll(() => van(regels, 'sluitend.gedaan').length, { timeout: 10_000 }).toBe(1)
  })
})

test('waits after a start until the stages had time to catch up: what a downtime left under way is not open yet', async () => {
  const op = Temporal.Instant.from('2026-03-04T10:00:00Z')
  const id = nieuwId(op)
  await eigenaar.query("insert into intake.bericht values ($1, 'contactregistratie', $1, $2)", [id, op.toString()])
  const later = async ({ regels }: { readonly regels: readonly string[] }) => {
    await new Promise((klaar) => setTimeout(klaar, 150))
    expect(regels).toEqual([])
    await eigenaar.query('truncate intake.bericht')
    await expect.poll(() => van(regels, 'sluitend.gedaan').length, { timeout: 10_000 }).toBe(1)
  }
  await draai('2026-03-05T11:00:00Z', later, 1_000)
})

test('that cannot be done is tried after ever longer pauses, raises an alarm, and is done once it can', async () => {
  await eigenaar.query('revoke select on intake.sluit_bericht from wk_dossier')
  try {
    await draai('2026-03-05T11:00:00Z', async ({ regels, metrieken }) => {
      await expect.poll(() => van(regels, 'alarm.sluitend-mislukt').length, { timeout: 10_000 }).toBeGreaterThan(0)
      expect(van(regels, 'sluitend.mislukt').map(({ keren }) => keren)).toEqual([1, 2, 3, 4])
      expect(await metrieken.getSingleMetricAsString('warmknooppunt_alarm_total')).toContain(
        '{soort="sluitend-mislukt"}',
      )
      const tijden = [...van(regels, 'sluitend.mislukt'), ...van(regels, 'alarm.sluitend-mislukt')].map(({ tijd }) =>
        Date.parse(tijd),
      )
      // 20 ms doubled four times: the last pause is 320 ms.
      expect((tijden[4] ?? 0) - (tijden[3] ?? 0)).toBeGreaterThan(300)
      expect(await sluiting()).toMatchObject({ bezig_tot: null, gedaan_op: null })
      await eigenaar.query('grant select on intake.sluit_bericht to wk_dossier')
      await expect.poll(() => van(regels, 'sluitend.gedaan').length, { timeout: 10_000 }).toBe(1)
    })
  } finally {
    await eigenaar.query('grant select on intake.sluit_bericht to wk_dossier')
  }
})
