import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { maakOntvanger } from '../services/delivery/src/delivery.proef.ts'
import type { Gedaan, Toevoeging } from '../services/knooppunt/src/commando/commando.proef.ts'
import { doe } from '../services/knooppunt/src/commando/commando.proef.ts'
import { voegDeelnemerToe } from '../services/knooppunt/src/commando/deelnemer.ts'
import { voegEindpuntToe } from '../services/knooppunt/src/commando/eindpunt.ts'
import { voegMandaatToe } from '../services/knooppunt/src/commando/mandaat.ts'
import { voegOvereenkomstToe } from '../services/knooppunt/src/commando/overeenkomst.ts'
import { voegEffectToe, voegRegisterToe } from '../services/knooppunt/src/commando/register.ts'
import { voegRegisterwijzigingenToe } from '../services/knooppunt/src/commando/registerwijzigingen.ts'
import { voegTokenToe } from '../services/knooppunt/src/commando/token.ts'
import { voegLoketToe, voegUitvoerderToe } from '../services/knooppunt/src/commando/uitvoerder.ts'
import { voegWisselToe } from '../services/knooppunt/src/commando/wissel.ts'
import { totdat } from '../services/knooppunt/src/start.proef.ts'
import { doorverwijzing, opDag } from './steun/doorverwijzing.ts'
import type { Hub } from './steun/hub.ts'
import { maakHub } from './steun/hub.ts'

let hub: Hub
let map = ''
beforeAll(async () => {
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-register-'))
  hub = await maakHub()
})
afterAll(async () => {
  await hub.sluit()
  await rm(map, { recursive: true, force: true })
})

const bestand = (naam: string) => join(map, naam)
const voer = (voegToe: Toevoeging, ...argumenten: string[]): Promise<Gedaan> =>
  doe(voegToe, argumenten, { env: { DATA_MAP: hub.data.map }, nu: Temporal.Now.instant().toString() })

async function goed(voegToe: Toevoeging, ...argumenten: string[]): Promise<string> {
  const { code, uit, fout } = await voer(voegToe, ...argumenten)
  expect([argumenten, code, fout]).toEqual([argumenten, 0, ''])
  return uit
}

/** Asks the hub as a party that was added here, with a token by the command line. */
async function vraag(client: string, pad: string, body?: unknown): Promise<{ status: number; tekst: string }> {
  const token = (await goed(voegTokenToe, 'token', client, '--sleutel', bestand(`${client}.jwk.json`))).trim()
  const antwoord = await fetch(`${hub.basis}${pad}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: antwoord.status, tekst: await antwoord.text() }
}

const gisteren = Temporal.Now.plainDateISO('Europe/Amsterdam').subtract({ days: 1 }).toString()
const dagVan = (moment: Temporal.Instant) => moment.toZonedDateTimeISO('Europe/Amsterdam').toPlainDate().toString()
const inVenlo = (nr: number) =>
  doorverwijzing(nr, {
    ...opDag(gisteren),
    '/hulpvrager/woonadres/postcode': '5911AA',
    '/hulpvrager/woonadres/woonplaats': 'Venlo',
  })

// One story, in order: a creditor and a gemeente that the hub did not know, from nothing to the first referral and on.
test('a new creditor and a new gemeente are brought in by commands, and the first referral arrives', async () => {
  await goed(
    voegDeelnemerToe,
    ...['deelnemer', 'toevoegen', 'energie-veldzicht', '--soort', 'schuldeiser', '--soort-schuldeiser', 'energie'],
    ...['--naam', 'Energie Veldzicht', '--oin', '00000099900000099000', '--van', '2026-01-01'],
    ...['--maak', bestand('energie-veldzicht.jwk.json')],
  )
  await goed(
    voegDeelnemerToe,
    ...['deelnemer', 'toevoegen', 'gemeente-venlo', '--soort', 'gemeente', '--naam', 'Gemeente Venlo'],
    ...['--oin', '00000099900000098000', '--maak', bestand('gemeente-venlo.jwk.json')],
  )
  await goed(
    voegUitvoerderToe,
    ...['uitvoerder', 'zet', 'gemeente-venlo', '--naam', 'Gemeente Venlo', '--telefoon', '06-1234 0020'],
    ...['--tijden', 'maandag tot en met vrijdag 9.00-17.00 uur'],
  )
  const effect = await goed(voegUitvoerderToe, 'uitvoerder', 'gemeente', 'gemeente-venlo', '0983')
  expect(effect).toContain('gemeente 0983: nobody -> gemeente-venlo/gemeente-venlo (postvak of gemeente-venlo)')
  const zonder = await vraag('energie-veldzicht', '/v1/doorverwijzingen', inVenlo(1))
  expect([zonder.status, JSON.parse(zonder.tekst).code]).toEqual([409, 'geen-overeenkomst'])
  await goed(
    voegOvereenkomstToe,
    ...['overeenkomst', 'sluit', 'veldzicht-0983', '--schuldeiser', 'energie-veldzicht', '--gemeente', '0983'],
    ...['--ondertekend', '2026-01-05', '--van', '2026-01-05', '--werkdagen', '2'],
  )
  const aangenomen = await vraag('energie-veldzicht', '/v1/doorverwijzingen', inVenlo(2))
  expect([aangenomen.status, JSON.parse(aangenomen.tekst).gemeente]).toEqual([201, { code: '0983', naam: 'Venlo' }])
  const { id } = JSON.parse(aangenomen.tekst)
  const postvak = await vraag('gemeente-venlo', '/v1/postvak/berichten?na=0&wachttijd=10')
  expect([postvak.status, JSON.parse(postvak.tekst).map((b: { subject: string }) => b.subject)]).toEqual([200, [id]])
})

test('an endpoint is added, paused, resumed and ended by commands, and nothing is pushed twice or lost', async () => {
  const ontvanger = await maakOntvanger()
  const eindpunt = (...argumenten: string[]) => goed(voegEindpuntToe, 'eindpunt', ...argumenten)
  const geheim = bestand('venlo.geheim')
  const nieuw = ['toevoegen', 'gemeente-venlo', '--adres', ontvanger.adres, '--geheim', geheim, '--json']
  const lokaal = ['--net', '127.0.0.0/8', '--http']
  const { eindpunt: id, status } = JSON.parse(await eindpunt(...nieuw, ...lokaal))
  expect(status).toBe('actief')
  expect(JSON.parse(await eindpunt(...nieuw, ...lokaal))).toEqual({ eindpunt: id, status: 'actief' })
  expect((await voer(voegEindpuntToe, 'eindpunt', ...nieuw)).fout).toContain('andere instellingen')

  const post = async (nr: number) => {
    const antwoord = await vraag('energie-veldzicht', '/v1/doorverwijzingen', inVenlo(nr))
    expect(antwoord.status).toBe(201)
    return JSON.parse(antwoord.tekst).id
  }
  const gepusht = () => ontvanger.verzoeken.map(({ body }) => JSON.parse(body).subject)
  const een = await post(3)
  await totdat(() => gepusht().length === 1, 10_000)
  const [eerste] = ontvanger.verzoeken
  const koppen = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((n) => [n, String(eerste?.koppen[n])])
  new Webhook((await readFile(geheim, 'utf8')).trim()).verify(eerste?.body ?? '', Object.fromEntries(koppen))

  await eindpunt('pauzeer', id, '--toelichting', 'Onderhoud')
  const twee = await post(4)
  const postvak = async () => JSON.parse((await vraag('gemeente-venlo', '/v1/postvak/berichten?na=0')).tekst)
  await totdat(async () => JSON.stringify(await postvak()).includes(twee), 10_000)
  expect(gepusht()).toEqual([een])
  expect(await eindpunt('lijst', '--deelnemer', 'gemeente-venlo')).toContain('gepauzeerd')
  await eindpunt('hervat', id)
  await totdat(() => gepusht().length === 2, 10_000)

  await eindpunt('beeindig', id)
  const drie = await post(5)
  await totdat(async () => JSON.stringify(await postvak()).includes(drie), 10_000)
  expect(gepusht()).toEqual([een, twee])
  expect(await eindpunt('lijst', '--deelnemer', 'gemeente-venlo')).toContain('there are no endpoints')
  const verloop = await eindpunt('toon', id)
  expect(verloop).toContain('gepauzeerd by demo-beheer-warmknooppunt: Onderhoud')
  expect(verloop).not.toContain('/in')
  await ontvanger.sluit()
})

test('the receiver of the demo goes on after its secret was rotated', async () => {
  const [demo] = JSON.parse(await goed(voegEindpuntToe, 'eindpunt', 'lijst', '--json')).eindpunten
  await goed(voegWisselToe, 'wissel', 'geheim', demo.id, '--gelekt')
  const body = doorverwijzing('demo', opDag(gisteren))
  const { body: aangenomen } = await hub.vraag('waterbedrijf-maasdal', {
    method: 'POST',
    pad: '/v1/doorverwijzingen',
    body,
  })
  await totdat(async () => (await (await fetch(hub.demo)).text()).includes(String(aangenomen.id)), 10_000)
})

test('a term agreed in hours is short: contact within one, collection stopped for a day', async () => {
  await goed(voegOvereenkomstToe, 'overeenkomst', 'wijzig', 'veldzicht-0983', '--uren', '1', '--stop-dagen', '1')
  const voor = Temporal.Now.instant()
  const { status, tekst } = await vraag('energie-veldzicht', '/v1/doorverwijzingen', inVenlo(6))
  expect(status).toBe(201)
  const { id, incassostop, contactUiterlijkOp } = JSON.parse(tekst)
  expect([dagVan(voor), dagVan(Temporal.Now.instant().add({ hours: 1 }))]).toContain(contactUiterlijkOp)
  expect(incassostop.totEnMet >= dagVan(voor.add({ hours: 24 }))).toBe(true)
  const eersteEinde = () =>
    hub.alsEigenaar(async (db) => {
      const { rows } = await db.query<{ op: Date | null }>(
        "select min(vervalt_op) as op from sla.timer where dossier_id = $1 and soort = 'einde'",
        [id],
      )
      return rows[0]?.op?.getTime() ?? null
    })
  await totdat(async () => (await eersteEinde()) !== null, 10_000)
  expect(await eersteEinde()).toBeLessThanOrEqual(Temporal.Now.instant().add({ minutes: 61 }).epochMilliseconds)
  const beide = ['overeenkomst', 'wijzig', 'veldzicht-0983', '--uren', '1', '--werkdagen', '2']
  expect((await voer(voegOvereenkomstToe, ...beide)).code).toBe(64)
})

test('a key is replaced beside the old one, and a blocked party is out at once and in again', async () => {
  const oud = bestand('energie-veldzicht.jwk.json')
  await goed(voegDeelnemerToe, 'deelnemer', 'sleutel', 'energie-veldzicht', '--maak', bestand('nieuw.jwk.json'))
  const { kid } = JSON.parse(await readFile(oud, 'utf8'))
  await goed(voegDeelnemerToe, 'deelnemer', 'sleutel', 'energie-veldzicht', '--weg', kid)
  expect((await voer(voegTokenToe, 'token', 'energie-veldzicht', '--sleutel', oud)).code).toBe(77)
  await writeFile(oud, await readFile(bestand('nieuw.jwk.json')))
  expect((await vraag('energie-veldzicht', '/v1/doorverwijzingen')).status).toBe(200)
  await goed(voegDeelnemerToe, 'deelnemer', 'blokkeer', 'energie-veldzicht')
  expect((await voer(voegTokenToe, 'token', 'energie-veldzicht', '--sleutel', oud)).code).toBe(77)
  await goed(voegDeelnemerToe, 'deelnemer', 'deblokkeer', 'energie-veldzicht')
  expect((await vraag('energie-veldzicht', '/v1/doorverwijzingen')).status).toBe(200)
})

test('the register is a file: what it says is what is there, and a change in it is shown before it is made', async () => {
  const pad = bestand('register.yaml')
  await goed(voegRegisterToe, 'register', 'uit', '--naar', pad)
  expect(await goed(voegEffectToe, 'effect', pad, '--volledig')).toContain('no difference')
  const tekst = await readFile(pad, 'utf8')
  await writeFile(pad, tekst.replace('naam: Energie Veldzicht', 'naam: Veldzicht Energie'))
  expect(await goed(voegRegisterToe, 'register', 'in', pad)).toContain('naam: Energie Veldzicht -> Veldzicht Energie')
  expect(await goed(voegRegisterToe, 'register', 'uit')).toContain('naam: Energie Veldzicht')
  expect(await goed(voegRegisterToe, 'register', 'in', pad, '--ja', '--toelichting', 'Nieuwe naam')).toContain('done')
  expect(await goed(voegRegisterToe, 'register', 'uit')).toContain('naam: Veldzicht Energie')
  expect(await goed(voegRegisterwijzigingenToe, 'registerwijzigingen')).toContain('Nieuwe naam')
})

test('what the hub finds wrong in a file is told at its line, and nothing of it was done', async () => {
  const pad = bestand('fout.yaml')
  const versie = async () => JSON.parse(await goed(voegRegisterToe, 'register', 'uit', '--json')).versie
  const voor = await versie()
  await writeFile(
    pad,
    `mandaten:
  - intermediair: incasso-maasoever
    schuldeiser: energie-veldzicht
    van: 2026-01-01
    totEnMet: 2025-01-01
  - intermediair: niemand
    schuldeiser: energie-veldzicht
    van: 2026-01-01
    totEnMet: null
`,
  )
  const { code, fout } = await voer(voegRegisterToe, 'register', 'in', pad, '--ja')
  expect([code, fout.includes('nothing was changed: 2 faults')]).toEqual([1, true])
  expect(fout).toContain(
    `${pad}:5:15 /mandaten/0/totEnMet De laatste dag 2025-01-01 ligt voor de eerste dag 2026-01-01.`,
  )
  expect(fout).toContain(`${pad}:6:19 /mandaten/1/intermediair Er is geen deelnemer niemand.`)
  expect(await versie()).toBe(voor)
})

test('mandates, loketten and ends go by commands too, and what cannot be says why', async () => {
  await goed(voegMandaatToe, 'mandaat', 'geef', 'incasso-maasoever', 'energie-veldzicht', '--van', '2026-01-01')
  await goed(voegMandaatToe, 'mandaat', 'eindig', 'incasso-maasoever', 'energie-veldzicht', '--na', '2026-06-30')
  await goed(
    voegLoketToe,
    'loket',
    'zet',
    'venlo-balie',
    '--uitvoerder',
    'gemeente-venlo',
    '--naam',
    'Balie',
    '--telefoon',
    '06-1234 0021',
    '--tijden',
    'altijd',
  )
  await goed(voegLoketToe, 'loket', 'weg', 'venlo-balie')
  const standaard = await voer(voegLoketToe, 'loket', 'weg', 'gemeente-venlo')
  expect([standaard.code, standaard.fout]).toEqual([1, expect.stringContaining('Er is geen loket gemeente-venlo')])
  await goed(voegOvereenkomstToe, 'overeenkomst', 'eindig', 'veldzicht-0983')
  await goed(voegDeelnemerToe, 'deelnemer', 'eindig', 'energie-veldzicht')
  const terug = await voer(voegDeelnemerToe, 'deelnemer', 'deblokkeer', 'energie-veldzicht')
  expect([terug.code, terug.fout]).toEqual([1, expect.stringContaining('voorgoed beëindigd')])
  const onbekend = await voer(voegDeelnemerToe, 'deelnemer', 'blokkeer', 'niemand')
  expect([onbekend.code, onbekend.fout]).toEqual([1, expect.stringContaining('no deelnemer niemand')])
})
