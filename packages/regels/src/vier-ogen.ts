/** How long a proposal may wait for a second person; after that nobody may count on what it was judged by. */
export const VOORSTEL_DAGEN = 7

/** Who acts: a client of an operator, by its issuer and name. */
export type Wie = { readonly issuer: string; readonly clientId: string }

/** A proposal as it was kept. */
export type Voorstel = {
  readonly stand: 'wacht-op-goedkeuring' | 'doorgevoerd' | 'afgewezen'
  readonly ingediendOp: Temporal.Instant
  readonly indiener: Wie
}

export type Voorstelstand = Voorstel['stand'] | 'verlopen'

export type Goedkeuringsbesluit =
  | { readonly kind: 'ok' }
  | { readonly kind: 'geweigerd'; readonly reden: 'eigen-voorstel' | 'al-besloten' | 'verlopen' }

/** What has become of a proposal at a moment. */
export function voorstelstand({ stand, ingediendOp }: Voorstel, nu: Temporal.Instant): Voorstelstand {
  if (stand !== 'wacht-op-goedkeuring') return stand
  const tot = ingediendOp.add({ hours: VOORSTEL_DAGEN * 24 })
  return Temporal.Instant.compare(nu, tot) >= 0 ? 'verlopen' : stand
}

/** May this client approve the proposal? Another than who made it (four eyes; BIO2, separation of duties), while it waits. */
export function magGoedkeuren(voorstel: Voorstel, wie: Wie, nu: Temporal.Instant): Goedkeuringsbesluit {
  const besluit = magAfwijzen(voorstel, nu)
  if (besluit.kind === 'geweigerd') return besluit
  const eigen = voorstel.indiener.issuer === wie.issuer && voorstel.indiener.clientId === wie.clientId
  return eigen ? { kind: 'geweigerd', reden: 'eigen-voorstel' } : besluit
}

/** May it be taken off the table? By anybody, who made it too, while it waits. */
export function magAfwijzen(voorstel: Voorstel, nu: Temporal.Instant): Goedkeuringsbesluit {
  switch (voorstelstand(voorstel, nu)) {
    case 'wacht-op-goedkeuring':
      return { kind: 'ok' }
    case 'verlopen':
      return { kind: 'geweigerd', reden: 'verlopen' }
    case 'doorgevoerd':
    case 'afgewezen':
      return { kind: 'geweigerd', reden: 'al-besloten' }
  }
}
