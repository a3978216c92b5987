import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Dossier } from './berichten.proef.ts'
import { contactregistratie, doorverwijzing, maakDossier, OIN, op } from './berichten.proef.ts'
import { ronde } from './ronde.ts'
import type { SlaProef } from './sla.proef.ts'
import { maakSlaProef } from './sla.proef.ts'

type Proces = { readonly kind: ChildProcess; readonly uit: () => string; readonly dicht: Promise<unknown> }

let proef: SlaProef
const processen: Proces[] = []
beforeAll(async () => {
  proef = await maakSlaProef()
})
beforeEach(() => proef.leeg())
afterEach(async () => {
  for (const { kind } of processen) kind.kill('SIGKILL')
  await Promise.all(processen.map(({ dicht }) => dicht))
  processen.length = 0
})
afterAll(() => proef.sluit())

function draai(programma: string, argumenten: readonly string[], env: Readonly<Record<string, string>> = {}): Proces {
  const pad = fileURLToPath(new URL(programma, import.meta.url))
  const kind = spawn(process.execPath, [pad, ...argumenten], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  const delen: string[] = []
  kind.stdout.on('data', (deel) => delen.push(String(deel)))
  kind.stderr.on('data', (deel) => delen.push(String(deel)))
  const proces = { kind, uit: () => delen.join(''), dicht: once(kind, 'close') }
  processen.push(proces)
  return proces
}

const wacht = (waar: () => Promise<boolean> | boolean) => vi.waitUntil(waar, { timeout: 40_000, interval: 40 })

describe('a worker that is a process of its own', () => {
  const AANGENOMEN = op('2026-03-02T09:00:00Z')
  const NA = op('2026-03-05T23:00:30Z')

  /** One that has claimed three breaches and stands still before it fires them. */
  async function geclaimd(): Promise<Proces> {
    proef.zet(AANGENOMEN)
    await proef.routeer(...Array.from({ length: 3 }, () => doorverwijzing(maakDossier(AANGENOMEN))))
    await proef.vuurOp(op('2026-03-05T12:00:00Z'))
    proef.zet(NA)
    const proces = draai('./claimer-proces.proef.ts', [proef.url, NA.toString(), '1000'])
    await wacht(() => proces.uit().startsWith('3\n'))
    return proces
  }
  const verstreken = async () =>
    (await proef.termijnberichten()).filter(({ data }) => data.soort === 'contact-verstreken').length

  test('and is frozen past its lease fires nothing a second time when it is thawed', async () => {
    const proces = await geclaimd()
    proces.kind.kill('SIGSTOP')
    proces.kind.stdin?.write('vuur\n')
    await wacht(async () => (await ronde(proef.ronde)) > 0)
    expect(await verstreken()).toBe(3)
    proces.kind.kill('SIGCONT')
    await proces.dicht
    expect(proces.kind.exitCode).toBe(0)
    expect(proces.uit()).toContain('"aantal":3,"gebeurtenis":"timer.lease-verloren"')
    expect(await verstreken()).toBe(3)
  })

  test('and is killed leaves its timers to another when its lease ends', async () => {
    const proces = await geclaimd()
    proces.kind.kill('SIGKILL')
    await proces.dicht
    expect(await verstreken()).toBe(0)
    await wacht(async () => (await ronde(proef.ronde)) > 0)
    expect(await verstreken()).toBe(3)
  })

  test('and is not disturbed fires what it claimed', async () => {
    const proces = await geclaimd()
    proces.kind.stdin?.write('vuur\n')
    await proces.dicht
    expect(await verstreken()).toBe(3)
    expect(proces.uit()).not.toContain('timer.lease-verloren')
  })
})

/** Accepted in the course of 25 days, so that terms of all kinds end among each other, and so long ago that all have. */
const TOEN = Temporal.Now.instant().subtract({ hours: 90 * 24 })
const AANTAL = 250
const maakDossiers = () => Array.from({ length: AANTAL }, (_, i) => maakDossier(TOEN.add({ hours: 2 * i })))

type Verhaal = { readonly contact: string[]; readonly rest: string[]; readonly due: number[] }

/** What was told of each dossier, in order, and when the timers that told it were due: their ids begin with that moment. */
async function verhalen(dossiers: readonly Dossier[]): Promise<Verhaal[]> {
  const per = Map.groupBy(await proef.termijnberichten(), ({ subject }) => subject)
  return dossiers.map(({ dossierId }) => {
    const berichten = per.get(dossierId) ?? []
    const soorten = berichten.map(({ data }) => data.soort)
    const vanTimers = berichten.filter(({ data }) => !data.soort.endsWith('gehaald'))
    return {
      contact: soorten.filter((soort) => soort.startsWith('contact-')),
      rest: soorten.filter((soort) => !soort.startsWith('contact-')),
      due: vanTimers.map(({ id }) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)),
    }
  })
}

async function maakMeldingen(dossiers: readonly Dossier[]) {
  const meldingen = []
  for (const dossier of dossiers) {
    const versleutel = await proef.kluis(dossier.dossierId)
    const plaatsgevondenOp = dossier.aangenomenOp.add({ minutes: 5 }).toString()
    const hub = versleutel({ soort: 'contact', kanaal: 'telefoon', plaatsgevondenOp })
    meldingen.push(contactregistratie(dossier, { time: Temporal.Now.instant(), hub }))
  }
  return meldingen
}

const tel = async (van: string) =>
  (await proef.eigenaar.query<{ n: number }>(`select count(*) as n from ${van}`)).rows[0]?.n ?? -1
const timers = () => tel('sla.timer')
const verteld = () => tel(`sla.uit where bericht like '%"nl.warmknooppunt.termijnbericht.gemeld"%'`)

test('three processes on one database, one killed and one frozen at work: of thousands of timers and live messages each has its effect once, in due order per dossier', async () => {
  const [dossiers, nieuwe] = [maakDossiers(), maakDossiers()]
  proef.zet(TOEN)
  await proef.routeer(...dossiers.map((dossier) => doorverwijzing(dossier)))
  const meldingen = await maakMeldingen(dossiers)
  expect(await timers()).toBeGreaterThan(1_500)
  const env = {
    DATABASE_URL: proef.url,
    UITGEVERS: 'https://hub.example.nl/oauth=https://hub.example.nl/oauth/jwks',
    AUDIENCE: 'https://hub.example.nl/v1',
    KEK: proef.kek,
    HUB_OIN: OIN,
    POORT: '0',
    METRIEKEN_POORT: '0',
  }
  const [a, b, c] = Array.from({ length: 3 }, () => draai('./sla-proces.proef.ts', ['1500', '40'], env))
  if (!a || !b || !c) throw new Error('no processes')
  await wacht(async () => (await verteld()) > 0)
  const live = async () => {
    for (let i = 0; i < AANTAL; i += 20) {
      await proef.leg('routing', meldingen.slice(i, i + 20))
      await proef.leg(
        'routing',
        nieuwe.slice(i, i + 20).map((dossier) => doorverwijzing(dossier)),
      )
    }
  }
  const levend = live()
  await wacht(async () => (await verteld()) > 100)
  a.kind.kill('SIGKILL')
  await wacht(async () => (await verteld()) > 400)
  b.kind.kill('SIGSTOP')
  await levend
  // The frozen one may hold locks: the database ends its transaction after five seconds.
  const berichten = 3 * AANTAL
  await wacht(async () => (await tel('sla.uit')) - (await verteld()) === berichten && (await timers()) === 0)
  b.kind.kill('SIGCONT')
  const gezegd = await tel('sla.uit')
  await wacht(() => b.uit().includes('"gebeurtenis":"dienst.gestart"'))
  for (const { kind } of [b, c]) kind.kill('SIGTERM')
  await Promise.all([b.dicht, c.dicht])
  expect([b.kind.exitCode, c.kind.exitCode]).toEqual([0, 0])

  expect(await tel('sla.uit')).toBe(gezegd)
  const events = await proef.uit()
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  const rest = ['gesprek-verstreken', 'incassostop-geeindigd', 'incassostop-geeindigd']
  for (const verhaal of await verhalen(dossiers)) {
    expect([['contact-gehaald'], ['contact-verstreken', 'contact-alsnog-gehaald']]).toContainEqual(verhaal.contact)
    expect(verhaal.rest.toSorted()).toEqual(rest)
    expect(verhaal.due).toEqual(verhaal.due.toSorted((x, y) => x - y))
  }
  for (const verhaal of await verhalen(nieuwe)) {
    expect(verhaal.contact).toEqual(['contact-verstreken'])
    expect(verhaal.rest.toSorted()).toEqual(rest)
    expect(verhaal.due).toEqual(verhaal.due.toSorted((x, y) => x - y))
  }
}, 120_000)
