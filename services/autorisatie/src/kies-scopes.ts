export type ScopeKeuze =
  | { readonly kind: 'goed'; readonly scopes: readonly string[] }
  | { readonly kind: 'geweigerd'; readonly scope: string }

/** All granted scopes when none is asked for; otherwise what is asked, and nothing when one of it was not granted. */
export function kiesScopes(gevraagd: string | undefined, toegekend: readonly string[]): ScopeKeuze {
  const gewenst = [...new Set((gevraagd ?? '').split(' ').filter((scope) => scope !== ''))]
  const vreemd = gewenst.find((scope) => !toegekend.includes(scope))
  if (vreemd !== undefined) return { kind: 'geweigerd', scope: vreemd }
  const scopes = gewenst.length > 0 ? gewenst : toegekend
  return scopes.length > 0 ? { kind: 'goed', scopes } : { kind: 'geweigerd', scope: '' }
}
