import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { scramVerificatie } from '@warmknooppunt/platform/scram'
import pg from 'pg'
import { leesGeheim, schrijfGeheim } from '../geheimen.ts'

/** A file with the password of a log-in, and whether the database takes one. */
export type Wachtwoordbestand = {
  readonly bestand: string
  readonly gaatOpen: (wachtwoord: string) => Promise<boolean>
}

/** A new password: 24 random bytes. */
export function maakWachtwoord(): string {
  return randomBytes(24).toString('hex')
}

/**
 * Gives a log-in another password, which only its file holds; `zet` is given what PostgreSQL keeps of it. It lies beside the file of the old one
 * before the database has it, so that whoever is cut short in between loses nothing (`rondAf`).
 */
export async function wisselInBestand(
  o: Wachtwoordbestand & { readonly zet: (verificatie: string) => Promise<unknown> },
): Promise<void> {
  await rondAf(o)
  const nieuw = maakWachtwoord()
  await schrijfGeheim(volgendVan(o), nieuw)
  await o.zet(scramVerificatie(nieuw, randomBytes(16)))
  await rondAf(o)
}

/** Ends a change that was begun: the new password is kept when the database has it. */
export async function rondAf(o: Wachtwoordbestand): Promise<void> {
  const volgend = await leesGeheim(volgendVan(o))
  if (volgend === null) return
  if (await o.gaatOpen(volgend)) await schrijfGeheim(o.bestand, volgend)
  await rm(volgendVan(o), { force: true })
}

function volgendVan({ bestand }: Pick<Wachtwoordbestand, 'bestand'>): string {
  return `${bestand}.volgend`
}

/** Whether the database lets in by this address. Throws when it cannot be asked. */
export async function gaatOpen(url: string): Promise<boolean> {
  try {
    await metVerbinding(url, async () => undefined)
    return true
  } catch (fout) {
    if (fout instanceof pg.DatabaseError && fout.code === '28P01') return false
    throw fout
  }
}

/** One connection, for as long as `f` takes. */
export async function metVerbinding(url: string, f: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    await f(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}
