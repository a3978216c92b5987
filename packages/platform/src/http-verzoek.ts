import { isTraceparent } from './spoor.ts'
import { willekeurig } from './toeval.ts'

/** The members of an object; none of anything else. */
export function velden(waarde: unknown): Readonly<Record<string, unknown>> {
  return typeof waarde === 'object' && waarde !== null ? Object.fromEntries(Object.entries(waarde)) : {}
}

/** The members that are text, such as path parameters. */
export function tekstvelden(waarde: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(velden(waarde)).flatMap(([naam, w]) => (typeof w === 'string' ? [[naam, w]] : [])),
  )
}

/** W3C trace context of the caller, or a new one when there is none or it is not well formed. */
export function leesTraceparent(kop: unknown): string {
  if (isTraceparent(kop)) return kop
  return `00-${willekeurig(16).toString('hex')}-${willekeurig(8).toString('hex')}-01`
}
