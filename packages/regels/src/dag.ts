/** A calendar day in Europe/Amsterdam, 'YYYY-MM-DD'; comparable as text. */
export type Dag = string

const ZONE = 'Europe/Amsterdam'
const UUR_MS = 3_600_000
const ETMAAL_MS = 24 * UUR_MS
/** Days remembered before starting over: some ten years. */
const ONTHOUDEN = 4_000

/** A pure function that remembers its last answers: asking the time zone or the calendar costs microseconds, every message asks for the same days. */
function onthoud<S, W>(bereken: (sleutel: S) => W): (sleutel: S) => W {
  const bekend = new Map<S, W>()
  return (sleutel) => {
    const eerder = bekend.get(sleutel)
    if (eerder !== undefined) return eerder
    const waarde = bereken(sleutel)
    if (bekend.size >= ONTHOUDEN) bekend.clear()
    bekend.set(sleutel, waarde)
    return waarde
  }
}

const beginInMs = onthoud((dag: Dag) => Temporal.PlainDate.from(dag).toZonedDateTime(ZONE).epochMilliseconds)
/** Days since 1970-01-01. */
const dagnummer = onthoud((dag: Dag) => Date.parse(`${dag}T00:00Z`) / ETMAAL_MS)
const vanDagnummer = onthoud((nummer: number): Dag => new Date(nummer * ETMAAL_MS).toISOString().slice(0, 10))

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

/** Midnight in Amsterdam, as an instant. */
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
