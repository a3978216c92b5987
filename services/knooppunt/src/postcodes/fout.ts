import { AFLOOP, commandofout } from '../commando/afloop.ts'

/** What is wrong with a file as a whole, in words for who gave it: nothing was changed. */
export function bestandsfout(naam: string, waarom: string, cause?: unknown): Error {
  return commandofout(AFLOOP.fout, `${naam}: ${waarom}`, cause)
}

/** What is wrong with one line of a file. `regel` counts from 1, with the first line. */
export type Regelfout = {
  readonly bestand: string
  readonly regel: number
  readonly veld: string | null
  readonly waarom: string
}

/** More than this says no more: the file is of another kind. */
export const MAX_FOUTEN = 50
