import { nieuwId } from '@warmknooppunt/platform/bericht'
import { transactie } from '@warmknooppunt/platform/db'
import { partitieVan } from '@warmknooppunt/platform/partitie'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Dossier } from './berichten.proef.ts'
import { AFSPRAKEN, doorverwijzing, maakDossier, onrouteerbaar, op, opdracht } from './berichten.proef.ts'
import { bewaarKlokken, vergrendelKlokkenVan } from './klok-store.ts'
import { leesGrenzen, ronde } from './ronde.ts'
import type { SlaProef } from './sla.proef.ts'
import { maakSlaProef, regel } from './sla.proef.ts'
import { claimTimers } from './timer-store.ts'
import { vuur } from './vuur.ts'

let proef: SlaProef
beforeAll(async () => {
  proef = await maakSlaProef()
})
beforeEach(() => proef.leeg())
afterAll(() => proef.sluit())

/** A Monday; contact by Thursday, whose end is VERSTREKEN. */
const AANGENOMEN = op('2026-03-02T09:00:00Z')
const VERSTREKEN = op('2026-03-05T23:00:00Z')
const na = (s: number) => VERSTREKEN.add({ seconds: s })

/** Dossiers with their clocks running; those with `partitie` lie in that one. */
async function start(aantal: number, partitie?: number): Promise<Dossier[]> {
  const dossiers: Dossier[] = []
  while (dossiers.length < aantal) {
    const dossier = maakDossier(AANGENOMEN)
    if (partitie === undefined || partitieVan(dossier.dossierId) === partitie) dossiers.push(dossier)
  }
  proef.zet(AANGENOMEN)
  await proef.routeer(...dossiers.map((dossier) => doorverwijzing(dossier)))
  return dossiers
}

/** Fires the reminders, so that only breaches are left to fire. */
const vuurHerinneringen = () => proef.vuurOp(op('2026-03-05T12:00:00Z'))
const verstreken = async () =>
  (await proef.termijnberichten()).filter(({ data }) => data.soort === 'contact-verstreken').map((e) => e.subject)
const alarmen = async (soort: string) => {
  const { values } = (await proef.meetwaarden.getSingleMetric('warmknooppunt_alarm_total')?.get()) ?? { values: [] }
  return values.find(({ labels }) => labels.soort === soort)?.value ?? 0
}
const gelogd = (gebeurtenis: string) =>
  proef.logregels.filter((r) => r.includes(`"gebeurtenis":"${gebeurtenis}"`)).length

describe('a timer due at T', () => {
  test('fires from T + 30 s, once, with an alarm for a breach', async () => {
    const [dossier] = await start(1)
    await vuurHerinneringen()
    expect(await proef.vuurOp(na(29))).toBe(0)
    expect(await proef.vuurOp(na(30))).toBe(1)
    expect(await proef.vuurOp(na(31))).toBe(0)
    expect(await verstreken()).toEqual([dossier?.dossierId])
    expect(await alarmen('contact-verstreken')).toBe(1)
    expect(gelogd('alarm.contact-verstreken')).toBe(1)
  })

  test('waits for an older message that routing has not handled, in its own partition only', async () => {
    const [vast] = await start(1, 3)
    const [vrij] = await start(1, 4)
    await vuurHerinneringen()
    await proef.leg('intake', [
      doorverwijzing(maakDossier(VERSTREKEN.subtract({ seconds: 1 }), vast && { dossierId: vast.dossierId })),
    ])
    expect(await proef.vuurOp(na(30))).toBe(1)
    expect(await verstreken()).toEqual([vrij?.dossierId])
    await proef.routing.query(
      `insert into routing.positie (consument, topic, partitie, bron, positie)
       select 'routing', 'berichten', partitie, bron, positie from intake.uit_lees`,
    )
    expect(await proef.vuurOp(na(31))).toBe(1)
    expect(await verstreken()).toEqual([vrij?.dossierId, vast?.dossierId])
    expect(await alarmen('timer-zonder-wachten')).toBe(0)
  })

  test('of an operator waits for older messages of every partition: the order travels in one of its own', async () => {
    const wacht = maakDossier(AANGENOMEN, { dossierId: await idIn(3) })
    proef.zet(AANGENOMEN)
    await proef.routeer(onrouteerbaar(wacht))
    // One werkdag after Monday: until the end of Tuesday.
    const einde = op('2026-03-03T23:00:00Z')
    const order = opdracht(wacht, einde.subtract({ seconds: 1 }))
    await proef.leg('intake', [{ ...order, subject: await idIn(4) }])
    expect(await proef.vuurOp(einde.add({ seconds: 60 }))).toBe(0)
    await proef.routing.query(
      `insert into routing.positie (consument, topic, partitie, bron, positie)
       select 'routing', 'berichten', partitie, bron, positie from intake.uit_lees`,
    )
    expect(await proef.vuurOp(einde.add({ seconds: 61 }))).toBe(1)
    expect(await alarmen('operatortermijn-verstreken')).toBe(1)
  })

  test('waits for an older message that sla itself has not handled, and goes on when it has', async () => {
    await start(1, 3)
    await vuurHerinneringen()
    const ander = maakDossier(VERSTREKEN.subtract({ seconds: 1 }), { dossierId: await idIn(3) })
    await proef.leg('routing', [onrouteerbaar(ander)])
    expect(await proef.vuurOp(na(60))).toBe(0)
    await proef.lees()
    expect(await proef.vuurOp(na(61))).toBe(1)
  })

  test('does not wait for a message of its own moment or later', async () => {
    await start(1, 3)
    await vuurHerinneringen()
    await proef.leg('routing', [onrouteerbaar(maakDossier(VERSTREKEN, { dossierId: await idIn(3) }))])
    expect(await proef.vuurOp(na(30))).toBe(1)
  })

  test('does not wait for what was put aside', async () => {
    await start(1, 3)
    await vuurHerinneringen()
    const event = onrouteerbaar(maakDossier(VERSTREKEN.subtract({ hours: 1 }), { dossierId: await idIn(3) }))
    await proef.routeer({ ...event, data: { ...event.data, reden: 'anders' } })
    const { rows } = await proef.sla.query<{ reden: string }>('select reden from sla.onverwerkbaar')
    expect(rows).toEqual([{ reden: 'onleesbaar' }])
    expect(await proef.vuurOp(na(30))).toBe(1)
  })

  test('fires after 15 minutes whatever is unhandled, with an alarm', async () => {
    await start(2, 3)
    await vuurHerinneringen()
    await proef.leg('routing', [onrouteerbaar(maakDossier(AANGENOMEN, { dossierId: await idIn(3) }))])
    expect(await proef.vuurOp(na(15 * 60 - 1))).toBe(0)
    expect(await proef.vuurOp(na(15 * 60))).toBe(2)
    expect(await alarmen('timer-zonder-wachten')).toBe(1)
    expect(gelogd('alarm.timer-zonder-wachten')).toBe(1)
  })
})

async function idIn(partitie: number): Promise<string> {
  for (;;) {
    const id = nieuwId(AANGENOMEN)
    if (partitieVan(id) === partitie) return id
  }
}

describe('after downtime', () => {
  test('everything missed fires once, in due order and in batches; reminders of a term already past are not sent', async () => {
    const eerste = maakDossier(AANGENOMEN)
    const later = maakDossier(op('2026-03-05T09:00:00Z'))
    proef.zet(AANGENOMEN)
    await proef.routeer(doorverwijzing(eerste, { afspraken: { ...AFSPRAKEN, stop: { dagen: 25, lcv: false } } }))
    proef.zet(later.aangenomenOp)
    await proef.routeer(doorverwijzing(later))
    const terug = op('2026-04-01T12:00:00Z')
    proef.zet(terug)
    expect(await ronde({ ...proef.ronde, limiet: 3 })).toBe(3)
    expect(await proef.vuurOp(terug)).toBe(9)
    const gezegd = await proef.termijnberichten()
    expect(gezegd.map(({ data, subject }) => `${data.soort} ${subject === eerste.dossierId ? 1 : 2}`)).toEqual([
      'contact-verstreken 1',
      'contact-verstreken 2',
      'incassostop-geeindigd 1',
      'incassostop-geeindigd 1',
      'gesprek-verstreken 1',
      'herinnering-gesprek 2',
    ])
  })

  test('two workers at once send nothing twice and forget nothing', async () => {
    const dossiers = await start(400)
    proef.zet(na(30))
    const een = { ...proef.ronde, limiet: 60 }
    const leeg = async () => {
      while ((await ronde(een)) > 0);
    }
    await Promise.all([leeg(), leeg(), leeg()])
    expect((await verstreken()).toSorted()).toEqual(dossiers.map((d) => d.dossierId).toSorted())
    const ids = (await proef.uit()).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('a worker', () => {
  afterEach(() => proef.eigenaar.query('drop function if exists public.weiger cascade'))

  const verlooplease = () =>
    proef.eigenaar.query(`update sla.timer set lease_tot = '2026-01-01' where lease_tot is not null`)

  test('that lost its lease writes nothing and is told so', async () => {
    await start(2)
    await vuurHerinneringen()
    const grenzen = await leesGrenzen(proef.sla, na(30))
    const traag = await claimTimers(proef.sla, grenzen, proef.ronde)
    expect(await claimTimers(proef.sla, grenzen, proef.ronde)).toEqual([])
    await verlooplease()
    const snel = await claimTimers(proef.sla, grenzen, { ...proef.ronde, limiet: 1 })
    await vuur(proef.ronde, traag, na(40))
    expect((await verstreken()).length).toBe(1)
    expect(gelogd('timer.lease-verloren')).toBe(1)
    await vuur(proef.ronde, snel, na(41))
    expect((await verstreken()).length).toBe(2)
  })

  test('waits for a message that is meeting the clock at this moment, and then is silent', async () => {
    const [dossier] = await start(1)
    await vuurHerinneringen()
    const vuren = await transactie(proef.sla, null, async (tx) => {
      const klokken = await vergrendelKlokkenVan(tx, dossier ? [dossier.dossierId] : [])
      const gehaald = klokken.map((klok) => (klok.soort === 'contact' ? { ...klok, status: 'gehaald' as const } : klok))
      await bewaarKlokken(tx, gehaald)
      const bezig = proef.vuurOp(na(30))
      await new Promise((klaar) => setTimeout(klaar, 150))
      return { bezig }
    })
    expect(await vuren.bezig).toBe(1)
    expect(await verstreken()).toEqual([])
  })

  test('that died leaves its timers to the next when the lease ends', async () => {
    await start(1)
    await vuurHerinneringen()
    await claimTimers(proef.sla, await leesGrenzen(proef.sla, na(30)), proef.ronde)
    expect(await proef.vuurOp(na(40))).toBe(0)
    await verlooplease()
    expect(await proef.vuurOp(na(40))).toBe(1)
  })

  test('fires the others when one timer fails, and sounds an alarm', async () => {
    const [, slecht] = await start(3)
    await vuurHerinneringen()
    await weiger(slecht, '22000')
    await proef.vuurOp(na(30))
    expect((await verstreken()).length).toBe(2)
    expect(await alarmen('timer-mislukt')).toBe(1)
    await proef.eigenaar.query('drop function public.weiger cascade')
    await verlooplease()
    await proef.vuurOp(na(90))
    expect((await verstreken()).length).toBe(3)
  })

  test('leaves everything as it was in an outage', async () => {
    const [dossier] = await start(2)
    await vuurHerinneringen()
    await weiger(dossier, '53100')
    await expect(proef.vuurOp(na(30))).rejects.toThrow()
    expect(await verstreken()).toEqual([])
    expect(await alarmen('timer-mislukt')).toBe(0)
  })

  /** From now on the database refuses to change the clocks of a dossier. */
  async function weiger(dossier: Dossier | undefined, code: string) {
    await proef.eigenaar.query(
      `create function public.weiger() returns trigger language plpgsql as $$
       begin raise exception 'refused' using errcode = '${code}'; end $$;
       create trigger weiger before update on sla.klok for each row when (old.dossier_id = '${dossier?.dossierId}')
         execute function public.weiger()`,
    )
  }
})

test('what only one side may know goes in a message of its own, and no creditor reads of a toewijzing', async () => {
  const d = maakDossier(op('2026-03-02T09:00:00Z'), {
    schuldeiser: 'telecom-beeklijn',
    afzender: { deelnemer: 'incasso-maasoever', rol: 'intermediair' },
  })
  const zonder = maakDossier(op('2026-03-02T09:00:00Z'), {
    afzender: { deelnemer: 'incasso-maasoever', rol: 'intermediair' },
  })
  proef.zet(d.aangenomenOp)
  await proef.routeer(doorverwijzing(d), doorverwijzing(zonder))
  await proef.vuurOp(op('2026-04-02T12:00:00Z'))
  const van = async ({ dossierId }: Dossier) =>
    (await proef.termijnberichten()).filter((e) => e.subject === dossierId && e.data.termijn === 'incassostop')
  expect((await van(d)).map(regel)).toEqual([
    '2026-04-02T12:00 incassostop-geeindigd schuldeiser intermediair',
    '2026-04-02T12:00 incassostop-geeindigd gemeente',
  ])
  // The mandate for the water company ended in 2025: its intermediary hears nothing any more.
  expect((await van(zonder)).map(regel)).toEqual([
    '2026-04-02T12:00 incassostop-geeindigd schuldeiser',
    '2026-04-02T12:00 incassostop-geeindigd gemeente',
  ])
  const alle = await proef.termijnberichten()
  const aanSchuldeiser = alle.filter(({ data }) => data.ontvangers.some(({ publiek }) => publiek === 'schuldeiser'))
  expect(aanSchuldeiser.some(({ data }) => 'toewijzingId' in data)).toBe(false)
  expect(alle.every(({ source }) => source === 'urn:nld:oin:00000099900000012000:systeem:warmknooppunt')).toBe(true)
})
