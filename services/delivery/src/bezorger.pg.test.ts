import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import { transactie } from '@warmknooppunt/platform/db'
import { haalSleutels, ontsleutel } from '@warmknooppunt/platform/kluis'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { maakAdapters } from './adapters/adapters.ts'
import type { Bezorger } from './bezorger.ts'
import { maakBezorger } from './bezorger.ts'
import { geefVerlopenTerug } from './bezorging-store.ts'
import type { Ontvanger, Proef } from './delivery.proef.ts'
import { BEGIN, gebeurtenissen, maakOntvanger, maakProef, WEERT, zegt } from './delivery.proef.ts'
import { nieuwGeheim, registreerEindpunt, wisselGeheim } from './eindpunt.ts'
import { schrijfResultaten } from './schrijf-resultaten.ts'
import { maakPlaatser } from './verwerk.proef.ts'

let proef: Proef
let far: Ontvanger
let eindpunt: string
let geheim: string
let bezorger: Bezorger
let plaats: (...events: BusEvent[]) => Promise<void>
const adapters = maakAdapters()

beforeAll(async () => {
  proef = await maakProef()
})

beforeEach(async () => {
  proef.klok.nu = BEGIN
  await proef.eigenaar.query(
    'truncate delivery.bezorging, delivery.poging, delivery.eindpunt, delivery.postvakbericht, delivery.postvak, delivery.uit',
  )
  far = await maakOntvanger()
  ;({ eindpunt, geheim } = await registreer(far.adres))
  bezorger = maak()
  plaats = maakPlaatser(proef).plaats
})

afterEach(() => far.sluit())
afterAll(async () => {
  await adapters.webhook.sluit()
  await proef.sluit()
})

const maak = () => maakBezorger({ ...proef, adapters, naCommit: () => undefined })

async function registreer(adres: string, anders: object = {}) {
  const lokaal = { toegestaneNetten: ['127.0.0.0/8'], httpToegestaan: true }
  const uit = await registreerEindpunt(
    proef.pool,
    proef.keks,
    { deelnemer: WEERT, adres, ...lokaal, ...anders },
    proef.klok.nu,
  )
  if (uit.kind === 'geweigerd') throw new Error(uit.reden)
  return { eindpunt: uit.id, geheim: uit.geheim }
}

type Rij = {
  id: string
  status: string
  poging: number
  afloop: string
  statuscode: number
  parkeerreden: string
  volgende_op: Date
}
async function bezorgingen(dossierId?: string): Promise<Rij[]> {
  const { rows } = await proef.eigenaar.query<Rij>(
    `select id, status, poging, afloop, statuscode, parkeerreden, volgende_op from delivery.bezorging
     where $1::uuid is null or dossier_id = $1 order by nummer`,
    [dossierId ?? null],
  )
  return rows
}
const statussen = async (dossierId?: string) => (await bezorgingen(dossierId)).map(({ status }) => status)
const soorten = async (dossierId?: string) =>
  (await gebeurtenissen(proef.eigenaar, dossierId)).map((g) => g.gebeurtenis)
const gemeente = { ontvangers: [{ deelnemer: WEERT, rol: 'gemeente', publiek: 'gemeente' }] }
const vervolg = (dossierId: string) => proef.termijnbericht(dossierId, gemeente)
const later = (duur: Temporal.DurationLike) => {
  proef.klok.nu = proef.klok.nu.add(duur)
}
const ids = () => far.verzoeken.map(({ koppen }) => koppen['webhook-id'])
const herbezorgopdracht = (dossierId: string, bezorgingId: string) =>
  proef.event('ingediend', nieuwId(BEGIN), {
    versie: 1,
    bericht: 'herbezorgopdracht',
    afzender: { deelnemer: 'beheer-warmknooppunt', rol: 'operator' },
    dossierId,
    bezorgingId,
  })

describe('a push that is taken', () => {
  it('holds the decrypted content, counts as opgehaald and confirms', async () => {
    const event = await proef.doorverwijzing({ inhoud: { naam: 'A. Voorbeeld' } })
    await plaats(event)
    expect(await bezorger.ronde()).toBe(1)
    const [gezien] = far.verzoeken
    expect(JSON.parse(gezien?.body ?? '')).toMatchObject({
      id: event.id,
      subject: event.subject,
      sequence: '1',
      data: { naam: 'A. Voorbeeld' },
    })
    const koppen = Object.fromEntries(Object.entries(gezien?.koppen ?? {}).map(([naam, w]) => [naam, String(w)]))
    // The clock of the test is not that of the package, which refuses old timestamps: the signature itself is compared.
    const ondertekend = new Webhook(geheim).sign(
      event.id,
      new Date(Math.floor(BEGIN.epochMilliseconds / 1000) * 1000),
      gezien?.body ?? '',
    )
    expect(koppen['webhook-signature']).toBe(ondertekend)
    expect(await bezorgingen()).toMatchObject([
      { status: 'afgeleverd', poging: 1, afloop: 'afgeleverd', statuscode: 204 },
    ])
    expect(await gebeurtenissen(proef.eigenaar)).toMatchObject([
      { gebeurtenis: 'beschikbaar' },
      { gebeurtenis: 'opgehaald', nummer: 1 },
      { gebeurtenis: 'gepusht', eindpunt, poging: 1, afloop: 'afgeleverd', statuscode: 204 },
    ])
    const { rows } = await proef.eigenaar.query('select opgehaald_op, bevestigd_op from delivery.postvakbericht')
    expect(rows).toEqual([{ opgehaald_op: expect.any(Date), bevestigd_op: expect.any(Date) }])
    expect(await bezorger.ronde()).toBe(0)
  })

  it('keeps the attempt, and the answer only encrypted under the key of the dossier', async () => {
    far.antwoord = zegt(200, {}, 'echo: A. Voorbeeld')
    const event = await proef.doorverwijzing()
    await plaats(event)
    await bezorger.ronde()
    const { rows } = await proef.eigenaar.query<{ antwoord: string }>('select * from delivery.poging')
    expect(rows).toMatchObject([
      { poging: 1, afloop: 'afgeleverd', statuscode: 200, begonnen_op: new Date(BEGIN.epochMilliseconds) },
    ])
    expect(rows[0]?.antwoord).not.toContain('Voorbeeld')
    const sleutel = (await haalSleutels(proef.pool, proef.keks, [event.subject])).zoek(event.subject, 'gemeente')
    expect(ontsleutel(sleutel ?? Buffer.alloc(32), JSON.parse(rows[0]?.antwoord ?? ''))).toBe('echo: A. Voorbeeld')
  })

  it('carries two signatures while two secrets are valid, and one when the old one is over', async () => {
    const nieuw = nieuwGeheim()
    const oudTot = BEGIN.add({ hours: 24 })
    expect(
      await transactie(proef.pool, null, (tx) =>
        wisselGeheim(tx, proef.keks, { id: eindpunt, geheim: nieuw, oudTot }, BEGIN),
      ),
    ).toBe(true)
    await plaats(await proef.doorverwijzing())
    await bezorger.ronde()
    proef.klok.nu = oudTot
    await plaats(await proef.doorverwijzing())
    await bezorger.ronde()
    const aantallen = far.verzoeken.map(({ koppen }) => String(koppen['webhook-signature']).split(' ').length)
    expect(aantallen).toEqual([2, 1])
    const { rows } = await proef.eigenaar.query<{ alles: string }>(
      'select adres || geheimen::text as alles from delivery.eindpunt',
    )
    for (const klare of ['127.0.0.1', geheim, nieuw]) expect(rows[0]?.alles).not.toContain(klare)
  })
})

describe('a push that fails', () => {
  it('is tried again by the table of waits, nine times in all, and then parked', async () => {
    far.antwoord = zegt(500)
    await plaats(await proef.doorverwijzing())
    const wachten = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 36_000]
    for (const [i, seconds] of wachten.entries()) {
      expect(await bezorger.ronde()).toBe(1)
      expect(await bezorgingen()).toMatchObject([
        { status: 'wacht', poging: i + 1, volgende_op: new Date(proef.klok.nu.add({ seconds }).epochMilliseconds) },
      ])
      later({ seconds: seconds - 1 })
      expect(await bezorger.ronde()).toBe(0)
      later({ seconds: 1 })
    }
    expect(await bezorger.ronde()).toBe(1)
    expect(await bezorgingen()).toMatchObject([
      { status: 'geparkeerd', poging: 9, parkeerreden: 'onbereikbaar', statuscode: 500 },
    ])
    expect(new Set(ids()).size).toBe(1)
    expect(await soorten()).toEqual(['beschikbaar', ...Array(8).fill('mislukt'), 'geparkeerd'])
  })

  it('is parked at once when it is refused, and waits for an operator', async () => {
    far.antwoord = zegt(422, {}, 'nee')
    const event = await proef.doorverwijzing()
    await plaats(event)
    await bezorger.ronde()
    later({ hours: 100 })
    expect(await bezorger.ronde()).toBe(0)
    const [bezorging] = await bezorgingen()
    expect(bezorging).toMatchObject({ status: 'geparkeerd', parkeerreden: 'geweigerd', statuscode: 422 })

    far.antwoord = zegt(204)
    await plaats(herbezorgopdracht(nieuwId(BEGIN), bezorging?.id ?? ''))
    expect(await statussen()).toEqual(['geparkeerd'])
    await plaats(herbezorgopdracht(event.subject, bezorging?.id ?? ''))
    expect(await bezorger.ronde()).toBe(1)
    expect(await bezorgingen()).toMatchObject([{ status: 'afgeleverd', poging: 2 }])
    expect(ids()).toEqual([event.id, event.id])
    expect(await soorten(event.subject)).toEqual(['beschikbaar', 'geparkeerd', 'vrijgegeven', 'opgehaald', 'gepusht'])
    await plaats(herbezorgopdracht(event.subject, bezorging?.id ?? ''))
    expect(await bezorger.ronde()).toBe(0)
  })

  it.each([401, 403, 410])('pauses its endpoint on %i, until an order for it', async (status) => {
    far.antwoord = zegt(status)
    const event = await proef.doorverwijzing()
    await plaats(event)
    await bezorger.ronde()
    await plaats(await proef.doorverwijzing())
    later({ hours: 1 })
    expect(await bezorger.ronde()).toBe(0)
    const stand = async () => (await proef.eigenaar.query('select status, reden from delivery.eindpunt')).rows[0]
    expect(await stand()).toEqual({ status: 'gepauzeerd', reden: `http-${status}` })
    far.antwoord = zegt(204)
    await plaats(herbezorgopdracht(event.subject, (await bezorgingen(event.subject))[0]?.id ?? ''))
    expect(await stand()).toEqual({ status: 'actief', reden: null })
    await bezorger.ronde()
    expect(await statussen()).toEqual(['afgeleverd', 'afgeleverd'])
  })

  it('lets a whole endpoint wait as long as Retry-After asks', async () => {
    far.antwoord = zegt(429, { 'retry-after': '120' })
    await plaats(await proef.doorverwijzing())
    await bezorger.ronde()
    far.antwoord = zegt(204)
    await plaats(await proef.doorverwijzing())
    later({ seconds: 119 })
    expect(await bezorger.ronde()).toBe(0)
    later({ seconds: 1 })
    expect(await bezorger.ronde()).toBe(2)
  })

  it('uses up the tries of one message only while the endpoint is gone', async () => {
    far.antwoord = (antwoord) => antwoord.destroy()
    for (let i = 0; i < 8; i++) await plaats(await proef.doorverwijzing())
    await proef.eigenaar.query('update delivery.eindpunt set gelijktijdig = 5')
    expect(await bezorger.ronde()).toBe(5)
    expect(await bezorger.ronde()).toBe(0)
    later({ seconds: 5 })
    expect(await bezorger.ronde()).toBe(1)
    later({ seconds: 15 })
    far.antwoord = zegt(204)
    while ((await bezorger.ronde()) > 0) later({ minutes: 1 })
    expect(await statussen()).toEqual(Array(8).fill('afgeleverd'))
  })
})

describe('order', () => {
  it('is kept per dossier at an endpoint: later messages wait with a parked one, other dossiers do not', async () => {
    const event = await proef.doorverwijzing()
    const tweede = vervolg(event.subject)
    far.antwoord = (antwoord, { koppen }) =>
      zegt(koppen['webhook-id'] === event.id ? 422 : 204)(antwoord, { koppen, body: '', pad: '' })
    const ander = await proef.doorverwijzing()
    await plaats(event, tweede, ander)
    while ((await bezorger.ronde()) > 0) later({ hours: 1 })
    expect(await statussen(event.subject)).toEqual(['geparkeerd', 'wacht'])
    expect(await statussen(ander.subject)).toEqual(['afgeleverd'])
    far.antwoord = zegt(204)
    await plaats(herbezorgopdracht(event.subject, (await bezorgingen(event.subject))[0]?.id ?? ''))
    while ((await bezorger.ronde()) > 0) later({ seconds: 1 })
    expect(ids().filter((id) => id !== ander.id)).toEqual([event.id, event.id, tweede.id])
  })

  it('is kept when what was parked because nobody answered releases itself', async () => {
    far.antwoord = (antwoord) => antwoord.destroy()
    const eerste = await proef.doorverwijzing()
    const tweede = await proef.doorverwijzing()
    const [na, naTwee] = [vervolg(eerste.subject), vervolg(tweede.subject)]
    await plaats(eerste, tweede, na, naTwee)
    for (let i = 0; i < 60 && (await statussen()).join() !== 'geparkeerd,geparkeerd,wacht,wacht'; i++) {
      await bezorger.ronde()
      later({ hours: 10 })
    }
    expect(await statussen()).toEqual(['geparkeerd', 'geparkeerd', 'wacht', 'wacht'])
    const aantal = (await gebeurtenissen(proef.eigenaar)).length

    expect(await bezorger.ronde()).toBe(1)
    expect(await gebeurtenissen(proef.eigenaar)).toHaveLength(aantal)
    later({ minutes: 1 })
    expect(await bezorger.ronde()).toBe(0)
    far.antwoord = zegt(204)
    far.verzoeken.length = 0
    later({ minutes: 5 })
    while ((await bezorger.ronde()) > 0) later({ seconds: 1 })
    expect(await statussen()).toEqual(Array(4).fill('afgeleverd'))
    expect(ids()[0]).toBe(eerste.id)
    expect(ids().indexOf(tweede.id)).toBeLessThan(ids().indexOf(naTwee.id))
    expect((await soorten()).filter((s) => s === 'vrijgegeven')).toHaveLength(1)
  })
})

describe('concurrency', () => {
  it('of an endpoint is never more than it takes at once', async () => {
    await proef.eigenaar.query('update delivery.eindpunt set gelijktijdig = 3')
    let nu = 0
    let hoogste = 0
    far.antwoord = (antwoord) => {
      hoogste = Math.max(hoogste, ++nu)
      setTimeout(() => {
        nu--
        antwoord.writeHead(204).end()
      }, 30)
    }
    for (let i = 0; i < 10; i++) await plaats(await proef.doorverwijzing())
    while ((await bezorger.ronde()) > 0);
    expect(hoogste).toBe(3)
    expect(await statussen()).toEqual(Array(10).fill('afgeleverd'))
  })

  it('lets a fast endpoint go on while a slow one hangs', async () => {
    const traag = await maakOntvanger()
    traag.antwoord = () => undefined
    await registreer(traag.adres, { gelijktijdig: 1 })
    for (let i = 0; i < 5; i++) await plaats(await proef.doorverwijzing())
    const begin = performance.now()
    while (far.verzoeken.length < 5 && performance.now() - begin < 5_000) {
      await bezorger.begin(true)
      await new Promise((klaar) => setTimeout(klaar, 20))
    }
    await new Promise((klaar) => setTimeout(klaar, 100))
    const { rows } = await proef.eigenaar.query('select status from delivery.bezorging where eindpunt = $1', [eindpunt])
    expect(rows).toEqual(Array(5).fill({ status: 'afgeleverd' }))
    expect(traag.verzoeken).toHaveLength(1)
    await traag.sluit()
    await bezorger.rust()
  })

  it('of two workers never sends one message twice', async () => {
    for (let i = 0; i < 40; i++) await plaats(await proef.doorverwijzing())
    const werkers = [maak(), maak(), maak()]
    while ((await Promise.all(werkers.map((w) => w.ronde()))).some((aantal) => aantal > 0));
    expect(far.verzoeken).toHaveLength(40)
    expect(new Set(ids()).size).toBe(40)
  })
})

describe('lease and fence', () => {
  it('give back what a dead worker held, and let a worker that lost it write nothing', async () => {
    await plaats(await proef.doorverwijzing())
    let laatGaan = () => undefined
    far.antwoord = (antwoord) => {
      laatGaan = () => {
        antwoord.writeHead(500).end()
        return undefined
      }
    }
    await bezorger.begin(true)
    while (far.verzoeken.length === 0) await new Promise((klaar) => setTimeout(klaar, 5))
    expect(await geefVerlopenTerug(proef.pool, 10)).toBe(0)
    await proef.eigenaar.query(`update delivery.bezorging set lease_tot = clock_timestamp() - interval '1 ms'`)
    far.antwoord = zegt(204)
    expect(await maak().ronde()).toBe(1)
    laatGaan()
    await bezorger.rust()
    expect(await bezorgingen()).toMatchObject([{ status: 'afgeleverd', poging: 2, statuscode: 204 }])
    expect(await soorten()).toEqual(['beschikbaar', 'opgehaald', 'gepusht'])
    const { rows } = await proef.eigenaar.query('select poging from delivery.poging')
    expect(rows).toEqual([{ poging: 2 }])
    const verloren = await proef.metrieken.getSingleMetric('warmknooppunt_bezorging_lease_verloren_total')?.get()
    expect(verloren?.values[0]?.value).toBe(1)
  })

  it('write results of a group where they hold, and tell which do not', async () => {
    await plaats(await proef.doorverwijzing(), await proef.doorverwijzing())
    await proef.eigenaar.query(
      `update delivery.bezorging set status = 'bezig', poging = nummer::int, lease_tot = now() + interval '1 min'`,
    )
    const { rows } = await proef.eigenaar.query<{
      id: string
      nummer: number
      dossier_id: string
      bericht_id: string
      event: string
    }>(
      'select b.id, b.nummer, b.dossier_id, b.bericht_id, p.event from delivery.bezorging b join delivery.postvakbericht p using (deelnemer, nummer) order by 2',
    )
    const resultaten = rows.map((rij) => ({
      bezorging: {
        id: rij.id,
        eindpunt,
        poging: 1,
        planVanaf: 0,
        proef: false,
        nummer: rij.nummer,
        berichtId: rij.bericht_id,
        dossierId: rij.dossier_id,
        deelnemer: WEERT,
        bericht: 'doorverwijzing',
        rol: 'gemeente',
        publiek: 'gemeente',
        schuldeiser: null,
        event: rij.event,
        inhoud: null,
      } as const,
      uitkomst: { kind: 'afgeleverd', statuscode: 200, antwoord: Buffer.alloc(0), herhaalNa: null } as const,
      antwoord: null,
      begonnenOp: BEGIN,
      duurMs: 1,
    }))
    const uit = await transactie<{ beslist: readonly unknown[]; verloren: readonly unknown[] }, BusEvent>(
      proef.pool,
      proef.uitbak,
      (tx) => schrijfResultaten(tx, resultaten, { bron: proef.bron, nu: BEGIN, plan: [], standen: new Map() }),
    )
    expect([uit.beslist.length, uit.verloren.length]).toEqual([1, 1])
    expect(await statussen()).toEqual(['afgeleverd', 'bezig'])
  })
})

describe('what must not be sent', () => {
  it('lapses when its keys are destroyed: nothing goes out, nothing parks', async () => {
    const event = await proef.doorverwijzing()
    await plaats(event)
    await proef.eigenaar.query('delete from kluis.sleutel where dossier_id = $1', [event.subject])
    await bezorger.ronde()
    expect(far.verzoeken).toEqual([])
    expect(await bezorgingen()).toMatchObject([{ status: 'vervallen', afloop: 'inhoud-vernietigd' }])
    const [, mislukt] = await gebeurtenissen(proef.eigenaar)
    expect(mislukt).toMatchObject({ gebeurtenis: 'mislukt', afloop: 'inhoud-vernietigd' })
    expect(mislukt).not.toHaveProperty('volgendePogingOp')
  })
})

describe('what is claimed with its placing', () => {
  it('is sent without a claim of its own, up to what the endpoint takes at once', async () => {
    await proef.eigenaar.query('update delivery.eindpunt set gelijktijdig = 2')
    const event = await proef.doorverwijzing()
    const plaatser = maakPlaatser(proef, bezorger.onderweg)
    await plaatser.plaats(event, vervolg(event.subject), await proef.doorverwijzing(), await proef.doorverwijzing())
    expect((await statussen()).toSorted()).toEqual(['bezig', 'bezig', 'wacht', 'wacht'])
    expect(plaatser.gehint).toEqual([eindpunt])
    expect(await bezorger.begin(false)).toBe(2)
    await bezorger.rust()
    expect((await statussen()).toSorted()).toEqual(['afgeleverd', 'afgeleverd', 'wacht', 'wacht'])
    // With a backlog nothing jumps the queue.
    await plaatser.plaats(await proef.doorverwijzing())
    expect((await statussen()).at(-1)).toBe('wacht')
    while ((await bezorger.ronde()) > 0);
    expect(await statussen()).toEqual(Array(5).fill('afgeleverd'))
    expect(ids().indexOf(event.id)).toBe(0)
  })

  it('holds no place for what was rolled back', async () => {
    await proef.eigenaar.query('update delivery.eindpunt set gelijktijdig = 1')
    bezorger.onderweg.meld([{ id: nieuwId(BEGIN), eindpunt }])
    expect(bezorger.onderweg.vrij(eindpunt, 1)).toBe(0)
    await plaats(await proef.doorverwijzing())
    const begin = performance.now()
    while ((await bezorger.ronde()) === 0 && performance.now() - begin < 10_000)
      await new Promise((klaar) => setTimeout(klaar, 100))
    expect(far.verzoeken).toHaveLength(1)
  })
})
