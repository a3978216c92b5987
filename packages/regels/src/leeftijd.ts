import type { Dag } from './dag.ts'

/** Whole years on `op`; somebody born on 29 February turns a year older on 1 March. */
export function leeftijdOp(geboortedatum: Dag, op: Dag): number {
  const jaren = Number(op.slice(0, 4)) - Number(geboortedatum.slice(0, 4))
  const isJarigGeweest = op.slice(5) >= geboortedatum.slice(5)
  return isJarigGeweest ? jaren : jaren - 1
}
