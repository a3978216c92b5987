import { randomInt } from 'node:crypto'
import { inLetters, kansVoor } from '../services/knooppunt/src/simulatie/kans.ts'
import type { Afwikkelkeuze } from './afwikkeling.ts'
import type { Boek } from './boek.ts'
import { nieuwBoek } from './boek.ts'
import { maakClusterhub } from './clusterhub.ts'
import { alsEigenaar, maakKlokVerzetbaar, zonderDemoOntvanger } from './database.ts'
import { doeFouten } from './doe-fouten.ts'
import type { Fout } from './fouten/fout.ts'
import { CLUSTERFOUTEN, FOUTEN } from './fouten/fouten.ts'
import type { Hub } from './hub.ts'
import { maakHubproces } from './hubproces.ts'
import type { Klok } from './klok.ts'
import { maakKlok } from './klok.ts'
import type { Schending } from './oordeel/schending.ts'
import { keurTopics } from './oordeel/topics.ts'
import type { Keuze } from './opdrachtregel.ts'
import { rustpunt } from './rust.ts'
import type { Schijf } from './schijf.ts'
import { maakSchijf } from './schijf.ts'
import { leesTransport } from './transport/lees-transport.ts'
import type { Wegwijzer } from './verkeer/adres.ts'
import { maakWegwijzer } from './verkeer/adres.ts'
import { speelLezers } from './verkeer/gemeenten.ts'
import { maakGesprek } from './verkeer/gesprek.ts'
import type { Ontvangers } from './verkeer/ontvangers.ts'
import { maakOntvangers } from './verkeer/ontvangers.ts'
import { speelOperator } from './verkeer/operator.ts'
import type { Verkeerkeuze } from './verkeer/schuldeisers.ts'
import { speelSchuldeisers } from './verkeer/schuldeisers.ts'
import type { Gedaan } from './verslag.ts'

const ZONDER_SCHIJF = 'SKIPPED: a full disk needs the right to mount a tmpfs (Linux, root)'

/** From here on a run has room for outages of a minute. */
const LANG_SECONDEN = 300

/** What must be undone, the last first. */
export type Opruiming = (() => Promise<unknown>)[]

export type Omgeving = {
  readonly keuze: Keuze
  readonly meld: (tekst: string) => void
  readonly signal: AbortSignal
  readonly opruiming: Opruiming
}

/** A running hub and everybody around it, playing. */
export type Opstelling = Afwikkelkeuze & {
  readonly ontvangers: Ontvangers
  readonly verkeer: Verkeerkeuze
  /** resolves when no more is sent and all was answered */
  readonly posten: Promise<void>
  /** the faults of this run, one after another until the time is over */
  doeFouten(): Promise<Gedaan[]>
  /** what lies between the services, when all is at rest */
  keurTransport(): Promise<Schending[]>
  stopPosten(): void
  /** Everybody goes home; resolves when they have. */
  stopSpelers(): Promise<void>
}

/** Starts it all in a folder; what is started is undone by `opruiming`, also when a start fails. */
export async function stelOp(map: string, omgeving: Omgeving): Promise<Opstelling> {
  return omgeving.keuze.bus === 'kafka' ? stelClusterOp(map, omgeving) : stelHubOp(map, omgeving)
}

async function stelHubOp(map: string, o: Omgeving): Promise<Opstelling> {
  const { keuze, meld, signal, opruiming } = o
  const klok = maakKlok()
  const hub = await maakHubproces(map, klok, signal)
  const schijf = keuze.houd ? null : await maakSchijf(hub.data.map)
  if (schijf) opruiming.push(() => schijf.ontkoppel())
  else if (!keuze.houd) meld(ZONDER_SCHIJF)
  opruiming.push(() => hub.ruimOp())
  await hub.start()
  signal.throwIfAborted()
  await alsEigenaar(hub.data, maakKlokVerzetbaar)
  return speelMet(hub, { ...o, klok, schijf, wegwijzer: null, fouten: FOUTEN, keurTransport: async () => [] })
}

async function stelClusterOp(map: string, o: Omgeving): Promise<Opstelling> {
  const { keuze, meld, signal, opruiming } = o
  const klok = maakKlok()
  const hub = await maakClusterhub(map, { klok, signal, meld, schijven: !keuze.houd })
  opruiming.push(() => hub.ruimOp())
  if (hub.schijven === null && !keuze.houd) meld(ZONDER_SCHIJF)
  signal.throwIfAborted()
  await alsEigenaar(hub.data, async (db) => {
    await maakKlokVerzetbaar(db)
    await zonderDemoOntvanger(db)
  })
  const wegwijzer = hub.zonderGateway ? await maakWegwijzer(hub.zonderGateway) : null
  const keurTransport = async (boek: Boek) => keurTopics(...(await leesTransport(hub, boek, signal)))
  return speelMet(hub, {
    ...o,
    klok,
    schijf: hub.schijven?.data ?? null,
    wegwijzer,
    fouten: CLUSTERFOUTEN,
    keurTransport,
  })
}

type Spelkeuze<H extends Hub> = Omgeving & {
  readonly klok: Klok
  readonly schijf: Schijf | null
  readonly wegwijzer: Wegwijzer | null
  readonly fouten: readonly Fout<H>[]
  readonly keurTransport: (boek: Boek) => Promise<Schending[]>
}

async function speelMet<H extends Hub>(hub: H, o: Spelkeuze<H>): Promise<Opstelling> {
  const { keuze, meld, signal, opruiming, klok, schijf } = o
  const boek = nieuwBoek()
  const gesprek = await maakGesprek({ data: hub.data, basis: hub.basis, wegwijzer: o.wegwijzer, klok, signal })
  opruiming.push(() => gesprek.sluit())
  const ontvangers = await maakOntvangers(hub.data, { boek, kans: kansVoor(keuze.zaad, 2) })
  opruiming.push(() => ontvangers.sluit())
  meld(`the hub listens at ${hub.basis}; ${keuze.perSeconde} doorverwijzingen a second`)
  const verkeer = { gesprek, klok, boek, zaad: keuze.zaad, run: inLetters(randomInt(2 ** 40)) }
  const spel = speel(verkeer, keuze.perSeconde, signal)
  opruiming.push(() => spel.stopSpelers())
  const afwikkeling = { hub, klok, boek, signal, meld, gesprek }
  const kans = kansVoor(keuze.zaad, 1)
  const beantwoord = () => boek.zendingen.length
  const lang = keuze.ronden === null && keuze.seconden >= LANG_SECONDEN
  const wereld = {
    ...{ hub, klok, kans, ontvangers, schijf, signal, lang, beantwoord },
    rustpunt: () => rustpunt(afwikkeling),
  }
  const gekozen = o.fouten.filter(({ naam }) => keuze.fouten.length === 0 || keuze.fouten.includes(naam))
  return {
    ...{ ...afwikkeling, ontvangers, verkeer, ...spel },
    doeFouten: () => doeFouten(wereld, gekozen, { ...keuze, meld }),
    keurTransport: () => o.keurTransport(boek),
  }
}

function speel(verkeer: Verkeerkeuze, perSeconde: number, signal: AbortSignal) {
  const genoeg = new AbortController()
  const klaar = new AbortController()
  const stopAlles = AbortSignal.any([signal, klaar.signal])
  const posten = speelSchuldeisers(verkeer, perSeconde, AbortSignal.any([signal, genoeg.signal]))
  const spelers = Promise.all([speelLezers(verkeer, stopAlles), speelOperator(verkeer, stopAlles)])
  // Told where they are waited for.
  for (const spel of [posten, spelers]) spel.catch(() => undefined)
  return {
    posten,
    stopPosten: () => genoeg.abort(),
    async stopSpelers() {
      genoeg.abort()
      klaar.abort()
      await verkeer.gesprek.sluit()
      await Promise.all([posten, spelers])
    },
  }
}
