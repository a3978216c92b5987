import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { bepaalRuimte } from '@warmknooppunt/platform/besluit-ruimte'
import { leesRondes } from '@warmknooppunt/platform/bewaar-store'
import type { Config } from '@warmknooppunt/platform/config'
import type { Db } from '@warmknooppunt/platform/db'
import { leesKekgebruik } from '@warmknooppunt/platform/kek-store'
import { meetKlokverschil } from '@warmknooppunt/platform/klokverschil'
import { meetSchijf } from '@warmknooppunt/platform/schijf'
import { topics } from '@warmknooppunt/schemas/topics'
import { request } from 'undici'
import { achterDagen, isAchter } from '../besluit-bewaren.ts'
import { bepaalStanden } from '../commando/besluit-sleutels.ts'
import type { Datamap } from '../datamap.ts'
import { leesGeheim } from '../geheimen.ts'
import { VELDEN } from '../velden.ts'
import type { Machinefeiten, Schijf } from './besluit-machine.ts'
import type { Sleutelfeiten } from './besluit-sleutels.ts'
import type { Werkingsfeiten } from './besluit-werking.ts'
import {
  leesEindpuntrijen,
  leesGekozen,
  leesHandtekenSinds,
  leesServer,
  leesSluiting,
  leesWachtend,
  leesWachttijd,
} from './feiten-store.ts'

const GEREED_MS = 3_000

export type Plek = {
  readonly config: Config<typeof VELDEN>
  readonly data: Datamap
  /** ids of the KEKs of the configuration, the one that seals first */
  readonly keks: readonly string[]
  /** where the hub listens */
  readonly url: string
  /** its metrics; null = not known */
  readonly metrieken: string | null
  readonly nu: () => Temporal.Instant
}

/** Ages and places of keys and secrets. */
export async function verzamelSleutels(db: Db, { config, data, keks }: Plek): Promise<Sleutelfeiten> {
  const gekozen = await leesGekozen(db)
  const handteken = await leesHandtekenSinds(db)
  return {
    keks: bepaalStanden(keks, await leesKekgebruik(db, null)),
    kekSinds: gekozen?.sinds ?? null,
    handtekenSinds: handteken && alsTijdstip(handteken),
    kekBijDatabase: config.KEK === undefined && config.DATABASE_URL === undefined,
    leesbaar: [...(await teLezen(data.geheimen)), ...(await teLezen(data.demo))],
    eindpunten: (await leesEindpuntrijen(db)).map(({ id, deelnemer, http, geheimVan }) => ({
      ...{ id, deelnemer, http },
      geheimVan: alsTijdstip(geheimVan),
    })),
  }
}

function alsTijdstip(datum: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(datum.getTime())
}

/** Files of a folder of ours that group or others may read. */
async function teLezen(map: string): Promise<string[]> {
  const namen = await readdir(map).catch(() => [])
  const paden = namen.map((naam) => join(map, naam))
  const standen = await Promise.all(paden.map(async (pad) => ({ pad, mode: (await stat(pad)).mode })))
  return standen.filter(({ mode }) => (mode & 0o077) !== 0).map(({ pad }) => pad)
}

/** This machine, its disks, and the settings of the hub. */
export async function verzamelMachine(db: Db, { config, data, nu }: Plek): Promise<Machinefeiten> {
  const ingebed = config.DATABASE_URL === undefined
  const buiten = {
    JOURNAAL_MAP: resolve(config.JOURNAAL_MAP ?? data.journaal),
    GRAFSTENEN_MAP: resolve(config.GRAFSTENEN_MAP ?? data.grafstenen),
    ...(config.WAL_ARCHIEF === undefined ? {} : { WAL_ARCHIEF: resolve(config.WAL_ARCHIEF) }),
  }
  const database = ingebed ? (await meetSchijf(data.map)).apparaat : null
  const opDatabaseschijf: string[] = []
  for (const [naam, map] of Object.entries(buiten)) {
    if (database !== null && (await meetSchijf(map)).apparaat === database) opDatabaseschijf.push(naam)
  }
  return {
    basis: config.BASIS_URL ?? null,
    oinStandaard: config.HUB_OIN === VELDEN.HUB_OIN.standaard,
    zonderQuotum: config.QUOTUM_PER_SECONDE === 0,
    debug: config.LOGNIVEAU === 'debug',
    walArchief: ingebed ? (config.WAL_ARCHIEF === undefined ? 'uit' : 'aan') : 'niet-ingebed',
    backupOp: await leesBackup(data),
    schijven: await meetSchijven([data.map, ...Object.values(buiten)]),
    opDatabaseschijf,
    klokverschilMs: await meetKlokverschil({ db, nu }),
  }
}

async function leesBackup({ backup }: Datamap): Promise<Temporal.Instant | null> {
  const gelezen: unknown = JSON.parse((await leesGeheim(backup)) ?? 'null')
  if (typeof gelezen !== 'object' || gelezen === null || !('klaarOp' in gelezen)) return null
  return Temporal.Instant.from(String(gelezen.klaarOp))
}

/** Each disk once, by the first folder that lies on it. */
async function meetSchijven(mappen: readonly string[]): Promise<Schijf[]> {
  const gezien = new Map<number, Schijf>()
  for (const waar of mappen) {
    const { apparaat, vrij, totaal } = await meetSchijf(waar)
    if (!gezien.has(apparaat)) gezien.set(apparaat, { waar, vrij, totaal, ruimte: bepaalRuimte({ vrij, totaal }) })
  }
  return [...gezien.values()]
}

/** The database server, and what lies in it to be done. */
export async function verzamelWerking(db: Db, { url, metrieken, nu }: Plek): Promise<Werkingsfeiten> {
  const { tls, lokaal, ...server } = await leesServer(db)
  const eindpunten = await leesEindpuntrijen(db)
  const sluiting = await leesSluiting(db)
  return {
    server: { ...server, zonderTls: !tls && !lokaal },
    gereed: await vraagGereed(url),
    gemeten: metrieken === null ? null : await vraagGemeten(metrieken, nu()),
    lezers: await meetLezers(db),
    ...(await leesWachtend(db)),
    gepauzeerd: eindpunten
      .filter(({ status }) => status === 'gepauzeerd')
      .map(({ id, deelnemer, reden }) => ({ id, deelnemer, reden: reden ?? '' })),
    voorgesteld: eindpunten.filter(({ status }) => status === 'voorgesteld'),
    achter: (await leesRondes(db))
      .map((ronde) => ({ tabel: ronde.tabel, dagen: achterDagen(ronde, nu()) }))
      .filter(({ dagen }) => isAchter(dagen)),
    sluiting: sluiting && { ...sluiting, gedaanOp: alsTijdstip(sluiting.gedaanOp) },
  }
}

async function meetLezers(db: Db): Promise<Werkingsfeiten['lezers']> {
  const uit: { lezer: string; seconden: number }[] = []
  for (const [topic, { schrijver, lezers }] of Object.entries(topics)) {
    for (const lezer of lezers) {
      uit.push({ lezer: `${lezer}.${topic}`, seconden: await leesWachttijd(db, { schrijver, lezer, topic }) })
    }
  }
  return uit
}

/** What the hub says of itself; null when nobody answers there. */
async function vraagGereed(url: string): Promise<Werkingsfeiten['gereed']> {
  try {
    const { body } = await request(`${url}/gezondheid/gereed`, { headersTimeout: GEREED_MS, bodyTimeout: GEREED_MS })
    const gelezen: unknown = await body.json()
    if (typeof gelezen !== 'object' || gelezen === null || !('redenen' in gelezen)) return null
    const redenen: readonly unknown[] = Array.isArray(gelezen.redenen) ? gelezen.redenen : []
    return { redenen: redenen.map(leesReden) }
  } catch {
    return null
  }
}

const OPGEHAALD = /^warmknooppunt_metrieken_opgehaald_timestamp_seconds (\d+)/m
const GEMETEN_SECONDEN = 900

/** Whether somebody gathers the metrics; null when they cannot be had. */
async function vraagGemeten(url: string, nu: Temporal.Instant): Promise<boolean | null> {
  try {
    const { body } = await request(url, { headersTimeout: GEREED_MS, bodyTimeout: GEREED_MS })
    const [, seconden] = OPGEHAALD.exec(await body.text()) ?? []
    return seconden === undefined ? null : nu.epochMilliseconds / 1000 - Number(seconden) < GEMETEN_SECONDEN
  } catch {
    return null
  }
}

function leesReden(reden: unknown): string {
  const velden: Readonly<Record<string, unknown>> = typeof reden === 'object' && reden !== null ? { ...reden } : {}
  return `${String(velden.onderdeel)} ${String(velden.code)}`
}
