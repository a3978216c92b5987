import { maakLog } from '@warmknooppunt/platform/log'
import { registreerDeelnemers } from '@warmknooppunt/register/deelnemer-store'
import { DEMO_DEELNEMERS } from '@warmknooppunt/register/demo/partijen'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Bezorgproef, Opstelling } from './bezorger.proef.ts'
import { maakBezorgproef } from './bezorger.proef.ts'
import { claim, claimProef, geefOngezondenTerug } from './bezorging-store.ts'
import { BEGIN, WEERT, zegt } from './delivery.proef.ts'
import { maakPlaatser } from './verwerk.proef.ts'

let bezorgproef: Bezorgproef
let o: Opstelling
let regels: string[]

beforeAll(async () => {
  bezorgproef = await maakBezorgproef()
})

beforeEach(async () => {
  o = await bezorgproef.begin()
  regels = []
  o.proef.metrieken.resetMetrics()
})

afterEach(() => o.far.sluit())
afterAll(() => bezorgproef.sluit())

const pauzeer = () => o.proef.eigenaar.query(`update delivery.eindpunt set status = 'gepauzeerd', reden = 'http-401'`)
const hervat = () => o.proef.eigenaar.query(`update delivery.eindpunt set status = 'actief', reden = null`)

describe('the alarm that an endpoint is on pause', () => {
  const log = () => maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } })
  const gelogd = () => regels.map((r) => JSON.parse(r)).filter((r) => r.gebeurtenis === 'alarm.eindpunt-gepauzeerd')
  const geteld = async () => {
    const { values } = (await o.proef.metrieken.getSingleMetric('warmknooppunt_alarm_total')?.get()) ?? { values: [] }
    return values.find(({ labels }) => labels.soort === 'eindpunt-gepauzeerd')?.value ?? 0
  }

  it('sounds once for a pause, however many answers of however many workers tell of it, and again for the next', async () => {
    await o.proef.eigenaar.query('update delivery.eindpunt set gelijktijdig = 2')
    o.far.antwoord = zegt(401)
    const events = [await o.proef.doorverwijzing(), await o.proef.doorverwijzing(), await o.proef.doorverwijzing()]
    await o.plaats(...events)
    const [een, ander] = [o.maak({ log: log() }), o.maak({ log: log() })]
    expect([await een.begin(true), await ander.begin(true)]).toEqual([2, 1])
    await een.rust()
    await ander.rust()
    expect(await o.statussen()).toEqual(Array(3).fill('geparkeerd'))
    expect(gelogd()).toMatchObject([{ niveau: 'error', eindpunt: o.eindpunt, deelnemer: WEERT, reden: 'http-401' }])
    expect(await geteld()).toBe(1)
    expect(regels.join('')).not.toContain('127.0.0.1')

    const [event] = events
    o.far.antwoord = zegt(410)
    await o.plaats(o.herbezorgopdracht(event?.subject ?? '', (await o.bezorgingen(event?.subject))[0]?.id ?? ''))
    await een.ronde()
    expect(gelogd().map(({ reden }) => reden)).toEqual(['http-401', 'http-410'])
    expect(await geteld()).toBe(2)
  })

  it('sounds only when the pause is committed', async () => {
    const { promise: gefaald, resolve } = Promise.withResolvers<number>()
    let keer = 0
    const bezorger = o.maak({
      log: log(),
      uitbak: async (db, uit) => {
        if (keer++ > 0) return o.proef.uitbak(db, uit)
        resolve(await geteld())
        throw Object.assign(new Error('planned'), { code: 'ECONNRESET' })
      },
    })
    o.far.antwoord = zegt(403)
    await o.plaats(await o.proef.doorverwijzing())
    await bezorger.begin(true)
    expect([await gefaald, gelogd()]).toEqual([0, []])
    await bezorger.rust()
    expect([await geteld(), gelogd().length]).toEqual([1, 1])
    const { rows } = await o.proef.eigenaar.query('select status, reden from delivery.eindpunt')
    expect(rows).toEqual([{ status: 'gepauzeerd', reden: 'http-403' }])
  })
})

describe('what is claimed and may not be sent any more', () => {
  const blokkeer = async (status: 'actief' | 'geblokkeerd') => {
    const weert = DEMO_DEELNEMERS.filter(({ deelnemer }) => deelnemer === WEERT)
    await wijzigRegister(o.proef.eigenaar, (w) =>
      registreerDeelnemers(
        w,
        weert.map((partij) => ({ ...partij, status })),
      ),
    )
  }

  it.each([
    ['its endpoint is put on pause', () => pauzeer(), () => hervat()],
    ['its party is blocked', () => blokkeer('geblokkeerd'), () => blokkeer('actief')],
  ])('is given back at once when %s, and has all of its tries after that', async (_wat, houdTegen, laatGaan) => {
    await maakPlaatser(o.proef, o.bezorger).plaats(await o.proef.doorverwijzing())
    expect(await o.statussen()).toEqual(['bezig'])
    await houdTegen()
    expect(await o.bezorger.begin(false)).toBe(0)
    expect(await o.bezorgingen()).toMatchObject([{ status: 'wacht', poging: 1, plan_vanaf: 1 }])
    expect([o.far.verzoeken, o.bezorger.onderweg.gemeld()]).toEqual([[], []])
    await laatGaan()
    o.far.antwoord = zegt(500)
    expect(await o.bezorger.ronde()).toBe(1)
    const over5s = new Date(BEGIN.add({ seconds: 5 }).epochMilliseconds)
    expect(await o.bezorgingen()).toMatchObject([{ status: 'wacht', poging: 2, volgende_op: over5s }])
  })

  const claimAlles = { nu: BEGIN.add({ hours: 1 }), leaseMs: 60_000 }
  const vraag = () => ({ ...claimAlles, eindpunten: [{ id: o.eindpunt, vrij: 10 }] })

  it('is not taken from who claimed it since', async () => {
    await o.plaats(await o.proef.doorverwijzing())
    const [oud] = await claim(o.proef.pool, vraag())
    if (!oud) throw new Error('nothing was claimed')
    await o.proef.eigenaar.query('update delivery.bezorging set poging = poging + 1')
    await geefOngezondenTerug(o.proef.pool, [oud])
    expect(await o.bezorgingen()).toMatchObject([{ status: 'bezig', poging: 2, plan_vanaf: 0 }])
    await geefOngezondenTerug(o.proef.pool, [{ ...oud, poging: 2 }])
    expect(await o.bezorgingen()).toMatchObject([{ status: 'wacht', poging: 2, plan_vanaf: 2 }])
    await geefOngezondenTerug(o.proef.pool, [{ ...oud, poging: 2 }])
    expect(await o.statussen()).toEqual(['wacht'])
  })

  it('stays parked when it was claimed to see whether its endpoint answers', async () => {
    await o.plaats(await o.proef.doorverwijzing())
    await o.proef.eigenaar.query(
      `update delivery.bezorging set status = 'geparkeerd', parkeerreden = 'onbereikbaar', poging = 9`,
    )
    const geclaimd = await claimProef(o.proef.pool, vraag())
    expect(await o.statussen()).toEqual(['bezig'])
    await geefOngezondenTerug(o.proef.pool, geclaimd)
    expect(await o.bezorgingen()).toMatchObject([
      { status: 'geparkeerd', parkeerreden: 'onbereikbaar', poging: 10, plan_vanaf: 0 },
    ])
  })
})
