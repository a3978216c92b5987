import type { Breuk } from './breuk.ts'
import { BUS } from './bus.ts'
import { EINDPUNTEN } from './eindpunten.ts'
import { GIF } from './gif.ts'
import { HERKOMSTEN } from './herkomst.ts'
import { KAFKA } from './kafka.ts'
import { KLUIS } from './kluis.ts'
import { OPDRACHTEN } from './opdrachten.ts'
import { POSTCODES } from './postcodes.ts'
import { SLUITEND } from './sluitend.ts'
import { SPOREN } from './sporen.ts'
import { TERMIJNEN } from './termijnen.ts'
import { TERUGZETTEN } from './terugzetten.ts'
import { TRANSPORT } from './transport.ts'
import { UITBAK } from './uitbak.ts'
import { VERSIES } from './versies.ts'
import { WISSELEN } from './wisselen.ts'

/** Every guard that is broken on purpose, a table per part of the hub. A new guard is a row in one of them, or in a new one. */
export const BREUKEN: readonly Breuk[] = [
  ...UITBAK,
  ...BUS,
  ...GIF,
  ...TERMIJNEN,
  ...KLUIS,
  ...OPDRACHTEN,
  ...TERUGZETTEN,
  ...HERKOMSTEN,
  ...VERSIES,
  ...SLUITEND,
  ...KAFKA,
  ...TRANSPORT,
  ...SPOREN,
  ...POSTCODES,
  ...WISSELEN,
  ...EINDPUNTEN,
]
