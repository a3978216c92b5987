import type { Afspraken, Kanaal } from './afspraken.ts'

export type KlokSoort = 'contact' | 'gesprek'
export type KlokStatus = 'open' | 'gehaald' | 'verstreken' | 'alsnog-gehaald' | 'vervallen'
/** `tijdstip` is the exclusive end of the term. */
export type Klok = { readonly soort: KlokSoort; readonly status: KlokStatus; readonly tijdstip: Temporal.Instant }
export type Registratie = {
  readonly soort: 'poging' | 'contact' | 'eerste-gesprek'
  readonly kanaal: Kanaal
  readonly plaatsgevondenOp: Temporal.Instant
}
export type Momenten = {
  readonly eerstePogingOp: Temporal.Instant | null
  readonly eersteContactOp: Temporal.Instant | null
  readonly eersteGesprekOp: Temporal.Instant | null
}
export const GEEN_MOMENTEN: Momenten = { eerstePogingOp: null, eersteContactOp: null, eersteGesprekOp: null }

/** Does this registration count for this kind of clock, whatever its moment? A first talk is contact too; an attempt only as agreed. */
export function teltVoor(soort: KlokSoort, r: Registratie, { contact }: Pick<Afspraken, 'contact'>): boolean {
  if (soort === 'gesprek') return r.soort === 'eerste-gesprek'
  if (r.soort !== 'poging') return true
  return contact.pogingTelt && contact.kanalenPoging.includes(r.kanaal)
}

/** The clock's next status. What took place in time meets the clock, also when it is told after the breach; what came too late changes nothing. */
export function meetRegistratie(klok: Klok, r: Registratie, afspraken: Pick<Afspraken, 'contact'>): KlokStatus {
  const opTijd = Temporal.Instant.compare(r.plaatsgevondenOp, klok.tijdstip) < 0
  if (!opTijd || !teltVoor(klok.soort, r, afspraken)) return klok.status
  switch (klok.status) {
    case 'open':
      return 'gehaald'
    case 'verstreken':
      return 'alsnog-gehaald'
    case 'gehaald':
    case 'alsnog-gehaald':
    case 'vervallen':
      return klok.status
  }
}

/** The clock's next status when its timer fires at `nu`. */
export function verstrijk(klok: Klok, nu: Temporal.Instant): KlokStatus {
  const voorbij = Temporal.Instant.compare(nu, klok.tijdstip) >= 0
  return klok.status === 'open' && voorbij ? 'verstreken' : klok.status
}

/** The clock's next status on any exit of the toewijzing: only what still ran lapses. */
export function laatVervallen(klok: Klok): KlokStatus {
  return klok.status === 'open' ? 'vervallen' : klok.status
}

function vroegste(a: Temporal.Instant | null, b: Temporal.Instant): Temporal.Instant {
  return a !== null && Temporal.Instant.compare(a, b) <= 0 ? a : b
}

/** Keeps the earliest moment of each kind, whatever the order of arrival. */
export function verwerkMoment(m: Momenten, { soort, plaatsgevondenOp }: Registratie): Momenten {
  switch (soort) {
    case 'poging':
      return { ...m, eerstePogingOp: vroegste(m.eerstePogingOp, plaatsgevondenOp) }
    case 'contact':
      return { ...m, eersteContactOp: vroegste(m.eersteContactOp, plaatsgevondenOp) }
    case 'eerste-gesprek':
      return {
        ...m,
        eersteContactOp: vroegste(m.eersteContactOp, plaatsgevondenOp),
        eersteGesprekOp: vroegste(m.eersteGesprekOp, plaatsgevondenOp),
      }
  }
}
