import { sluitVernietigde } from '@warmknooppunt/delivery/vernietigd'
import { maakLog } from '@warmknooppunt/platform/log'
import { uitbakVan } from '@warmknooppunt/platform/outbox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Ontvanger } from '../services/delivery/src/delivery.proef.ts'
import { BRON, maakOntvanger, zegt } from '../services/delivery/src/delivery.proef.ts'
import { doorverwijzing } from './steun/doorverwijzing.ts'
import { PROEF_NU } from './steun/intake.ts'
import type { Lezernaam, Lijn } from './steun/lijn.ts'
import { maakLijn } from './steun/lijn.ts'

const WATER = 'waterbedrijf-maasdal'
const WEERT = 'schulddienst-land-van-weert'
const ROERMOND = 'gemeente-roermond'
const OPERATOR = 'beheer-warmknooppunt'
/** Ends the stop (1 April) and every clock. */
const NA_DE_STOP = '2026-04-07T11:00:00Z'

const GEVONDEN = { postcode: '6001AB', huisnummer: 1 }
const MET_WEBHOOK = { postcode: '6041AB', huisnummer: 7 }
const MEERDERE = { postcode: '6009AA', huisnummer: 9 }

const STIL = maakLog({ dienst: 'proef', niveau: 'silent' })

let lijn: Lijn
let ontvanger: Ontvanger
let laatste: (() => void) | undefined
let nummer = 0

beforeAll(async () => {
  lijn = await maakLijn()
  ontvanger = await maakOntvanger()
  await lijn.registreerEindpunt(ROERMOND, ontvanger.adres)
})
afterAll(async () => {
  await lijn.sluit()
  await ontvanger.sluit()
})

type Zaak = { readonly nr: number; readonly dossierId: string }

async function verwijsDoor(adres: { postcode: string; huisnummer: number }): Promise<Zaak> {
  const nr = ++nummer
  const body = doorverwijzing(nr, {
    '/hulpvrager/woonadres/postcode': adres.postcode,
    '/hulpvrager/woonadres/huisnummer': adres.huisnummer,
  })
  const { status, body: antwoord } = await lijn.intake.post('/v1/doorverwijzingen', body, { als: WATER })
  expect(status).toBe(201)
  return { nr, dossierId: String(antwoord.id) }
}

async function rijen(sql: string, dossierId: string): Promise<Record<string, unknown>[]> {
  return (await lijn.intake.eigenaar.query(sql, [dossierId])).rows
}

async function vernietig({ dossierId }: Zaak): Promise<void> {
  await rijen('select kluis.vernietig(array[$1::uuid], now())', dossierId)
}

/** While `f` runs the keys of this dossier do not open, as with a fault in the vault: whoever needs them fails. */
async function metKapotteSleutels({ dossierId }: Zaak, f: () => Promise<void>): Promise<void> {
  await rijen(`update kluis.sleutel set verpakt = '\\x00' || verpakt where dossier_id = $1`, dossierId)
  await f()
  await rijen('update kluis.sleutel set verpakt = substr(verpakt, 2) where dossier_id = $1', dossierId)
}

const registratie = (dossierId: string) =>
  lijn.intake.post(
    `/v1/doorverwijzingen/${dossierId}/contactregistraties`,
    { soort: 'contact', kanaal: 'telefoon', plaatsgevondenOp: PROEF_NU },
    { als: WEERT },
  )

const bezorging = async ({ dossierId }: Zaak) =>
  (
    await rijen(
      'select id, status, afloop, parkeerreden, poging from delivery.bezorging where dossier_id = $1',
      dossierId,
    )
  )[0]

async function totStatus(zaak: Zaak, status: string): Promise<void> {
  await expect.poll(async () => (await bezorging(zaak))?.status, { timeout: 10_000 }).toBe(status)
}

/** Accepted, and taken as far as these stages. */
async function tot(adres: typeof GEVONDEN, ...stages: readonly Lezernaam[]): Promise<Zaak> {
  const zaak = await verwijsDoor(adres)
  for (const stage of stages) await lijn.schuif(stage)
  return zaak
}

type Plek = {
  /** brings a dossier there */
  readonly breng: () => Promise<Zaak>
  /** what moves it on once its keys are gone */
  readonly verder?: (zaak: Zaak) => Promise<unknown>
  readonly gemeente?: string
}

/** Everywhere that a message can be when its keys are destroyed. */
const PLEKKEN: Readonly<Record<string, Plek>> = {
  'before routing': { breng: () => tot(GEVONDEN) },
  'before sla': { breng: () => tot(GEVONDEN, 'routing') },
  'before delivery': { breng: () => tot(GEVONDEN, 'routing', 'sla') },
  'in the postvak, not read': { breng: () => tot(GEVONDEN, 'routing', 'sla', 'delivery') },
  'in the postvak, read before': {
    breng: async () => {
      const zaak = await tot(GEVONDEN, 'routing', 'sla', 'delivery')
      expect(JSON.stringify(await postvak(WEERT, zaak))).toContain(`WD-${zaak.nr}`)
      return zaak
    },
  },
  'put aside by routing': {
    breng: async () => {
      const zaak = await verwijsDoor(GEVONDEN)
      await metKapotteSleutels(zaak, () => lijn.schuif('routing'))
      expect(await apart(zaak)).toEqual(['routing'])
      return zaak
    },
    verder: ({ dossierId }) => lijn.geefVrij('routing', dossierId),
  },
  'a contactregistratie before sla': {
    breng: async () => {
      const zaak = await tot(GEVONDEN, 'routing', 'sla', 'delivery')
      expect((await registratie(zaak.dossierId)).status).toBe(201)
      return zaak
    },
  },
  'a contactregistratie put aside by sla': {
    breng: async () => {
      const zaak = await tot(GEVONDEN, 'routing', 'sla', 'delivery')
      expect((await registratie(zaak.dossierId)).status).toBe(201)
      await metKapotteSleutels(zaak, () => lijn.schuif('routing', 'sla'))
      expect(await apart(zaak)).toEqual(['sla'])
      return zaak
    },
    verder: ({ dossierId }) => lijn.geefVrij('sla', dossierId),
  },
  'waiting for an operator, with the order under way': {
    breng: async () => {
      const zaak = await tot(MEERDERE, 'routing', 'sla', 'delivery', 'dossier')
      const order = { dossierId: zaak.dossierId, gemeentecode: '0946' }
      expect((await lijn.intake.post('/v1/beheer/routeeropdrachten', order, { als: OPERATOR })).status).toBe(201)
      return zaak
    },
  },
  'a push that waits for its next attempt': {
    gemeente: ROERMOND,
    breng: async () => {
      ontvanger.antwoord = zegt(503)
      const zaak = await tot(MET_WEBHOOK, 'routing', 'sla', 'delivery')
      await totStatus(zaak, 'wacht')
      ontvanger.antwoord = zegt(204)
      return zaak
    },
  },
  'a push that was refused': {
    gemeente: ROERMOND,
    breng: async () => {
      ontvanger.antwoord = zegt(400, {}, 'nee')
      const zaak = await tot(MET_WEBHOOK, 'routing', 'sla', 'delivery')
      await totStatus(zaak, 'geparkeerd')
      ontvanger.antwoord = zegt(204)
      return zaak
    },
  },
  'a push that was never taken in': {
    gemeente: ROERMOND,
    breng: async () => {
      ontvanger.antwoord = zegt(503)
      const zaak = await tot(MET_WEBHOOK, 'routing', 'sla', 'delivery')
      await totStatus(zaak, 'wacht')
      const parkeer = `update delivery.bezorging set status = 'geparkeerd', parkeerreden = 'onbereikbaar' where dossier_id = $1`
      await rijen(parkeer, zaak.dossierId)
      ontvanger.antwoord = zegt(204)
      return zaak
    },
  },
  'a push under way, that is then not taken': {
    gemeente: ROERMOND,
    breng: async () => {
      laatste = undefined
      ontvanger.antwoord = (antwoord) => {
        laatste = () => antwoord.writeHead(503).end()
      }
      const zaak = await tot(MET_WEBHOOK, 'routing', 'sla', 'delivery')
      await expect.poll(() => laatste).toBeDefined()
      return zaak
    },
    verder: async (zaak) => {
      ontvanger.antwoord = zegt(204)
      laatste?.()
      await totStatus(zaak, 'wacht')
    },
  },
  'a push under way, that is then refused': {
    gemeente: ROERMOND,
    breng: async () => {
      laatste = undefined
      ontvanger.antwoord = (antwoord) => {
        laatste = () => antwoord.writeHead(422).end('nee')
      }
      const zaak = await tot(MET_WEBHOOK, 'routing', 'sla', 'delivery')
      await expect.poll(() => laatste).toBeDefined()
      return zaak
    },
    verder: async (zaak) => {
      ontvanger.antwoord = zegt(204)
      laatste?.()
      await totStatus(zaak, 'geparkeerd')
    },
  },
}

/** In which stages something of a dossier is put aside. */
async function apart({ dossierId }: Zaak): Promise<string[]> {
  const stages: string[] = []
  for (const stage of ['routing', 'sla', 'delivery', 'dossier']) {
    const gevonden = await rijen(`select from ${stage}.onverwerkbaar where sleutel = $1`, dossierId)
    if (gevonden.length > 0) stages.push(stage)
  }
  return stages
}

async function postvak(deelnemer: string, { dossierId }: Zaak): Promise<Record<string, unknown>[]> {
  const { body } = await lijn.lees(deelnemer, '/v1/postvak/berichten?na=0&limiet=500')
  const berichten: Record<string, unknown>[] = Array.isArray(body) ? body : []
  return berichten.filter(({ subject }) => subject === dossierId)
}

/** All that a creditor can see of a dossier, without what is its own of every dossier: ids, number in the postvak, instants of handling. */
async function zicht(zaak: Zaak): Promise<unknown> {
  const achter = ['', '/incassostop', '/tijdlijn']
  const views = await Promise.all(achter.map((a) => lijn.lees(WATER, `/v1/doorverwijzingen/${zaak.dossierId}${a}`)))
  return zonderEigen([views, await postvak(WATER, zaak)])
}

function zonderEigen(antwoord: unknown): unknown {
  const tekst = JSON.stringify(antwoord)
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, 'id')
    .replace(/"sequence":"\d+"/g, '"sequence":"nr"')
    .replace(/00-[0-9a-f]{32}-[0-9a-f]{16}-01/g, 'spoor')
  return JSON.parse(tekst, (naam, waarde) => (naam === 'gebeurtenissen' ? opVolgorde(waarde) : waarde))
}

/** Of the same instant, as all of them are while time stands still, lines of a tijdlijn stand in the order of their ids. */
function opVolgorde(regels: readonly unknown[]): readonly unknown[] {
  return regels.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

const klokken = async ({ dossierId }: Zaak) =>
  Object.fromEntries(
    (await rijen('select soort, status from sla.klok where dossier_id = $1', dossierId)).map((k) => [
      k.soort,
      k.status,
    ]),
  )

// One line, with time that goes on once: all dossiers are brought to their places first, beside a twin whose keys stay.
describe('keys destroyed while messages of the dossier are queued', () => {
  const zaken = new Map<string, Zaak>()
  let tweeling: Zaak
  let tweelingWacht: Zaak
  const zaakVan = (naam: string): Zaak => zaken.get(naam) ?? { nr: 0, dossierId: '' }
  const twin = (naam: string) => (naam.startsWith('waiting for') ? tweelingWacht : tweeling)

  test('everywhere at once', { timeout: 60_000 }, async () => {
    tweeling = await tot(GEVONDEN, 'routing', 'sla', 'delivery')
    tweelingWacht = await tot(MEERDERE, 'routing', 'sla', 'delivery', 'dossier')
    const order = { dossierId: tweelingWacht.dossierId, gemeentecode: '0946' }
    expect((await lijn.intake.post('/v1/beheer/routeeropdrachten', order, { als: OPERATOR })).status).toBe(201)
    // Each is destroyed at its place: the next one would move it on.
    for (const [naam, { breng, verder }] of Object.entries(PLEKKEN)) {
      // Time stands still, so an endpoint that did not answer the dossier before would be left alone for good.
      await lijn.intake.eigenaar.query('update delivery.eindpunt set fouten = 0, niet_voor = null')
      const zaak = await breng()
      await vernietig(zaak)
      await verder?.(zaak)
      zaken.set(naam, zaak)
    }
    await lijn.schuif()
  })

  test.each(Object.keys(PLEKKEN))(
    '%s: nothing is put aside, and the gemeente hears that it is gone and no more',
    async (naam) => {
      const zaak = zaakVan(naam)
      expect(await apart(zaak)).toEqual([])
      const [bericht] = await postvak(PLEKKEN[naam]?.gemeente ?? WEERT, zaak)
      expect(bericht).toMatchObject({
        type: 'nl.warmknooppunt.doorverwijzing.gerouteerd',
        data: { dossierId: zaak.dossierId, inhoudVernietigd: true },
      })
      expect(Object.keys(Object(bericht?.data)).sort()).toEqual(['dossierId', 'inhoudVernietigd'])
      expect(await klokken(zaak)).toMatchObject({ contact: 'open', gesprek: 'open', incassostop: 'actief' })
      expect(await rijen('select from kluis.sleutel where dossier_id = $1', zaak.dossierId)).toEqual([])
    },
  )

  test('what routing and sla could not read is recorded as such', async () => {
    const uitkomst = async (naam: string, tabel: string) =>
      (await rijen(`select uitkomst from ${tabel} where dossier_id = $1`, zaakVan(naam).dossierId)).map(
        (r) => r.uitkomst,
      )
    expect(await uitkomst('before routing', 'routing.toewijzing')).toEqual(['inhoud-vernietigd'])
    expect(await uitkomst('put aside by routing', 'routing.toewijzing')).toEqual(['inhoud-vernietigd'])
    expect(await uitkomst('before sla', 'routing.toewijzing')).toEqual(['gerouteerd'])
    for (const naam of ['a contactregistratie before sla', 'a contactregistratie put aside by sla']) {
      expect(await uitkomst(naam, 'sla.registratie')).toEqual(['inhoud-vernietigd'])
    }
  })

  test.each(Object.keys(PLEKKEN))(
    '%s: its creditor sees and is answered the same as of a dossier with keys',
    async (naam) => {
      const zaak = zaakVan(naam)
      if (PLEKKEN[naam]?.gemeente === undefined) expect(await zicht(zaak)).toEqual(await zicht(twin(naam)))
      const opnieuw = (nr: number) =>
        lijn.intake.post(
          '/v1/doorverwijzingen',
          doorverwijzing(`later-${nr}`, { '/vorderingen/0/klantnummer': `K-${nr}` }),
          { als: WATER },
        )
      const [weg, heel] = [await opnieuw(zaak.nr), await opnieuw(twin(naam).nr)]
      expect([weg.status, weg.body.code]).toEqual([409, 'al-doorverwezen'])
      expect(zonderEigen(weg.body)).toEqual(zonderEigen(heel.body))
    },
  )

  test('the clocks run to their end, and both parties are told', { timeout: 30_000 }, async () => {
    lijn.intake.zetNu(NA_DE_STOP)
    const klaar = async (zaak: Zaak) => (await klokken(zaak)).incassostop
    for (const zaak of [tweeling, tweelingWacht, ...zaken.values()]) {
      await expect.poll(() => klaar(zaak), { timeout: 20_000 }).toBe('afgelopen')
    }
    await lijn.schuif()
    for (const [naam, zaak] of zaken) {
      expect(await klokken(zaak), naam).toMatchObject({ contact: 'verstreken', gesprek: 'verstreken' })
      const gezegd = (await postvak(WATER, zaak)).map(({ data }) => Object(data).soort)
      expect(gezegd, naam).toEqual(['incassostop-geeindigd'])
      if (PLEKKEN[naam]?.gemeente === undefined) expect(await zicht(zaak), naam).toEqual(await zicht(twin(naam)))
    }
  })

  test('every push of lost content lapsed without being sent again, and what came after it went out', async () => {
    const metPush = [...zaken].filter(([naam]) => naam.startsWith('a push'))
    expect(metPush).toHaveLength(5)
    const { nu, database } = lijn.intake
    const keuze = { nu, pool: database.pool('wk_delivery'), uitbak: uitbakVan('delivery'), bron: BRON, log: STIL }
    const klein = { naCommit: () => undefined, hint: () => undefined, perBlad: 1 }
    // The two that were refused, and none of those of the twins; done again there is nothing left.
    expect(await sluitVernietigde({ ...keuze, ...klein })).toBe(2)
    expect(await sluitVernietigde({ ...keuze, ...klein })).toBe(0)
    for (const [naam, zaak] of metPush) {
      const stand = async () =>
        (
          await rijen(
            `select b.status, b.afloop from delivery.bezorging b join delivery.postvakbericht p using (deelnemer, nummer)
             where b.dossier_id = $1 and p.inhoud is not null`,
            zaak.dossierId,
          )
        )[0]
      await expect
        .poll(stand, { timeout: 20_000, message: naam })
        .toEqual({ status: 'vervallen', afloop: 'inhoud-vernietigd' })
      const later = () =>
        rijen(`select from delivery.bezorging where dossier_id = $1 and status = 'afgeleverd'`, zaak.dossierId)
      await expect.poll(async () => (await later()).length, { timeout: 20_000, message: naam }).toBeGreaterThan(1)
      const gestuurd = ontvanger.verzoeken.filter(({ body }) => body.includes(`WD-${zaak.nr}"`))
      expect(gestuurd.length, naam).toBe(1)
    }
    expect(JSON.stringify(ontvanger.verzoeken.map(({ body }) => body))).not.toContain('inhoudVernietigd')
    // A message without content says what it said: its push stays parked for the operator.
    const { rowCount } = await lijn.intake.eigenaar.query(
      `update delivery.bezorging b set status = 'geparkeerd', parkeerreden = 'geweigerd' from delivery.postvakbericht p
       where p.deelnemer = b.deelnemer and p.nummer = b.nummer and p.inhoud is null and b.status = 'afgeleverd'`,
    )
    expect(rowCount).toBeGreaterThan(4)
    expect(await sluitVernietigde({ ...keuze, ...klein })).toBe(0)
  })
})
