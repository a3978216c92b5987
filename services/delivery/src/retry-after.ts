/** How long an endpoint may make us wait at most. */
const MAX_WACHT = { hours: 1 } as const

/** The moment a Retry-After header names (seconds or an HTTP date, RFC 9110), at most an hour ahead; null when there is none to go by. */
export function leesRetryAfter(kop: string | null, nu: Temporal.Instant): Temporal.Instant | null {
  const gevraagd = kop === null ? null : leesMoment(kop.trim(), nu)
  if (gevraagd === null || Temporal.Instant.compare(gevraagd, nu) <= 0) return null
  const uiterlijk = nu.add(MAX_WACHT)
  return Temporal.Instant.compare(gevraagd, uiterlijk) < 0 ? gevraagd : uiterlijk
}

const HTTP_DATUM = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

function leesMoment(kop: string, nu: Temporal.Instant): Temporal.Instant | null {
  if (/^\d{1,9}$/.test(kop)) return nu.add({ seconds: Number(kop) })
  const ms = HTTP_DATUM.test(kop) ? Date.parse(kop) : Number.NaN
  return Number.isNaN(ms) ? null : Temporal.Instant.fromEpochMilliseconds(ms)
}
