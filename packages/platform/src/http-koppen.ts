/** Version of the API, in the header API-Version. */
export const API_VERSIE = '1.0.0'
/** Headers of every answer (NLgov API Design Rules, transport/security-headers and version-header). */
export const KOPPEN = {
  'API-Version': API_VERSIE,
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const
