import { draaiEigenaar } from './bus-eigenaar.proef.ts'
import { maakLog } from './log.ts'
import { maakPostgresBus } from './postgres-bus.ts'

const log = maakLog({ dienst: 'proef', niveau: 'info', naar: process.stdout })

await draaiEigenaar((afnemer, pool, signal) => maakPostgresBus({ poolVan: () => pool, log }).abonneer(afnemer, signal))
