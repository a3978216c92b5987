import { readFileSync } from 'node:fs'

/** Loaded before the hub: sets the clock of its process off by as many milliseconds as a file says, which a test changes while it runs. */
const BESTAND = process.env.VERZETTE_KLOK ?? ''
const KIJK_MS = 50

const EchteDate = Date
let verschilMs = lees()
setInterval(() => {
  verschilMs = lees()
}, KIJK_MS).unref()

function lees(): number {
  return Number(readFileSync(BESTAND, 'utf8'))
}

globalThis.Date = new Proxy(EchteDate, {
  construct: (doel, argumenten, nieuw) =>
    Reflect.construct(doel, argumenten.length === 0 ? [doel.now() + verschilMs] : argumenten, nieuw),
  get: (doel, naam, wie) => (naam === 'now' ? () => doel.now() + verschilMs : Reflect.get(doel, naam, wie)),
})
