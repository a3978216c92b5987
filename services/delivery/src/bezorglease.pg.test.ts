import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { transactie } from '@warmknooppunt/platform/db'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Bezorgproef, Opstelling } from './bezorger.proef.ts'
import { maakBezorgproef } from './bezorger.proef.ts'
import { claim, claimProef, geefVerlopenTerug } from './bezorging-store.ts'
import { BEGIN, WEERT, zegt } from './delivery.proef.ts'
import { schrijfResultaten } from './schrijf-resultaten.ts'

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

describe('lease and fence', () => {
  it('give back what a dead worker held, and let a worker that lost it write nothing', async () => {
    await o.plaats(await o.proef.doorverwijzing())
    let laatGaan = () => undefined
    o.far.antwoord = (antwoord) => {
      laatGaan = () => {
        antwoord.writeHead(500).end()
        return undefined
      }
    }
    await o.bezorger.begin(true)
    while (o.far.verzoeken.length === 0) await new Promise((klaar) => setTimeout(klaar, 5))
    expect(await geefVerlopenTerug(o.proef.pool, 10)).toBe(0)
    await o.proef.eigenaar.query(`update delivery.bezorging set lease_tot = clock_timestamp() - interval '1 ms'`)
    o.far.antwoord = zegt(204)
    expect(await o.maak().ronde()).toBe(1)
    laatGaan()
    await o.bezorger.rust()
    expect(await o.bezorgingen()).toMatchObject([{ status: 'afgeleverd', poging: 2, statuscode: 204 }])
    expect(await o.soorten()).toEqual(['beschikbaar', 'opgehaald', 'gepusht'])
    const { rows } = await o.proef.eigenaar.query('select poging from delivery.poging')
    expect(rows).toEqual([{ poging: 2 }])
    const verloren = await o.proef.metrieken.getSingleMetric('warmknooppunt_bezorging_lease_verloren_total')?.get()
    expect(verloren?.values[0]?.value).toBe(1)
  })

  it('write results of a group where they hold, and tell which do not', async () => {
    await o.plaats(await o.proef.doorverwijzing(), await o.proef.doorverwijzing())
    await o.proef.eigenaar.query(
      `update delivery.bezorging set status = 'bezig', poging = nummer::int, lease_tot = now() + interval '1 min'`,
    )
    const { rows } = await o.proef.eigenaar.query<{
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
        eindpunt: o.eindpunt,
        poging: 1,
        planVanaf: 0,
        proef: false,
        overgegaan: false,
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
      o.proef.pool,
      o.proef.uitbak,
      (tx) => schrijfResultaten(tx, resultaten, { bron: o.proef.bron, nu: BEGIN, plan: [], standen: new Map() }),
    )
    expect([uit.beslist.length, uit.verloren.length]).toEqual([1, 1])
    expect(await o.statussen()).toEqual(['afgeleverd', 'bezig'])
  })
})

describe('a claim', () => {
  it('passes over what another worker is claiming at that moment, without waiting for it', async () => {
    for (let i = 0; i < 10; i++) await o.plaats(await o.proef.doorverwijzing())
    const vraag = (vrij: number) => ({ eindpunten: [{ id: o.eindpunt, vrij }], nu: BEGIN, leaseMs: 60_000 })
    const [eerste, tweede] = await transactie(o.proef.pool, null, async (tx) => {
      const mijn = await claim(tx, vraag(4))
      return [mijn, await transactie(o.proef.pool, null, (ander) => claim(ander, vraag(20)))]
    })
    expect([eerste?.length, tweede?.length]).toEqual([4, 6])
    expect(new Set([...(eerste ?? []), ...(tweede ?? [])].map(({ id }) => id)).size).toBe(10)
    expect(eerste?.map(({ nummer }) => nummer)).toEqual([1, 2, 3, 4])
  })

  it('of a probe takes the oldest that is parked, when its time has come', async () => {
    await o.plaats(await o.proef.doorverwijzing(), await o.proef.doorverwijzing())
    await o.proef.eigenaar.query(
      `update delivery.bezorging set status = 'geparkeerd', parkeerreden = 'onbereikbaar', volgende_op = $1::timestamptz + (2 - nummer) * interval '1 min'`,
      [BEGIN.toString()],
    )
    const proef = (nu: Temporal.Instant) =>
      transactie(o.proef.pool, null, (tx) =>
        claimProef(tx, { eindpunten: [{ id: o.eindpunt, vrij: 1 }], nu, leaseMs: 1_000 }),
      )
    expect(await proef(BEGIN)).toEqual([])
    expect(await proef(BEGIN.add({ minutes: 1 }))).toMatchObject([{ nummer: 1, proef: true, poging: 1 }])
  })
})
