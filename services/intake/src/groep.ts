import { setTimeout as wachtMs } from 'node:timers/promises'

/** One request that waits to be accepted together with others. `sleutels`: what no two members of one group may share. */
type Lid<I, U> = {
  readonly invoer: I
  readonly sleutels: readonly string[]
  readonly klaar: (uitkomst: U) => void
  readonly fout: (fout: unknown) => void
}

/** What a failure means: an outage that doing it again would only make longer; a lock that somebody else holds; or the member's own. */
export type Oordeel = 'storing' | 'vergrendeld' | 'eigen'

export type Groepkeuze<I, U> = {
  /** Handles all in one transaction; outcomes in the order of the input. Throws when the transaction failed as a whole. */
  readonly samen: (invoer: readonly I[]) => Promise<readonly U[]>
  /** Handles one in a transaction of its own, after its group failed, waiting at most so long for a lock. */
  readonly alleen: (invoer: I, wachtMs: number) => Promise<U>
  /** The outcome for who waited too long. */
  readonly bezig: () => U
  readonly oordeel: (fout: unknown) => Oordeel
  readonly maxGroep: number
  /** how long to gather before a group is taken; 0 = not at all */
  readonly bundelMs: () => number
  /** how long a lock is waited for where others wait too, and where nobody does */
  readonly wachtKortMs: number
  readonly wachtLangMs: number
}

export type Groep<I, U> = {
  voeg(invoer: I, sleutels: readonly string[]): Promise<U>
  /** how many are not answered yet */
  wachtend(): number
}

/** Members that wait for a lock at the same time; each holds a connection. */
const BANEN = 2

/**
 * Groups concurrent requests into one transaction: under load one COMMIT serves many, at rest a request waits for nobody. While a group is
 * being committed the next one gathers. Two requests with the same key never sit in one group, so that the second finds the first.
 */
export function maakGroep<I, U>(keuze: Groepkeuze<I, U>): Groep<I, U> {
  let wachtend: Lid<I, U>[] = []
  let bezig = false
  let open = 0
  const banen = maakBanen(keuze)

  const draai = async (): Promise<void> => {
    while (wachtend.length > 0) {
      const bundelMs = wachtend.length < keuze.maxGroep ? keuze.bundelMs() : 0
      if (bundelMs > 0) await wachtMs(bundelMs)
      const { groep, rest } = stelSamen(wachtend, keuze.maxGroep)
      wachtend = rest
      await verwerk(keuze, groep, banen)
    }
    bezig = false
  }

  return {
    voeg: (invoer, sleutels) => {
      const { promise, resolve: klaar, reject: fout } = Promise.withResolvers<U>()
      open++
      wachtend.push({ invoer, sleutels, klaar, fout })
      // A turn of the event loop later, so that requests read in the same turn travel together.
      if (!bezig) setImmediate(() => void draai())
      bezig = true
      return promise.finally(() => {
        open--
      })
    },
    wachtend: () => open,
  }
}

function stelSamen<I, U>(wachtend: readonly Lid<I, U>[], max: number): { groep: Lid<I, U>[]; rest: Lid<I, U>[] } {
  const gezien = new Set<string>()
  const groep: Lid<I, U>[] = []
  const rest: Lid<I, U>[] = []
  for (const lid of wachtend) {
    const past = groep.length < max && !lid.sleutels.some((sleutel) => gezien.has(sleutel))
    for (const sleutel of lid.sleutels) gezien.add(sleutel)
    if (past) groep.push(lid)
    else rest.push(lid)
  }
  return { groep, rest }
}

async function verwerk<I, U>(keuze: Groepkeuze<I, U>, groep: readonly Lid<I, U>[], banen: Banen<I, U>): Promise<void> {
  try {
    const uitkomsten = await keuze.samen(groep.map(({ invoer }) => invoer))
    groep.forEach((lid, i) => {
      const uitkomst = uitkomsten[i]
      if (uitkomst === undefined) lid.fout(new Error('a group answered fewer than it was asked'))
      else lid.klaar(uitkomst)
    })
  } catch (fout) {
    if (keuze.oordeel(fout) === 'storing') for (const lid of groep) lid.fout(fout)
    else for (const lid of groep) await nogEens(keuze, lid, banen)
  }
}

/** One by one; who meets a lock steps aside, so that it holds up nobody else. */
async function nogEens<I, U>(keuze: Groepkeuze<I, U>, lid: Lid<I, U>, banen: Banen<I, U>): Promise<void> {
  try {
    lid.klaar(await keuze.alleen(lid.invoer, keuze.wachtKortMs))
  } catch (fout) {
    if (keuze.oordeel(fout) === 'vergrendeld') banen.wacht(lid)
    else lid.fout(fout)
  }
}

type Banen<I, U> = { wacht(lid: Lid<I, U>): void }

/** Where members wait for their lock, a few at a time and each until its own moment: who comes late is not made to wait twice. */
function maakBanen<I, U>(keuze: Groepkeuze<I, U>): Banen<I, U> {
  const rij: { lid: Lid<I, U>; tot: number }[] = []
  let vrij = BANEN

  const loop = async (): Promise<void> => {
    for (let eerste = rij.shift(); eerste; eerste = rij.shift()) {
      const { lid, tot } = eerste
      const wachtMs = Math.max(keuze.wachtKortMs, Math.ceil(tot - performance.now()))
      await keuze.alleen(lid.invoer, wachtMs).then(lid.klaar, (fout: unknown) => {
        if (keuze.oordeel(fout) === 'vergrendeld') lid.klaar(keuze.bezig())
        else lid.fout(fout)
      })
    }
    vrij++
  }

  return {
    wacht(lid) {
      rij.push({ lid, tot: performance.now() + keuze.wachtLangMs })
      if (vrij === 0) return
      vrij--
      void loop()
    },
  }
}
