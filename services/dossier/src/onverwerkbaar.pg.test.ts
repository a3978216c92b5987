import { setTimeout as wachtMs } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DossierProef, Topic } from './dossier.proef.ts'
import { maakDossierProef } from './dossier.proef.ts'
import {
  AANGENOMEN,
  aangenomen,
  gerouteerd,
  herstelopdracht,
  maakZaak,
  naarGemeente,
  termijnbericht,
} from './zaak.proef.ts'

const OPERATOR = { als: 'beheer-warmknooppunt' } as const
const PAD = '/v1/beheer/dossier'
const z = maakZaak()

let proef: DossierProef
beforeAll(async () => {
  proef = await maakDossierProef()
})
afterAll(() => proef.sluit())

/** Has what comes of this dossier on these topics put aside. */
async function houdTegen(...topics: Topic[]) {
  await proef.eigenaar.query(
    "insert into dossier.wachtrij (consument, topic, sleutel) select 'dossier', unnest($1::text[]), $2",
    [topics, z.dossierId],
  )
}

const lijst = async (vraag = '') => {
  const { status, body } = await proef.get(`${PAD}/onverwerkbaar${vraag}`, OPERATOR)
  expect(status).toBe(200)
  const wachtrijen: Record<string, unknown>[] = Array.isArray(body.wachtrijen) ? body.wachtrijen : []
  return { wachtrijen, volgende: body.volgende }
}

/** Lets the stage's loops work until this order has an end. */
async function voerUit(id: string): Promise<Record<string, unknown>> {
  const einde = new AbortController()
  const klaar = proef.stage.werkers.map((werker) => werker.run(einde.signal))
  for (const totMs = performance.now() + 10_000; performance.now() < totMs; await wachtMs(10)) {
    const { body } = await proef.get(`${PAD}/herstelopdrachten/${id}`, OPERATOR)
    if (body.stand === 'open') continue
    einde.abort()
    await Promise.all(klaar)
    return body
  }
  throw new Error('the order came to no end')
}

test('each topic has a queue of its own, listed page by page by the message in front', async () => {
  await houdTegen('termijnen', 'berichten')
  const herinnering = termijnbericht(z, AANGENOMEN, { soort: 'herinnering-contact', ontvangers: [naarGemeente(z)] })
  await proef.leg({ berichten: [aangenomen(z)], termijnen: [gerouteerd(z), herinnering] })
  await proef.lees()
  const { wachtrijen, volgende } = await lijst()
  const gemeen = { sleutel: z.dossierId, reden: 'wacht-op-eerder', foutcode: null }
  expect([volgende, wachtrijen]).toMatchObject([
    undefined,
    [
      { ...gemeen, topic: 'berichten', aantal: 1, soort: 'nl.warmknooppunt.doorverwijzing.ingediend' },
      { ...gemeen, topic: 'termijnen', aantal: 2, soort: 'nl.warmknooppunt.doorverwijzing.gerouteerd' },
    ],
  ])
  const eerste = await lijst('?limiet=1')
  const tweede = await lijst(`?limiet=1&na=${String(eerste.volgende)}`)
  expect([eerste.wachtrijen, tweede.wachtrijen].flat()).toEqual(wachtrijen)
  expect(tweede.volgende).toBeUndefined()
  for (const fout of ['?na=17', '?limiet=0', '?na=berichten.x', '?sleutel=1']) {
    expect(await proef.get(`${PAD}/onverwerkbaar${fout}`, OPERATOR)).toMatchObject({ status: 400 })
  }
})

test('a message leads to the one behind it, and is read by operators with a reason that is on the list', async () => {
  const volgnummer = (await lijst()).wachtrijen[1]?.volgnummer
  const met = (reden: string, als: string = OPERATOR.als) => ({ als, scopes: ['beheer'], koppen: { reden } })
  const eerste = await proef.get(`${PAD}/onverwerkbaar/${String(volgnummer)}`, met('vraag-van-deelnemer'))
  const tweede = await proef.get(`${PAD}/onverwerkbaar/${String(eerste.body.volgende)}`, met('herstel'))
  expect(JSON.parse(String(eerste.body.bericht)).type).toBe('nl.warmknooppunt.doorverwijzing.gerouteerd')
  expect(JSON.parse(String(tweede.body.bericht)).type).toBe('nl.warmknooppunt.termijnbericht.gemeld')
  expect(tweede.body).not.toHaveProperty('volgende')
  for (const nummer of ['0', '-1', '1.5', 'x', '9'.repeat(16)]) {
    expect(await proef.get(`${PAD}/onverwerkbaar/${nummer}`, met('herstel'))).toMatchObject({ status: 400 })
  }
  expect(await proef.get(`${PAD}/onverwerkbaar/${String(volgnummer)}`, met('herstel', z.schuldeiser))).toMatchObject({
    status: 403,
    body: { code: 'geen-recht' },
  })
  const { rows } = await proef.eigenaar.query('select reden, operator from dossier.inzage order by id')
  expect(rows).toEqual([
    { reden: 'vraag-van-deelnemer', operator: OPERATOR.als },
    { reden: 'herstel', operator: OPERATOR.als },
  ])
})

test('an order that comes by on three topics is carried out once, on the queue of the message it names alone', async () => {
  const over = { stage: 'dossier', sleutel: z.dossierId, dossierId: z.dossierId } as const
  const volgnummer = Number((await lijst()).wachtrijen[1]?.volgnummer)
  const opdracht = herstelopdracht(AANGENOMEN, { ...over, volgnummer })
  const elders = herstelopdracht(AANGENOMEN, { ...over, stage: 'sla', volgnummer })
  const beide = [opdracht, elders]
  expect(await proef.get(`${PAD}/herstelopdrachten/${opdracht.id}`, OPERATOR)).toMatchObject({ status: 404 })
  await proef.leg({ berichten: beide, routeringen: beide, termijnen: beide })
  await proef.lees()
  expect((await lijst()).wachtrijen[1]).toMatchObject({
    opdracht: { id: opdracht.id, stand: 'open', keuze: 'vrijgeven' },
  })
  expect(await voerUit(opdracht.id)).toMatchObject({ stand: 'vrij', verwerkt: 2, topic: 'termijnen', foutcode: null })
  expect((await lijst()).wachtrijen.map(({ topic }) => topic)).toEqual(['berichten'])
  const { body } = await proef.get(`${PAD}/herstelopdrachten`, OPERATOR)
  expect(body).toMatchObject({ opdrachten: [{ id: opdracht.id, operator: OPERATOR.als, volgnummer }] })
  const { rows } = await proef.eigenaar.query(
    `select soort, gegevens from dossier.gebeurtenis where dossier_id = $1 order by soort, gegevens ->> 'stage'`,
    [z.dossierId],
  )
  expect(rows).toEqual([
    { soort: 'herinnering-contact', gegevens: expect.anything() },
    { soort: 'herstelopdracht', gegevens: { stage: 'dossier', keuze: 'vrijgeven' } },
    { soort: 'herstelopdracht', gegevens: { stage: 'sla', keuze: 'vrijgeven' } },
  ])
})

test('a refusal is in the tijdlijn of operators with its reason, and orders are listed newest first, page by page', async () => {
  const volgnummer = Number((await lijst()).wachtrijen[0]?.volgnummer)
  const keuze = { kind: 'weigeren', reden: 'elders-afgehandeld' } as const
  const over = { stage: 'dossier', sleutel: z.dossierId, dossierId: z.dossierId } as const
  const opdracht = herstelopdracht(AANGENOMEN, { ...over, volgnummer, keuze })
  await proef.leg({ berichten: [opdracht] })
  await proef.lees('berichten')
  expect(await voerUit(opdracht.id)).toMatchObject({ stand: 'vrij', geweigerd: true, weigerreden: keuze.reden })
  expect(await lijst()).toEqual({ wachtrijen: [], volgende: undefined })
  const eerste = await proef.get(`${PAD}/herstelopdrachten?limiet=1`, OPERATOR)
  expect(eerste.body).toMatchObject({ opdrachten: [{ id: opdracht.id }] })
  const tweede = await proef.get(`${PAD}/herstelopdrachten?limiet=1&na=${String(eerste.body.volgende)}`, OPERATOR)
  expect(tweede.body).toMatchObject({ opdrachten: [{ keuze: 'vrijgeven' }] })
  expect(tweede.body).not.toHaveProperty('volgende')
  const { rows } = await proef.eigenaar.query("select from dossier.gebeurtenis where gegevens ->> 'reden' = $1", [
    keuze.reden,
  ])
  expect(rows).toHaveLength(1)
})
