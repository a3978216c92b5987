import type { Tx } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { Pool } from 'pg'
import { controleerSamenhang } from './samenhang-store.ts'

/** A running change: its transaction, under the register's lock, and the version that its rows begin or end with. */
export type Wijziging = { readonly tx: Tx; readonly versie: number }

export type Gewijzigd<T> = { readonly uitkomst: T; readonly versie: number }

/**
 * Runs one change of the register. Changes wait for one another on the row of `register.versie`, so the rows of a version appear all at once
 * and versions follow each other without a gap. When `f` changed nothing, the version stays. Throws, and changes nothing, when a row
 * would refer to what is not in the register.
 */
export function wijzigRegister<T>(pool: Pool, f: (wijziging: Wijziging) => Promise<T>): Promise<Gewijzigd<T>> {
  return transactie(pool, null, (tx) => wijzigRegisterIn(tx, f))
}

/** The same in a transaction that does more than that: it must be rolled back when this throws. */
export async function wijzigRegisterIn<T>(tx: Tx, f: (wijziging: Wijziging) => Promise<T>): Promise<Gewijzigd<T>> {
  const uitkomst = await f({ tx, versie: await beginWijziging(tx) })
  await controleerSamenhang(tx)
  return { uitkomst, versie: await verhoogVersie(tx) }
}

async function beginWijziging(tx: Tx): Promise<number> {
  const { rows } = await tx.query<{ versie: number }>('select register.begin_wijziging() as versie')
  return eneVersie(rows)
}

async function verhoogVersie(tx: Tx): Promise<number> {
  const { rows } = await tx.query<{ versie: number }>('select register.verhoog_versie() as versie')
  return eneVersie(rows)
}

function eneVersie(rows: readonly { versie: number }[]): number {
  const versie = rows[0]?.versie
  if (versie === undefined) throw new Error('register.versie holds no row')
  return versie
}
