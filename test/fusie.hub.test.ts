import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ontvanger } from '../services/delivery/src/delivery.proef.ts'
import { maakOntvanger } from '../services/delivery/src/delivery.proef.ts'
import type { Toevoeging } from '../services/knooppunt/src/commando/commando.proef.ts'
import { doe } from '../services/knooppunt/src/commando/commando.proef.ts'
import { voegDeelnemerToe } from '../services/knooppunt/src/commando/deelnemer.ts'
import { voegEindpuntToe } from '../services/knooppunt/src/commando/eindpunt.ts'
import { voegImporteerPostcodesToe } from '../services/knooppunt/src/commando/importeer-postcodes.ts'
import { voegOvereenkomstToe } from '../services/knooppunt/src/commando/overeenkomst.ts'
import { voegSluitendToe } from '../services/knooppunt/src/commando/sluitend.ts'
import { voegTokenToe } from '../services/knooppunt/src/commando/token.ts'
import { voegUitvoerderToe } from '../services/knooppunt/src/commando/uitvoerder.ts'
import { alsVelden } from '../services/knooppunt/src/simulatie/keur-antwoord.ts'
import { totdat } from '../services/knooppunt/src/start.proef.ts'
import { doorverwijzing, opDag } from './steun/doorverwijzing.ts'
import type { Hub } from './steun/hub.ts'
import { maakHub } from './steun/hub.ts'
import type { VerzetteKlok } from './steun/verzette-klok.ts'
import { maakVerzetteKlok } from './steun/verzette-klok.ts'

const WATER = { deelnemer: 'waterbedrijf-maasdal' }
const WIJDEMEREN = { deelnemer: 'gemeente-wijdemeren', code: '1696', naam: 'Wijdemeren', nummer: '900000061' }
const HILVERSUM = { deelnemer: 'gemeente-hilversum', code: '0402', naam: 'Hilversum', nummer: '900000062' }
type Gemeente = typeof WIJDEMEREN
const POSTCODES = fileURLToPath(new URL('../../shared/postcodes/', import.meta.url))
const KLEIN = ['rijen', 'pc4', 'pc6', 'gemeenten'].flatMap((grens) => ['--sta-toe', grens])

const VOOR = Temporal.Instant.from('2026-12-30T09:00:00Z')
/** in the Netherlands it is 2027-01-01 then, in UTC not yet */
const NA = Temporal.Instant.from('2026-12-31T23:00:05Z')

let klok: VerzetteKlok
let hub: Hub
let ontvanger: Ontvanger
let map = ''

beforeAll(async () => {
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-fusie-'))
  klok = await maakVerzetteKlok(VOOR)
  hub = await maakHub(undefined, {}, klok)
  ontvanger = await maakOntvanger()
})
afterAll(async () => {
  await hub.sluit()
  await klok.sluit()
  await ontvanger.sluit()
  await rm(map, { recursive: true, force: true })
})

async function goed(voegToe: Toevoeging, ...argumenten: string[]): Promise<string> {
  const nu = klok.nu().toString()
  const { code, uit, fout } = await doe(voegToe, argumenten, { env: { DATA_MAP: hub.data.map }, nu })
  // An import tells on stderr how far it is.
  expect([argumenten, code, code === 0 ? '' : fout]).toEqual([argumenten, 0, ''])
  return uit
}

/** Brings in a gemeente that receives for itself, with an overeenkomst of the water company. */
async function sluitAan({ deelnemer, code, naam, nummer }: Gemeente): Promise<void> {
  const [oin, sleutel] = [`00000099${nummer}000`, join(map, `${deelnemer}.jwk.json`)]
  await goed(
    voegDeelnemerToe,
    ...['deelnemer', 'toevoegen', deelnemer, '--soort', 'gemeente', '--naam', `Gemeente ${naam}`],
    ...['--oin', oin, '--van', '2026-01-01', '--maak', sleutel],
  )
  const loket = ['--naam', `Gemeente ${naam}`, '--telefoon', '06-1234 0030', '--tijden', 'werkdagen 9.00-17.00 uur']
  await goed(voegUitvoerderToe, 'uitvoerder', 'zet', deelnemer, ...loket)
  await goed(voegUitvoerderToe, 'uitvoerder', 'gemeente', deelnemer, code)
  const wie = [
    '--schuldeiser',
    WATER.deelnemer,
    '--gemeente',
    code,
    '--ondertekend',
    '2026-06-01',
    '--van',
    '2026-06-01',
  ]
  await goed(voegOvereenkomstToe, 'overeenkomst', 'sluit', `water-${code}`, ...wie)
}

/** The water company is of the demo, which has its key. */
async function vraag({ deelnemer }: Pick<Gemeente, 'deelnemer'>, pad: string, body?: unknown) {
  const sleutel = deelnemer === WATER.deelnemer ? [] : ['--sleutel', join(map, `${deelnemer}.jwk.json`)]
  const token = (await goed(voegTokenToe, 'token', deelnemer, ...sleutel)).trim()
  const antwoord = await fetch(`${hub.basis}${pad}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: antwoord.status, body: await antwoord.json() }
}

/** What a party finds in its postvak from the beginning on. */
async function postvak(wie: Gemeente): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { status, body } = await vraag(wie, '/v1/postvak/berichten?na=0')
  expect(status).toBe(200)
  return Array.isArray(body) ? body.map(alsVelden) : []
}

async function verwijsDoor(
  nr: number,
): Promise<{ readonly id: string; readonly contactUiterlijkOp: string; readonly gemeente: object }> {
  const body = doorverwijzing(`fusie-${nr}`, {
    ...opDag('2026-12-29'),
    '/hulpvrager/woonadres/postcode': '1231CB',
    '/hulpvrager/woonadres/huisnummer': 2,
    '/hulpvrager/woonadres/woonplaats': 'Loosdrecht',
  })
  const antwoord = await vraag(WATER, '/v1/doorverwijzingen', body)
  expect(antwoord.status).toBe(201)
  return JSON.parse(JSON.stringify(antwoord.body))
}

const dossierVan = (wie: Gemeente, id: string) => vraag(wie, `/v1/doorverwijzingen/${id}`)
const pushes = () => ontvanger.verzoeken.map(({ body }) => JSON.parse(body).subject)

let open: Awaited<ReturnType<typeof verwijsDoor>>
let eerste: Readonly<Record<string, unknown>> | undefined

// One story, in order: Wijdemeren goes up in Hilversum on 1 January 2027, while a referral of two days before is open.
test('before the day a referral from Loosdrecht goes to Wijdemeren', async () => {
  const gemeenten = ['importeer-postcodes', 'gemeenten', join(POSTCODES, 'gemeenten.csv'), '--ook-voorgenomen']
  await goed(voegImporteerPostcodesToe, ...gemeenten, '--wijzigingen', join(POSTCODES, 'gemeente_wijzigingen.csv'))
  const tabel = join(POSTCODES, 'cbs_stijl_2025_puntkomma_met_nullen.csv')
  await goed(voegImporteerPostcodesToe, 'importeer-postcodes', tabel, '--geldig-vanaf', '2026-08-01', ...KLEIN)
  await sluitAan(WIJDEMEREN)
  await sluitAan(HILVERSUM)
  await goed(
    voegEindpuntToe,
    ...['eindpunt', 'toevoegen', HILVERSUM.deelnemer, '--adres', ontvanger.adres, '--net', '127.0.0.0/8', '--http'],
  )
  open = await verwijsDoor(1)
  expect(open).toMatchObject({ gemeente: { code: '1696' }, contactUiterlijkOp: '2027-01-05' })
  await totdat(async () => (await postvak(WIJDEMEREN)).length === 1, 10_000)
  ;[eerste] = await postvak(WIJDEMEREN)
  expect(eerste).toMatchObject({ subject: open.id, sequence: '1' })
  expect((await vraag(WIJDEMEREN, '/v1/postvak/bevestigingen', { totEnMet: 1 })).status).toBe(200)
  expect([(await dossierVan(WIJDEMEREN, open.id)).status, (await dossierVan(HILVERSUM, open.id)).status]).toEqual([
    200, 404,
  ])
  expect(await postvak(HILVERSUM)).toEqual([])
})

test('on the day, Dutch time, what is open lies with Hilversum, once, and with Wijdemeren no more', async () => {
  await klok.zet(NA)
  await totdat(async () => (await postvak(HILVERSUM)).length === 1, 15_000)
  expect(await postvak(HILVERSUM)).toMatchObject([{ id: eerste?.id, subject: open.id, sequence: '1' }])
  expect(await postvak(WIJDEMEREN)).toEqual([])
  await totdat(() => pushes().length === 1, 10_000)
  expect(pushes()).toEqual([open.id])
  expect((await dossierVan(WIJDEMEREN, open.id)).status).toBe(404)
  expect(await dossierVan(HILVERSUM, open.id)).toMatchObject({
    status: 200,
    body: { contactUiterlijkOp: '2027-01-05' },
  })
  const bij = await vraag(WATER, `/v1/doorverwijzingen/${open.id}`)
  expect(bij).toMatchObject({ status: 200, body: { contactUiterlijkOp: '2027-01-05', gemeente: { code: '1696' } } })
})

test('Hilversum answers on it, and Wijdemeren cannot', async () => {
  const registratie = {
    soort: 'contact',
    kanaal: 'telefoon',
    plaatsgevondenOp: klok.nu().toString({ smallestUnit: 'second' }),
  }
  const pad = `/v1/doorverwijzingen/${open.id}/contactregistraties`
  expect((await vraag(WIJDEMEREN, pad, registratie)).status).toBe(404)
  expect((await vraag(HILVERSUM, pad, registratie)).status).toBe(201)
  const klokken = () =>
    hub.alsEigenaar(
      async (db) => (await db.query('select soort, status from sla.klok where dossier_id = $1', [open.id])).rows,
    )
  await totdat(
    async () => (await klokken()).some(({ soort, status }) => soort === 'contact' && status === 'gehaald'),
    10_000,
  )
})

test('a new referral from there goes to Hilversum at once, a restart doubles nothing, and nothing is open', async () => {
  const nieuw = await verwijsDoor(2)
  expect(nieuw.gemeente).toMatchObject({ code: '0402' })
  await totdat(async () => (await postvak(HILVERSUM)).length === 2, 10_000)
  await hub.dood()
  await hub.start()
  await totdat(() => pushes().length === 2, 10_000)
  expect((await postvak(HILVERSUM)).map(({ subject }) => subject)).toEqual([open.id, nieuw.id])
  expect(await postvak(WIJDEMEREN)).toEqual([])
  expect(pushes()).toEqual([open.id, nieuw.id])
  const sluiting = JSON.parse(await goed(voegSluitendToe, 'sluitend', '--respijt', '0', '--json'))
  expect(sluiting).toMatchObject({ aantalOpen: 0, open: [], verschillen: [] })
})
