import type { Db } from '@warmknooppunt/platform/db'
import { laadRijen } from './laad-rijen.ts'
import type { Opzoekingen } from './opzoekingen.ts'
import { maakOpzoekingen } from './opzoekingen.ts'

/** The register as it is, or was, in one version; it never changes. */
export type RegisterStand = Opzoekingen & { readonly versie: number }

/** Reads the register: as it is now, or as it was in an older version that a message names. */
export type Register = {
  /** One small query on `db` when nothing changed; what a committed change brought is seen by the next call. */
  stand(db: Db): Promise<RegisterStand>
  /** Throws when the register never had that version. */
  standOp(db: Db, versie: number): Promise<RegisterStand>
}

/** How many versions stay in memory: the current one and the few that messages under way were pinned on. */
const BEWAARDE_VERSIES = 8

/**
 * Versions never change, so they are kept; callers that ask at the same time share one reading. It runs on `pool`, never on a caller's
 * transaction: others wait for it, and a caller may fail meanwhile. So no transaction on `pool` itself may ask this register anything.
 */
export function maakRegister(pool: Db): Register {
  const bewaard = new Map<number, Promise<RegisterStand>>()
  let hoogste = 0

  const haal = (versie: number): Promise<RegisterStand> => {
    const stand = bewaard.get(versie) ?? laad(pool, versie)
    bewaard.delete(versie)
    bewaard.set(versie, stand)
    const [oudste] = bewaard.keys()
    if (bewaard.size > BEWAARDE_VERSIES && oudste !== undefined) bewaard.delete(oudste)
    return stand.catch((fout: unknown) => {
      if (bewaard.get(versie) === stand) bewaard.delete(versie)
      throw fout
    })
  }

  const huidige = async (db: Db): Promise<number> => {
    const versie = await leesVersie(db)
    // After a restore to an earlier moment a number may come back with other rows.
    if (versie < hoogste) bewaard.clear()
    hoogste = versie
    return versie
  }

  return {
    stand: async (db) => haal(await huidige(db)),
    standOp: async (db, versie) => {
      if (versie > hoogste && versie > (await huidige(db))) throw new Error(`register: no version ${versie}`)
      return haal(versie)
    },
  }
}

async function leesVersie(db: Db): Promise<number> {
  const { rows } = await db.query<{ nummer: number }>('select nummer from register.versie')
  const nummer = rows[0]?.nummer
  if (nummer === undefined) throw new Error('register.versie holds no row')
  return nummer
}

/** A version that its caller has yet to commit cannot be read from here, and must not be kept half. */
async function laad(db: Db, versie: number): Promise<RegisterStand> {
  if ((await leesVersie(db)) < versie) throw new Error(`register: version ${versie} is not committed`)
  return { ...maakOpzoekingen(await laadRijen(db, versie)), versie }
}
