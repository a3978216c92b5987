// Loaded before a service (--import): it runs on a machine whose clock is off by what the file of its port says when it starts.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const map = new URL(import.meta.url).searchParams.get('map') ?? ''
const verschuivingMs = Number(lees(join(map, process.env.POORT ?? 'geen')))
const echt = Date.now
Date.now = () => echt() + verschuivingMs

/** Programs without a port of the cluster have the time of this machine. */
function lees(bestand: string): string {
  try {
    return readFileSync(bestand, 'utf8')
  } catch {
    return '0'
  }
}
