import { afterAll, expect, test } from 'vitest'
import { maakServer } from './http.ts'
import { maakLog } from './log.ts'
import { securitytxtRoute } from './securitytxt.ts'

const app = maakServer({ log: maakLog({ dienst: 'proef', niveau: 'silent' }) })
afterAll(() => app.close())

test('security.txt says where to report, until when that holds, and where it stands (RFC 9116)', async () => {
  const nu = () => Temporal.Instant.from('2026-11-27T10:00:00Z')
  securitytxtRoute(app, { contact: 'mailto:beveiliging@example.nl', basis: 'https://hub.example.nl', nu })
  const { statusCode, headers, body } = await app.inject('/.well-known/security.txt')
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8'])
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' })
  expect(body.split('\n')).toEqual([
    'Contact: mailto:beveiliging@example.nl',
    'Expires: 2027-05-26T10:00:00Z',
    'Preferred-Languages: nl, en',
    'Canonical: https://hub.example.nl/.well-known/security.txt',
    '',
  ])
})
