import { randomInt } from 'node:crypto'
import { inLetters, kansVoor } from '../services/knooppunt/src/simulatie/kans.ts'
import type { Afwikkelkeuze } from './afwikkeling.ts'
import { nieuwBoek } from './boek.ts'
import { alsEigenaar, maakKlokVerzetbaar } from './database.ts'
import type { Wereld } from './fouten/fout.ts'
import { maakHubproces } from './hubproces.ts'
import { maakKlok } from './klok.ts'
import type { Keuze } from './opdrachtregel.ts'
import { rustpunt } from './rust.ts'
import { maakSchijf } from './schijf.ts'
import { speelLezers } from './verkeer/gemeenten.ts'
import { maakGesprek } from './verkeer/gesprek.ts'
import { maakOntvangers } from './verkeer/ontvangers.ts'
import { speelOperator } from './verkeer/operator.ts'
import type { Verkeerkeuze } from './verkeer/schuldeisers.ts'
import { speelSchuldeisers } from './verkeer/schuldeisers.ts'

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
  readonly wereld: Wereld
  readonly verkeer: Verkeerkeuze
  /** resolves when no more is sent and all was answered */
  readonly posten: Promise<void>
  stopPosten(): void
  /** Everybody goes home; resolves when they have. */
  stopSpelers(): Promise<void>
}

/** Starts it all in a folder; what is started is undone by `opruiming`, also when a start fails. */
export async function stelOp(map: string, { keuze, meld, signal, opruiming }: Omgeving): Promise<Opstelling> {
  const klok = maakKlok()
  const boek = nieuwBoek()
  const hub = await maakHubproces(map, klok, signal)
  const schijf = keuze.houd ? null : await maakSchijf(hub.data.map)
  if (schijf) opruiming.push(() => schijf.ontkoppel())
  else if (!keuze.houd) meld('SKIPPED: a full disk needs the right to mount a tmpfs (Linux, root)')
  opruiming.push(() => hub.ruimOp())
  await hub.start()
  signal.throwIfAborted()
  await alsEigenaar(hub.data, maakKlokVerzetbaar)
  const gesprek = await maakGesprek({ data: hub.data, basis: hub.basis, klok, signal })
  opruiming.push(() => gesprek.sluit())
  const ontvangers = await maakOntvangers(hub.data, { boek, kans: kansVoor(keuze.zaad, 2) })
  opruiming.push(() => ontvangers.sluit())
  meld(`the hub listens at ${hub.basis}; ${keuze.perSeconde} doorverwijzingen a second`)
  const verkeer = { gesprek, klok, boek, zaad: keuze.zaad, run: inLetters(randomInt(2 ** 40)) }
  const spel = speel(verkeer, keuze.perSeconde, signal)
  opruiming.push(() => spel.stopSpelers())
  const afwikkeling = { hub, klok, boek, signal, meld, gesprek }
  const kans = kansVoor(keuze.zaad, 1)
  const wereld = { hub, klok, kans, ontvangers, schijf, signal, rustpunt: () => rustpunt(afwikkeling) }
  return { ...afwikkeling, wereld, verkeer, ...spel }
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
