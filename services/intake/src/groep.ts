/** One request that waits to be accepted together with others. `sleutels`: what no two members of one group may share. */
export type Lid<I, U> = {
  readonly invoer: I
  readonly sleutels: readonly string[]
  readonly klaar: (uitkomst: U) => void
  readonly fout: (fout: unknown) => void
}

export type Groepkeuze<I, U> = {
  /** Handles all in one transaction; outcomes in the order of the input. Throws when the transaction failed as a whole. */
  readonly samen: (invoer: readonly I[]) => Promise<readonly U[]>
  /** Handles one in a transaction of its own, after its group failed. */
  readonly alleen: (invoer: I) => Promise<U>
  /** Whether a failure is an outage that re-running the members one by one would only make longer. */
  readonly isStoring: (fout: unknown) => boolean
  readonly maxGroep: number
}

export type Groep<I, U> = { voeg(invoer: I, sleutels: readonly string[]): Promise<U>; wachtend(): number }

/**
 * Groups concurrent requests into one transaction: under load one COMMIT serves many, at rest a request waits for nobody. While a group is
 * being committed the next one gathers. Two requests with the same key never sit in one group, so that the second finds the first.
 */
export function maakGroep<I, U>(keuze: Groepkeuze<I, U>): Groep<I, U> {
  let wachtend: Lid<I, U>[] = []
  let bezig = false

  const draai = async (): Promise<void> => {
    bezig = true
    while (wachtend.length > 0) {
      const { groep, rest } = stelSamen(wachtend, keuze.maxGroep)
      wachtend = rest
      await verwerk(keuze, groep)
    }
    bezig = false
  }

  return {
    voeg: (invoer, sleutels) =>
      new Promise<U>((klaar, fout) => {
        wachtend.push({ invoer, sleutels, klaar, fout })
        // A turn of the event loop later, so that requests read in the same turn travel together.
        if (!bezig) {
          bezig = true
          setImmediate(() => void draai())
        }
      }),
    wachtend: () => wachtend.length,
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

async function verwerk<I, U>(keuze: Groepkeuze<I, U>, groep: readonly Lid<I, U>[]): Promise<void> {
  try {
    const uitkomsten = await keuze.samen(groep.map(({ invoer }) => invoer))
    groep.forEach((lid, i) => {
      const uitkomst = uitkomsten[i]
      if (uitkomst === undefined) lid.fout(new Error('a group answered fewer than it was asked'))
      else lid.klaar(uitkomst)
    })
  } catch (fout) {
    if (keuze.isStoring(fout)) for (const lid of groep) lid.fout(fout)
    else for (const lid of groep) await een(keuze, lid)
  }
}

async function een<I, U>(keuze: Groepkeuze<I, U>, lid: Lid<I, U>): Promise<void> {
  try {
    lid.klaar(await keuze.alleen(lid.invoer))
  } catch (fout) {
    lid.fout(fout)
  }
}
