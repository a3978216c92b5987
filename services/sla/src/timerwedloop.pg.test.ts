import { nieuwId } from '@warmknooppunt/platform/bericht'
import { transactie } from '@warmknooppunt/platform/db'
import { enqueue, uitbakVan } from '@warmknooppunt/platform/outbox'
import { partitieVan } from '@warmknooppunt/platform/partitie'
import type { PoolClient } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { leesOudsten } from './achterstand-store.ts'
import type { Dossier } from './berichten.proef.ts'
import { contactregistratie, doorverwijzing, maakDossier, op } from './berichten.proef.ts'
import { leesGrenzen, ronde } from './ronde.ts'
import type { SlaProef } from './sla.proef.ts'
import { maakSlaProef } from './sla.proef.ts'
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
const OP_TIJD = '2026-03-05T20:00:00+01:00'
const na = (s: number) => VERSTREKEN.add({ seconds: s })

/** Dossiers of which only the breach of contact is still to come, each with a contact that took place in time and is told at `verteld`. */
async function start(aantal: number, verteld = na(10)) {
  const dossiers = Array.from({ length: aantal }, () => maakDossier(AANGENOMEN))
  proef.zet(AANGENOMEN)
  await proef.routeer(...dossiers.map((dossier) => doorverwijzing(dossier)))
  await proef.vuurOp(op('2026-03-05T12:00:00Z'))
  const meldingen = []
  for (const dossier of dossiers) {
    const versleutel = await proef.kluis(dossier.dossierId)
    const hub = versleutel({ soort: 'contact', kanaal: 'telefoon', plaatsgevondenOp: OP_TIJD })
    meldingen.push(contactregistratie(dossier, { time: verteld, hub }))
  }
  return { dossiers, meldingen }
}

/** What the contact clocks of these dossiers said, each in order, reminders left out. */
async function verhalen(dossiers: readonly Dossier[]): Promise<string[][]> {
  const per = Map.groupBy(await proef.termijnberichten(), ({ subject }) => subject)
  return dossiers.map(({ dossierId }) =>
    (per.get(dossierId) ?? []).map(({ data }) => data.soort).filter((soort) => /^contact-/.test(soort)),
  )
}
const gezegd = async (dossier: Dossier) => (await verhalen([dossier]))[0]
const GEHAALD = ['contact-gehaald']
const ALSNOG = ['contact-verstreken', 'contact-alsnog-gehaald']

/** Holds the outbox of sla, which every transaction takes last: who needs it stands still with all its locks. */
async function metUitbakVast(f: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await proef.eigenaar.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext('warmknooppunt.uit.sla'), 0)`)
    await f(client)
  } finally {
    await client.query('select pg_advisory_unlock_all()')
    client.release()
  }
}

/** Waits until this many sessions wait for a lock. */
const wachtOpWachtenden = (aantal: number) =>
  vi.waitUntil(
    async () => {
      const { rows } = await proef.eigenaar.query<{ n: number }>(
        `select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return rows[0]?.n === aantal
    },
    { timeout: 4_000, interval: 10 },
  )

describe('a message that meets the clock while its timer fires', () => {
  test('and holds the clock first: met, and the timer that waited for it is silent', async () => {
    const { dossiers, meldingen } = await start(3)
    await proef.leg('routing', meldingen)
    let klaar: Promise<unknown> = Promise.resolve()
    await metUitbakVast(async () => {
      const lezen = proef.lees()
      await wachtOpWachtenden(1)
      const vuren = proef.vuurOp(na(30))
      await wachtOpWachtenden(2)
      klaar = Promise.all([lezen, vuren])
    })
    await klaar
    for (const dossier of dossiers) expect(await gezegd(dossier)).toEqual(GEHAALD)
  })

  test('and comes while the timer holds the clock: passed, and then met after all, once, however often it is told', async () => {
    const { dossiers, meldingen } = await start(3)
    await proef.leg('routing', meldingen)
    let klaar: Promise<unknown> = Promise.resolve()
    await metUitbakVast(async () => {
      const vuren = proef.vuurOp(na(30))
      await wachtOpWachtenden(1)
      const lezen = proef.lees()
      await wachtOpWachtenden(2)
      klaar = Promise.all([lezen, vuren])
    })
    await klaar
    await proef.routeer(...meldingen.map((melding) => ({ ...melding, id: nieuwId(na(40)) })))
    for (const dossier of dossiers) expect(await gezegd(dossier)).toEqual(ALSNOG)
  })

  test('between claim and firing: met, and the timer is silent', async () => {
    const { dossiers, meldingen } = await start(3)
    const geclaimd = await claimTimers(proef.sla, await leesGrenzen(proef.sla, na(30)), proef.ronde)
    expect(geclaimd).toHaveLength(3)
    await proef.routeer(...meldingen)
    await vuur(proef.ronde, geclaimd, na(30))
    for (const dossier of dossiers) expect(await gezegd(dossier)).toEqual(GEHAALD)
  })

  test('however they fall together, of every dossier one story is told: met, or passed and met after all', async () => {
    const { dossiers, meldingen } = await start(60)
    proef.zet(na(60))
    const vuren = async (limiet: number) => {
      while ((await ronde({ ...proef.ronde, limiet })) > 0);
    }
    const vertellen = async () => {
      // From the last to the first, while timers fire from the first on.
      for (let i = 60; i > 0; i -= 4) await proef.routeer(...meldingen.slice(i - 4, i))
    }
    await Promise.all([vuren(3), vertellen(), vuren(5)])
    await vuren(500)
    const verteld = await verhalen(dossiers)
    for (const verhaal of verteld) expect([GEHAALD, ALSNOG]).toContainEqual(verhaal)
    const { rows } = await proef.eigenaar.query<{ status: string; aantal: number }>(
      `select status, count(*) as aantal from sla.klok where soort = 'contact' group by 1`,
    )
    const per = Object.fromEntries(rows.map(({ status, aantal }) => [status, aantal]))
    expect(per).toEqual({
      ...(verteld.some((v) => v.length === 1) && { gehaald: verteld.filter((v) => v.length === 1).length }),
      ...(verteld.some((v) => v.length === 2) && { 'alsnog-gehaald': verteld.filter((v) => v.length === 2).length }),
    })
  })
})

describe('a message registered before T', () => {
  test('is waited for, and then no breach is told', async () => {
    const { dossiers, meldingen } = await start(2, VERSTREKEN.subtract({ seconds: 1 }))
    await proef.leg('routing', meldingen)
    expect(await proef.vuurOp(na(30))).toBe(0)
    await proef.lees()
    expect(await proef.vuurOp(na(31))).toBe(2)
    for (const dossier of dossiers) expect(await gezegd(dossier)).toEqual(GEHAALD)
  })

  test('that was waited for in vain for 15 minutes meets the clock after all, once', async () => {
    const { dossiers, meldingen } = await start(2, VERSTREKEN.subtract({ seconds: 1 }))
    await proef.leg('routing', meldingen)
    expect(await proef.vuurOp(na(15 * 60))).toBe(2)
    await proef.lees()
    await proef.routeer(...meldingen)
    for (const dossier of dossiers) expect(await gezegd(dossier)).toEqual(ALSNOG)
  })

  test('that was put aside is not waited for; released by an operator it meets the clock after all, once', async () => {
    const { dossiers, meldingen } = await start(1, VERSTREKEN.subtract({ hours: 1 }))
    const [dossier] = dossiers
    const [melding] = meldingen
    if (!dossier || !melding) throw new Error('no dossier')
    const onleesbaar = { ...doorverwijzing(dossier), data: { ...doorverwijzing(dossier).data, registerversie: 'x' } }
    await proef.routeer(onleesbaar, melding)
    expect(await proef.vuurOp(na(30))).toBe(1)
    expect(await gezegd(dossier)).toEqual(['contact-verstreken'])
    await proef.eigenaar.query(`delete from sla.onverwerkbaar where reden = 'onleesbaar'`)
    expect(await proef.consument.geefVrij(dossier.dossierId)).toEqual({ kind: 'vrij', aantal: 1 })
    expect(await proef.consument.geefVrij(dossier.dossierId)).toEqual({ kind: 'vrij', aantal: 0 })
    expect(await gezegd(dossier)).toEqual(ALSNOG)
  })

  test('is seen while it is handed on: in one outbox or the other, never in neither', async () => {
    const dossier = maakDossier(AANGENOMEN)
    const partitie = partitieVan(dossier.dossierId)
    const event = doorverwijzing(dossier)
    const staat = { klaar: false, gezien: 0, gemist: 0 }
    await proef.leg('intake', [event])
    const kijken = async () => {
      for (; !staat.klaar; staat.gezien++) if (!(await leesOudsten(proef.sla))[partitie]) staat.gemist++
    }
    const schuif = (stage: 'routing' | 'sla', topic: string, van: 'intake' | 'routing') =>
      `insert into ${stage}.positie (consument, topic, partitie, bron, positie)
       select '${stage}', '${topic}', partitie, bron, max(positie) from ${van}.uit_lees group by 3, 4
       on conflict (consument, topic, partitie, bron) do update set positie = excluded.positie`
    const doorgeven = async () => {
      for (let keer = 0; keer < 40; keer++) {
        await transactie(proef.routing, uitbakVan('routing'), async (tx) => {
          await tx.query(schuif('routing', 'berichten', 'intake'))
          enqueue(tx, event)
        })
        await proef.leg('intake', [event])
        await proef.sla.query(schuif('sla', 'routeringen', 'routing'))
      }
      staat.klaar = true
    }
    await Promise.all([kijken(), doorgeven()])
    expect(staat.gemist).toBe(0)
    expect(staat.gezien).toBeGreaterThan(10)
  })
})

test('a worker whose connection ends while it fires has told nothing, and another fires when the lease ends', async () => {
  const { dossiers } = await start(3)
  proef.zet(na(30))
  await metUitbakVast(async (client) => {
    const vuren = ronde({ ...proef.ronde, leaseMs: 300 })
    const afloop = expect(vuren).rejects.toThrow()
    await wachtOpWachtenden(1)
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    await afloop
  })
  for (const dossier of dossiers) expect(await gezegd(dossier)).toEqual([])
  await vi.waitUntil(async () => (await ronde(proef.ronde)) > 0, 5_000)
  for (const dossier of dossiers) expect(await gezegd(dossier)).toEqual(['contact-verstreken'])
})
