import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { leesDatabaseklok } from '@warmknooppunt/platform/klokverschil'
import { maakLog } from '@warmknooppunt/platform/log'
import { migreer } from '@warmknooppunt/platform/migraties'
import { maakPool } from '@warmknooppunt/platform/pool'
import { wachtOpTeken } from '@warmknooppunt/platform/proces'
import { binnen } from '@warmknooppunt/platform/tijdslimiet'
import { laadDemo } from '@warmknooppunt/register/demo'
import { maakRegister } from '@warmknooppunt/register/stand'
import { maakMetrieken } from '@warmknooppunt/sla/metrieken'
import type { Ronde } from '@warmknooppunt/sla/ronde'
import { ronde } from '@warmknooppunt/sla/ronde'
import { LEASE_MS, LIMIET } from '@warmknooppunt/sla/stage'
import { Registry } from 'prom-client'
import { datamap, maakMappen } from '../services/knooppunt/src/datamap.ts'
import { startIngebed } from '../services/knooppunt/src/ingebed/postgres.ts'
import { nieuweMap, ruimMapOp } from './hub.ts'
import { cpuPerBericht, leesVerbruik } from './processortijd.ts'
import { verdeling } from './statistiek.ts'
import { BEGIN, TIMERS_PER_DOSSIER, vul, weeg, zetOpnieuw } from './termijnvulling.ts'
import type { Bench, Cijfers, Meting } from './uitvoer.ts'
import { benoem } from './uitvoer.ts'

/** Timers, clocks and their write-ahead log, per open timer; measured. */
const BYTES_PER_TIMER = 700
/** Fired, then set again, before the next are. */
const PORTIE = 50_000
const SLUIT_MS = 1_000

/** Firing by the real round, outbox writes included, with millions of open timers: fresh, and after many were fired and set again. */
export const termijnen: Bench = {
  uitleg: 'timers fired/s with 10 million open, and after 1 million were fired and set again',
  vlaggen: {
    aantal: { standaard: 10_000_000, uitleg: 'open timers' },
    meting: { standaard: 120_000, uitleg: 'timers fired in a measurement, at most one for four dossiers' },
    opnieuw: { standaard: null, uitleg: 'timers fired and set again between the two (a tenth of --aantal)' },
  },
  async draai(meld, vlaggen) {
    const aantal = Math.round(vlaggen.getal('aantal'))
    const dossiers = Math.ceil(aantal / TIMERS_PER_DOSSIER)
    const meting = Math.min(Math.round(vlaggen.getal('meting')), Math.floor(dossiers / 4))
    const opnieuw = Math.round(vlaggen.getal('opnieuw', aantal / 10))
    await eisRuimte(aantal * BYTES_PER_TIMER)
    const map = await nieuweMap()
    const data = datamap(map)
    await maakMappen(data)
    const stil = maakLog({ dienst: 'bench', niveau: 'info', naar: { write: () => undefined } })
    const ingebed = await startIngebed(data, stil)
    try {
      await migreer({ url: ingebed.url, meld: () => undefined })
      const pools = openPools(ingebed.url)
      try {
        const verbruik = () => leesVerbruik({ proces: process, data })
        const gemeten = meet({ ...pools, log: stil, verbruik, dossiers, meting, opnieuw, meld })
        return await Promise.race([gemeten, afgebroken()])
      } finally {
        await binnen(SLUIT_MS, Promise.all(Object.values(pools).map((pool) => pool.end())))
      }
    } finally {
      await ingebed.stop()
      await ruimMapOp(map)
    }
  },
}

/** Rejects at SIGINT or SIGTERM, so that the database is stopped and its gigabytes are given back. */
async function afgebroken(): Promise<never> {
  throw new Error(`stopped by ${await wachtOpTeken()}`)
}

async function eisRuimte(bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir())
  const vrij = bavail * bsize
  if (vrij > bytes * 1.2) return
  const gb = (n: number) => `${(n / 1e9).toFixed(1)} GB`
  throw new Error(
    `${tmpdir()} has ${gb(vrij)} free and this needs ${gb(bytes * 1.2)}. Take fewer timers with --aantal, or another disk with TMPDIR.`,
  )
}

function openPools(url: string) {
  return {
    eigenaar: maakPool({ url, applicatie: 'bench', zonderTijdslimiet: true }),
    sla: maakPool({ url, rol: 'wk_sla', applicatie: 'bench' }),
    peil: maakPool({ url, rol: 'wk_sla', applicatie: 'bench', max: 1 }),
    intake: maakPool({ url, rol: 'wk_intake', applicatie: 'bench', max: 1 }),
  } as const
}

type Opzet = ReturnType<typeof openPools> & {
  readonly log: Ronde['log']
  readonly verbruik: () => ReturnType<typeof leesVerbruik>
  readonly dossiers: number
  readonly meting: number
  readonly opnieuw: number
  readonly meld: (tekst: string) => void
}

async function meet(o: Opzet): Promise<Meting> {
  await laadDemo(o.intake, { issuer: 'https://auth.example.nl', clients: [], nu: BEGIN })
  const begin = performance.now()
  await vul(o.eigenaar, o.dossiers, o.meld)
  const vulSeconden = Math.round((performance.now() - begin) / 1000)
  const vers = await weeg(o.eigenaar)
  o.meld(`filled in ${vulSeconden} s: table ${vers.mb} MB, indexes ${vers.indexMb} MB`)
  const loop = { o, rijp: 0 }
  const eerst = await vuurEnMeet(loop, o.meting, 'fresh')
  const tussen = await woel(loop)
  const na = await weeg(o.eigenaar)
  const dan = await vuurEnMeet(loop, o.meting, 'after')
  const open = (await o.eigenaar.query<{ n: number }>('select count(*) as n from sla.timer')).rows[0]?.n ?? 0
  return {
    settings: {
      timers: o.dossiers * TIMERS_PER_DOSSIER,
      measured: o.meting,
      firedAndSetAgain: o.opnieuw,
      perTurn: LIMIET,
    },
    figures: {
      fillSeconds: vulSeconden,
      ...benoem('Fresh', eerst),
      ...benoem('Churn', { firedPerSecond: tussen }),
      ...benoem('After', dan),
      ...{ tableMbFresh: vers.mb, indexMbFresh: vers.indexMb, tableMbAfter: na.mb, indexMbAfter: na.indexMb },
      ...{ autovacuums: na.keren, openAtEnd: open },
    },
  }
}

type Loop = { readonly o: Opzet /** timers due by now, since the beginning */; rijp: number }

/** Lets this many fall due and fires them; throws when not exactly these were fired. */
async function vuur(loop: Loop, aantal: number): Promise<{ ms: number; rondes: number[] }> {
  loop.rijp += aantal
  const r = maakRonde(loop.o, BEGIN.add({ milliseconds: loop.rijp, seconds: 30 }))
  const rondes: number[] = []
  let gevuurd = 0
  for (;;) {
    const begin = performance.now()
    const geclaimd = await ronde(r)
    if (geclaimd === 0) break
    rondes.push(performance.now() - begin)
    gevuurd += geclaimd
  }
  const { rows } = await loop.o.eigenaar.query<{ n: number }>('select count(*) as n from sla.uit')
  await loop.o.eigenaar.query('truncate sla.uit')
  if (gevuurd !== aantal || rows[0]?.n !== aantal)
    throw new Error(`${aantal} were due, ${gevuurd} fired, ${rows[0]?.n} told`)
  return { ms: rondes.reduce((som, ms) => som + ms, 0), rondes }
}

function maakRonde({ sla, peil, log }: Opzet, nu: Temporal.Instant): Ronde {
  return {
    pool: sla,
    register: maakRegister(peil),
    oin: '00000099900000012000',
    nu: () => nu,
    // The bench's time is its own; the question is asked as the stage asks it.
    databaseklok: () => leesDatabaseklok(sla).then(() => nu),
    log,
    metrieken: maakMetrieken(new Registry()),
    naCommit: () => undefined,
    limiet: LIMIET,
    leaseMs: LEASE_MS,
  }
}

async function vuurEnMeet(loop: Loop, aantal: number, naam: string): Promise<Cijfers> {
  const voor = await loop.o.verbruik()
  const { ms, rondes } = await vuur(loop, aantal)
  const cpu = cpuPerBericht(voor, await loop.o.verbruik(), aantal)
  const { p50Ms, p95Ms, maxMs } = verdeling(rondes)
  const firedPerSecond = Math.round(aantal / (ms / 1000))
  loop.o.meld(
    `${naam}: ${firedPerSecond}/s over ${aantal}, a turn of ${LIMIET} p50 ${p50Ms} p95 ${p95Ms} max ${maxMs} ms`,
  )
  return { firedPerSecond, turnP50Ms: p50Ms, turnP95Ms: p95Ms, turnMaxMs: maxMs, ...cpu }
}

/** Fires and sets again, portion by portion, with autovacuum at work; returns how many were fired per second of firing. */
async function woel(loop: Loop): Promise<number> {
  const { o } = loop
  let gedaan = 0
  let ms = 0
  // What the first measurement fired is opened again too, so that the number of open timers is what it was.
  await zetOpnieuw(o.eigenaar, o.dossiers)
  while (gedaan < o.opnieuw) {
    const portie = Math.min(PORTIE, o.opnieuw - gedaan, o.dossiers)
    const deel = await vuur(loop, portie)
    await zetOpnieuw(o.eigenaar, o.dossiers)
    gedaan += portie
    ms += deel.ms
    o.meld(`fired and set again ${gedaan} of ${o.opnieuw}: ${Math.round(portie / (deel.ms / 1000))}/s`)
  }
  return Math.round(gedaan / (ms / 1000))
}
