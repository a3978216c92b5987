import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { isStoring } from './storing.ts'

function sqlstate(code: string): pg.DatabaseError {
  const fout = new pg.DatabaseError('planned', 7, 'error')
  fout.code = code
  return fout
}

describe('an outage, to be waited out', () => {
  test.each([
    ['08006', 'connection failure'],
    ['25006', 'the server became a standby'],
    ['25P02', 'in a failed transaction: what failed first is not told'],
    ['25P03', 'idle in transaction too long'],
    ['25P04', 'transaction too long'],
    ['28P01', 'password changed'],
    ['3D000', 'database gone'],
    ['40001', 'serialization failure'],
    ['40P01', 'deadlock'],
    ['53100', 'disk full'],
    ['53200', 'out of memory'],
    ['53300', 'too many connections'],
    ['55P03', 'lock not available'],
    ['57014', 'cancelled'],
    ['57P01', 'shut down by the operator'],
    ['57P03', 'starting up'],
    ['58030', 'I/O error'],
    ['XX000', 'internal error'],
  ])('%s %s', (code) => expect(isStoring(sqlstate(code))).toBe(true))

  test.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETDOWN'])(
    'socket error %s',
    (code) => expect(isStoring(Object.assign(new Error('planned'), { code }))).toBe(true),
  )

  test.each(['ENOENT', 'EAGAIN', 'EACCES'])('a Unix socket that cannot be reached: connect %s', (code) =>
    expect(isStoring(Object.assign(new Error('planned'), { code, syscall: 'connect' }))).toBe(true),
  )

  test.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
  ])('pg says: %s', (melding) => expect(isStoring(new Error(melding))).toBe(true))
})

describe('a fault of the message or of the code', () => {
  test.each([
    ['22P02', 'invalid text'],
    ['22012', 'division by zero'],
    ['23505', 'unique violation'],
    ['23503', 'foreign key'],
    ['42501', 'no right'],
    ['42P01', 'no such table'],
    ['P0001', 'raised by a function'],
    ['WK001', 'our own'],
  ])('%s %s', (code) => expect(isStoring(sqlstate(code))).toBe(false))

  test('errors of the code, and what is no error at all', () => {
    for (const fout of [
      Object.assign(new Error('planned'), { code: 'ENOENT', syscall: 'open' }),
      new TypeError('x is not a function'),
      new Error('planned'),
      'text',
      null,
      undefined,
      { code: '08006' },
    ]) {
      expect(isStoring(fout)).toBe(false)
    }
  })
})
