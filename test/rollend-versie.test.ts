import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sluiting } from '@warmknooppunt/dossier/sluitend/sluitend'
import { partitieVan } from '@warmknooppunt/platform/partitie'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alsVelden } from '../services/knooppunt/src/simulatie/keur-antwoord.ts'
import { stuur } from '../services/knooppunt/src/simulatie/verzoek.ts'
import type { Boom } from './steun/boom.ts'
import { DEZE, kopieBoom } from './steun/boom.ts'
import { doorverwijzing, opDag } from './steun/doorverwijzing.ts'
import type { Schip, Vloot } from './steun/vloot.ts'
import { maakVloot, STAGES, sluitAf, telApart } from './steun/vloot.ts'

let nieuw: Boom
let vloot: Vloot
beforeAll(async () => {
  nieuw = await maakNieuwere()
  vloot = await maakVloot()
})
afterAll(async () => {
  await vloot.sluit()
  await nieuw.weg()
})

/** A next version of this hub: one message has a second version, with a field more, and there is one migration more. */
async function maakNieuwere(): Promise<Boom> {
  const boom = await kopieBoom()
  const verander = async (pad: string, naar: string, vervang: (tekst: string) => string) => {
    const tekst = await readFile(join(boom.map, pad), 'utf8')
    const anders = vervang(tekst)
    if (anders === tekst) throw new Error(`${pad} is not written as this test knows it`)
    await writeFile(join(boom.map, naar), anders)
  }
  const schema = 'schemas/onrouteerbaar/v1.schema.json'
  await verander(schema, 'schemas/onrouteerbaar/v2.schema.json', (tekst) => {
    const { properties, ...rest } = JSON.parse(tekst)
    const versie = { ...properties.versie, const: 2 }
    const proef = { title: 'Proef', type: 'string', maxLength: 10, 'x-open': 'berichtsoort' }
    const $id = 'https://schemas.warmknooppunt.nl/onrouteerbaar/v2.schema.json'
    return JSON.stringify({
      ...rest,
      $id,
      properties: { ...properties, versie, proef },
      required: [...rest.required, 'proef'],
    })
  })
  const berichten = 'schemas/src/berichten.ts'
  await verander(berichten, berichten, (t) => t.replace('  onrouteerbaar: {\n    ...bus,', '$&\n    versie: 2,'))
  const schrijver = 'services/routing/src/onbezorgd.ts'
  await verander(schrijver, schrijver, (t) => t.replace('versie: 1,', "versie: 2, proef: 'nieuw',"))
  await writeFile(join(boom.map, 'migrations/9000-proef.sql'), 'create table platform.proef (nr int);\n')
  return boom
}

let nr = 0
/** Accepted; its dossierId. */
async function verwijsDoor(postcode: string): Promise<string> {
  nr++
  const dag = Temporal.Now.instant().toString().slice(0, 10)
  const body = doorverwijzing(nr, { ...opDag(dag), '/hulpvrager/woonadres/postcode': postcode })
  const verzoek = { method: 'POST', pad: '/v1/doorverwijzingen', clientId: 'demo-waterbedrijf-maasdal' } as const
  const poging = await stuur(vloot.verbinding, { ...verzoek, body: JSON.stringify(body) })
  if (poging.kind === 'verbroken' || poging.antwoord.status !== 201) throw new Error(JSON.stringify(poging))
  return String(alsVelden(poging.antwoord.body).id)
}

/** The dossiers in postvakken, in the order of their numbers. */
async function bezorgd(): Promise<string[]> {
  return vloot.metDatabase(async (db) => {
    const { rows } = await db.query<{ id: string }>(
      'select dossier_id as id from delivery.postvakbericht order by deelnemer, nummer',
    )
    return rows.map(({ id }) => id)
  })
}

function tel(sql: string): Promise<number> {
  return vloot.metDatabase(async (db) => (await db.query<{ aantal: number }>(sql)).rows[0]?.aantal ?? -1)
}

const operatortermijnen = () => tel("select count(*) as aantal from sla.klok where soort = 'operator'")

/** kill -9 */
async function haalWeg(oude: Map<string, Schip>, stage: string): Promise<void> {
  const schip = oude.get(stage)
  if (schip) await vloot.dood(schip)
  oude.delete(stage)
}

async function vervang(oude: Map<string, Schip>, stage: (typeof STAGES)[number]): Promise<Schip> {
  const schip = await vloot.start(nieuw, stage)
  const oud = oude.get(stage)
  if (oud) expect(await vloot.stop(oud)).toBe(0)
  return schip
}

test('old readers hold what a newer hub wrote, red, put nothing aside and go on elsewhere; newer ones take over in order', async () => {
  await vloot.migreer(DEZE)
  await vloot.laadDemo(DEZE)
  const oude = new Map((await Promise.all(STAGES.map((stage) => vloot.start(DEZE, stage)))).map((s) => [s.stage, s]))
  expect(await vloot.migreer(nieuw)).toContain('9000-proef')

  // What was written in the first version waits for a reader, which is a newer one.
  await haalWeg(oude, 'sla')
  await verwijsDoor('9999XX')
  await expect.poll(() => tel('select count(*) as aantal from routing.uit'), { timeout: 30_000 }).toBe(1)
  await vervang(oude, 'sla')
  await expect.poll(operatortermijnen, { timeout: 30_000 }).toBe(1)

  // A process that dies meanwhile comes back on the newer database.
  await haalWeg(oude, 'delivery')
  const terug = await vloot.start(DEZE, 'delivery')
  oude.set('delivery', terug)
  expect(terug.regels.filter((regel) => regel.includes('"dienst.oudere-versie"')).join()).toContain('9000-proef')

  await vervang(oude, 'routing')
  const onbekend = await verwijsDoor('9999XX')
  const dicht = partitieVan(onbekend)
  const dossiers: string[] = []
  // Behind it, and elsewhere.
  while (dossiers.length < 12 || !dossiers.some((id) => partitieVan(id) === dicht))
    dossiers.push(await verwijsDoor('6001AB'))
  const elders = dossiers.filter((id) => partitieVan(id) !== dicht)
  const reden = { onderdeel: 'delivery.termijnen', code: 'written-by-a-newer-hub' }
  await expect.poll(bezorgd, { timeout: 30_000 }).toHaveLength(elders.length)
  await expect.poll(async () => (await terug.gereed()).redenen, { timeout: 10_000 }).toContainEqual(reden)
  expect((await bezorgd()).toSorted()).toEqual(elders.toSorted())
  expect(await telApart(vloot)).toBe(0)

  const nieuwe = await Promise.all([vervang(oude, 'dossier'), vervang(oude, 'delivery')])
  await expect.poll(bezorgd, { timeout: 30_000 }).toHaveLength(dossiers.length)
  const perPartitie = Map.groupBy(await bezorgd(), partitieVan)
  for (const [partitie, ids] of perPartitie) expect(ids).toEqual(dossiers.filter((id) => partitieVan(id) === partitie))
  for (const schip of nieuwe)
    await expect.poll(async () => (await schip.gereed()).status, { timeout: 10_000 }).toBe(200)
  expect(await telApart(vloot)).toBe(0)
  expect(await operatortermijnen()).toBe(2)
  const telling = async (): Promise<Partial<Sluiting>> => sluitAf(vloot)
  await expect
    .poll(telling, { timeout: 10_000 })
    .toMatchObject({ open: [], verschillen: [], berichten: dossiers.length + 2 })
}, 600_000)
