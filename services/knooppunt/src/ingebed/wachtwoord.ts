import { WACHTWOORDBESTAND } from '@warmknooppunt/platform/pool'
import { startfout } from '@warmknooppunt/platform/proces'
import { zetVerificatie } from '../commando/aanmeldingen-store.ts'
import type { Datamap } from '../datamap.ts'
import { leesGeheim, schrijfGeheim } from '../geheimen.ts'
import { BEHEERDER, leesVersie } from './cluster.ts'
import type { Postmaster } from './postmaster.ts'
import type { Wachtwoordbestand } from './wachtwoordbestand.ts'
import { gaatOpen, maakWachtwoord, metVerbinding, rondAf, wisselInBestand } from './wachtwoordbestand.ts'

/** Where the embedded PostgreSQL of a data folder listens, and by which password it lets us in. */
export type Plek = Pick<Postmaster, 'poort' | 'socketmap'> & { readonly data: Datamap; readonly wachtwoord: string }

/** By its Unix socket where it has one. Names the file of the password besides the password, which may be changed while the hub runs. */
export function urlVan(plek: Plek, database: string): string {
  return adresVan(plek, database, { [WACHTWOORDBESTAND]: plek.data.wachtwoord })
}

function adresVan({ wachtwoord, poort, socketmap }: Plek, database: string, meer: Record<string, string>): string {
  const velden = new URLSearchParams({ ...(socketmap === null ? {} : { host: socketmap }), ...meer })
  return `postgres://${BEHEERDER}:${wachtwoord}@127.0.0.1:${poort}/${database}?${velden}`
}

/** The password of the cluster, made at the first start. */
export async function zorgVoorWachtwoord(data: Datamap): Promise<string> {
  const bekend = await leesGeheim(data.wachtwoord)
  if (bekend !== null) return bekend
  if ((await leesVersie(data.postgres)) !== null) {
    throw startfout(
      `The password of the database is gone: put ${data.wachtwoord} back, or move ${data.map} away to begin anew.`,
    )
  }
  const nieuw = maakWachtwoord()
  await schrijfGeheim(data.wachtwoord, nieuw)
  return nieuw
}

/** Gives the running cluster another password. Sessions that there are go on; new ones read the file. */
export function wisselWachtwoord(plek: Plek): Promise<void> {
  return wisselInBestand({
    ...bestandVan(plek),
    zet: async (verificatie) => {
      const huidig = { ...plek, wachtwoord: (await leesGeheim(plek.data.wachtwoord)) ?? plek.wachtwoord }
      await metVerbinding(adresVan(huidig, 'postgres', {}), (client) => zetVerificatie(client, BEHEERDER, verificatie))
    },
  })
}

/** Ends a change of password that was cut short. */
export function rondWisselAf(plek: Plek): Promise<void> {
  return rondAf(bestandVan(plek))
}

function bestandVan(plek: Plek): Wachtwoordbestand {
  return {
    bestand: plek.data.wachtwoord,
    gaatOpen: (wachtwoord) => gaatOpen(adresVan({ ...plek, wachtwoord }, 'postgres', {})),
  }
}
