import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as wacht } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { nieuwGeheim, registreerEindpunt } from '@warmknooppunt/delivery/eindpunt'
import { leesKeks } from '@warmknooppunt/platform/keks'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Gegenereerd } from './generator.ts'
import type { Gestart } from './hub.ts'
import { cpuMs, databaseUrl, nieuweMap, ruimMapOp, startHub, tokenVan } from './hub.ts'
import { draaiLading } from './lading.ts'
import { verdeling } from './statistiek.ts'
import type { Bench } from './uitvoer.ts'

const ONTVANGER = fileURLToPath(new URL('./ontvanger.ts', import.meta.url))
const ONTVANGERS = ['gemeente-roermond', 'gemeente-sittard-geleen', 'gemeente-heerlen', 'gemeente-maastricht'] as const
const LEEGLOOP_MS = 60_000

type Trap = {
  readonly gegenereerd: Gegenereerd
  readonly aantal: number
  readonly uniek: number
  readonly dubbel: number
  readonly tijdenMs: readonly number[]
  readonly naloopMs: number
  readonly cpuMsPerBericht: number | null
}

/** From the POST at the door to the receiver's HTTP server, with everything between embedded in one process. */
export const keten: Bench = {
  uitleg:
    "POST to the receiver's HTTP server at 50, 200, 1,000/s and twice the capacity; highest rate with accepted = delivered",
  async draai(meld, vlaggen) {
    const seconden = vlaggen.getal('seconden', 10)
    const map = await nieuweMap()
    const hub = await startHub(map)
    const ontvanger = spawn(process.execPath, [ONTVANGER], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const opzet = {
        hub,
        seconden,
        meld,
        ontvangerUrl: await eersteRegel(ontvanger),
        token: await tokenVan(hub, 'waterbedrijf-maasdal'),
      }
      await registreerOntvanger(opzet)
      await trap(opzet, 'warm', { tegelijk: 32 })
      const r50 = await trap(opzet, 'r50', { perSeconde: 50 })
      const r200 = await trap(opzet, 'r200', { perSeconde: 200 })
      const r1000 = await trap(opzet, 'r1000', { perSeconde: 1_000 })
      const hoogste = await zoekHoogste(opzet)
      const dubbel = await trap(opzet, 'dubbel', { perSeconde: Math.max(200, hoogste * 2) })
      return {
        settings: { seconds: seconden, endpoints: ONTVANGERS.length },
        figures: {
          ...tijden('50', r50),
          ...tijden('200', r200),
          ...tijden('1000', r1000),
          maxPerSecond: hoogste,
          ...overlast(dubbel),
          ...verschillen([r50, r200, r1000, dubbel]),
        },
      }
    } finally {
      ontvanger.kill('SIGTERM')
      await hub.stop()
      await ruimMapOp(map)
    }
  },
}

type Opzet = {
  readonly hub: Gestart
  readonly seconden: number
  readonly meld: (tekst: string) => void
  readonly ontvangerUrl: string
  readonly token: string
}

async function eersteRegel(proces: ChildProcess): Promise<string> {
  const poort = await new Promise<string>((klaar) =>
    proces.stdout?.once('data', (deel: Buffer) => klaar(deel.toString('utf8').trim())),
  )
  return `http://127.0.0.1:${poort}`
}

async function registreerOntvanger({ hub, ontvangerUrl }: Opzet): Promise<void> {
  const pool = maakPool({ url: await databaseUrl(hub.data), rol: 'wk_delivery', applicatie: 'bench' })
  const keks = leesKeks((await readFile(hub.data.kek, 'utf8')).trim())
  for (const deelnemer of ONTVANGERS) {
    const eindpunt = {
      deelnemer,
      adres: `${ontvangerUrl}/`,
      geheim: nieuwGeheim(),
      toegestaneNetten: ['127.0.0.0/8'],
      httpToegestaan: true,
      gelijktijdig: 20,
    }
    const uitkomst = await registreerEindpunt(pool, keks, eindpunt, Temporal.Now.instant())
    if (uitkomst.kind === 'geweigerd') throw new Error(`the endpoint was refused: ${uitkomst.reden}`)
  }
  await pool.end()
}

/** One rate: load, then wait until everything accepted has been delivered (at most a minute). */
async function trap(
  opzet: Opzet,
  reeks: string,
  lading: { perSeconde?: number; tegelijk?: number; seconden?: number },
): Promise<Trap> {
  const { hub, token, seconden } = opzet
  const cpuVoor = await cpuMs(hub.proces.pid)
  const gegenereerd = await draaiLading({ url: hub.url, token, reeks, seconden, ...lading })
  const naloop = performance.now()
  let stand = await leesReeks(opzet, reeks)
  while (stand.uniek < gegenereerd.aangenomen && performance.now() - naloop < LEEGLOOP_MS) {
    await wacht(20)
    stand = await leesReeks(opzet, reeks)
  }
  const cpuNa = await cpuMs(hub.proces.pid)
  const cpuMsPerBericht =
    cpuVoor === null || cpuNa === null || gegenereerd.aangenomen === 0
      ? null
      : (cpuNa - cpuVoor) / gegenereerd.aangenomen
  const uitkomst = { gegenereerd, ...stand, naloopMs: performance.now() - naloop, cpuMsPerBericht }
  opzet.meld(
    `${reeks}: accepted ${gegenereerd.aangenomen}, delivered ${stand.uniek}, 503 ${gegenereerd.afgewezen503}, other ${gegenereerd.overig}, p50 ${verdeling(stand.tijdenMs).p50Ms} p95 ${verdeling(stand.tijdenMs).p95Ms} ms, drained in ${Math.round(uitkomst.naloopMs)} ms`,
  )
  return uitkomst
}

async function leesReeks(
  { ontvangerUrl }: Opzet,
  reeks: string,
): Promise<{ aantal: number; uniek: number; dubbel: number; tijdenMs: number[] }> {
  const antwoord = await fetch(`${ontvangerUrl}/?reeks=${reeks}`)
  const stand: unknown = await antwoord.json()
  if (!isStand(stand)) throw new Error('the receiver answered something else')
  return stand
}

function isStand(waarde: unknown): waarde is { aantal: number; uniek: number; dubbel: number; tijdenMs: number[] } {
  return typeof waarde === 'object' && waarde !== null && 'uniek' in waarde && 'tijdenMs' in waarde
}

const TRAPPEN = [400, 600, 800, 1_000, 1_250, 1_500, 1_750, 2_000, 2_500, 3_000] as const
/** A rate is sustained when nothing was refused and what was accepted is delivered within this after the last POST. */
const BIJ_MS = 1_000

async function zoekHoogste(opzet: Opzet): Promise<number> {
  let hoogste = 0
  for (const perSeconde of TRAPPEN) {
    const { gegenereerd, uniek, naloopMs } = await trap(opzet, `max${perSeconde}`, {
      perSeconde,
      seconden: Math.min(8, opzet.seconden),
    })
    const gehaald = gegenereerd.aangenomen / (gegenereerd.duurMs / 1000) >= perSeconde * 0.97
    if (!gehaald || uniek < gegenereerd.aangenomen || naloopMs > BIJ_MS) break
    hoogste = perSeconde
  }
  return hoogste
}

function tijden(naam: string, { tijdenMs, cpuMsPerBericht }: Trap) {
  const { p50Ms, p95Ms, p99Ms } = verdeling(tijdenMs)
  return {
    [`p50Ms${naam}`]: p50Ms,
    [`p95Ms${naam}`]: p95Ms,
    [`p99Ms${naam}`]: p99Ms,
    [`cpuMs${naam}`]: cpuMsPerBericht === null ? null : Math.round(cpuMsPerBericht * 100) / 100,
  }
}

/** Twice the capacity: what was refused, and what was still delivered per second. */
function overlast({ gegenereerd, uniek, naloopMs, cpuMsPerBericht }: Trap) {
  const seconden = (gegenereerd.duurMs + naloopMs) / 1000
  return {
    overloadPerSecond: Math.round(gegenereerd.verzonden / (gegenereerd.duurMs / 1000)),
    overloadDeliveredPerSecond: Math.round(uniek / seconden),
    overload503: gegenereerd.afgewezen503,
    overloadOther: gegenereerd.overig,
    cpuMsOverload: cpuMsPerBericht === null ? null : Math.round(cpuMsPerBericht * 100) / 100,
  }
}

function verschillen(trappen: readonly Trap[]) {
  return {
    lost: trappen.reduce((som, { gegenereerd, uniek }) => som + Math.max(0, gegenereerd.aangenomen - uniek), 0),
    doubled: trappen.reduce((som, { dubbel }) => som + dubbel, 0),
  }
}
