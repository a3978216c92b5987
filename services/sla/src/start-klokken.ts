import type { Afspraken } from '@warmknooppunt/regels/afspraken'
import type { Kalender } from '@warmknooppunt/regels/kalender'
import {
  contactTermijn,
  gesprekTermijn,
  incassostop,
  nogTeHerinneren,
  operatorTermijn,
} from '@warmknooppunt/regels/termijnen'
import type { Klok, Operatorklok, Stopklok, Termijnklok, Timer, TimerSoort, Toewijzing } from './stand.ts'
import { vasteId } from './vaste-id.ts'

/** What terms are computed with. */
export type Kader = { readonly kalender: Kalender; readonly nu: Temporal.Instant }

/** A new clock and the timers that go with it. */
export type Gestart<K extends Klok> = { readonly klok: K; readonly timers: readonly Timer[] }

/** What starts a clock: an accepted message on a dossier. */
export type Begin = {
  readonly dossierId: string
  readonly berichtId: string
  readonly aangenomenOp: Temporal.Instant
}

function basisVan<S extends Klok['soort']>({ dossierId, berichtId, aangenomenOp }: Begin, soort: S) {
  return { id: vasteId(aangenomenOp, `${berichtId}|${soort}`), dossierId, berichtId, soort }
}

function timer(klok: Klok, soort: TimerSoort, vervaltOp: Temporal.Instant): Timer {
  const { id: klokId, dossierId } = klok
  const wachtOp = klok.soort === 'operator' ? 'alles' : 'dossier'
  return { id: vasteId(vervaltOp, `${klokId}|${soort}|${vervaltOp}`), dossierId, klokId, soort, vervaltOp, wachtOp }
}

/** A reminder or announcement whose moment is past is left out; the end never is. */
function timersVan(
  klok: Klok,
  vooraf: { readonly soort: TimerSoort; readonly momenten: readonly Temporal.Instant[] },
  nu: Temporal.Instant,
): Timer[] {
  const komend = nogTeHerinneren(vooraf.momenten, nu).map((moment) => timer(klok, vooraf.soort, moment))
  return [...komend, timer(klok, 'einde', klok.tijdstip)]
}

export function startContact(
  begin: Begin,
  { toewijzingId, dagNul, afspraken, beslotenOp }: Toewijzing & { readonly beslotenOp: Temporal.Instant },
  { kalender, nu }: Kader,
): Gestart<Termijnklok> {
  const termijn = contactTermijn({ aangenomenOp: beslotenOp, dagNul, afspraken, kalender })
  const { uiterlijkOp: dag, tijdstip, herinneringen } = termijn
  const klok: Termijnklok = { ...basisVan(begin, 'contact'), toewijzingId, status: 'open', dag, tijdstip }
  return { klok, timers: timersVan(klok, { soort: 'herinnering', momenten: herinneringen }, nu) }
}

/** `bedreigend`: a measure threatens, so the talk must be within 3 werkdagen of day 0. */
export function startGesprek(
  begin: Begin,
  { toewijzingId, dagNul }: Toewijzing,
  vraag: { readonly afspraken: Pick<Afspraken, 'gesprek'>; readonly bedreigend: boolean },
  { kalender, nu }: Kader,
): Gestart<Termijnklok> {
  const bedreigendVanaf = vraag.bedreigend ? dagNul : null
  const termijn = gesprekTermijn({ dagNul, afspraken: vraag.afspraken, bedreigendVanaf, kalender })
  const { uiterlijkOp: dag, tijdstip, herinneringen } = termijn
  const klok: Termijnklok = { ...basisVan(begin, 'gesprek'), toewijzingId, status: 'open', dag, tijdstip }
  return { klok, timers: timersVan(klok, { soort: 'herinnering', momenten: herinneringen }, nu) }
}

export function startStop(
  begin: Begin,
  vraag: { readonly dagen: number; readonly schuldeiser: string; readonly intermediair: string | null },
  { kalender, nu }: Kader,
): Gestart<Stopklok> {
  const { dagen, schuldeiser, intermediair } = vraag
  const stop = incassostop({ aangenomenOp: begin.aangenomenOp, dagen, kalender })
  const { totEnMet: dag, einde: tijdstip, hervatbaarVanaf, aankondiging } = stop
  const basis = basisVan(begin, 'incassostop')
  const klok: Stopklok = { ...basis, status: 'actief', dag, tijdstip, hervatbaarVanaf, schuldeiser, intermediair }
  return { klok, timers: timersVan(klok, { soort: 'aankondiging', momenten: [aankondiging] }, nu) }
}

export function startOperatortermijn(begin: Begin, { kalender, nu }: Kader): Gestart<Operatorklok> {
  const { uiterlijkOp: dag, tijdstip } = operatorTermijn(begin.aangenomenOp, kalender)
  const klok: Operatorklok = { ...basisVan(begin, 'operator'), status: 'open', dag, tijdstip }
  return { klok, timers: timersVan(klok, { soort: 'herinnering', momenten: [] }, nu) }
}
