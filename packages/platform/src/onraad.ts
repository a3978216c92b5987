/** A message put aside because its handling failed. */
export type Mislukking = { readonly sleutel: string; readonly code: string }

/**
 * Whether a failure looks like trouble of the stage rather than of the message (promise 6): the last two put aside, of other dossiers,
 * failed with the same code and nothing succeeded since.
 */
export function isOnraad(laatste: readonly Mislukking[], nu: Mislukking): boolean {
  const [een, twee] = laatste.slice(-2)
  if (!een || !twee) return false
  const verschillend = new Set([een.sleutel, twee.sleutel, nu.sleutel]).size === 3
  return verschillend && een.code === nu.code && twee.code === nu.code
}
