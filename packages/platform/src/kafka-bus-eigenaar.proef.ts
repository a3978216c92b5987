import { draaiEigenaar } from './bus-eigenaar.proef.ts'
import { proefBus } from './kafka-bus.proef.ts'
import { maakLog } from './log.ts'

const [, brokers = '', voorvoegsel = ''] = process.argv.slice(2)
const log = maakLog({ dienst: 'proef', niveau: 'info', naar: process.stdout })

await draaiEigenaar((afnemer, pool, signal) =>
  proefBus({ brokers: brokers.split(','), voorvoegsel, poolVan: () => pool, log }).abonneer(afnemer, signal),
)
