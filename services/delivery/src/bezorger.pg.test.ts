import { nieuwId } from '@warmknooppunt/platform/bericht'
import { transactie } from '@warmknooppunt/platform/db'
import { haalSleutels, ontsleutel } from '@warmknooppunt/platform/kluis'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Bezorgproef, Opstelling } from './bezorger.proef.ts'
import { maakBezorgproef } from './bezorger.proef.ts'
import { BEGIN, gebeurtenissen, zegt } from './delivery.proef.ts'
import { nieuwGeheim, wisselGeheim } from './eindpunt.ts'

let bezorgproef: Bezorgproef
let o: Opstelling

beforeAll(async () => {
  bezorgproef = await maakBezorgproef()
})

beforeEach(async () => {
  o = await bezorgproef.begin()
})

afterEach(() => o.far.sluit())
afterAll(() => bezorgproef.sluit())

describe('a push that is taken', () => {
  it('holds the decrypted content, counts as opgehaald and confirms', async () => {
    const event = await o.proef.doorverwijzing({ inhoud: { naam: 'A. Voorbeeld' } })
    await o.plaats(event)
    expect(await o.bezorger.ronde()).toBe(1)
    const [gezien] = o.far.verzoeken
    expect(JSON.parse(gezien?.body ?? '')).toMatchObject({
      id: event.id,
      subject: event.subject,
      sequence: '1',
      data: { naam: 'A. Voorbeeld' },
    })
    const koppen = Object.fromEntries(Object.entries(gezien?.koppen ?? {}).map(([naam, w]) => [naam, String(w)]))
    // The clock of the test is not that of the package, which refuses old timestamps: the signature itself is compared.
    const ondertekend = new Webhook(o.geheim).sign(
      event.id,
      new Date(Math.floor(BEGIN.epochMilliseconds / 1000) * 1000),
      gezien?.body ?? '',
    )
    expect(koppen['webhook-signature']).toBe(ondertekend)
    expect(await o.bezorgingen()).toMatchObject([
      { status: 'afgeleverd', poging: 1, afloop: 'afgeleverd', statuscode: 204 },
    ])
    expect(await gebeurtenissen(o.proef.eigenaar)).toMatchObject([
      { gebeurtenis: 'beschikbaar' },
      { gebeurtenis: 'opgehaald', nummer: 1 },
      { gebeurtenis: 'gepusht', eindpunt: o.eindpunt, poging: 1, afloop: 'afgeleverd', statuscode: 204 },
    ])
    const { rows } = await o.proef.eigenaar.query('select opgehaald_op, bevestigd_op from delivery.postvakbericht')
    expect(rows).toEqual([{ opgehaald_op: expect.any(Date), bevestigd_op: expect.any(Date) }])
    expect(await o.bezorger.ronde()).toBe(0)
  })

  it('keeps the attempt, and the answer only encrypted under the key of the dossier', async () => {
    o.far.antwoord = zegt(200, {}, 'echo: A. Voorbeeld')
    const event = await o.proef.doorverwijzing()
    await o.plaats(event)
    await o.bezorger.ronde()
    const { rows } = await o.proef.eigenaar.query<{ antwoord: string }>('select * from delivery.poging')
    expect(rows).toMatchObject([
      { poging: 1, afloop: 'afgeleverd', statuscode: 200, begonnen_op: new Date(BEGIN.epochMilliseconds) },
    ])
    expect(rows[0]?.antwoord).not.toContain('Voorbeeld')
    const sleutel = (await haalSleutels(o.proef.pool, o.proef.keks, [event.subject])).zoek(event.subject, 'gemeente')
    expect(ontsleutel(sleutel ?? Buffer.alloc(32), JSON.parse(rows[0]?.antwoord ?? ''))).toBe('echo: A. Voorbeeld')
  })

  it('carries two signatures while two secrets are valid, and one when the old one is over', async () => {
    const nieuw = nieuwGeheim()
    const oudTot = BEGIN.add({ hours: 24 })
    expect(
      await transactie(o.proef.pool, null, (tx) =>
        wisselGeheim(tx, o.proef.keks, { id: o.eindpunt, geheim: nieuw, oudTot }, BEGIN),
      ),
    ).toBe(true)
    await o.plaats(await o.proef.doorverwijzing())
    await o.bezorger.ronde()
    o.proef.klok.nu = oudTot
    await o.plaats(await o.proef.doorverwijzing())
    await o.bezorger.ronde()
    const aantallen = o.far.verzoeken.map(({ koppen }) => String(koppen['webhook-signature']).split(' ').length)
    expect(aantallen).toEqual([2, 1])
    const { rows } = await o.proef.eigenaar.query<{ alles: string }>(
      'select adres || geheimen::text as alles from delivery.eindpunt',
    )
    for (const klare of ['127.0.0.1', o.geheim, nieuw]) expect(rows[0]?.alles).not.toContain(klare)
  })
})

describe('a push that fails', () => {
  it('is tried again by the table of waits, nine times in all, and then parked', async () => {
    o.far.antwoord = zegt(500)
    await o.plaats(await o.proef.doorverwijzing())
    const wachten = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 36_000]
    for (const [i, seconds] of wachten.entries()) {
      expect(await o.bezorger.ronde()).toBe(1)
      expect(await o.bezorgingen()).toMatchObject([
        { status: 'wacht', poging: i + 1, volgende_op: new Date(o.proef.klok.nu.add({ seconds }).epochMilliseconds) },
      ])
      o.later({ seconds: seconds - 1 })
      expect(await o.bezorger.ronde()).toBe(0)
      o.later({ seconds: 1 })
    }
    expect(await o.bezorger.ronde()).toBe(1)
    expect(await o.bezorgingen()).toMatchObject([
      { status: 'geparkeerd', poging: 9, parkeerreden: 'onbereikbaar', statuscode: 500 },
    ])
    expect(new Set(o.ids()).size).toBe(1)
    expect(await o.soorten()).toEqual(['beschikbaar', ...Array(8).fill('mislukt'), 'geparkeerd'])
  })

  it('is parked at once when it is refused, and waits for an operator', async () => {
    o.far.antwoord = zegt(422, {}, 'nee')
    const event = await o.proef.doorverwijzing()
    await o.plaats(event)
    await o.bezorger.ronde()
    o.later({ hours: 100 })
    expect(await o.bezorger.ronde()).toBe(0)
    const [bezorging] = await o.bezorgingen()
    expect(bezorging).toMatchObject({ status: 'geparkeerd', parkeerreden: 'geweigerd', statuscode: 422 })

    o.far.antwoord = zegt(204)
    await o.plaats(o.herbezorgopdracht(nieuwId(BEGIN), bezorging?.id ?? ''))
    expect(await o.statussen()).toEqual(['geparkeerd'])
    await o.plaats(o.herbezorgopdracht(event.subject, bezorging?.id ?? ''))
    expect(await o.bezorger.ronde()).toBe(1)
    expect(await o.bezorgingen()).toMatchObject([{ status: 'afgeleverd', poging: 2 }])
    expect(o.ids()).toEqual([event.id, event.id])
    expect(await o.soorten(event.subject)).toEqual(['beschikbaar', 'geparkeerd', 'vrijgegeven', 'opgehaald', 'gepusht'])
    await o.plaats(o.herbezorgopdracht(event.subject, bezorging?.id ?? ''))
    expect(await o.bezorger.ronde()).toBe(0)
  })

  it.each([401, 403, 410])('pauses its endpoint on %i, until an order for it', async (status) => {
    o.far.antwoord = zegt(status)
    const event = await o.proef.doorverwijzing()
    await o.plaats(event)
    await o.bezorger.ronde()
    await o.plaats(await o.proef.doorverwijzing())
    o.later({ hours: 1 })
    expect(await o.bezorger.ronde()).toBe(0)
    const stand = async () => (await o.proef.eigenaar.query('select status, reden from delivery.eindpunt')).rows[0]
    expect(await stand()).toEqual({ status: 'gepauzeerd', reden: `http-${status}` })
    o.far.antwoord = zegt(204)
    await o.plaats(o.herbezorgopdracht(event.subject, (await o.bezorgingen(event.subject))[0]?.id ?? ''))
    expect(await stand()).toEqual({ status: 'actief', reden: null })
    await o.bezorger.ronde()
    expect(await o.statussen()).toEqual(['afgeleverd', 'afgeleverd'])
  })

  it('lets a whole endpoint wait as long as Retry-After asks', async () => {
    o.far.antwoord = zegt(429, { 'retry-after': '120' })
    await o.plaats(await o.proef.doorverwijzing())
    await o.bezorger.ronde()
    o.far.antwoord = zegt(204)
    await o.plaats(await o.proef.doorverwijzing())
    o.later({ seconds: 119 })
    expect(await o.bezorger.ronde()).toBe(0)
    o.later({ seconds: 1 })
    expect(await o.bezorger.ronde()).toBe(2)
  })

  it('uses up the tries of one message only while the endpoint is gone', async () => {
    o.far.antwoord = (antwoord) => antwoord.destroy()
    for (let i = 0; i < 8; i++) await o.plaats(await o.proef.doorverwijzing())
    await o.proef.eigenaar.query('update delivery.eindpunt set gelijktijdig = 5')
    expect(await o.bezorger.ronde()).toBe(5)
    expect(await o.bezorger.ronde()).toBe(0)
    o.later({ seconds: 5 })
    expect(await o.bezorger.ronde()).toBe(1)
    o.later({ seconds: 15 })
    o.far.antwoord = zegt(204)
    while ((await o.bezorger.ronde()) > 0) o.later({ minutes: 1 })
    expect(await o.statussen()).toEqual(Array(8).fill('afgeleverd'))
  })
})

describe('what must not be sent', () => {
  it('lapses when its keys are destroyed: nothing goes out, nothing parks', async () => {
    const event = await o.proef.doorverwijzing()
    await o.plaats(event)
    await o.proef.eigenaar.query('delete from kluis.sleutel where dossier_id = $1', [event.subject])
    await o.bezorger.ronde()
    expect(o.far.verzoeken).toEqual([])
    expect(await o.bezorgingen()).toMatchObject([{ status: 'vervallen', afloop: 'inhoud-vernietigd' }])
    const [, mislukt] = await gebeurtenissen(o.proef.eigenaar)
    expect(mislukt).toMatchObject({ gebeurtenis: 'mislukt', afloop: 'inhoud-vernietigd' })
    expect(mislukt).not.toHaveProperty('volgendePogingOp')
  })
})
