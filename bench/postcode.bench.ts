import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wacht } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { transactie } from '@warmknooppunt/platform/db'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Adres } from '@warmknooppunt/register/postcode-store'
import { zoekGemeenten } from '@warmknooppunt/register/postcode-store'
import { maakRegister } from '@warmknooppunt/register/stand'
import type { Gestart } from './hub.ts'
import { databaseUrl, metDatabase, nieuweMap, ruimMapOp, startHub, tokenVan } from './hub.ts'
import { startOntvangst } from './ontvangst.ts'
import { piekgeheugenMb } from './piekgeheugen.ts'
import { kiesAdressen, schrijfGemeenten, schrijfPostcodes } from './postcodebestand.ts'
import { verdeling } from './statistiek.ts'
import type { Opzet, Trap } from './trap.ts'
import { trap } from './trap.ts'
import type { Bench, Cijfers, Meting } from './uitvoer.ts'
import { benoem } from './uitvoer.ts'

const MAIN = fileURLToPath(new URL('../services/knooppunt/src/main.ts', import.meta.url))
const WARM_SECONDEN = 5
/** Load that runs while a table is imported, in pieces: until the import is done. */
const STUK_SECONDEN = 10
const BATCH = 500

/** Import of the yearly table, alone and under load, and look-ups in it. */
export const postcode: Bench = {
  uitleg: 'import of a table of 8 million rows, the chain meanwhile, and look-ups in it',
  vlaggen: {
    rijen: { standaard: 8_000_000, uitleg: 'rows of the table' },
    'per-seconde': { standaard: 200, uitleg: 'referrals a second, without an import and meanwhile' },
    seconden: { standaard: 20, uitleg: 'how long the run without an import lasts, and the look-ups' },
  },
  async draai(meld, vlaggen) {
    const [rijen, perSeconde, seconden] = [
      vlaggen.getal('rijen'),
      vlaggen.getal('per-seconde'),
      vlaggen.getal('seconden'),
    ]
    const map = await nieuweMap()
    const hub = await startHub(map)
    const ontvangst = await startOntvangst(hub)
    try {
      const bestand = await bereidVoor(hub, map, rijen)
      const token = await tokenVan(hub, 'waterbedrijf-maasdal')
      const proef = { hub, bestand, rijen, perSeconde, seconden, meld }
      return await metDatabase(hub, (db) =>
        meet(proef, { hub, db, seconden, meld, ontvangerUrl: ontvangst.url, token }),
      )
    } finally {
      ontvangst.stop()
      await hub.stop()
      await ruimMapOp(map)
    }
  },
}

type Proef = {
  readonly hub: Gestart
  readonly bestand: string
  readonly rijen: number
  readonly perSeconde: number
  readonly seconden: number
  readonly meld: (tekst: string) => void
}

async function bereidVoor(hub: Gestart, map: string, rijen: number): Promise<string> {
  const [gemeenten, bestand] = [join(map, 'gemeenten.csv'), join(map, 'postcodes.csv')]
  await schrijfGemeenten(gemeenten)
  await schrijfPostcodes(bestand, rijen)
  await voerUit(hub, ['gemeenten', gemeenten])
  return bestand
}

async function meet(proef: Proef, opzet: Opzet): Promise<Meting> {
  const { rijen, perSeconde, seconden, meld } = proef
  await trap(opzet, 'warm', { perSeconde, seconden: WARM_SECONDEN })
  const rustig = await trap(opzet, 'rustig', { perSeconde })
  const alleen = await importeer(proef)
  meld(`imported alone: ${alleen.seconden} s, ${alleen.piekMb} MB`)
  const { druk, importering } = await meetDruk(proef, opzet)
  meld(`imported under load: ${importering.seconden} s, ${importering.piekMb} MB`)
  const figures: Cijfers = {
    importSeconds: alleen.seconden,
    importPeakMb: alleen.piekMb,
    rowsPerSecond: Math.round(rijen / alleen.seconden),
    importBusySeconds: importering.seconden,
    importBusyPeakMb: importering.piekMb,
    ...benoem('Quiet', tijden([rustig])),
    ...benoem('Busy', tijden(druk)),
    ...(await meetOpzoeken(proef)),
  }
  return { settings: { rows: rijen, perSecond: perSeconde, seconds: seconden, batch: BATCH }, figures }
}

function tijden(trappen: readonly Trap[]): Cijfers {
  const som = (f: (trap: Trap) => number) => trappen.reduce((totaal, een) => totaal + f(een), 0)
  const { maxMs, ...rest } = verdeling(trappen.flatMap(({ tijdenMs }) => tijdenMs))
  return {
    ...rest,
    maxMs,
    accepted: som(({ gegenereerd }) => gegenereerd.aangenomen),
    refused: som(({ gegenereerd }) => gegenereerd.afgewezen503 + gegenereerd.overig),
    lost: som(({ gegenereerd, uniek }) => Math.max(0, gegenereerd.aangenomen - uniek)),
  }
}

type Importering = { readonly seconden: number; readonly piekMb: number | null }

/** Every limit is allowed: a table of fewer rows may be asked for. */
const ALLES = ['rijen', 'pc4', 'pc6', 'gemeenten'].flatMap((grens) => ['--sta-toe', grens])

async function importeer({ hub, bestand }: Proef): Promise<Importering> {
  const begin = performance.now()
  const piekMb = await voerUit(hub, [bestand, ...ALLES])
  return { seconden: Math.round((performance.now() - begin) / 100) / 10, piekMb }
}

/** Runs the importer as a process of its own, and gives the most memory that it took. */
async function voerUit(hub: Gestart, argumenten: readonly string[]): Promise<number | null> {
  const env = { ...process.env, DATA_MAP: hub.data.map }
  const proces = spawn(process.execPath, [MAIN, 'importeer-postcodes', ...argumenten], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let fout = ''
  proces.stderr.on('data', (stuk: Buffer) => {
    fout = `${fout}${stuk}`.slice(-2_000)
  })
  const einde = new Promise<number | null>((klaar) => proces.once('close', klaar))
  const piek = piekgeheugenMb(proces)
  const code = await einde
  if (code !== 0) throw new Error(`the importer ended with code ${code}: ${fout}`)
  return piek()
}

async function meetDruk(proef: Proef, opzet: Opzet): Promise<{ druk: Trap[]; importering: Importering }> {
  const druk: Trap[] = []
  let klaar = false
  const werk = importeer(proef).finally(() => {
    klaar = true
  })
  // Looked at when the load is over.
  werk.catch(() => undefined)
  while (!klaar) {
    druk.push(await trap(opzet, `druk${druk.length}`, { perSeconde: proef.perSeconde, seconden: STUK_SECONDEN }))
  }
  return { druk, importering: await werk }
}

/** As intake asks: by its role, in a transaction, by statements that a connection prepares once, with the plans that its sessions are held to. */
async function meetOpzoeken({ hub, seconden }: Proef): Promise<Cijfers> {
  const pool = maakPool({ url: await databaseUrl(hub.data), applicatie: 'bench', rol: 'wk_intake', max: 2 })
  try {
    const versie = (await maakRegister(pool).stand(pool)).postcodeversieOp(Temporal.Now.plainDateISO().toString())
    if (versie === null) throw new Error('no postcode table is in force')
    const zoek = (adressen: readonly Adres[]) => transactie(pool, null, (tx) => zoekGemeenten(tx, adressen, versie))
    const batch = await meetKeer(seconden, (keer) => zoek(kiesAdressen(BATCH, keer * BATCH)))
    const een = await meetKeer(seconden, (keer) => zoek(kiesAdressen(1, keer)))
    const [veel, enkel] = [verdeling(batch), verdeling(een)]
    const som = (tijden: readonly number[]) => tijden.reduce((totaal, ms) => totaal + ms, 0) / 1_000
    return {
      batchP50Ms: veel.p50Ms,
      batchP95Ms: veel.p95Ms,
      lookupP95Ms: enkel.p95Ms,
      lookupsPerSecond: Math.round(een.length / som(een)),
      addressesPerSecond: Math.round((batch.length * BATCH) / som(batch)),
    }
  } finally {
    await pool.end()
  }
}

/** How long each took, one after the other for so many seconds; the first ones, which plan and read in, do not count. */
async function meetKeer(seconden: number, f: (keer: number) => Promise<unknown>): Promise<number[]> {
  const tijdenMs: number[] = []
  for (let keer = 0; keer < 20; keer++) await f(keer)
  const einde = performance.now() + seconden * 1_000
  for (let keer = 20; performance.now() < einde; keer++) {
    const begin = performance.now()
    await f(keer)
    tijdenMs.push(performance.now() - begin)
    if (keer % 100 === 0) await wacht(0)
  }
  return tijdenMs
}
