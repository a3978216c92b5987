import type { Db } from '@warmknooppunt/platform/db'
import type { Keks } from '@warmknooppunt/platform/kluis'
import type { Log } from '@warmknooppunt/platform/log'
import type { Register, RegisterStand } from '@warmknooppunt/register/stand'
import type { OpenEindpunt } from './adapters/verstuur.ts'
import { isActief } from './bevoegd.ts'
import { geldtGeheim, openEindpunt } from './eindpunt.ts'
import type { Eindpuntstand } from './eindpunt-store.ts'
import { leesEindpunten } from './eindpunt-store.ts'

/** `van`: from which stored text it was opened. */
export type Bruikbaar = Eindpuntstand & { readonly open: OpenEindpunt; readonly van: string }

/** The endpoints to which may be sent, as last read. */
export type Eindpuntstanden = {
  readonly eindpunten: ReadonlyMap<string, Bruikbaar>
  /** by id, those that cannot be opened: the stored text, and the KEKs with which it was tried */
  readonly dicht: ReadonlyMap<string, string>
  readonly register: RegisterStand
}

export type Leeskeuze = {
  readonly register: Register
  readonly keks: Keks
  readonly log: Log
  readonly nu: Temporal.Instant
  /** as read before: what did not change since is not opened again */
  readonly vorige: Eindpuntstanden | null
}

/** Reads the endpoints of active parties and opens their secrets. One that cannot be opened is left out, with an error in the log once. */
export async function leesStanden(db: Db, k: Leeskeuze): Promise<Eindpuntstanden> {
  const register = await k.register.stand(db)
  const actief = (await leesEindpunten(db)).filter(({ deelnemer }) => isActief(register, deelnemer, k.nu))
  const bruikbaar = new Map<string, Bruikbaar>()
  const dicht = new Map<string, string>()
  for (const e of actief) {
    const van = vanWelke(e, k.nu)
    const geopend = opent(k, e, van)
    if (geopend === null) dicht.set(e.id, poging(k, van))
    else bruikbaar.set(e.id, { ...e, open: geopend, van })
  }
  return { register, eindpunten: bruikbaar, dicht }
}

/** All that opening goes by, but for the KEKs. */
function vanWelke(e: Eindpuntstand, nu: Temporal.Instant): string {
  const geldig = e.geheimen.map((geheim) => geldtGeheim(geheim, nu))
  return JSON.stringify([
    e.adres,
    e.geheimen,
    geldig,
    e.toegestaneNetten,
    e.httpToegestaan,
    e.alleenNetten,
    e.gelijktijdig,
  ])
}

/** KEKs may come while the process runs: what did not open without one is tried again with it. */
function poging({ keks }: Leeskeuze, van: string): string {
  return `${[...keks.sleutels.keys()].join(' ')} ${van}`
}

/** Null when it cannot be opened; the same text fails again as long as this process has the same keys, so it is not tried again. */
function opent(k: Leeskeuze, e: Eindpuntstand, van: string): OpenEindpunt | null {
  const bekend = k.vorige?.eindpunten.get(e.id)
  if (bekend?.van === van) return bekend.open
  if (k.vorige?.dicht.get(e.id) === poging(k, van)) return null
  try {
    return openEindpunt(k.keks, e, k.nu)
  } catch (fout) {
    k.log.error({ err: fout, eindpunt: e.id }, 'eindpunt.niet-te-openen')
    return null
  }
}
