import { setTimeout as wachtMs } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ontvanger } from '../services/delivery/src/delivery.proef.ts'
import { leeft } from '../services/knooppunt/src/ingebed/postmaster.ts'
import type { Verslag } from '../services/knooppunt/src/simulatie/verslag.ts'
import { einde, regels, totdat } from '../services/knooppunt/src/start.proef.ts'
import type { Hub } from './steun/hub.ts'
import { maakHub, telGeparkeerd } from './steun/hub.ts'
import { beginPeiling, verboden } from './steun/peiler.ts'
import { keurPostvakken, leesPostvakken, wachtOpPostvakken } from './steun/postvakken.ts'
import { beginSpel, gezaaid } from './steun/spel.ts'
import { zoekSporen } from './steun/sporen.ts'
import { leesPush, sluitOntvangerAan } from './steun/webhook.ts'

const KEREN = 10
const ONDER_LADING_MS = 1_200
const MET_WEBHOOK = ['gemeente-roermond', 'gemeente-sittard-geleen', 'gemeente-heerlen', 'gemeente-maastricht']

let hub: Hub
let ontvanger: Ontvanger

beforeAll(async () => {
  hub = await maakHub()
  ontvanger = await sluitOntvangerAan(hub, MET_WEBHOOK)
  // Slow enough that pushes are under way at every kill.
  ontvanger.antwoord = (antwoord) => void setTimeout(() => antwoord.writeHead(204).end(), 40)
})

afterAll(async () => {
  await hub.sluit()
  await ontvanger.sluit()
})

/** What a killed hub was pushing stands claimed until its lease is over, a minute on the database's clock: here that minute passes. */
async function laatLeasesVerlopen(): Promise<void> {
  await hub.alsEigenaar((db) =>
    db.query("update delivery.bezorging set lease_tot = now() - interval '1 second' where status = 'bezig'"),
  )
}

async function tel(sql: string): Promise<number> {
  return hub.alsEigenaar(async (db) => (await db.query<{ aantal: number }>(sql)).rows[0]?.aantal ?? -1)
}

// One hub goes through its life in this file, in order.
describe('kill -9 of the hub under load, ten times in a row', () => {
  let verslag: Verslag

  it('loses nothing that was answered and doubles nothing that was sent again', { timeout: 120_000 }, async () => {
    const postmaster = await hub.postmaster()
    const spel = beginSpel(hub, { run: 'uitval', perSeconde: 60 })
    for (let keer = 0; keer < KEREN; keer++) {
      await wachtMs(ONDER_LADING_MS + keer * 7)
      await hub.dood()
      if (keer === KEREN - 1) await laatLeasesVerlopen()
      await hub.start()
    }
    await wachtMs(500)
    verslag = await spel.stop()
    expect(await hub.postmaster()).toEqual(postmaster)
    expect(verslag).toMatchObject({ verloren: 0, dubbel: 0, onbeantwoord: 0, voorbeelden: [] })
    expect(verslag.afgeleverd).toBe(verslag.aangenomen)
    expect(verslag.aangenomen).toBeGreaterThan(300)
    // Requests were under way at the kills.
    expect(verslag.herhaald).toBeGreaterThan(KEREN)
  })

  it('leaves one dossier for every doorverwijzing that was accepted, and none beside them', async () => {
    expect(await tel('select count(*) as aantal from intake.dossier')).toBe(
      verslag.aangenomen + verslag.wachtOpRoutering,
    )
    const berichten = await leesPostvakken(hub)
    expect(keurPostvakken(berichten)).toEqual([])
    expect(berichten).toHaveLength(verslag.aangenomen)
    expect(new Set(berichten.map(({ type }) => type))).toEqual(new Set(['nl.warmknooppunt.doorverwijzing.gerouteerd']))
  })

  it('starts each clock once and handles each contactregistratie once', async () => {
    const perSoort = await hub.alsEigenaar((db) =>
      db.query('select soort, count(*) as aantal from sla.klok group by soort order by soort'),
    )
    expect(perSoort.rows).toEqual([
      { soort: 'contact', aantal: verslag.aangenomen },
      { soort: 'gesprek', aantal: verslag.aangenomen },
      { soort: 'incassostop', aantal: verslag.aangenomen + verslag.wachtOpRoutering },
      { soort: 'operator', aantal: verslag.wachtOpRoutering },
    ])
    expect(verslag.contactregistraties).toBeGreaterThan(0)
    await totdat(
      async () => (await tel('select count(*) as aantal from sla.registratie')) === verslag.contactregistraties,
      5_000,
    )
    expect(await tel("select count(*) as aantal from sla.klok where soort = 'contact' and status = 'gehaald'")).toBe(
      verslag.contactregistraties,
    )
  })

  it('pushes every message at least once, always under one id', { timeout: 20_000 }, async () => {
    const berichten = (await leesPostvakken(hub)).filter(({ deelnemer }) => MET_WEBHOOK.includes(deelnemer))
    const gepusht = () => new Set(ontvanger.verzoeken.map((verzoek) => leesPush(verzoek).id))
    await totdat(() => gepusht().size >= berichten.length, 15_000)
    expect(gepusht()).toEqual(new Set(berichten.map(({ id }) => id)))
    const idVan = new Map(berichten.map(({ id, dossierId }) => [dossierId, id]))
    for (const push of ontvanger.verzoeken.map(leesPush)) {
      expect(push).toEqual({ id: idVan.get(push.dossierId), dossierId: push.dossierId, webhookId: push.id })
    }
  })

  it('puts nothing aside', async () => {
    expect(await telGeparkeerd(hub)).toEqual({ routing: 0, sla: 0, delivery: 0, dossier: 0 })
  })

  it('shows nothing of the people in logs, metrics, tables or any file', { timeout: 20_000 }, async () => {
    expect(await zoekSporen(hub, gezaaid('uitval'))).toEqual([])
  })
})

describe('SIGTERM under load', () => {
  it('answers what it holds, ends with 0 and no process, and keeps every answer it gave', {
    timeout: 30_000,
  }, async () => {
    const peiler = beginPeiling(hub, 'einde', 60)
    await wachtMs(ONDER_LADING_MS)
    const postmaster = await hub.postmaster()
    const laatste = hub.gestart.at(-1)
    if (!laatste || !postmaster) throw new Error('no hub to stop')
    laatste.proces.kill('SIGTERM')
    const afloop = await einde(laatste)
    const peilingen = await peiler.stop()
    expect(afloop).toEqual([0, null])
    expect(regels(laatste).at(-1)).toMatchObject({ gebeurtenis: 'knooppunt.gestopt', schoon: true })
    expect(leeft(postmaster.pid)).toBe(false)
    expect(await hub.postmaster()).toBeNull()
    expect(verboden(peilingen)).toEqual([])
    const aangenomen = peilingen.flatMap(({ dossierId }) => dossierId ?? [])
    expect(aangenomen.length).toBeGreaterThan(30)

    await hub.start()
    await wachtOpPostvakken(hub, aangenomen)
    expect(keurPostvakken(await leesPostvakken(hub))).toEqual([])
  })
})
