import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Db } from '@warmknooppunt/platform/db'
import type { Gegenereerd, Lading } from './generator.ts'
import type { Gestart } from './hub.ts'
import {
  databaseUrl,
  metDatabase,
  nieuweMap,
  ruimMapOp,
  startHub,
  tekstwaarden,
  tokenVan,
  vrijePoort,
  wachtTotGereed,
} from './hub.ts'
import { draaiLading } from './lading.ts'
import { wachtTotLeeg } from './leegloop.ts'
import { verdeling } from './statistiek.ts'
import type { Bench, Meting } from './uitvoer.ts'
import { benoem } from './uitvoer.ts'

const INTAKE = fileURLToPath(new URL('../services/intake/src/main.ts', import.meta.url))

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

type Runs = { bij200: Gegenereerd; bij1000: Gegenereerd; heel: Gegenereerd; alleen: Gegenereerd }

/** The fixed rates first, and each run on an empty hub: the backlog of saturation would be what is measured. */
async function meet({ hub, db, token, seconden, tegelijk, meld }: Opzet): Promise<Runs> {
  const las = (reeks: string, meer: Partial<Lading>) =>
    draaiLading({ url: hub.url, token, reeks, seconden, ...meer }).then((run) => {
      const { aangenomen, afgewezen503, overig } = run
      meld(`${reeks}: accepted ${aangenomen} (${perSeconde(run)}/s), 503 ${afgewezen503}, other ${overig}`)
      return run
    })
  const lasEnLeeg = async (reeks: string, meer: Partial<Lading>) => {
    const run = await las(reeks, meer)
    if (!(await wachtTotLeeg(db))) meld(`${reeks}: NOT EMPTY after a minute`)
    return run
  }
  const warm = { tegelijk, seconden: WARM_SECONDEN }
  await lasEnLeeg('warm', warm)
  const bij200 = await lasEnLeeg('r200', { perSeconde: 200 })
  const bij1000 = await lasEnLeeg('r1000', { perSeconde: 1_000 })
  const heel = await lasEnLeeg('heel', { tegelijk })
  const alleen = await alleenIntake(hub, token, async (url) => {
    await las('warmalleen', { ...warm, url })
    return las('alleen', { tegelijk, url })
  })
  return { bij200, bij1000, heel, alleen }
}

function perSeconde({ aangenomen, duurMs }: Gegenereerd): number {
  return Math.round(aangenomen / (duurMs / 1000))
}

function verslag(runs: Runs, settings: Meting['settings']): Meting {
  const antwoorden = ({ aangenomen, afgewezen503, overig }: Gegenereerd) => ({
    accepted: aangenomen,
    shed: afgewezen503,
    other: overig,
  })
  const tijden = (run: Gegenereerd) => {
    const { p50Ms, p95Ms, p99Ms } = verdeling(run.tijdenMs)
    return { p50Ms, p95Ms, p99Ms, ...antwoorden(run) }
  }
  return {
    settings,
    figures: {
      ...benoem('200', tijden(runs.bij200)),
      ...benoem('1000', tijden(runs.bij1000)),
      perSecondWholeHub: perSeconde(runs.heel),
      ...benoem('WholeHub', antwoorden(runs.heel)),
      perSecondAlone: perSeconde(runs.alleen),
      ...benoem('Alone', antwoorden(runs.alleen)),
    },
  }
}

/** Intake as a process of its own on the same database, while the whole hub is frozen. */
async function alleenIntake(
  hub: Gestart,
  token: string,
  meet: (url: string) => Promise<Gegenereerd>,
): Promise<Gegenereerd> {
  const poort = await vrijePoort()
  const url = `http://127.0.0.1:${poort}`
  const env = {
    ...process.env,
    ...tekstwaarden({
      DATABASE_URL: await databaseUrl(hub.data),
      KEK: (await readFile(hub.data.kek, 'utf8')).trim(),
      UITGEVERS: `${hub.url}/oauth=${hub.url}/oauth/jwks`,
      AUDIENCE: `${hub.url}/v1`,
      HUB_OIN: '00000099900000012000',
      POORT: poort,
      METRIEKEN_POORT: 0,
      LOGNIVEAU: 'warn',
      QUOTUM_PER_SECONDE: 0,
    }),
  }
  const proces = spawn(process.execPath, [INTAKE], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    await wachtTotGereed(url, proces)
    // One request first, so that the issuer's keys are known before the issuer is frozen.
    await fetch(`${url}/v1/gemeenten`, { headers: { authorization: `Bearer ${token}` } })
    hub.proces.kill('SIGSTOP')
    return await meet(url)
  } finally {
    hub.proces.kill('SIGCONT')
    const einde = new Promise((klaar) => proces.once('exit', klaar))
    proces.kill('SIGTERM')
    await einde
  }
}
