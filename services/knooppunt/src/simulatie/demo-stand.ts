import { demoRijen } from '@warmknooppunt/register/demo/rijen'
import { maakOpzoekingen } from '@warmknooppunt/register/opzoekingen'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import { demoBron } from '../commando/demo-bron.ts'

/** The demo's register in memory: by which a simulation knows what the hub should answer. */
export const DEMO_STAND: RegisterStand = { ...maakOpzoekingen(demoRijen()), versie: 0 }
export const DEMO_BRON = demoBron()
