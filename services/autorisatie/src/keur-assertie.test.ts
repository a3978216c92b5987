import { describe, expect, it } from 'vitest'
import { keurAssertie } from './keur-assertie.ts'

const ISSUER = 'https://hub.example.nl/oauth'
const NU = 1_772_445_600
const MAATSTAF = { doelen: new Set([ISSUER, `${ISSUER}/token`]), nuSeconden: NU, skewSeconden: 5 }
const GOED = { aud: `${ISSUER}/token`, exp: NU + 60, iat: NU, jti: 'een' }

const keur = (anders: Record<string, unknown>) => keurAssertie({ ...GOED, ...anders }, MAATSTAF)
const geweigerd = (reden: string) => ({ kind: 'geweigerd', reden })

describe('an assertion', () => {
  it('is good for the token endpoint, the issuer, or both', () => {
    for (const aud of [ISSUER, `${ISSUER}/token`, [ISSUER], [ISSUER, `${ISSUER}/token`]]) {
      expect(keur({ aud })).toEqual({ kind: 'goed' })
    }
  })

  it('is refused when another server could use it too', () => {
    expect(keur({ aud: [ISSUER, 'https://elders.example.nl'] })).toEqual(geweigerd('audience names another server'))
  })

  it('may live ten minutes and the skew, no longer', () => {
    expect(keur({ exp: NU + 605 })).toEqual({ kind: 'goed' })
    expect(keur({ exp: NU + 606 })).toEqual(geweigerd('expires too far in the future'))
    expect(keur({ exp: '9' })).toEqual(geweigerd('expires too far in the future'))
  })

  it('may be issued now or leave that open, not in the future', () => {
    expect(keur({ iat: NU + 5 })).toEqual({ kind: 'goed' })
    expect(keur({ iat: undefined })).toEqual({ kind: 'goed' })
    expect(keur({ iat: NU + 6 })).toEqual(geweigerd('issued in the future'))
    expect(keur({ iat: 'straks' })).toEqual(geweigerd('issued in the future'))
  })

  it('has a jti of at most 255 characters', () => {
    expect(keur({ jti: 'a'.repeat(255) })).toEqual({ kind: 'goed' })
    expect(keur({ jti: 'a'.repeat(256) })).toEqual(geweigerd('jti is not a short string'))
    expect(keur({ jti: 7 })).toEqual(geweigerd('jti is not a short string'))
  })
})
