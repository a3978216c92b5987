import { busSuite } from './bus.suite.ts'
import { postgresProefbus } from './postgres-bus.proef.ts'

busSuite('the outboxes themselves', postgresProefbus)
