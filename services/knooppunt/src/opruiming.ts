import type { Log } from '@warmknooppunt/platform/log'

/** What was started so far, in order. A step that gives false was cut off. */
export type Opruiming = (() => Promise<unknown> | unknown)[]

/** Stops what was started, the last first; true when all of it stopped well. */
export async function ruimOp(opruiming: Opruiming, log: Log): Promise<boolean> {
  let schoon = true
  for (let stap = opruiming.pop(); stap; stap = opruiming.pop()) {
    try {
      if ((await stap()) === false) schoon = false
    } catch (err) {
      schoon = false
      log.error({ err }, 'dienst.niet-gestopt')
    }
  }
  return schoon
}
