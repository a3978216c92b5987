import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Deel } from '../../cluster/proces.ts'
import { geheel, kies } from '../../services/knooppunt/src/simulatie/kans.ts'
import type { Clusterhub } from '../clusterhub.ts'
import { pauze, wordt } from '../wacht.ts'
import type { Fout, Wereld } from './fout.ts'
import { uitvalMs } from './fout.ts'

type Clusterwereld = Wereld<Clusterhub>

const voerUit = promisify(execFile)
const WACHT = 'the door stays open and takes messages; what was taken follows when the broker is back, in order'
const HERSTART_MS = 60_000
/** A busy machine may leave a creditor waiting for less. */
const MERKBAAR_MS = 4_000
const STAGES = ['intake', 'routing', 'sla', 'delivery', 'dossier'] as const

/** The local ports of the connections of these processes to the broker. */
async function poortenNaar(adres: string, pids: readonly number[]): Promise<string[]> {
  const { stdout } = await voerUit('ss', ['-Htnp', 'dst', adres])
  return stdout.split('\n').flatMap((regel) => {
    const [, lokaal, pid] = /\s127\.0\.0\.1:(\d+)\s.*pid=(\d+),/.exec(regel) ?? []
    return lokaal !== undefined && pids.includes(Number(pid)) ? [lokaal] : []
  })
}

/** Resets the connections of one service to the broker, again and again. */
async function snijAf({ hub, signal }: Clusterwereld, dienst: string, ms: number): Promise<number> {
  let gebroken = 0
  for (const totMs = performance.now() + ms; performance.now() < totMs && !signal.aborted; await pauze(100, signal)) {
    const pids = hub.delen(dienst).map((deel) => deel.pid())
    for (const poort of await poortenNaar(hub.broker.adres, pids)) {
      await voerUit('ss', ['-K', '-t', 'src', '127.0.0.1', 'sport', '=', `:${poort}`])
      gebroken++
    }
  }
  return gebroken
}

/** The broker is away for so long; the door must not notice. */
async function houdDeurOpen(w: Clusterwereld, ms: number): Promise<void> {
  const eerder = w.beantwoord()
  await pauze(ms, w.signal)
  if (w.beantwoord() > eerder || ms < MERKBAAR_MS || w.signal.aborted) return
  throw new Error(`nobody was answered in ${ms} ms without a broker`)
}

async function zonderBroker(
  w: Clusterwereld,
  teken: 'SIGTERM' | 'SIGKILL',
  doe: () => Promise<unknown>,
): Promise<void> {
  await w.hub.broker.neer(teken)
  try {
    await doe()
  } finally {
    await w.hub.broker.op()
  }
}

/** With the broker away a process keeps trying, says so, and does not end. */
async function startZonder({ signal }: Clusterwereld, delen: readonly Deel[], ms: number): Promise<void> {
  for (const deel of delen) await deel.neer('SIGKILL')
  const eerder = delen.map((deel) => deel.herstarts())
  for (const deel of delen) deel.op()
  await pauze(ms, signal)
  if (signal.aborted) return
  const gestorven = delen.filter((deel, i) => deel.herstarts() !== eerder[i])
  if (gestorven.length > 0) throw new Error(`ended without a broker: ${gestorven.map(({ naam }) => naam).join(', ')}`)
  for (const deel of delen) if (await deel.gereed()) throw new Error(`${deel.naam} is ready without a broker`)
}

export const BROKERFOUTEN: readonly Fout<Clusterhub>[] = [
  {
    naam: 'broker-gedood',
    wat: 'kill -9 of the broker, which is started again at once',
    belofte: WACHT,
    async voer({ hub, signal }) {
      const eerder = hub.broker.herstarts()
      await hub.broker.dood()
      const terug = await wordt(() => hub.broker.herstarts() > eerder && hub.broker.pid() > 0, HERSTART_MS, signal)
      if (!terug && !signal.aborted) throw new Error(`the broker was not started again within ${HERSTART_MS} ms`)
      return 'killed and started'
    },
  },
  {
    naam: 'broker-gestopt',
    wat: 'the broker stopped in order, and away for seconds, in a long run now and then for a minute',
    belofte: WACHT,
    async voer(w) {
      const ms = uitvalMs(w, 1_000, 8_000)
      await zonderBroker(w, 'SIGTERM', () => houdDeurOpen(w, ms))
      return `away for ${ms} ms`
    },
  },
  {
    naam: 'broker-bevroren',
    wat: 'SIGSTOP of the broker for 5 to 20 seconds: connections stay, nothing answers',
    belofte: WACHT,
    async voer(w) {
      const ms = geheel(w.kans, 5_000, 20_000)
      await w.hub.broker.bevries()
      try {
        await houdDeurOpen(w, ms)
      } finally {
        await w.hub.broker.ontdooi()
      }
      return `for ${ms} ms`
    },
  },
  {
    naam: 'broker-afgesneden',
    wat: 'every connection of one service to the broker reset, again and again for seconds',
    belofte: 'that service catches up; the others do not notice',
    kanNiet: () => (process.getuid?.() === 0 ? null : 'needs the right to reset connections of others (ss -K, root)'),
    async voer(w) {
      const dienst = kies(w.kans, STAGES)
      const ms = geheel(w.kans, 2_000, 5_000)
      const gebroken = await snijAf(w, dienst, ms)
      if (gebroken === 0 && !w.signal.aborted) throw new Error(`${dienst} has no connections to the broker`)
      return `${dienst}: ${gebroken} connections in ${ms} ms`
    },
  },
  {
    naam: 'broker-schijf-vol',
    wat: 'the disk of the broker filled to the last byte for seconds',
    belofte: WACHT,
    kanNiet: ({ hub }) =>
      hub.schijven ? null : 'needs a disk of its own: the right to mount a tmpfs (Linux, root), and no --houd',
    async voer({ hub, kans, signal }) {
      if (!hub.schijven) throw new Error('no disk of its own')
      const ms = geheel(kans, 2_000, 6_000)
      try {
        const mb = await hub.schijven.broker.vul()
        await pauze(ms, signal)
        return `a disk of ${mb} MB for ${ms} ms`
      } finally {
        await hub.schijven.broker.leeg()
      }
    },
  },
  {
    naam: 'start-zonder-broker',
    wat: 'both processes of a service killed and started while the broker is away',
    belofte: 'they keep trying and say that they are not ready, without a crash loop; then they go on by themselves',
    async voer(w) {
      const dienst = kies(w.kans, STAGES)
      const ms = geheel(w.kans, 6_000, 10_000)
      await zonderBroker(w, 'SIGKILL', () => startZonder(w, w.hub.delen(dienst), ms))
      return `${dienst} for ${ms} ms`
    },
  },
]
