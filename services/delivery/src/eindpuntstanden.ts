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

/** Reads the endpoints of active parties and opens their secrets. One that cannot be opened is left out, with an error in the log. */
export async function leesStanden(db: Db, k: Leeskeuze): Promise<Eindpuntstanden> {
  const register = await k.register.stand(db)
  const actief = (await leesEindpunten(db)).filter(({ deelnemer }) => isActief(register, deelnemer, k.nu))
  const bruikbaar = actief.flatMap((e): [string, Bruikbaar][] => {
    try {
      return [[e.id, { ...e, ...geopend(k, e) }]]
    } catch (fout) {
      k.log.error({ err: fout, eindpunt: e.id }, 'eindpunt.niet-te-openen')
      return []
    }
  })
  return { register, eindpunten: new Map(bruikbaar) }
}

function geopend(k: Leeskeuze, e: Eindpuntstand): Pick<Bruikbaar, 'open' | 'van'> {
  const geldig = e.geheimen.map((geheim) => geldtGeheim(geheim, k.nu))
  const van = JSON.stringify([e.adres, e.geheimen, geldig, e.toegestaneNetten, e.httpToegestaan, e.gelijktijdig])
  const bekend = k.vorige?.eindpunten.get(e.id)
  return bekend?.van === van ? { open: bekend.open, van } : { open: openEindpunt(k.keks, e, k.nu), van }
}
