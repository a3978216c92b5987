/** A JSON value as text was parsed to it, and the object among them. */
export type Json = null | boolean | number | string | readonly Json[] | Knoop
export type Knoop = { readonly [sleutel: string]: Json }

export function isKnoop(waarde: Json | undefined): waarde is Knoop {
  return typeof waarde === 'object' && waarde !== null && !Array.isArray(waarde)
}
