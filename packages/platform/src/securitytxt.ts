import type { FastifyInstance } from 'fastify'

const PAD = '/.well-known/security.txt'
/** RFC 9116 asks for less than a year, so that nobody trusts what is old; made anew at every request. */
const GELDIG_DAGEN = 180

export type Securitytxt = {
  /** where a fault is reported: mailto: or https: */
  readonly contact: string
  /** how the hub is reached, such as https://hub.example.nl */
  readonly basis: string
  readonly nu: () => Temporal.Instant
}

/** `/.well-known/security.txt` (RFC 9116; asked of every government site by Forum Standaardisatie). */
export function securitytxtRoute(app: FastifyInstance, { contact, basis, nu }: Securitytxt): void {
  app.get(PAD, async (_verzoek, antwoord) => {
    const tot = nu().add({ hours: GELDIG_DAGEN * 24 })
    const regels = [
      `Contact: ${contact}`,
      `Expires: ${tot.toString({ smallestUnit: 'second' })}`,
      'Preferred-Languages: nl, en',
      `Canonical: ${basis}${PAD}`,
    ]
    return antwoord
      .type('text/plain; charset=utf-8')
      .serializer((tekst: unknown) => String(tekst))
      .send(`${regels.join('\n')}\n`)
  })
}
