import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Gegenereerd } from './generator.ts'
import type { Gestart } from './hub.ts'
import {
  databaseUrl,
  nieuweMap,
  ruimMapOp,
  startHub,
  tekstwaarden,
  tokenVan,
  vrijePoort,
  wachtTotGereed,
} from './hub.ts'
import { draaiLading } from './lading.ts'
import { verdeling } from './statistiek.ts'
import type { Bench, Meting } from './uitvoer.ts'

const INTAKE = fileURLToPath(new URL('../services/intake/src/main.ts', import.meta.url))

/** Durable acceptance: at saturation with the other stages stopped and running, and at fixed rates. */
export const intake: Bench = {
  uitleg: 'durable accepted/s at saturation (other stages stopped, running); p50/p95/p99 open loop at 200 and 1,000/s',
  async draai(meld, vlaggen) {
    const seconden = vlaggen.getal('seconden', 10)
    const tegelijk = vlaggen.getal('tegelijk', 64)
    const map = await nieuweMap()
    const hub = await startHub(map)
    try {
      const token = await tokenVan(hub, 'waterbedrijf-maasdal')
      const las = (reeks: string, meer: { perSeconde?: number; tegelijk?: number; url?: string }) =>
        draaiLading({ url: meer.url ?? hub.url, token, reeks, seconden, ...meer })
      await las('warm', { tegelijk })
      const heel = await las('heel', { tegelijk })
      meld(`whole hub at saturation: ${perSeconde(heel)}/s`)
      const bij200 = await las('r200', { perSeconde: 200 })
      const bij1000 = await las('r1000', { perSeconde: 1_000 })
      const alleen = await alleenIntake(hub, token, (url) => las('alleen', { tegelijk, url }))
      meld(`other stages stopped: ${perSeconde(alleen)}/s`)
      return verslag({ heel, alleen, bij200, bij1000 }, { seconds: seconden, callers: tegelijk, bodyBytes: 700 })
    } finally {
      await hub.stop()
      await ruimMapOp(map)
    }
  },
}

function perSeconde({ aangenomen, duurMs }: Gegenereerd): number {
  return Math.round(aangenomen / (duurMs / 1000))
}

type Runs = { heel: Gegenereerd; alleen: Gegenereerd; bij200: Gegenereerd; bij1000: Gegenereerd }

function verslag(runs: Runs, settings: Meting['settings']): Meting {
  const tijden = (naam: string, run: Gegenereerd) => {
    const { p50Ms, p95Ms, p99Ms } = verdeling(run.tijdenMs)
    return { [`p50Ms${naam}`]: p50Ms, [`p95Ms${naam}`]: p95Ms, [`p99Ms${naam}`]: p99Ms }
  }
  const alle = Object.values(runs)
  return {
    settings,
    figures: {
      perSecondAlone: perSeconde(runs.alleen),
      perSecondWholeHub: perSeconde(runs.heel),
      ...tijden('200', runs.bij200),
      ...tijden('1000', runs.bij1000),
      shed503: alle.reduce((som, run) => som + run.afgewezen503, 0),
      otherAnswers: alle.reduce((som, run) => som + run.overig, 0),
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
