import type { Db } from '@warmknooppunt/platform/db'
import type { Keks } from '@warmknooppunt/platform/kluis'
import type { Log } from '@warmknooppunt/platform/log'
import type { Register, RegisterStand } from '@warmknooppunt/register/stand'
import type { OpenEindpunt } from './adapters/verstuur.ts'
import { isActief } from './bevoegd.ts'
import { openEindpunt } from './eindpunt.ts'
import type { Eindpuntstand } from './eindpunt-store.ts'
import { leesEindpunten } from './eindpunt-store.ts'

export type Bruikbaar = Eindpuntstand & { readonly open: OpenEindpunt }

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
}

/** Reads the endpoints of active parties and opens their secrets. One that cannot be opened is left out, with an error in the log. */
export async function leesStanden(db: Db, k: Leeskeuze): Promise<Eindpuntstanden> {
  const register = await k.register.stand(db)
  const actief = (await leesEindpunten(db)).filter(({ deelnemer }) => isActief(register, deelnemer, k.nu))
  const bruikbaar = actief.flatMap((e): [string, Bruikbaar][] => {
    try {
      return [[e.id, { ...e, open: openEindpunt(k.keks, e, k.nu) }]]
    } catch (fout) {
      k.log.error({ err: fout, eindpunt: e.id }, 'eindpunt.niet-te-openen')
      return []
    }
  })
  return { register, eindpunten: new Map(bruikbaar) }
}
