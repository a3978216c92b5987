import { nieuwId } from '@warmknooppunt/platform/bericht'
import { GEEN_MOMENTEN } from '@warmknooppunt/regels/klok'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { schrijfIn } from '../../../test/steun/schrijf.ts'
import { leesOudsten } from './achterstand-store.ts'
import { AFSPRAKEN, op } from './berichten.proef.ts'
import { bewaarKlokken, vergrendelKlokken, vergrendelKlokkenVan } from './klok-store.ts'
import { noteerRegistraties } from './registratie-store.ts'
import type { Klok, Stopklok, Termijnklok, Toewijzing } from './stand.ts'
import { bewaarToewijzingen, leesToewijzingen } from './toewijzing-store.ts'

let proef: ProefDatabase
let pool: ReturnType<ProefDatabase['pool']>
beforeAll(async () => {
  proef = await proefDatabase()
  pool = proef.pool('wk_sla')
})
afterAll(() => proef.sluit())

const NU = op('2026-03-02T09:00:00.125Z')
const nieuw = () => nieuwId(NU)
const basis = (dossierId: string) =>
  ({ id: nieuw(), dossierId, berichtId: nieuw(), dag: '2026-03-05', tijdstip: op('2026-03-05T23:00:00Z') }) as const
const contact = (dossierId: string): Termijnklok => ({
  ...basis(dossierId),
  soort: 'contact',
  status: 'open',
  toewijzingId: nieuw(),
})
const stop = (dossierId: string): Stopklok => ({
  ...basis(dossierId),
  soort: 'incassostop',
  status: 'actief',
  hervatbaarVanaf: '2026-03-06',
  schuldeiser: 'waterbedrijf-maasdal',
  intermediair: null,
})
const opId = (a: Klok, b: Klok) => (a.id < b.id ? -1 : 1)

const bewaar = (klokken: readonly Klok[]) => schrijfIn(pool, (tx) => bewaarKlokken(tx, klokken))

describe('clocks', () => {
  test('come back as they were written, by dossier and by id', async () => {
    const dossier = nieuw()
    const klokken: Klok[] = [
      contact(dossier),
      { ...contact(dossier), soort: 'gesprek' },
      { ...basis(dossier), soort: 'operator', status: 'open' },
      { ...stop(dossier), intermediair: 'incasso-maasoever' },
    ]
    await bewaar(klokken)
    await bewaar([contact(nieuw())])
    expect(await vergrendelKlokkenVan(pool, [dossier])).toEqual(klokken.toSorted(opId))
    const twee = klokken.slice(0, 2)
    expect(
      await vergrendelKlokken(
        pool,
        twee.map(({ id }) => id),
      ),
    ).toEqual(twee.toSorted(opId))
  })

  test('change their status and nothing else', async () => {
    const klok = contact(nieuw())
    await bewaar([klok])
    await bewaar([{ ...klok, status: 'verstreken', dag: '2030-01-01' }])
    expect(await vergrendelKlokken(pool, [klok.id])).toEqual([{ ...klok, status: 'verstreken' }])
  })

  test('of one kind are started once by a message, and a dossier has one stop', async () => {
    const klok = contact(nieuw())
    const eerste = stop(nieuw())
    await bewaar([klok, eerste])
    await expect(bewaar([{ ...klok, id: nieuw() }])).rejects.toMatchObject({ code: '23505' })
    await expect(bewaar([stop(eerste.dossierId)])).rejects.toMatchObject({
      constraint: 'klok_incassostop',
    })
  })
})

test('toewijzingen come back in the order in which they began; only their first moments change', async () => {
  const dossierId = nieuw()
  const een: Toewijzing = {
    toewijzingId: nieuw(),
    dossierId,
    gemeentecode: '0988',
    ontvanger: 'gemeente-weert',
    afspraken: { contact: AFSPRAKEN.contact },
    dagNul: '2026-03-03',
    aangenomenOp: NU,
    momenten: GEEN_MOMENTEN,
  }
  const eerder = { ...een, toewijzingId: nieuw(), dagNul: '2026-03-02' }
  await schrijfIn(pool, (tx) => bewaarToewijzingen(tx, [een, eerder]))
  expect(await leesToewijzingen(pool, [dossierId])).toEqual([eerder, een])
  const momenten = { eerstePogingOp: NU, eersteContactOp: NU.add({ hours: 1 }), eersteGesprekOp: NU.add({ hours: 2 }) }
  await schrijfIn(pool, (tx) => bewaarToewijzingen(tx, [{ ...een, momenten, ontvanger: 'gemeente-heerlen' }]))
  expect(await leesToewijzingen(pool, [dossierId])).toEqual([eerder, { ...een, momenten }])
})

test('a registration is new once', async () => {
  const rij = (berichtId: string) =>
    ({ berichtId, dossierId: nieuw(), geregistreerdOp: NU.toString(), uitkomst: 'verwerkt' }) as const
  const [a, b] = [rij(nieuw()), rij(nieuw())]
  expect(await noteerRegistraties(pool, [a])).toEqual(new Set([a.berichtId]))
  expect(await noteerRegistraties(pool, [a, b])).toEqual(new Set([b.berichtId]))
})

test('the oldest unhandled message is told per partition, from both outboxes', async () => {
  const eigenaar = proef.pool()
  expect(await leesOudsten(pool)).toEqual(Array.from({ length: 13 }, () => null))
  const leg = (stage: 'intake' | 'routing', partitie: number, tijd: Temporal.Instant) =>
    eigenaar.query(`select ${stage}.leg_uit($1::smallint[], $2::timestamptz[], $3::uuid[], $4::text[])`, [
      [partitie],
      [tijd.toString()],
      [nieuw()],
      ['{}'],
    ])
  await leg('intake', 2, NU.add({ seconds: 5 }))
  await leg('intake', 2, NU)
  await leg('routing', 2, NU.add({ seconds: 1 }))
  await leg('routing', 11, NU.add({ seconds: 2 }))
  const oudsten = async () => (await leesOudsten(pool)).flatMap((t, p) => (t ? [`${p} ${t}`] : []))
  expect(await oudsten()).toEqual([
    '2 2026-03-02T09:00:00.125Z',
    '11 2026-03-02T09:00:02.125Z',
    '12 2026-03-02T09:00:00.125Z',
  ])
  await eigenaar.query(
    `insert into routing.positie (consument, topic, partitie, bron, positie)
     select 'routing', 'berichten', 2, bron, max(positie) from intake.uit group by bron`,
  )
  await eigenaar.query(
    `insert into sla.positie (consument, topic, partitie, bron, positie)
     select 'sla', 'routeringen', 11, bron, max(positie) from routing.uit group by bron`,
  )
  expect(await oudsten()).toEqual(['2 2026-03-02T09:00:01.125Z', '12 2026-03-02T09:00:01.125Z'])
})

test('no other stage reads what sla keeps', async () => {
  for (const rol of ['wk_dossier', 'wk_delivery', 'wk_routing', 'wk_lezer'] as const) {
    const vreemd = proef.pool(rol)
    for (const tabel of ['toewijzing', 'klok', 'timer', 'registratie'])
      await expect(vreemd.query(`select from sla.${tabel}`)).rejects.toMatchObject({ code: '42501' })
  }
})
