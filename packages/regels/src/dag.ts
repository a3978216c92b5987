/** A calendar day in Europe/Amsterdam, 'YYYY-MM-DD'; comparable as text. */
export type Dag = string

const ZONE = 'Europe/Amsterdam'
const UUR_MS = 3_600_000
const ETMAAL_MS = 24 * UUR_MS
/** Days remembered before starting over: some ten years. */
const ONTHOUDEN = 4_000

// The only state of this package: begins of days already computed. Asking the time zone costs microseconds, every message asks
// for the same handful of days, and the answer for a day never changes.
const beginMs = new Map<Dag, number>()

function berekenBegin(dag: Dag): number {
  return Temporal.PlainDate.from(dag).toZonedDateTime(ZONE).epochMilliseconds
}

function beginInMs(dag: Dag): number {
  const bekend = beginMs.get(dag)
  if (bekend !== undefined) return bekend
  const begin = berekenBegin(dag)
  if (beginMs.size >= ONTHOUDEN) beginMs.clear()
  beginMs.set(dag, begin)
  return begin
}

function dagnummer(dag: Dag): number {
  return Date.parse(`${dag}T00:00Z`) / ETMAAL_MS
}

function vanDagnummer(nummer: number): Dag {
  return new Date(nummer * ETMAAL_MS).toISOString().slice(0, 10)
}

/** The day `n` calendar days after `dag` (before it when negative). */
export function dagErbij(dag: Dag, n: number): Dag {
  return vanDagnummer(dagnummer(dag) + n)
}

/** Calendar days from `van` to `tot`; negative when `tot` lies before `van`. */
export function dagenTussen(van: Dag, tot: Dag): number {
  return dagnummer(tot) - dagnummer(van)
}

/** 1 = Monday ... 7 = Sunday. */
export function weekdag(dag: Dag): number {
  const sindsMaandag = (dagnummer(dag) + 3) % 7
  return ((sindsMaandag + 7) % 7) + 1
}

/** The day it is in Amsterdam at `t` (after 1946: Amsterdam is never less than an hour ahead of UTC). */
export function amsterdamseDag(t: Temporal.Instant): Dag {
  const ms = t.epochMilliseconds
  const dag = vanDagnummer(Math.floor((ms + UUR_MS) / ETMAAL_MS))
  const volgende = dagErbij(dag, 1)
  return ms < beginInMs(volgende) ? dag : volgende
}

export function beginVanDag(dag: Dag): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(beginInMs(dag))
}

/** Exclusive end: the begin of the next day. */
export function eindeVanDag(dag: Dag): Temporal.Instant {
  return beginVanDag(dagErbij(dag, 1))
}

/** The clock time `uur:minuut` on `dag`; a time the clock skips moves an hour on, a time it shows twice is the first. */
export function tijdstipOp(dag: Dag, uur: number, minuut: number): Temporal.Instant {
  const begin = beginInMs(dag)
  const gewoneDag = beginInMs(dagErbij(dag, 1)) - begin === ETMAAL_MS
  if (gewoneDag) return Temporal.Instant.fromEpochMilliseconds(begin + uur * UUR_MS + minuut * 60_000)
  const plainTime = Temporal.PlainTime.from({ hour: uur, minute: minuut })
  return Temporal.PlainDate.from(dag).toZonedDateTime({ timeZone: ZONE, plainTime }).toInstant()
}
