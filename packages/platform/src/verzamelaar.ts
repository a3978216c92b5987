import { setImmediate as straks, setTimeout as wachtMs } from 'node:timers/promises'

/** How many messages one transaction takes at most. */
const BATCH = 500

/** What became of messages that were collected: handed over, or let go because they will be read again. */
export type Afloop = 'overgedragen' | 'vervallen'

export type Verzamelaar<T> = {
  /** collects messages of one partition; resolves when their turn is over */
  leg(berichten: readonly T[]): Promise<Afloop>
  /** lets go of all that was not handed over yet */
  leeg(): void
  /** resolves when nothing is being handed over */
  rust(): Promise<void>
}

export type Verzamelkeuze<T> = {
  /** hands over; never throws: what it cannot hand over it sees to itself, and says so */
  readonly geef: (batch: readonly T[]) => Promise<Afloop>
  /** the order over all partitions; of two messages of one partition it must be the order they came in */
  readonly orde: (een: T, twee: T) => number
  /** how long to gather */
  readonly bundelMs: () => number
}

type Bundel<T> = { readonly berichten: readonly T[]; readonly klaar: (afloop: Afloop) => void }

/** Brings together what comes in by partition, so that one transaction takes all partitions (promise 5), and hands over one batch at a time. */
export function maakVerzamelaar<T>(keuze: Verzamelkeuze<T>): Verzamelaar<T> {
  let wachtend: Bundel<T>[] = []
  let bezig: Promise<void> | undefined
  const leeg = () => {
    for (const { klaar } of wachtend.splice(0)) klaar('vervallen')
  }
  const werk = async () => {
    const ms = keuze.bundelMs()
    // What the same fetch brought of other partitions comes in before this.
    await (ms > 0 ? wachtMs(ms) : straks())
    while (wachtend.length > 0) {
      const bundels = wachtend
      wachtend = []
      const afloop = await geefInDelen(keuze, bundels.flatMap(({ berichten }) => berichten).sort(keuze.orde))
      for (const { klaar } of bundels) klaar(afloop)
      if (afloop === 'vervallen') leeg()
    }
    bezig = undefined
  }
  return {
    leg: (berichten) =>
      new Promise((klaar) => {
        wachtend.push({ berichten, klaar })
        bezig ??= werk()
      }),
    leeg,
    rust: async () => bezig,
  }
}

async function geefInDelen<T>({ geef }: Verzamelkeuze<T>, berichten: readonly T[]): Promise<Afloop> {
  for (let van = 0; van < berichten.length; van += BATCH) {
    if ((await geef(berichten.slice(van, van + BATCH))) === 'vervallen') return 'vervallen'
  }
  return 'overgedragen'
}
