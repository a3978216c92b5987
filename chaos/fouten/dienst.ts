import { VELDEN as AUTORISATIE_VELDEN } from '@warmknooppunt/autorisatie/instellingen'
import { PRODUCENTEN } from '@warmknooppunt/platform/onderwerp'
import type { Kans } from '../../services/knooppunt/src/simulatie/kans.ts'
import { geheel, kies } from '../../services/knooppunt/src/simulatie/kans.ts'
import type { Clusterhub } from '../clusterhub.ts'
import { postgresProcessen } from '../database.ts'
import { leiderVan } from '../leider.ts'
import { pauze, wordt } from '../wacht.ts'
import type { Fout, Wereld } from './fout.ts'
import { GEEN_VERLIES } from './fout.ts'
import { bevries, doodAls } from './hub.ts'

type Clusterwereld = Wereld<Clusterhub>

const DIENSTEN = ['autorisatie', 'intake', 'routing', 'sla', 'delivery', 'dossier'] as const
const STAND_IN = 'its other process goes on alone meanwhile'
const GEREED_MS = 120_000
/** A client counts in whole seconds. */
const SPELING_MS = 1_000

const pidsVan = (delen: ReturnType<Clusterhub['delen']>) => delen.map((deel) => deel.pid()).filter((pid) => pid > 0)

/** Stops, in their order, processes that must end with 0, and starts each again when the one before it is ready. */
async function herstart({ hub, signal }: Clusterwereld, delen: ReturnType<Clusterhub['delen']>): Promise<void> {
  for (const deel of delen) {
    if (signal.aborted) return
    await deel.neer('SIGTERM')
    const afloop = deel.afloop()
    deel.op()
    if (afloop !== 'code 0') throw new Error(`${deel.naam} ended with ${afloop} instead of 0 after SIGTERM`)
    const gereed = await wordt(() => deel.gereed(), GEREED_MS, signal)
    if (!gereed && !signal.aborted) throw new Error(`${deel.naam} was not ready ${GEREED_MS} ms after its restart`)
  }
  await hub.wachtGereed()
}

async function leider({ hub, kans, signal }: Clusterwereld) {
  const stage = kies(kans, PRODUCENTEN)
  const gevonden: { deel: Awaited<ReturnType<typeof leiderVan>> } = { deel: null }
  await wordt(
    async () => {
      gevonden.deel = await leiderVan(hub, stage)
      return gevonden.deel !== null
    },
    GEREED_MS,
    signal,
  )
  if (gevonden.deel === null) throw new Error(`nobody ships the outbox of ${stage}`)
  return gevonden.deel
}

/** How far a clock is off: of autorisatie no further than it may be, or it rightly refuses every client. */
export function scheefheid(kans: Kans, dienst: string): number {
  const grensMs = AUTORISATIE_VELDEN.KLOKVERSCHIL_SECONDEN.standaard * 1_000 - SPELING_MS
  return geheel(kans, 2_000, dienst === 'autorisatie' ? grensMs : 20_000) * (kans() < 0.5 ? -1 : 1)
}

export const DIENSTFOUTEN: readonly Fout<Clusterhub>[] = [
  {
    naam: 'dienst-gedood',
    wat: 'kill -9 of one process of a service',
    belofte: `${GEEN_VERLIES}; ${STAND_IN}`,
    async voer({ hub, kans }) {
      const deel = kies(kans, hub.delen(kies(kans, DIENSTEN)))
      doodAls(deel.pid())
      return deel.naam
    },
  },
  {
    naam: 'dienst-geheel-gedood',
    wat: 'kill -9 of both processes of a service at one moment',
    belofte: `${GEEN_VERLIES}; the other services do not fall with it`,
    async voer({ hub, kans }) {
      const dienst = kies(kans, DIENSTEN)
      for (const pid of pidsVan(hub.delen(dienst))) doodAls(pid)
      return dienst
    },
  },
  {
    naam: 'dienst-bevroren',
    wat: 'SIGSTOP of one process of a service for seconds, often until its group put it out',
    belofte: 'what it held is done once, by it or by the other; it finds its place again',
    async voer(w) {
      const deel = kies(w.kans, w.hub.delen(kies(w.kans, DIENSTEN)))
      const ms = geheel(w.kans, 2_000, 14_000)
      await bevries(w, [deel.pid()], ms)
      return `${deel.naam} for ${ms} ms`
    },
  },
  {
    naam: 'dienst-geheel-bevroren',
    wat: 'SIGSTOP of both processes of a service for seconds',
    belofte: 'what waits for it waits; nothing is done twice when it goes on',
    async voer(w) {
      const dienst = kies(w.kans, DIENSTEN)
      const ms = geheel(w.kans, 2_000, 10_000)
      await bevries(w, pidsVan(w.hub.delen(dienst)), ms)
      return `${dienst} for ${ms} ms`
    },
  },
  {
    naam: 'leider-gedood',
    wat: 'kill -9 of the process whose relay ships an outbox, in the middle of it',
    belofte: 'the other relay goes on from the last position; what goes twice is applied once',
    async voer(w) {
      const deel = await leider(w)
      doodAls(deel.pid())
      return deel.naam
    },
  },
  {
    naam: 'leider-bevroren',
    wat: 'SIGSTOP of the process whose relay ships an outbox, longer than its session may be silent',
    belofte: 'the other relay takes over; what the frozen one still sends when it wakes is passed over or fills a gap',
    async voer(w) {
      const deel = await leider(w)
      const ms = geheel(w.kans, 9_000, 15_000)
      await bevries(w, [deel.pid()], ms)
      return `${deel.naam} for ${ms} ms`
    },
  },
  {
    naam: 'diensten-herstart',
    wat: 'the processes of three services stopped by SIGTERM and started again one by one, readers before writers, as an upgrade does',
    belofte: 'each ends with 0; nobody at the door notices more than a 503',
    async voer(w) {
      const eerste = geheel(w.kans, 0, DIENSTEN.length - 3)
      const diensten = DIENSTEN.slice(eerste, eerste + 3).toReversed()
      await herstart(
        w,
        diensten.flatMap((dienst) => w.hub.delen(dienst)),
      )
      return diensten.join(', ')
    },
  },
  {
    naam: 'diensten-gedood',
    wat: 'kill -9 of every process of every service at one moment',
    belofte: GEEN_VERLIES,
    async voer({ hub }) {
      const pids = pidsVan(hub.delen())
      for (const pid of pids) doodAls(pid)
      return `${pids.length} processes`
    },
  },
  {
    naam: 'alles-gedood',
    wat: 'kill -9 of every service, of the broker and of every process of PostgreSQL at one moment',
    belofte: GEEN_VERLIES,
    async voer({ hub }) {
      for (const { pid } of await postgresProcessen(hub.data)) doodAls(pid)
      const broker = hub.broker.dood()
      for (const pid of pidsVan(hub.delen())) doodAls(pid)
      await broker
      return 'all killed'
    },
  },
  {
    naam: 'gateway-gedood',
    wat: 'kill -9 of the gateway',
    belofte: 'what was not answered may be sent again; the services do not notice',
    kanNiet: ({ hub }) => (hub.delen('gateway').length > 0 ? null : 'there is no gateway: Caddy is not here'),
    async voer({ hub }) {
      for (const pid of pidsVan(hub.delen('gateway'))) doodAls(pid)
      return 'killed'
    },
  },
  {
    naam: 'dienst-klok-scheef',
    wat: 'one process restarted with its clock up to 20 s off from all others (autorisatie: as far as KLOKVERSCHIL_SECONDEN lets it), and later with a good one',
    belofte: 'its tokens and its times are taken; no clock fires twice or not',
    async voer(w) {
      const deel = kies(w.kans, w.hub.delen(kies(w.kans, DIENSTEN)))
      const ms = scheefheid(w.kans, deel.dienst)
      const weerRecht = w.klok.scheef(ms)
      try {
        await w.hub.zetKlok(deel, ms)
        await herstart(w, [deel])
        await pauze(geheel(w.kans, 2_000, 5_000), w.signal)
      } finally {
        await w.hub.zetKlok(deel, 0)
        await herstart(w, [deel])
        weerRecht()
      }
      return `${deel.naam} ${ms} ms`
    },
  },
]
