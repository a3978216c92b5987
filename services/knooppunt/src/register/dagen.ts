import type { Dag } from '@warmknooppunt/regels/dag'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import { InvalidArgumentError } from 'commander'
import type { Omstandigheden } from '../commando/omstandigheden.ts'

/** An option that is a day. */
export function leesDag(tekst: string): Dag {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(tekst)) return Temporal.PlainDate.from(tekst, { overflow: 'reject' }).toString()
  } catch {
    // told below
  }
  throw new InvalidArgumentError('a day, such as 2026-12-31')
}

/** Today, as the hub counts days. */
export function vandaag(o: Omstandigheden): Dag {
  return amsterdamseDag(o.nu())
}
