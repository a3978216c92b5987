import { nieuwId } from '@warmknooppunt/platform/bericht'
import type { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import { legApart, legInPostvak, legSpoor, ONTVANGER } from './sluitend.proef.ts'
import type { Sluitkeuze, Telling } from './sluitend.ts'
import { sluit } from './sluitend.ts'

const NU = Temporal.Instant.from('2026-03-02T11:00:00Z')
const GISTEREN = NU.subtract({ hours: 24 })

let database: ProefDatabase
let eigenaar: Pool
beforeAll(async () => {
  database = await proefDatabase()
  eigenaar = database.pool()
})
beforeEach(async () => {
  await eigenaar.query(
    `truncate intake.dossier, intake.bericht, routing.bericht, routing.toewijzing, routing.wacht, sla.klok, sla.registratie, delivery.postvak,
       delivery.postvakbericht, delivery.sprong, delivery.eindpunt, delivery.bezorging, routing.wachtrij, sla.wachtrij, delivery.wachtrij, routing.geweigerd, kluis.vernietigd cascade`,
  )
})
afterAll(() => database.sluit())

/** By the role that only reads; pages of two, so that every test crosses one. */
function kijk(keuze: Partial<Sluitkeuze> = {}) {
  const van = NU.subtract({ hours: 240 })
  return sluit({ pool: database.pool('wk_lezer'), nu: NU, van, tot: NU, respijtSeconden: 300, perBlad: 2, ...keuze })
}

const kort = (tellingen: readonly Telling[]) =>
  tellingen.map((t) => [t.bericht, t.uitkomst, t.stage, t.postvak, t.aantal])

describe('an accepted doorverwijzing', () => {
  test('that lies in its postvak is counted there, and by what its receiver did with it', async () => {
    const zaken = []
    for (let i = 0; i < 4; i++) zaken.push(await legSpoor(eigenaar, { op: GISTEREN }))
    await eigenaar.query('update delivery.postvak set bevestigd_tot = 2')
    const eindpunt = nieuwId(NU)
    await eigenaar.query(
      `insert into delivery.eindpunt (id, deelnemer, soort, adres, geheimen, gelijktijdig, gemaakt_op) values ($1, $2, 'webhook', 'x', '[{}]', 1, now())`,
      [eindpunt, ONTVANGER],
    )
    const push = (nummer: number, status: string) =>
      eigenaar.query(
        `insert into delivery.bezorging (id, deelnemer, nummer, eindpunt, dossier_id, bericht_id, status, parkeerreden, volgende_op)
         values ($1, $2, $3, $4, $1, $1, $5, case when $5 = 'geparkeerd' then 'geweigerd' end, now())`,
        [nieuwId(NU), ONTVANGER, nummer, eindpunt, status],
      )
    await push(1, 'afgeleverd')
    await push(3, 'geparkeerd')
    const sluiting = await kijk()
    expect(kort(sluiting.tellingen)).toEqual([
      ['doorverwijzing', 'bevestigd', null, ONTVANGER, 1],
      ['doorverwijzing', 'gepusht', null, ONTVANGER, 1],
      ['doorverwijzing', 'in-postvak', null, ONTVANGER, 1],
      ['doorverwijzing', 'push-geparkeerd', null, ONTVANGER, 1],
    ])
    expect(sluiting).toMatchObject({ berichten: 4, open: [], verschillen: [] })
  })

  test.each([
    ['intake', { routing: false }],
    ['routing', { toegewezen: false }],
    ['routing', { inPostvak: false }],
    ['sla', { inPostvak: false, klokken: ['contact', 'incassostop'] }],
  ] as const)('that got no further than %s is open once it had its time, and is named', async (stage, spoor) => {
    await legSpoor(eigenaar, { op: NU.subtract({ seconds: 200 }), ...spoor })
    const { dossierId, berichtId } = await legSpoor(eigenaar, { op: GISTEREN, ...spoor })
    const { open, tellingen } = await kijk()
    expect(open).toEqual([
      { bericht: 'doorverwijzing', stage, dossierId, berichtId, aangenomenOp: '2026-03-01T11:00:00+00:00' },
    ])
    expect(tellingen.map(({ uitkomst }) => uitkomst)).toEqual(['onderweg', 'open'])
    expect((await kijk({ respijtSeconden: 0 })).open).toHaveLength(2)
  })

  test('waits for an operator as long as intake says so; an order that was lost on the way leaves it open', async () => {
    const spoor = { op: GISTEREN, toegewezen: false, stand: 'wacht-op-routering' } as const
    await legSpoor(eigenaar, { ...spoor, status: 'wacht-op-routering' })
    const kwijt = await legSpoor(eigenaar, { ...spoor, status: 'aangenomen' })
    const onderweg = await legSpoor(eigenaar, { ...spoor, status: 'aangenomen' })
    await eigenaar.query("insert into intake.bericht values ($1, 'routeeropdracht', $2, $3)", [
      nieuwId(NU),
      onderweg.dossierId,
      NU.subtract({ seconds: 10 }).toString(),
    ])
    const { open, tellingen } = await kijk()
    expect(open.map(({ berichtId }) => berichtId)).toEqual([kwijt.berichtId])
    expect(tellingen.filter((t) => t.bericht === 'doorverwijzing').map(({ uitkomst }) => uitkomst)).toEqual([
      'wacht-op-routering',
      'onderweg',
      'open',
    ])
  })

  test('that an operator refused is told to the creditor, or open', async () => {
    const spoor = { op: GISTEREN, toegewezen: false, stand: 'niet-bezorgbaar', status: 'niet-bezorgbaar' } as const
    const verteld = await legSpoor(eigenaar, spoor)
    const kwijt = await legSpoor(eigenaar, spoor)
    const bericht = { deelnemer: 's', dossierId: verteld.dossierId, eventId: nieuwId(GISTEREN), op: GISTEREN }
    await legInPostvak(eigenaar, { ...bericht, bericht: 'niet-bezorgbaar' })
    for (const { dossierId } of [verteld, kwijt]) {
      await eigenaar.query('insert into kluis.vernietigd values ($1, now())', [dossierId])
    }
    const { open, tellingen } = await kijk()
    expect(open.map(({ berichtId }) => berichtId)).toEqual([kwijt.berichtId])
    expect(tellingen.map(({ uitkomst }) => uitkomst)).toEqual(['niet-bezorgbaar', 'open'])
  })

  test('that was put aside, or of which the content is destroyed, has its reason', async () => {
    const bij = await legSpoor(eigenaar, { op: GISTEREN, routing: false })
    const na = await legSpoor(eigenaar, { op: GISTEREN, inPostvak: false })
    const onleesbaar = await legSpoor(eigenaar, { op: GISTEREN, inPostvak: false })
    const ander = await legSpoor(eigenaar, { op: GISTEREN, inPostvak: false })
    const weg = await legSpoor(eigenaar, { op: GISTEREN, inPostvak: false })
    const ingediend = '{"dataschema":"https://schemas.warmknooppunt.nl/ingediend/v1.schema.json","data":{}}'
    const gerouteerd = (id: string) => `{"dataschema":"…/gerouteerd/v1.schema.json","data":{"berichtId":"${id}"}}`
    await legApart(eigenaar, { stage: 'routing', sleutel: bij.dossierId, berichtId: bij.berichtId, bericht: ingediend })
    await legApart(eigenaar, {
      stage: 'sla',
      sleutel: na.dossierId,
      berichtId: na.eventId,
      bericht: gerouteerd(na.berichtId),
    })
    await legApart(eigenaar, { stage: 'delivery', sleutel: onleesbaar.dossierId, berichtId: null, bericht: '?' })
    // Another message of this dossier lies aside, which is no reason for this one.
    await legApart(eigenaar, {
      stage: 'delivery',
      sleutel: ander.dossierId,
      berichtId: nieuwId(NU),
      bericht: gerouteerd(nieuwId(NU)),
    })
    await eigenaar.query('insert into kluis.vernietigd values ($1, now())', [weg.dossierId])
    const geweigerd = await legSpoor(eigenaar, { op: GISTEREN, routing: false })
    await eigenaar.query(
      `insert into routing.geweigerd (volgnummer, sleutel, consument, topic, partitie, bron, positie, bericht_id, reden, opgetekend_op, bericht,
         opdracht_id, operator, weigerreden) values (1, $1, 'routing', 'berichten', 0, $1, 1, $2, 'fout', now(), $3, $1, 'o', 'dubbel')`,
      [geweigerd.dossierId, geweigerd.berichtId, ingediend],
    )
    const { open, tellingen } = await kijk()
    expect(open.map(({ berichtId }) => berichtId)).toEqual([ander.berichtId])
    expect(tellingen.map(({ uitkomst, stage }) => [uitkomst, stage])).toEqual([
      ['inhoud-vernietigd', null],
      ['geweigerd', 'routing'],
      ['apart', 'delivery'],
      ['apart', 'routing'],
      ['apart', 'sla'],
      ['open', 'routing'],
    ])
  })

  test('is looked for in the period asked for only', async () => {
    await legSpoor(eigenaar, { op: GISTEREN, routing: false })
    await legSpoor(eigenaar, { op: NU.subtract({ hours: 50 }), routing: false })
    expect(await kijk({ van: GISTEREN, tot: GISTEREN.add({ milliseconds: 1 }) })).toMatchObject({ berichten: 1 })
    expect(await kijk({ van: NU.subtract({ hours: 60 }), tot: GISTEREN })).toMatchObject({ berichten: 1 })
    expect(await kijk()).toMatchObject({ berichten: 2 })
  })
})

test('a contactregistratie is done when sla noted it, an order when nobody has it unread any more', async () => {
  const legBericht = async (bericht: string, routing: boolean) => {
    const id = nieuwId(GISTEREN)
    await eigenaar.query('insert into intake.bericht values ($1, $2, $1, $3)', [id, bericht, GISTEREN.toString()])
    if (routing) await eigenaar.query('insert into routing.bericht values ($1, $1, $2, now())', [id, bericht])
    return id
  }
  const gedaan = await legBericht('contactregistratie', true)
  await eigenaar.query("insert into sla.registratie values ($1, $1, now(), 'verwerkt')", [gedaan])
  const kwijt = await legBericht('contactregistratie', true)
  await legBericht('herbezorgopdracht', true)
  const ongelezen = await legBericht('herbezorgopdracht', true)
  const nooit = await legBericht('routeeropdracht', false)
  await eigenaar.query(`insert into sla.uit select 1, b.id, 3, 0, now(), $1, '{}' from platform.bron b`, [ongelezen])
  await eigenaar.query(`insert into delivery.positie select 'delivery', 'termijnen', 3, b.id, 0 from platform.bron b`)
  const { open, tellingen } = await kijk()
  expect(new Map(open.map(({ berichtId, stage }) => [berichtId, stage]))).toEqual(
    new Map([
      [kwijt, 'routing'],
      [ongelezen, 'routing'],
      [nooit, 'intake'],
    ]),
  )
  expect(kort(tellingen).filter(([, uitkomst]) => uitkomst === 'verwerkt')).toEqual([
    ['contactregistratie', 'verwerkt', null, null, 1],
    ['herbezorgopdracht', 'verwerkt', null, null, 1],
  ])
})

describe('the other way round', () => {
  test('a clock that a doorverwijzing lacks is named, delivered or waiting for an operator', async () => {
    await legSpoor(eigenaar, { op: GISTEREN })
    const { berichtId } = await legSpoor(eigenaar, { op: GISTEREN, klokken: ['contact'] })
    const status = 'wacht-op-routering'
    const wacht = { op: GISTEREN, toegewezen: false, status, stand: status } as const
    await legSpoor(eigenaar, { ...wacht, klokken: ['incassostop'] })
    const zonder = await legSpoor(eigenaar, wacht)
    const { open, verschillen } = await kijk()
    expect(open).toEqual([])
    expect(verschillen).toHaveLength(2)
    for (const id of [berichtId, zonder.berichtId]) {
      expect(verschillen).toContainEqual(
        expect.objectContaining({ soort: 'klok-ontbreekt', klok: 'incassostop', berichtId: id }),
      )
    }
  })

  test('a postvak tells of what was never accepted, lies twice, or is gone', async () => {
    const { dossierId, eventId } = await legSpoor(eigenaar, { op: GISTEREN })
    const leg = (l: { dossierId: string; eventId: string; bericht: 'doorverwijzing' | 'termijnbericht' }) =>
      legInPostvak(eigenaar, { deelnemer: ONTVANGER, op: GISTEREN, ...l })
    const termijn = await leg({ dossierId, eventId: nieuwId(NU), bericht: 'termijnbericht' })
    const tweede = await leg({ dossierId, eventId: nieuwId(NU), bericht: 'doorverwijzing' })
    const vreemd = await leg({ dossierId: nieuwId(NU), eventId: nieuwId(NU), bericht: 'termijnbericht' })
    await eigenaar.query('drop index delivery.postvakbericht_bericht')
    const dubbel = await leg({ dossierId, eventId, bericht: 'doorverwijzing' })
    await leg({ dossierId, eventId: nieuwId(NU), bericht: 'termijnbericht' })
    await eigenaar.query('delete from delivery.postvakbericht where nummer in ($1, 6)', [termijn])
    const wat = (await kijk()).verschillen.map((v) =>
      v.soort === 'gat' ? [v.soort, v.van, v.totEnMet] : v.soort === 'klok-ontbreekt' ? [v.soort] : [v.soort, v.nummer],
    )
    expect(wat).toEqual([
      ['gat', termijn, termijn],
      ['gat', 6, 6],
      ['niet-aangenomen', tweede],
      ['niet-aangenomen', vreemd],
      ['dubbel', dubbel],
    ])
  })

  test('numbers that a restore passed over are no gap; those before and behind them are', async () => {
    for (let n = 0; n < 3; n++) await legSpoor(eigenaar, { op: GISTEREN })
    await eigenaar.query('insert into delivery.sprong values ($1, 4, 10003)', [ONTVANGER])
    await eigenaar.query('update delivery.postvak set volgend_nummer = 10004')
    expect((await kijk()).verschillen).toEqual([])
    // One that was placed within them under the number it had, and one after them.
    await eigenaar.query('update delivery.postvakbericht set nummer = 7000 where nummer = 2')
    await legSpoor(eigenaar, { op: GISTEREN })
    expect((await kijk()).verschillen).toEqual([{ soort: 'gat', deelnemer: ONTVANGER, van: 2, totEnMet: 2 }])
    await eigenaar.query('update delivery.postvak set volgend_nummer = 10006')
    expect((await kijk()).verschillen).toContainEqual({
      soort: 'gat',
      deelnemer: ONTVANGER,
      van: 10005,
      totEnMet: 10005,
    })
  })
})
