import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Db } from './db.ts'
import { luister } from './luister.ts'
import { naarLezende, naarProducent, schrijverVan } from './onderwerp.ts'
import type { Achterstand, Herstelpeil, Uitbakstand } from './peil-store.ts'
import { peilAchterstand, peilHerstel, peilOnverwerkbaar, peilUitbak } from './peil-store.ts'
import { VERSIE } from './versie.ts'

/** A scrape within this time gets the figures of the last one: measuring counts rows. */
const GELDIG_MS = 2_000

/** What Prometheus, and what gathers as it does, says with each scrape; people and commands do not. */
const SCRAPER = 'x-prometheus-scrape-timeout-seconds'

/** A registry with the figures of the process itself (memory, event loop, garbage collection) and the version of the hub that it runs. */
export function maakMetrieken(): Registry {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const versie = new Gauge({
    name: 'warmknooppunt_versie_info',
    help: '1, with the version of the hub that this process runs',
    labelNames: ['versie'],
    registers: [register],
  })
  versie.set({ versie: VERSIE }, 1)
  return register
}

/** A stage whose outbox and reading is measured, on a connection of its own with the stage's role. */
export type Meetpunt = {
  readonly stage: string
  readonly db: Db
  readonly lezers: readonly { readonly consument: string; readonly topic: string }[]
  /** of its outbox is told elsewhere how far it is shipped */
  readonly zonderUitbak?: boolean
}

type Meting = {
  readonly stage: string
  readonly uitbak: Uitbakstand | null
  readonly achterstanden: readonly (Achterstand & { consument: string; topic: string })[]
  readonly onverwerkbaar: readonly { reden: string; aantal: number }[]
  readonly herstel: Herstelpeil | null
}

/** Gauges that ask the database at a scrape. A stage that cannot be measured has `gepeild` 0 and no other figures. */
export function meetBus(register: Registry, punten: readonly Meetpunt[]): void {
  const peil = bewaar(() => Promise.all(punten.map(peilOf)))
  const meter = (name: string, help: string, labelNames: string[], vul: (gauge: Gauge, meting: Meting) => void) =>
    new Gauge({
      name: `warmknooppunt_${name}`,
      help,
      labelNames,
      registers: [register],
      async collect() {
        this.reset()
        for (const meting of await peil()) if (typeof meting !== 'string') vul(this, meting)
      },
    })
  meter(
    'uitbak_berichten',
    'messages in the outbox, counted to 100,000; not over Kafka',
    ['stage'],
    (g, { stage, uitbak }) => {
      if (uitbak) g.set({ stage }, uitbak.aantal)
    },
  )
  meter(
    'uitbak_oudste_seconden',
    'age of the oldest message in the outbox; not over Kafka',
    ['stage'],
    (g, { stage, uitbak }) => {
      if (uitbak) g.set({ stage }, uitbak.oudsteSeconden)
    },
  )
  const lezer = ['consument', 'topic']
  meter('bus_achterstand_berichten', 'messages not yet applied, counted to 100,000', lezer, (g, { achterstanden }) => {
    for (const { consument, topic, aantal } of achterstanden) g.set({ consument, topic }, aantal)
  })
  meter('bus_achterstand_seconden', 'age of the oldest message not yet applied', lezer, (g, { achterstanden }) => {
    for (const { consument, topic, oudsteSeconden } of achterstanden) g.set({ consument, topic }, oudsteSeconden)
  })
  meter('onverwerkbaar', 'messages put aside', ['stage', 'reden'], (g, { stage, onverwerkbaar }) => {
    for (const { reden, aantal } of onverwerkbaar) g.set({ stage, reden }, aantal)
  })
  const vanStage = (name: string, help: string, kies: (herstel: Herstelpeil) => number) =>
    meter(name, help, ['stage'], (g, { stage, herstel }) => {
      if (herstel) g.set({ stage }, kies(herstel))
    })
  vanStage('onverwerkbaar_wachtrijen', 'dossiers and orders with messages put aside', (h) => h.wachtrijen)
  vanStage('onverwerkbaar_oudste_seconden', 'how long the oldest of them waits', (h) => h.oudsteSeconden)
  vanStage('herstelopdrachten_open', "operators' orders not carried out yet", (h) => h.open)
  new Gauge({
    name: 'warmknooppunt_gepeild',
    help: '1 when the figures of this stage could be had from the database',
    labelNames: ['stage'],
    registers: [register],
    async collect() {
      for (const meting of await peil()) {
        if (typeof meting === 'string') this.set({ stage: meting }, 0)
        else this.set({ stage: meting.stage }, 1)
      }
    },
  })
}

/** The figures of one stage, or only its name when they could not be had. */
async function peilOf({ stage, db, lezers, zonderUitbak }: Meetpunt): Promise<Meting | string> {
  const lezende = naarLezende(stage)
  const producent = zonderUitbak ? null : naarProducent(stage)
  try {
    const achterstanden = []
    for (const lezer of lezende ? lezers : []) {
      if (!lezende) break
      const achterstand = await peilAchterstand(db, { ...lezer, stage: lezende, schrijver: schrijverVan(lezer.topic) })
      achterstanden.push({ ...lezer, ...achterstand })
    }
    const uitbak = producent && (await peilUitbak(db, producent))
    const onverwerkbaar = lezende ? await peilOnverwerkbaar(db, lezende) : []
    return { stage, uitbak, achterstanden, onverwerkbaar, herstel: lezende && (await peilHerstel(db, lezende)) }
  } catch {
    return stage
  }
}

/** A measurement that is made again only when the last one is 2 s old: all gauges of one scrape share it. */
export function bewaar<T>(maak: () => Promise<T>): () => Promise<T> {
  let bewaard: { tot: number; waarde: Promise<T> } | undefined
  return () => {
    if (!bewaard || bewaard.tot <= performance.now()) bewaard = { tot: performance.now() + GELDIG_MS, waarde: maak() }
    return bewaard.waarde
  }
}

/** `/metrics` on a port of its own, so that it is never on the internet with the API. Resolves when it listens. */
export async function startMetrieken(register: Registry, o: { adres: string; poort: number }): Promise<Server> {
  const opgehaald = new Gauge({
    name: 'warmknooppunt_metrieken_opgehaald_timestamp_seconds',
    help: 'when a Prometheus last gathered the metrics of this process; 0 = not since its start',
    registers: [register],
  })
  const server = createServer((verzoek, antwoord) => {
    if (verzoek.url !== '/metrics') return void antwoord.writeHead(404).end()
    if (verzoek.headers[SCRAPER] !== undefined) opgehaald.setToCurrentTime()
    register.metrics().then(
      (tekst) => antwoord.writeHead(200, { 'Content-Type': register.contentType }).end(tekst),
      () => antwoord.writeHead(500).end(),
    )
  })
  await luister(server, { ...o, instelling: 'METRIEKEN_POORT' })
  return server
}
