import { Socket } from 'node:net'

/**
 * The socket of a database connection. `pg` corks it around each statement; here it opens again once the code at hand has run, so that
 * statements which travel together (a pipelined connection) leave in one write instead of one each. A write costs as much as a statement.
 */
class Bundelstroom extends Socket {
  override uncork(): void {
    process.nextTick(() => super.uncork())
  }
}

/** A socket for a connection to be made. */
export function maakStroom(): Socket {
  return new Bundelstroom()
}
