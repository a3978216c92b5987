import { setTimeout as wacht } from 'node:timers/promises'
import { maakPostgresBus } from '@warmknooppunt/platform/postgres-bus'
import type { Pool } from 'pg'
import { datamap, maakMappen } from '../services/knooppunt/src/datamap.ts'
import { startIngebed } from '../services/knooppunt/src/ingebed/postgres.ts'
import { leesPostmaster } from '../services/knooppunt/src/ingebed/postmaster.ts'
import { nuMs } from './bericht.ts'
import { startBroker } from './broker.ts'
import type { Proef, Transport } from './busproef.ts'
import { DOSSIERS, LOG, maakProef } from './busproef.ts'
import { nieuweMap, ruimMapOp } from './hub.ts'
import { maakKafkatransport, maakTopics } from './kafkatransport.ts'
import { cpuPerBericht, verbruikVan, verbruikVanProces } from './processortijd.ts'
import { verdeling } from './statistiek.ts'
import type { Bench, Cijfers, Meting } from './uitvoer.ts'
import { benoem } from './uitvoer.ts'

/** 1x, 2x and 4x of the growth that the design asks for. */
const TEMPOS = [250, 500, 1_000] as const
const WARM_SECONDEN = 3
/** Messages that may be in the outbox before the producer of the highest rate waits: the rate is that of both ends together. */
const VOORSPRONG = 5_000
const PER_TRANSACTIE = 100
/** The statistics of a session are shared at most this much later. */
const STATISTIEK_MS = 1_500
/** So many lie ready when the relay and the reader are measured each by itself. */
const VOORRAAD = 50_000

/** The bus by itself: outbox, reader and one small change of state at each end, in one process on a cluster of its own. */
export const bus: Bench = {
  uitleg:
    'messages/s through outbox and reader with one small state change each; lag, commits/s, processor time at 1x, 2x, 4x',
  vlaggen: {
    seconden: { standaard: 10, uitleg: 'how long each run lasts' },
    bus: {
      keuzes: ['postgres', 'kafka'],
      uitleg: 'the transport; kafka: relay and reader in this process, a broker beside it',
    },
  },
  async draai(meld, vlaggen) {
    const map = await nieuweMap()
    const data = datamap(`${map}/data`)
    await maakMappen(data)
    const ingebed = await startIngebed(data, LOG)
    const kafka = vlaggen.keuze('bus') === 'kafka' ? await startBroker(`${map}/kafka`) : null
    if (kafka) await maakTopics(kafka.adres)
    const maakTransport = ({ routing, url }: { routing: Pool; url: string }): Transport =>
      kafka
        ? maakKafkatransport({ adres: kafka.adres, routing, url })
        : { bus: maakPostgresBus({ poolVan: () => routing, log: LOG }), relais: null }
    const postmaster = (await leesPostmaster(data.postgres))?.pid ?? null
    const proef = await maakProef({ url: ingebed.url, postmaster, maakTransport })
    try {
      return await meet({ proef, seconden: vlaggen.getal('seconden'), meld, broker: kafka?.pid() ?? null })
    } finally {
      await proef.stop()
      await kafka?.stop()
      await ingebed.stop()
      await ruimMapOp(map)
    }
  },
}

type Metingkeuze = {
  readonly proef: Proef
  readonly seconden: number
  readonly meld: (tekst: string) => void
  readonly broker: number | null
}

/** Over Kafka: how fast the relay ships what lies ready, and how fast a reader then reads it. */
async function meetApart({ proef, meld }: Metingkeuze): Promise<Cijfers> {
  for (let i = 0; i < VOORRAAD; i += PER_TRANSACTIE) await proef.zend(PER_TRANSACTIE, () => nuMs())
  const duur = async (begin: () => void, klaar: () => Promise<boolean>) => {
    const van = nuMs()
    begin()
    while (!(await klaar())) await wacht(5)
    return Math.round(VOORRAAD / ((nuMs() - van) / 1000))
  }
  const verzonden = async () => {
    const { rows } = await proef.beheer.query<{ klaar: boolean }>(
      'select positie = (select max(positie) from intake.uit) as klaar from intake.relais',
    )
    return rows[0]?.klaar === true
  }
  const relayPerSecond = await duur(proef.verzend, verzonden)
  const readerPerSecond = await duur(proef.lees, async () => proef.stand.gelezen >= VOORRAAD)
  meld(`apart: ${JSON.stringify({ relayPerSecond, readerPerSecond })}`)
  return { relayPerSecond, readerPerSecond }
}

async function meet(keuze: Metingkeuze): Promise<Meting> {
  const { proef, seconden, meld, broker } = keuze
  let figures: Cijfers = broker === null ? {} : await meetApart(keuze)
  if (broker === null) proef.lees()
  await loop(keuze, WARM_SECONDEN, opTempo(TEMPOS[0]))
  for (const perSeconde of TEMPOS) {
    const uitkomst = await loop(keuze, seconden, opTempo(perSeconde))
    meld(`${perSeconde}/s: ${JSON.stringify(uitkomst)}`)
    figures = { ...figures, ...benoem(String(perSeconde), uitkomst) }
  }
  const hoogste = await loop(keuze, seconden, zoSnelMogelijk)
  meld(`highest: ${JSON.stringify(hoogste)}`)
  const { rows } = await proef.beheer.query<{ verschil: number }>(
    'select (select sum(nr) from public.zender) - (select sum(nr) from public.lezer) as verschil',
  )
  const settings = {
    bus: broker === null ? 'postgres' : 'kafka',
    seconds: seconden,
    perTransaction: PER_TRANSACTIE,
    dossiers: DOSSIERS,
  }
  return { settings, figures: { ...figures, ...benoem('Max', hoogste), lostOrDoubled: Number(rows[0]?.verschil) } }
}

type Zender = (proef: Proef, totMs: number) => Promise<void>

/** What is due is committed together, up to so many and one transaction at a time, as intake groups requests. */
function opTempo(perSeconde: number): Zender {
  return async (proef, totMs) => {
    const begin = nuMs()
    for (let gedaan = 0; nuMs() < totMs; ) {
      const verschuldigd = Math.min(PER_TRANSACTIE, Math.floor(((nuMs() - begin) / 1000) * perSeconde) - gedaan)
      const eerste = gedaan
      gedaan += verschuldigd
      if (verschuldigd > 0) await proef.zend(verschuldigd, (plek) => begin + ((eerste + plek + 1) / perSeconde) * 1000)
      else await wacht(1)
    }
  }
}

async function zoSnelMogelijk(proef: Proef, totMs: number): Promise<void> {
  const zender = async () => {
    while (nuMs() < totMs) {
      if (proef.stand.verzonden - proef.stand.gelezen > VOORSPRONG) await wacht(1)
      else {
        const nu = nuMs()
        await proef.zend(PER_TRANSACTIE, () => nu)
      }
    }
  }
  await Promise.all([zender(), zender()])
}

/** One run, until all of it is read: rate, lag, commits of the database and processor time per message. */
async function loop({ proef, broker }: Metingkeuze, seconden: number, zender: Zender): Promise<Cijfers> {
  const { stand, postmaster } = proef
  stand.vertragingen = []
  const brokerMs = () => (broker === null ? null : verbruikVanProces(broker))
  const brokerVoor = brokerMs()
  const voor = { ...stand, cpu: verbruikVan(process.pid, postmaster), commits: await leesCommits(proef.beheer) }
  const begin = nuMs()
  await zender(proef, begin + seconden * 1000)
  while (stand.gelezen < stand.verzonden) await wacht(1)
  const duurSeconden = (nuMs() - begin) / 1000
  const aantal = stand.gelezen - voor.gelezen
  const cpu = cpuPerBericht(voor.cpu, verbruikVan(process.pid, postmaster), aantal)
  const brokerNa = brokerMs()
  const perBericht = brokerVoor === null || brokerNa === null ? null : (brokerNa - brokerVoor) / aantal
  await wacht(STATISTIEK_MS)
  const commits = (await leesCommits(proef.beheer)) - voor.commits
  const { p50Ms, p95Ms } = verdeling(stand.vertragingen)
  const { cpuMsHub: cpuMsProcess, cpuMsDatabase, cpuMsTotal } = cpu
  const perSeconde = (getal: number) => Math.round(getal / duurSeconden)
  const tijden = { lagP50Ms: p50Ms, lagP95Ms: p95Ms, commitsPerSecond: perSeconde(commits) }
  const cpuMsBroker = perBericht === null ? null : Math.round(perBericht * 100) / 100
  const metBroker = broker === null ? { cpuMsTotal } : { cpuMsBroker, cpuMsTotal: samen(cpuMsTotal, cpuMsBroker) }
  return { perSecond: perSeconde(aantal), ...tijden, cpuMsProcess, cpuMsDatabase, ...metBroker }
}

function samen(een: number | null, twee: number | null): number | null {
  return een === null || twee === null ? null : Math.round((een + twee) * 100) / 100
}

/** All transactions that ended well, those that only read included. */
async function leesCommits(db: Pool): Promise<number> {
  const { rows } = await db.query<{ aantal: number }>(
    'select xact_commit as aantal from pg_stat_database where datname = current_database()',
  )
  return rows[0]?.aantal ?? 0
}
