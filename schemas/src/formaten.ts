/** RFC 3339 with a time zone, to the letter: no space for T, no leap second, at most nanoseconds. */
const datumtijd =
  /^(?<datum>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?<uur>[0-9]{2}):(?<minuut>[0-9]{2}):(?<seconde>[0-9]{2})(?:\.[0-9]{1,9})?(?:Z|[+-](?<zoneUur>[0-9]{2}):(?<zoneMinuut>[0-9]{2}))$/
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function isDatumtijd(tekst: string): boolean {
  const { datum, uur, minuut, seconde, zoneUur = '0', zoneMinuut = '0' } = datumtijd.exec(tekst)?.groups ?? {}
  if (datum === undefined || !isDatum(datum)) return false
  const opKlok = Number(uur) < 24 && Number(minuut) < 60 && Number(seconde) < 60
  return opKlok && Number(zoneUur) < 24 && Number(zoneMinuut) < 60
}

/** A day that exists, 0001-01-01 or later (PostgreSQL has no year 0). */
export function isDatum(tekst: string): boolean {
  const delen = /^(?<jaar>[0-9]{4})-(?<maand>[0-9]{2})-(?<dag>[0-9]{2})$/.exec(tekst)?.groups
  if (!delen) return false
  const [jaar, maand, dag] = [Number(delen.jaar), Number(delen.maand), Number(delen.dag)]
  return jaar >= 1 && maand >= 1 && maand <= 12 && dag >= 1 && dag <= dagenIn(jaar, maand)
}

function dagenIn(jaar: number, maand: number): number {
  if (maand !== 2) return [4, 6, 9, 11].includes(maand) ? 30 : 31
  return jaar % 4 === 0 && (jaar % 100 !== 0 || jaar % 400 === 0) ? 29 : 28
}

/** Lower case, as the hub writes them: it is compared as text. */
export function isUuid(tekst: string): boolean {
  return uuid.test(tekst)
}

const MAX_BASE64 = 262_144

/**
 * Base64 by its length only: whole groups of four, at most 256 KB. Looking at every character of a ciphertext at every stage cost 5 % of
 * the hub's time; what else is wrong with one, decryption finds.
 */
export function isBase64(tekst: string): boolean {
  return tekst.length > 0 && tekst.length <= MAX_BASE64 && tekst.length % 4 === 0
}
