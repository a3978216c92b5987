import { expect, it } from 'vitest'
import { leesConfig } from './config.ts'
import { leesUitgevers, STAGE_VELDEN } from './dienst-velden.ts'

const GOED = {
  DATABASE_URL: 'postgres://hub@127.0.0.1/hub',
  UITGEVERS:
    'https://a.example.nl/oauth=https://a.example.nl/oauth/jwks?v=1\nhttps://b.example.nl=https://b.example.nl/k',
  AUDIENCE: 'https://hub.example.nl/v1',
  KEK: `een:${Buffer.alloc(32).toString('base64')}`,
  HUB_OIN: '00000099900000012000',
}

it('issuers are pairs, one a line; the address of the keys may itself hold an equals sign', () => {
  expect(leesConfig(STAGE_VELDEN, GOED).kind).toBe('goed')
  expect(leesUitgevers(GOED.UITGEVERS)).toEqual([
    { issuer: 'https://a.example.nl/oauth', jwksUri: 'https://a.example.nl/oauth/jwks?v=1' },
    { issuer: 'https://b.example.nl', jwksUri: 'https://b.example.nl/k' },
  ])
  expect(leesUitgevers('')).toEqual([])
  const lokaal = 'http://127.0.0.1:8080/oauth=http://127.0.0.1:8080/oauth/jwks http://localhost/a=http://[::1]:9/k'
  expect(leesConfig(STAGE_VELDEN, { ...GOED, UITGEVERS: lokaal }).kind).toBe('goed')
})

it.each([
  ['DATABASE_URL', 'mysql://hub@127.0.0.1/hub'],
  ['UITGEVERS', 'https://a.example.nl/oauth'],
  ['UITGEVERS', 'https://a.example.nl/oauth=http://a.example.nl/jwks'],
  ['UITGEVERS', 'http://a.example.nl/oauth=https://a.example.nl/jwks'],
  ['UITGEVERS', 'http://localhost.example.nl/oauth=http://127.0.0.1.example.nl/jwks'],
  ['AUDIENCE', 'hub'],
  ['KEK', 'een:kort'],
  ['HUB_OIN', '123'],
])('%s = %s is refused without repeating it', (naam, waarde) => {
  const uitkomst = leesConfig(STAGE_VELDEN, { ...GOED, [naam]: waarde })
  if (uitkomst.kind === 'goed') throw new Error('accepted')
  expect(uitkomst.problemen).toHaveLength(1)
  expect(uitkomst.problemen[0]).toMatch(new RegExp(`^${naam}: does not have the form`))
})
