import { describe, expect, it } from 'vitest'
import { kiesScopes } from './kies-scopes.ts'

const TOEGEKEND = ['doorverwijzingen.indienen', 'postvak.lezen']

describe('the scopes of a token', () => {
  it('are all that was granted when none is asked for', () => {
    for (const gevraagd of [undefined, '', ' ']) {
      expect(kiesScopes(gevraagd, TOEGEKEND)).toEqual({ kind: 'goed', scopes: TOEGEKEND })
    }
  })

  it('are the part that is asked for, once', () => {
    expect(kiesScopes('postvak.lezen  postvak.lezen', TOEGEKEND)).toEqual({ kind: 'goed', scopes: ['postvak.lezen'] })
  })

  it('are refused as a whole when one was not granted', () => {
    expect(kiesScopes('postvak.lezen beheer', TOEGEKEND)).toEqual({ kind: 'geweigerd', scope: 'beheer' })
  })

  it('are refused to a client that was granted nothing', () => {
    expect(kiesScopes(undefined, [])).toEqual({ kind: 'geweigerd', scope: '' })
  })
})
