import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Dossier } from './berichten.proef.ts'
import { AFSPRAKEN, doorverwijzing, maakDossier, op } from './berichten.proef.ts'
import { leesGrenzen, nuVolgensBeide, ronde } from './ronde.ts'
import type { SlaProef } from './sla.proef.ts'
import { maakSlaProef, regel } from './sla.proef.ts'
import { claimTimers } from './timer-store.ts'

let proef: SlaProef
let dossier: Dossier
beforeAll(async () => {
  proef = await maakSlaProef()
})
beforeEach(async () => {
  await proef.leeg()
  proef.zet(AANGENOMEN)
  // Four hours after acceptance; a term in hours has no reminders.
  const contact = { ...AFSPRAKEN.contact, eenheid: 'uren', aantal: 4 } as const
  dossier = maakDossier(AANGENOMEN)
  await proef.routeer(doorverwijzing(dossier, { afspraken: { ...AFSPRAKEN, contact } }))
})
afterAll(() => proef.sluit())

const AANGENOMEN = op('2026-03-02T09:00:00Z')
const T = op('2026-03-02T13:00:00Z')
const na = (s: number) => T.add({ seconds: s })
const gezegd = async () => (await proef.termijnberichten()).map(regel)

describe('a timer due at T', () => {
  test.each([
    ['the host runs ahead by ten minutes', 600, 0],
    ['the host runs behind by ten minutes', 0, 600],
    ['the host runs ahead by four seconds', 4, 0],
  ])('fires from T + 30 s of the clock that comes last: %s', async (_, host, database) => {
    for (const nu of [-600, -60, 0, 29]) {
      proef.zet(na(nu + host), na(nu + database))
      expect(await ronde(proef.ronde)).toBe(0)
    }
    proef.zet(na(30 + host), na(30 + database))
    expect(await ronde(proef.ronde)).toBe(1)
    expect(await gezegd()).toEqual(['2026-03-02T13:00 contact-verstreken gemeente'])
  })

  test('waits 15 minutes of the same clock for what is unhandled', async () => {
    await proef.leg('routing', [doorverwijzing(maakDossier(AANGENOMEN))])
    await proef.leg(
      'routing',
      Array.from({ length: 100 }, () => doorverwijzing(maakDossier(AANGENOMEN))),
    )
    proef.zet(na(20 * 60), na(14 * 60))
    expect(await ronde(proef.ronde)).toBe(0)
    proef.zet(na(20 * 60), na(15 * 60))
    expect(await ronde(proef.ronde)).toBe(1)
  })
})

test('a reminder of a term that has passed by one clock only is still sent', async () => {
  await proef.leeg()
  proef.zet(AANGENOMEN)
  await proef.routeer(doorverwijzing(maakDossier(AANGENOMEN)))
  // Contact ends on Thursday at 24:00 in Amsterdam.
  proef.zet(op('2026-03-06T10:00:00Z'), op('2026-03-05T22:59:00Z'))
  expect(await ronde(proef.ronde)).toBe(2)
  expect((await proef.termijnberichten()).map(({ data }) => data.soort)).toEqual([
    'herinnering-contact',
    'herinnering-contact',
  ])
})

test('no lease is broken by the clock of a host: it lasts as long as the database says', async () => {
  const grenzen = (minuten: number) => leesGrenzen(proef.sla, na(3600).add({ minutes: minuten }))
  const kort = { ...proef.ronde, leaseMs: 400 }
  const voor = await claimTimers(proef.sla, await grenzen(10), proef.ronde)
  expect(voor.map(({ poging }) => poging)).toEqual([1])
  expect(await claimTimers(proef.sla, await grenzen(-10), kort)).toEqual([])
  expect(await claimTimers(proef.sla, await grenzen(600), kort)).toEqual([])
  await proef.eigenaar.query(`update sla.timer set lease_tot = clock_timestamp() where lease_tot is not null`)
  const achter = await claimTimers(proef.sla, await grenzen(-10), kort)
  expect(achter.map(({ poging }) => poging)).toEqual([2])
  expect(await claimTimers(proef.sla, await grenzen(10), proef.ronde)).toEqual([])
  await proef.sla.query('select pg_sleep(0.45)')
  expect((await claimTimers(proef.sla, await grenzen(10), proef.ronde)).map(({ poging }) => poging)).toEqual([3])
})

test('now is the earlier of two clocks', async () => {
  const bij = (host: number, database: number) =>
    nuVolgensBeide({ nu: () => na(host), databaseklok: async () => na(database) })
  expect([await bij(1, 2), await bij(2, 1), await bij(3, 3)]).toEqual([na(1), na(1), na(3)])
})
