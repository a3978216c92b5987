import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { contactregistratie, doorverwijzing, maakDossier, op } from './berichten.proef.ts'
import type { SlaProef } from './sla.proef.ts'
import { maakSlaProef, regel } from './sla.proef.ts'

let proef: SlaProef
beforeAll(async () => {
  proef = await maakSlaProef()
})
beforeEach(() => proef.leeg())
afterAll(() => proef.sluit())

/** A gemeente that registers something: when it tells it, and what. */
type Stap = { readonly op: string; readonly soort: string; readonly plaatsgevondenOp: string }

/** Accepts a doorverwijzing and walks sixty days in hours, one minute past each; returns what the clocks said. */
async function wandel(aangenomen: string, stappen: readonly Stap[]): Promise<string[]> {
  const begin = op(aangenomen)
  const dossier = maakDossier(begin)
  proef.zet(begin)
  const versleutel = await proef.kluis(dossier.dossierId)
  await proef.routeer(doorverwijzing(dossier, { hub: versleutel({ hulpvrager: 'x' }) }))
  for (let uur = 0; uur <= 60 * 24; uur++) {
    const nu = begin.add({ hours: uur, minutes: 1 })
    for (const { soort, plaatsgevondenOp } of stappen.filter((stap) => op(stap.op).equals(begin.add({ hours: uur })))) {
      proef.zet(begin.add({ hours: uur }))
      const hub = versleutel({ soort, kanaal: 'telefoon', plaatsgevondenOp })
      await proef.routeer(contactregistratie(dossier, { time: begin.add({ hours: uur }), hub }))
    }
    await proef.vuurOp(nu)
  }
  const { rows } = await proef.eigenaar.query('select from sla.timer')
  expect(rows).toEqual([])
  return (await proef.termijnberichten()).map(regel)
}

test('sixty days from Good Friday: every clock speaks once, at its Amsterdam hour, across Easter and Liberation Day', async () => {
  const gezegd = await wandel('2026-04-03T08:00:00Z', [
    { op: '2026-04-10T08:00:00Z', soort: 'contact', plaatsgevondenOp: '2026-04-09T15:00:00+02:00' },
  ])
  expect(gezegd).toEqual([
    '2026-04-08T07:01 herinnering-contact gemeente',
    '2026-04-09T07:01 herinnering-contact gemeente',
    '2026-04-09T22:01 contact-verstreken gemeente',
    '2026-04-10T08:00 contact-alsnog-gehaald gemeente',
    '2026-04-29T07:01 incassostop-eindigt schuldeiser',
    '2026-04-29T07:01 incassostop-eindigt gemeente',
    '2026-04-30T07:01 herinnering-gesprek gemeente',
    '2026-05-01T07:01 herinnering-gesprek gemeente',
    '2026-05-01T22:01 gesprek-verstreken gemeente',
    '2026-05-04T22:01 incassostop-geeindigd schuldeiser',
    '2026-05-04T22:01 incassostop-geeindigd gemeente',
  ])
  const einde = (await proef.termijnberichten()).find(({ data }) => data.soort === 'incassostop-geeindigd')
  expect(einde?.data).toMatchObject({
    dag: '2026-05-04',
    tijdstip: '2026-05-04T22:00:00.000Z',
    hervatbaarVanaf: '2026-05-06',
  })
})

test('sixty days across the end of summer time: reminders stay at 09:00 in Amsterdam, met clocks are silent', async () => {
  const gezegd = await wandel('2026-10-23T08:00:00Z', [
    { op: '2026-10-27T09:00:00Z', soort: 'poging', plaatsgevondenOp: '2026-10-27T09:30:00+01:00' },
    { op: '2026-11-20T12:00:00Z', soort: 'eerste-gesprek', plaatsgevondenOp: '2026-11-20T11:00:00+01:00' },
  ])
  expect(gezegd).toEqual([
    '2026-10-27T08:01 herinnering-contact gemeente',
    '2026-10-27T09:00 contact-gehaald',
    '2026-11-18T08:01 incassostop-eindigt schuldeiser',
    '2026-11-18T08:01 incassostop-eindigt gemeente',
    '2026-11-19T08:01 herinnering-gesprek gemeente',
    '2026-11-20T08:01 herinnering-gesprek gemeente',
    '2026-11-20T12:00 gesprek-gehaald',
    '2026-11-23T23:01 incassostop-geeindigd schuldeiser',
    '2026-11-23T23:01 incassostop-geeindigd gemeente',
  ])
})
