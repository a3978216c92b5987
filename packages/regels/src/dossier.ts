import type { Kanaal } from './afspraken.ts'
import type { Dag } from './dag.ts'
import { amsterdamseDag, beginVanDag, dagErbij } from './dag.ts'
import type { Probleem } from './probleem.ts'
import type { Incassostop } from './termijnen.ts'

export type DossierStatus = 'wacht-op-routering' | 'aangenomen' | 'niet-bezorgbaar' | 'ingetrokken' | 'gesloten'

/** What intake keeps of a dossier to decide by: one row. */
export type DossierStand = {
  readonly dossierId: string
  readonly schuldeiser: string
  /** Code of the deelnemer that sent it: the schuldeiser itself or its intermediair. */
  readonly indiener: string
  readonly status: DossierStatus
  /** Null until routed. */
  readonly gemeentecode: string | null
  /** Code of the organisation that carries it out for that gemeente; null until routed. */
  readonly uitvoerder: string | null
  readonly aangenomenOp: Temporal.Instant
  readonly incassostop: Incassostop
  /** Exclusive end of the stop: until then the dossier counts as open. */
  readonly openTot: Temporal.Instant
}

export type Aanroeper = {
  readonly deelnemer: string
  readonly rol: 'schuldeiser' | 'intermediair' | 'gemeente' | 'operator'
  /** Creditors an intermediair may speak for now: its mandates in force. */
  readonly mandaten: { has(schuldeiser: string): boolean }
  /** Whether it may act now, by the register, on what lies with this uitvoerder of this gemeente. */
  readonly gemeenten: { has(gemeentecode: string, uitvoerder: string | null): boolean }
}

export type Registratiesoort = 'poging' | 'contact' | 'eerste-gesprek'

export type Plaatsing = {
  readonly gemeentecode: string
  readonly uitvoerder: string
  readonly loket: string
  readonly ontvanger: string
  readonly overeenkomst: string
  readonly dagNul: Dag
  readonly contactUiterlijkOp: Dag
}
export type Opening = { readonly incassostop: Incassostop; readonly openTot: Temporal.Instant } & (
  | ({ readonly kind: 'aangenomen'; readonly eerderDossier: string | null } & Plaatsing)
  | {
      readonly kind: 'wacht-op-routering'
      readonly reden: 'meerdere' | 'onbekend'
      readonly kandidaten: readonly string[]
    }
)
export type RedenNietBezorgbaar =
  | 'adres-niet-te-herleiden'
  | 'adres-in-buitenland'
  | 'gemeente-doet-niet-mee'
  | 'geen-overeenkomst'
export type Routering =
  | ({ readonly kind: 'gerouteerd' } & Plaatsing)
  | { readonly kind: 'niet-bezorgbaar'; readonly reden: RedenNietBezorgbaar }
export type Contact = {
  readonly kind: 'contact-geregistreerd'
  readonly soort: Registratiesoort
  readonly kanaal: Kanaal
  readonly plaatsgevondenOp: Temporal.Instant
}

export type NietGevonden = { readonly kind: 'niet-gevonden' }
export type VerkeerdeStatus = { readonly kind: 'geweigerd'; readonly code: 'verkeerde-status' }
export type AlDoorverwezen = {
  readonly kind: 'geweigerd'
  readonly code: 'al-doorverwezen'
  readonly dossierId: string
}
export type NietMogelijk = {
  readonly kind: 'geweigerd'
  readonly code: 'geen-overeenkomst' | 'gemeente-doet-niet-mee'
  readonly gemeentecode: string
}
export type Ongeldig = { readonly kind: 'ongeldig'; readonly problemen: readonly Probleem[] }
export type Gebeurtenis<G> = { readonly kind: 'gebeurtenis'; readonly gebeurtenis: G }

/** Days after the end of the stop in which a gemeente may still report. */
const NALOOP_DAGEN = 14

const isVoorbij = (grens: Temporal.Instant, nu: Temporal.Instant): boolean => Temporal.Instant.compare(nu, grens) >= 0

/** The al-doorverwezen rule: open until its stop ended, niet-bezorgbaar, or withdrawn by the creditor. */
export function isNogOpen(stand: DossierStand, nu: Temporal.Instant): boolean {
  const status = statusVoorSchuldeiser(stand, nu)
  return status === 'aangenomen' || status === 'wacht-op-routering'
}

function statusMetSluiting(stand: DossierStand, sluiting: Temporal.Instant, nu: Temporal.Instant): DossierStatus {
  switch (stand.status) {
    case 'wacht-op-routering':
    case 'aangenomen':
      return isVoorbij(sluiting, nu) ? 'gesloten' : stand.status
    case 'niet-bezorgbaar':
    case 'ingetrokken':
    case 'gesloten':
      return stand.status
  }
}

/** What the creditor sees: every dossier closes neutrally when its stop ends, whatever the gemeente did (design section 11). */
export function statusVoorSchuldeiser(stand: DossierStand, nu: Temporal.Instant): DossierStatus {
  return statusMetSluiting(stand, stand.openTot, nu)
}

/** From this moment the gemeente's messages are refused: 14 days after the end of the stop. */
export function geslotenVanaf(stand: Pick<DossierStand, 'openTot'>): Temporal.Instant {
  return beginVanDag(dagErbij(amsterdamseDag(stand.openTot), NALOOP_DAGEN))
}

/** The same asked of all dossiers at once: at `nu` those are not closed to the gemeente of which the stop ended, exclusively, after this moment. */
export function openVoorGemeenteNa(nu: Temporal.Instant): Temporal.Instant {
  return beginVanDag(dagErbij(amsterdamseDag(nu), -NALOOP_DAGEN))
}

/** What the gemeente sees: closed 14 days after the end of the stop. */
export function statusVoorGemeente(stand: DossierStand, nu: Temporal.Instant): DossierStatus {
  return statusMetSluiting(stand, geslotenVanaf(stand), nu)
}

/** As which party somebody may see this dossier; null: for them it does not exist. */
export function partijVan(stand: DossierStand, a: Aanroeper): 'schuldeiser' | 'gemeente' | 'operator' | null {
  switch (a.rol) {
    case 'operator':
      return 'operator'
    case 'schuldeiser':
      return stand.schuldeiser === a.deelnemer ? 'schuldeiser' : null
    case 'intermediair':
      return stand.indiener === a.deelnemer && a.mandaten.has(stand.schuldeiser) ? 'schuldeiser' : null
    case 'gemeente':
      return stand.gemeentecode !== null && a.gemeenten.has(stand.gemeentecode, stand.uitvoerder) ? 'gemeente' : null
  }
}

/** The first row of a dossier. */
export function eersteStand(
  wie: Pick<DossierStand, 'dossierId' | 'schuldeiser' | 'indiener'>,
  opening: Opening,
  aangenomenOp: Temporal.Instant,
): DossierStand {
  const { kind: status, incassostop, openTot } = opening
  const { gemeentecode, uitvoerder } =
    opening.kind === 'aangenomen' ? opening : { gemeentecode: null, uitvoerder: null }
  return { ...wie, status, gemeentecode, uitvoerder, aangenomenOp, incassostop, openTot }
}

/** The row after an event on it. A contact changes clocks, not the dossier; the stop runs on whatever is decided. */
export function pasToe(stand: DossierStand, g: Routering | Contact): DossierStand {
  switch (g.kind) {
    case 'gerouteerd':
      return { ...stand, status: 'aangenomen', gemeentecode: g.gemeentecode, uitvoerder: g.uitvoerder }
    case 'niet-bezorgbaar':
      return { ...stand, status: 'niet-bezorgbaar' }
    case 'contact-geregistreerd':
      return stand
  }
}
