import type { ChildProcess } from 'node:child_process'
import type { Db } from '@warmknooppunt/platform/db'
import type { Gegenereerd, Lading } from './generator.ts'
import type { Gestart } from './hub.ts'
import { metDatabase, nieuweMap, ruimMapOp, startHub, tokenVan } from './hub.ts'
import { draaiLading } from './lading.ts'
import { wachtTotLeeg } from './leegloop.ts'
import { startIntake } from './los-intake.ts'
import type { CpuPerBericht, Gemeten } from './processortijd.ts'
import { cpuPerBericht, leesVerbruik } from './processortijd.ts'
import { verdeling } from './statistiek.ts'
import type { Bench, Cijfers, Meting } from './uitvoer.ts'
import { benoem } from './uitvoer.ts'

const WARM_SECONDEN = 5

/** Durable acceptance: at fixed rates, then at saturation with the other stages running and stopped. */
export const intake: Bench = {
  uitleg:
    'durable accepted/s at saturation (other stages stopped, running); p50/p95/p99 open loop at 200 and 1,000/s; processor time',
  vlaggen: {
    seconden: { standaard: 10, uitleg: 'how long each run lasts' },
    tegelijk: { standaard: 64, uitleg: 'callers at saturation; alone a quarter and half of them too' },
  },
  async draai(meld, vlaggen) {
    const seconden = vlaggen.getal('seconden')
    const tegelijk = vlaggen.getal('tegelijk')
    const map = await nieuweMap()
    const hub = await startHub(map)
    try {
      const token = await tokenVan(hub, 'waterbedrijf-maasdal')
      const runs = await metDatabase(hub, (db) => meet({ hub, db, token, seconden, tegelijk, meld }))
      return verslag(runs, { seconds: seconden, callers: tegelijk, bodyBytes: 700 })
    } finally {
      await hub.stop()
      await ruimMapOp(map)
    }
  },
}

type Opzet = {
  readonly hub: Gestart
  readonly db: Db
  readonly token: string
  readonly seconden: number
  readonly tegelijk: number
  readonly meld: (tekst: string) => void
}

/** One run, with the processor time per accepted message: of the whole hub until it was empty again, or of intake alone. */
type Run = Gegenereerd & { readonly cpu: CpuPerBericht }

/** Intake alone has 1x, 2x and 4x the callers. */
type Alleen = { kwart: Run; half: Run; vol: Run }

type Runs = { bij200: Run; bij1000: Run; heel: Run; alleen: Alleen }

/** The fixed rates first, and each run on an empty hub: the backlog of saturation would be what is measured. */
async function meet({ hub, db, token, seconden, tegelijk, meld }: Opzet): Promise<Runs> {
  const las = async (reeks: string, meer: Partial<Lading>, gemeten: Gemeten, nadien = async () => true) => {
    const voor = await leesVerbruik(gemeten)
    const run = await draaiLading({ url: hub.url, token, reeks, seconden, ...meer })
    if (!(await nadien())) meld(`${reeks}: NOT EMPTY after a minute`)
    const { aangenomen, afgewezen503, overig } = run
    const cpu = cpuPerBericht(voor, await leesVerbruik(gemeten), aangenomen)
    const antwoorden = `accepted ${aangenomen} (${perSeconde(run)}/s), 503 ${afgewezen503}, other ${overig}`
    meld(`${reeks}: ${antwoorden}, processor ${cpu.cpuMsTotal} ms a message`)
    return { ...run, cpu }
  }
  const lasEnLeeg = (reeks: string, meer: Partial<Lading>) => las(reeks, meer, hub, () => wachtTotLeeg(db))
  const warm = { tegelijk, seconden: WARM_SECONDEN }
  await lasEnLeeg('warm', warm)
  const bij200 = await lasEnLeeg('r200', { perSeconde: 200 })
  const bij1000 = await lasEnLeeg('r1000', { perSeconde: 1_000 })
  const heel = await lasEnLeeg('heel', { tegelijk })
  const alleen = await alleenIntake(hub, token, async (url, proces) => {
    const gemeten = { proces, data: hub.data }
    await las('warmalleen', { ...warm, url }, gemeten)
    const kwart = await las('alleenkwart', { tegelijk: Math.ceil(tegelijk / 4), url }, gemeten)
    const half = await las('alleenhalf', { tegelijk: Math.ceil(tegelijk / 2), url }, gemeten)
    return { kwart, half, vol: await las('alleen', { tegelijk, url }, gemeten) }
  })
  return { bij200, bij1000, heel, alleen }
}

function perSeconde({ aangenomen, duurMs }: Gegenereerd): number {
  return Math.round(aangenomen / (duurMs / 1000))
}

function verslag(runs: Runs, settings: Meting['settings']): Meting {
  const tijden = (run: Run) => {
    const { p50Ms, p95Ms, p99Ms } = verdeling(run.tijdenMs)
    return { p50Ms, p95Ms, p99Ms, ...antwoorden(run) }
  }
  const { kwart, half, vol } = runs.alleen
  return {
    settings,
    figures: {
      ...benoem('200', tijden(runs.bij200)),
      ...benoem('1000', tijden(runs.bij1000)),
      ...benoem('WholeHub', opTop(runs.heel)),
      ...benoem('AloneQuarter', alleenIntakes(kwart)),
      ...benoem('AloneHalf', alleenIntakes(half)),
      ...benoem('Alone', alleenIntakes(vol)),
      cpuGrowthAlone: groei(kwart.cpu.cpuMsTotal, vol.cpu.cpuMsTotal),
    },
  }
}

function antwoorden({ aangenomen, afgewezen503, overig, cpu }: Run): Cijfers {
  return { accepted: aangenomen, shed: afgewezen503, other: overig, ...cpu }
}

function opTop(run: Run): Cijfers {
  return { perSecond: perSeconde(run), ...antwoorden(run) }
}

/** The process that is measured is not the hub, but intake. */
function alleenIntakes(run: Run): Cijfers {
  const { cpuMsHub: cpuMsIntake = null, ...meer } = opTop(run)
  return { ...meer, cpuMsIntake }
}

/** Processor time per message at the most callers, as a multiple of that at the fewest. */
function groei(eerst: number | null, laatst: number | null): number | null {
  return eerst === null || laatst === null ? null : Math.round((laatst / eerst) * 100) / 100
}

/** Intake as a process of its own on the same database, while the whole hub is frozen. */
async function alleenIntake(
  hub: Gestart,
  token: string,
  meet: (url: string, proces: ChildProcess) => Promise<Alleen>,
): Promise<Alleen> {
  const intake = await startIntake(hub, token, { QUOTUM_PER_SECONDE: 0 })
  try {
    hub.proces.kill('SIGSTOP')
    return await meet(intake.url, intake.proces)
  } finally {
    hub.proces.kill('SIGCONT')
    await intake.stop()
  }
}
