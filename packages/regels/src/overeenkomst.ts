import type { Afspraken, Grondslag, OpenendBericht, SoortVordering } from './afspraken.ts'
import { GRONDSLAGEN } from './afspraken.ts'
import type { Dag } from './dag.ts'
import { amsterdamseDag } from './dag.ts'

/** Both days included; `totEnMet` null: no end date. */
export type Geldigheid = { readonly van: Dag; readonly totEnMet: Dag | null }
export type Overeenkomst = Geldigheid & {
  readonly overeenkomst: string
  readonly schuldeiser: string
  readonly gemeentecode: string
  readonly grondslag: Grondslag
  readonly ondertekendOp: Dag | null
  readonly afspraken: Afspraken
}
export type DeelnemerSoort = 'schuldeiser' | 'intermediair' | 'gemeente' | 'operator'
export type DeelnemerStatus = 'actief' | 'geblokkeerd' | 'beeindigd'
export type Deelnemer = Geldigheid & {
  readonly deelnemer: string
  readonly soort: DeelnemerSoort
  readonly status: DeelnemerStatus
}
export type Mandaat = Geldigheid & { readonly intermediair: string; readonly schuldeiser: string }

type Stand = 'geldig' | 'nog-niet-ingegaan' | 'beeindigd'

function standOp({ van, totEnMet }: Geldigheid, dag: Dag): Stand {
  if (dag < van) return 'nog-niet-ingegaan'
  return totEnMet === null || dag <= totEnMet ? 'geldig' : 'beeindigd'
}

export type DeelnemerBesluit =
  | { readonly kind: 'ok' }
  | {
      readonly kind: 'geweigerd'
      readonly code: 'deelnemer-onbekend' | 'deelnemer-geblokkeerd' | 'deelnemer-niet-actief'
    }

/** May this participant do anything now? Asked at every request. */
export function controleerDeelnemer(d: Deelnemer | null, nu: Temporal.Instant): DeelnemerBesluit {
  if (d === null) return { kind: 'geweigerd', code: 'deelnemer-onbekend' }
  if (d.status === 'geblokkeerd') return { kind: 'geweigerd', code: 'deelnemer-geblokkeerd' }
  const actief = d.status === 'actief' && standOp(d, amsterdamseDag(nu)) === 'geldig'
  return actief ? { kind: 'ok' } : { kind: 'geweigerd', code: 'deelnemer-niet-actief' }
}

export type MandaatReden = 'geen' | 'nog-niet-ingegaan' | 'beeindigd'
export type MandaatBesluit =
  | { readonly kind: 'ok' }
  | { readonly kind: 'geweigerd'; readonly code: 'geen-mandaat'; readonly reden: MandaatReden }
export type MandaatVraag = {
  readonly intermediair: string
  readonly schuldeiser: string
  readonly nu: Temporal.Instant
}

/** One mandate in force is enough; otherwise the reason of the one nearest to it: still to begin before ended. */
export function controleerMandaat(mandaten: readonly Mandaat[], vraag: MandaatVraag): MandaatBesluit {
  const dag = amsterdamseDag(vraag.nu)
  const standen = mandaten
    .filter((m) => m.intermediair === vraag.intermediair && m.schuldeiser === vraag.schuldeiser)
    .map((m) => standOp(m, dag))
  if (standen.includes('geldig')) return { kind: 'ok' }
  const reden =
    standen.length === 0 ? 'geen' : standen.includes('nog-niet-ingegaan') ? 'nog-niet-ingegaan' : 'beeindigd'
  return { kind: 'geweigerd', code: 'geen-mandaat', reden }
}

export type SchuldeiserBesluit =
  | { readonly kind: 'ok'; readonly schuldeiser: string }
  | { readonly kind: 'geweigerd'; readonly code: 'namens-verplicht' | 'geen-mandaat' | 'geen-schuldeiser' }
export type SchuldeiserVraag = {
  readonly afzender: Deelnemer
  /** Undefined: the field is absent; null: it names nobody known, which is answered like a missing mandate. */
  readonly namens: Deelnemer | null | undefined
  readonly mandaten: readonly Mandaat[]
  readonly nu: Temporal.Instant
}

/** For which creditor a sender speaks: itself, or the one that gave an intermediair its mandate. */
export function bepaalSchuldeiser({ afzender, namens, mandaten, nu }: SchuldeiserVraag): SchuldeiserBesluit {
  const zelf = afzender.deelnemer
  if (afzender.soort === 'schuldeiser') {
    const voorZichzelf = namens === undefined || namens?.deelnemer === zelf
    return voorZichzelf ? { kind: 'ok', schuldeiser: zelf } : { kind: 'geweigerd', code: 'geen-mandaat' }
  }
  if (afzender.soort !== 'intermediair') return { kind: 'geweigerd', code: 'geen-schuldeiser' }
  if (namens === undefined) return { kind: 'geweigerd', code: 'namens-verplicht' }
  const mag =
    namens !== null &&
    namens.soort === 'schuldeiser' &&
    controleerDeelnemer(namens, nu).kind === 'ok' &&
    controleerMandaat(mandaten, { intermediair: zelf, schuldeiser: namens.deelnemer, nu }).kind === 'ok'
  return mag ? { kind: 'ok', schuldeiser: namens.deelnemer } : { kind: 'geweigerd', code: 'geen-mandaat' }
}

/** From near to far: of several overeenkomsten that do not fit, the nearest gives the reason. */
const REDENEN = [
  'soort-niet-toegestaan',
  'bericht-niet-toegestaan',
  'nog-niet-ingegaan',
  'niet-ondertekend',
  'zonder-einddatum',
  'beeindigd',
] as const
export type OvereenkomstReden = (typeof REDENEN)[number] | 'geen'
export type OvereenkomstBesluit =
  | { readonly kind: 'ok'; readonly overeenkomst: Overeenkomst }
  | { readonly kind: 'geweigerd'; readonly code: 'gemeente-doet-niet-mee' }
  | { readonly kind: 'geweigerd'; readonly code: 'geen-overeenkomst'; readonly reden: OvereenkomstReden }
export type OvereenkomstVraag = {
  readonly bericht: OpenendBericht
  readonly schuldeiser: string
  readonly gemeentecode: string
  /** The soort of every vordering. */
  readonly soorten: readonly SoortVordering[]
  readonly nu: Temporal.Instant
}

function bezwaar(o: Overeenkomst, vraag: OvereenkomstVraag, dag: Dag): OvereenkomstReden | null {
  const toelating = GRONDSLAGEN[o.grondslag]
  const stand = standOp(o, dag)
  if (stand !== 'geldig') return stand
  if (o.ondertekendOp === null || o.ondertekendOp > dag) return 'niet-ondertekend'
  if (toelating.einddatumVerplicht && o.totEnMet === null) return 'zonder-einddatum'
  if (!toelating.berichten.includes(vraag.bericht)) return 'bericht-niet-toegestaan'
  return vraag.soorten.every((soort) => toelating.soorten.includes(soort)) ? null : 'soort-niet-toegestaan'
}

/** Latest first day first, then by code, so that the same rows always give the same overeenkomst. */
function nieuwsteEerst(a: Overeenkomst, b: Overeenkomst): number {
  if (a.van !== b.van) return a.van > b.van ? -1 : 1
  return a.overeenkomst < b.overeenkomst ? -1 : 1
}

/** Under which overeenkomst a message may open a dossier. `ontvanger`: who receives for the gemeente, null when nobody does. */
export function besluitOvereenkomst(
  ontvanger: Deelnemer | null,
  overeenkomsten: readonly Overeenkomst[],
  vraag: OvereenkomstVraag,
): OvereenkomstBesluit {
  if (controleerDeelnemer(ontvanger, vraag.nu).kind === 'geweigerd') {
    return { kind: 'geweigerd', code: 'gemeente-doet-niet-mee' }
  }
  const dag = amsterdamseDag(vraag.nu)
  const beoordeeld = overeenkomsten
    .filter((o) => o.schuldeiser === vraag.schuldeiser && o.gemeentecode === vraag.gemeentecode)
    .toSorted(nieuwsteEerst)
    .map((overeenkomst) => ({ overeenkomst, bezwaar: bezwaar(overeenkomst, vraag, dag) }))
  const passend = beoordeeld.find((b) => b.bezwaar === null)
  if (passend !== undefined) return { kind: 'ok', overeenkomst: passend.overeenkomst }
  const bezwaren = beoordeeld.map((b) => b.bezwaar)
  const reden = REDENEN.find((r) => bezwaren.includes(r)) ?? 'geen'
  return { kind: 'geweigerd', code: 'geen-overeenkomst', reden }
}
