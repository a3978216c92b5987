import type { Datamap } from '../services/knooppunt/src/datamap.ts'

export type Afgelopen = { readonly code: number | null; readonly uit: string; readonly fout: string }

/** The hub under test, whether it is one process or many: killed and started again on one folder. */
export type Hub = {
  readonly data: Datamap
  readonly basis: string
  /** Resolves when it says that it is ready; throws when it ends before, or is not in time. */
  start(): Promise<void>
  /** kill -9 of all of it but its database and its broker */
  dood(): Promise<void>
  /** SIGTERM; throws when it does not end well. */
  stop(): Promise<void>
  /** Waits until it is ready; false when it is not in time. */
  wachtGereed(): Promise<boolean>
  /** Another command on the same folder, at the same time of day, such as a second hub. */
  commando(opdracht: readonly string[], env?: Readonly<Record<string, string>>): Promise<Afgelopen>
  /** every line that the hub said, of all its lives */
  logregels(): Promise<Readonly<Record<string, unknown>>[]>
  /** Ends whatever of it still runs, its database too. */
  ruimOp(): Promise<void>
}
