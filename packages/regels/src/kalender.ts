import type { Dag } from './dag.ts'
import { dagErbij, weekdag } from './dag.ts'

/** Days that are no werkdag beside the weekends, and the years for which they are known. */
export type Kalender = {
  readonly vrijeDagen: ReadonlySet<Dag>
  readonly bekendVan: Dag
  readonly bekendTotEnMet: Dag
}
export type Feestdag = { readonly dag: Dag; readonly naam: string; readonly grond: string }

const ZATERDAG = 6

/** Not Saturday or Sunday, and no day that the calendar holds free. */
export function isWerkdag(dag: Dag, k: Kalender): boolean {
  return weekdag(dag) < ZATERDAG && !k.vrijeDagen.has(dag)
}

function loop(dag: Dag, n: number, stap: 1 | -1, k: Kalender): Dag {
  let hier = dag
  let nogTeGaan = n
  while (nogTeGaan > 0) {
    hier = dagErbij(hier, stap)
    if (isWerkdag(hier, k)) nogTeGaan -= 1
  }
  return hier
}

/** The n-th werkdag after `dag`; `dag` itself is not counted. */
export function werkdagErbij(dag: Dag, n: number, k: Kalender): Dag {
  return loop(dag, n, 1, k)
}

/** The n-th werkdag before `dag`; `dag` itself is not counted. */
export function werkdagErvoor(dag: Dag, n: number, k: Kalender): Dag {
  return loop(dag, n, -1, k)
}

/** `dag` itself when it is a werkdag, else the first one after it (Atw art. 1 lid 1). */
export function rolNaarWerkdag(dag: Dag, k: Kalender): Dag {
  return isWerkdag(dag, k) ? dag : loop(dag, 1, 1, k)
}

/** The first werkdag after a day, that day not counted. */
export function eersteWerkdagNa(dag: Dag, k: Kalender): Dag {
  return loop(dag, 1, 1, k)
}

/** False outside the years the register holds: the equated days are not known there, so whoever computes must warn. */
export function isBekend(dag: Dag, k: Kalender): boolean {
  return dag >= k.bekendVan && dag <= k.bekendTotEnMet
}

/** Easter Sunday by the anonymous Gregorian computus (Meeus). */
function eerstePaasdag(jaar: number): Dag {
  const a = jaar % 19
  const b = Math.floor(jaar / 100)
  const c = jaar % 100
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const maand = Math.floor((h + l - 7 * m + 114) / 31)
  const dag = ((h + l - 7 * m + 114) % 31) + 1
  return `${jaar}-0${maand}-${String(dag).padStart(2, '0')}`
}

function koningsdag(jaar: number): Dag {
  const verjaardag = `${jaar}-04-27`
  return weekdag(verjaardag) === 7 ? `${jaar}-04-26` : verjaardag
}

const LID_1 = 'art. 3 lid 1'
const LID_2 = 'art. 3 lid 2'

/** The holidays of Algemene termijnenwet art. 3 lid 1 and 2 in date order, without the days equated by decree (lid 3: those are data). */
export function atwFeestdagen(jaar: number): Feestdag[] {
  const pasen = eerstePaasdag(jaar)
  const dagen: Feestdag[] = [
    { dag: `${jaar}-01-01`, naam: 'Nieuwjaarsdag', grond: LID_1 },
    { dag: dagErbij(pasen, -2), naam: 'Goede Vrijdag', grond: LID_2 },
    { dag: dagErbij(pasen, 1), naam: 'Tweede Paasdag', grond: LID_1 },
    { dag: koningsdag(jaar), naam: 'Koningsdag', grond: LID_1 },
    { dag: `${jaar}-05-05`, naam: 'Bevrijdingsdag (5 mei)', grond: LID_1 },
    { dag: dagErbij(pasen, 39), naam: 'Hemelvaartsdag', grond: LID_1 },
    { dag: dagErbij(pasen, 50), naam: 'Tweede Pinksterdag', grond: LID_1 },
    { dag: `${jaar}-12-25`, naam: 'Eerste Kerstdag', grond: LID_1 },
    { dag: `${jaar}-12-26`, naam: 'Tweede Kerstdag', grond: LID_1 },
  ]
  return dagen.toSorted((x, y) => (x.dag < y.dag ? -1 : 1))
}

/** A calendar for whole years. The years must be those for which both lists are complete. */
export function maakKalender(
  feestdagen: Iterable<Dag>,
  gelijkgesteldeDagen: Iterable<Dag>,
  jaren: { readonly van: number; readonly totEnMet: number },
): Kalender {
  return {
    vrijeDagen: new Set([...feestdagen, ...gelijkgesteldeDagen]),
    bekendVan: `${jaren.van}-01-01`,
    bekendTotEnMet: `${jaren.totEnMet}-12-31`,
  }
}
