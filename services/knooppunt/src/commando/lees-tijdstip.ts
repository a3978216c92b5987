const ZONE = 'Europe/Amsterdam'
const LOKAAL = /^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?$/

export type Tijdstiplezing =
  | { readonly kind: 'tijdstip'; readonly tijdstip: Temporal.Instant }
  | { readonly kind: 'ongeldig' }

/**
 * A moment with an offset (RFC 3339), or without one: then it is a clock time in Amsterdam. A time the clock skips moves an hour on, one it
 * shows twice is the first.
 */
export function leesTijdstip(tekst: string): Tijdstiplezing {
  const kaal = tekst.trim()
  try {
    if (!LOKAAL.test(kaal)) return { kind: 'tijdstip', tijdstip: Temporal.Instant.from(kaal) }
    const lokaal = Temporal.PlainDateTime.from(kaal, { overflow: 'reject' })
    return { kind: 'tijdstip', tijdstip: lokaal.toZonedDateTime(ZONE).toInstant() }
  } catch {
    return { kind: 'ongeldig' }
  }
}
