import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { leesGeheim, schrijfGeheim } from '../services/knooppunt/src/geheimen.ts'
import { leeft } from '../services/knooppunt/src/ingebed/postmaster.ts'
import { KENMERK, zonderGeheimen } from './omgeving.ts'
import type { Deel } from './proces.ts'

/** What runs, as cluster.json tells it to whoever looks at the cluster from outside. */
export type Clusterstand = {
  readonly pid: number
  readonly basis: string
  readonly issuer: string
  readonly bus: string
  readonly gereed: boolean
  readonly database: { readonly pid: number | null; readonly urlBestand: string }
  readonly broker: { readonly pid: number; readonly adres: string } | null
  readonly processen: readonly Processtand[]
}

export type Processtand = {
  readonly naam: string
  readonly dienst: string
  readonly nummer: number
  readonly pid: number
  readonly poort: number
  readonly metriekenPoort: number | null
  readonly herstarts: number
  readonly afloop: string | null
  readonly log: string
  readonly env: Readonly<Record<string, string>>
}

const STOP_MS = 25_000

export function standbestand(map: string): string {
  return join(map, 'cluster.json')
}

export async function leesStand(map: string): Promise<Clusterstand | null> {
  const tekst = await leesGeheim(standbestand(map))
  if (tekst === null) return null
  const stand: Clusterstand = JSON.parse(tekst)
  return stand
}

/** A process as cluster.json tells of it. */
export function naarStand(deel: Deel): Processtand {
  const { naam, dienst, nummer, poort, metriekenPoort, logbestand, programma } = deel
  const nu = { pid: deel.pid(), herstarts: deel.herstarts(), afloop: deel.afloop() }
  const env = zonderGeheimen(dienst, programma.env)
  return { naam, dienst, nummer, ...nu, poort, metriekenPoort, log: logbestand, env }
}

/** Writes what runs now, at each change, one after another. */
export function maakStandschrijver(map: string, lees: () => Clusterstand): { schrijf(): void; klaar(): Promise<void> } {
  let bezig = Promise.resolve()
  let gevraagd = false
  return {
    schrijf() {
      if (gevraagd) return
      gevraagd = true
      bezig = bezig.then(async () => {
        gevraagd = false
        // A folder that is gone is no reason to end a cluster.
        await schrijfGeheim(standbestand(map), JSON.stringify(lees())).catch(() => undefined)
      })
    },
    klaar: () => bezig,
  }
}

/** Ends what a cluster on this folder left running when it was killed. Returns the names. */
export async function ruimRestenOp(map: string): Promise<readonly string[]> {
  const stand = await leesStand(map)
  const resten: Processtand[] = []
  for (const proces of stand?.processen ?? []) if (await isVan(map, proces.pid)) resten.push(proces)
  for (const { pid } of resten) sein(pid, 'SIGTERM')
  const tot = performance.now() + STOP_MS
  for (const { pid } of resten) {
    while (leeft(pid) && performance.now() < tot) await wachtMs(50)
    if (leeft(pid)) sein(pid, 'SIGKILL')
  }
  return resten.map(({ naam }) => naam)
}

/** Whether a process is one of this folder's: its number may be another program's by now. */
async function isVan(map: string, pid: number): Promise<boolean> {
  if (!Number.isSafeInteger(pid) || pid <= 1 || !leeft(pid)) return false
  const omgeving = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
  return omgeving.split('\0').includes(`${KENMERK}=${map}`)
}

function sein(pid: number, teken: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, teken)
    process.kill(pid, 'SIGCONT')
  } catch {
    // It went by itself.
  }
}
