import type { Breuk } from './breuk.ts'
import { BUS } from './bus.ts'
import { GIF } from './gif.ts'
import { KLUIS } from './kluis.ts'
import { TERMIJNEN } from './termijnen.ts'
import { UITBAK } from './uitbak.ts'

/** Every guard that is broken on purpose, a table per part of the hub. A new guard is a row in one of them, or in a new one. */
export const BREUKEN: readonly Breuk[] = [...UITBAK, ...BUS, ...GIF, ...TERMIJNEN, ...KLUIS]
