import { startfout } from '@warmknooppunt/platform/proces'
import type { Datamap } from '../services/knooppunt/src/datamap.ts'
import type { Omgeving } from './omgeving.ts'

/** A broker that this cluster started. */
export type Broker = { readonly adres: string; pid(): number; stop(): Promise<void> }

export type Brokerkeuze = {
  readonly bus: 'kafka' | 'postgres'
  readonly relay: 'in' | 'apart'
  readonly data: Datamap
  readonly databaseUrl: string
  readonly env: Omgeving
  readonly meld: (tekst: string) => void
}

/** The settings of the bus for every service, and the broker behind it when the cluster has one of its own. */
export type Busplek = { readonly eigen: Broker | null; readonly instellingen: Readonly<Record<string, string>> }

export async function startBroker({ bus }: Brokerkeuze): Promise<Busplek> {
  if (bus === 'postgres') return { eigen: null, instellingen: { BUS: 'postgres' } }
  throw startfout('no kafka yet')
}
