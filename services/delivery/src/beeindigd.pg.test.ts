import { setTimeout as wachtMs } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sluitBeeindigde } from './beeindigd.ts'
import type { Bezorgproef, Opstelling } from './bezorger.proef.ts'
import { maakBezorgproef } from './bezorger.proef.ts'
import { zegt } from './delivery.proef.ts'
import { beheer } from './eindpuntbeheer.ts'

const WIE = { operator: 'beheer', issuer: 'i', clientId: 'c', toelichting: 'Proef' }
let bezorgproef: Bezorgproef
let o: Opstelling
let gewekt = 0

beforeAll(async () => {
  bezorgproef = await maakBezorgproef()
})
beforeEach(async () => {
  o = await bezorgproef.begin()
  gewekt = 0
})
afterEach(() => o.far.sluit())
afterAll(() => bezorgproef.sluit())

const doe = (handeling: 'pauzeer' | 'hervat' | 'beeindig', limiet?: number) =>
  beheer(o.proef, { id: o.eindpunt, handeling, wie: WIE }, o.proef.klok.nu, limiet)
const sluit = () => sluitBeeindigde({ ...o.proef, naCommit: () => void gewekt++, perBlad: 2 })

describe('an endpoint that ended', () => {
  it('gets nothing any more; what waits or is parked there is closed, told of, and stays in the postvak', async () => {
    o.far.antwoord = zegt(422)
    const geweigerd = await o.proef.doorverwijzing()
    await o.plaats(geweigerd)
    await o.bezorger.ronde()
    const rest = [await o.proef.doorverwijzing(), await o.proef.doorverwijzing(), await o.proef.doorverwijzing()]
    await o.plaats(...rest)
    expect(await o.statussen()).toEqual(['geparkeerd', 'wacht', 'wacht', 'wacht'])

    expect(await doe('beeindig')).toMatchObject({ kind: 'doe' })
    expect(await o.bezorger.ronde()).toBe(0)
    expect(await sluit()).toBe(4)
    expect(gewekt).toBe(2)
    expect(await o.statussen()).toEqual(Array(4).fill('vervallen'))
    expect(await o.soorten(geweigerd.subject)).toEqual(['beschikbaar', 'geparkeerd', 'mislukt'])
    expect(await o.soorten(rest[0]?.subject)).toEqual(['beschikbaar', 'mislukt'])
    expect(await sluit()).toBe(0)

    await o.plaats(await o.proef.doorverwijzing())
    expect(await o.statussen()).toHaveLength(4)
    const { rows } = await o.proef.eigenaar.query('select count(*)::int as aantal from delivery.postvakbericht')
    expect(rows).toEqual([{ aantal: 5 }])
    expect(o.far.verzoeken).toHaveLength(1)
  })

  it('closes what was under way when it is done, whatever came of it', async () => {
    o.far.antwoord = async (antwoord) => {
      await wachtMs(50)
      antwoord.writeHead(503).end()
    }
    await o.plaats(await o.proef.doorverwijzing())
    await o.bezorger.begin(true)
    await doe('beeindig')
    expect(await sluit()).toBe(0)
    expect(await o.statussen()).toEqual(['bezig'])
    await o.bezorger.rust()
    expect(await o.statussen()).toEqual(['wacht'])
    expect(await sluit()).toBe(1)
    expect(await o.statussen()).toEqual(['vervallen'])
  })

  it('leaves another endpoint of the party alone', async () => {
    await o.registreer(`${o.far.adres}ander`, {})
    await o.plaats(await o.proef.doorverwijzing())
    await doe('beeindig')
    await sluit()
    expect((await o.statussen()).toSorted()).toEqual(['vervallen', 'wacht'])
    await o.bezorger.ronde()
    expect((await o.statussen()).toSorted()).toEqual(['afgeleverd', 'vervallen'])
  })
})

describe('an endpoint that an operator paused', () => {
  it('gets nothing from a process that looked before the pause', async () => {
    await o.bezorger.ronde()
    await doe('pauzeer')
    await o.plaats(await o.proef.doorverwijzing())
    o.bezorger.hint([o.eindpunt])
    expect(await o.bezorger.begin(false)).toBe(0)
    await doe('hervat')
    o.bezorger.hint([o.eindpunt])
    expect(await o.bezorger.begin(false)).toBe(1)
    await o.bezorger.rust()
  })

  it('gets nothing until it is resumed, and then what waited and what was parked for the pause', async () => {
    o.far.antwoord = zegt(401)
    await o.plaats(await o.proef.doorverwijzing(), await o.proef.doorverwijzing(), await o.proef.doorverwijzing())
    await o.bezorger.ronde()
    expect(await o.statussen()).toEqual(Array(3).fill('geparkeerd'))
    expect(await doe('pauzeer')).toMatchObject({ kind: 'doe' })
    expect(await doe('pauzeer')).toMatchObject({ kind: 'gedaan' })
    await o.plaats(await o.proef.doorverwijzing())
    o.far.antwoord = zegt(200)
    expect(await o.bezorger.ronde()).toBe(0)

    expect(await doe('hervat', 2)).toEqual({ kind: 'doe', vrijgegeven: 2, meer: true })
    expect(await doe('hervat', 2)).toEqual({ kind: 'gedaan', vrijgegeven: 1, meer: false })
    await o.bezorger.ronde()
    expect(await o.statussen()).toEqual(Array(4).fill('afgeleverd'))
    expect((await o.soorten()).filter((soort) => soort === 'vrijgegeven')).toHaveLength(3)
    const { rows } = await o.proef.eigenaar.query(
      'select soort from delivery.eindpuntwijziging where eindpunt = $1 order by id',
      [o.eindpunt],
    )
    expect(rows.map(({ soort }) => soort)).toEqual(['gepauzeerd', 'hervat'])
  })
})
