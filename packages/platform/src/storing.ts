import pg from 'pg'

/**
 * SQLSTATE classes that say nothing about the message: lost connection, serialization, deadlock, resources, operator action, time-outs, a
 * server that became read-only (a standby), a log-in or database that is gone. "In a failed transaction" (25P02) is never what was wrong
 * at first: whoever sees it knows nothing of the message.
 */
const STORINGEN = /^(08|28|3D|40|53|57|58|25006|25P0[234]|55P03|XX)/

/** Whether an error comes from an outage of the database or the network, so that trying again later may help and it counts as no try. */
export function isStoring(fout: unknown): boolean {
  if (fout instanceof pg.DatabaseError) return STORINGEN.test(fout.code ?? '')
  if (!(fout instanceof Error)) return false
  // Also ENOENT: a PostgreSQL that was shut down in good order takes its Unix socket along; and EAGAIN: a frozen one has a full queue.
  if ('syscall' in fout && fout.syscall === 'connect') return true
  const code = 'code' in fout && typeof fout.code === 'string' ? fout.code : ''
  // A key that the configuration lacks is no fault of any message: the stage waits, red, until it is there.
  if (code === 'kek-ontbreekt') return true
  if (/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET)/.test(code)) return true
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Query read timeout/.test(
    fout.message,
  )
}
