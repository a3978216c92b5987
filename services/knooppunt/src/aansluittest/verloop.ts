/** What the test did with a request: passed it on, or played a fault or a rare case that every system meets one day. */
export type Gedaan = 'doorgegeven' | 'storing' | 'antwoord-kwijt' | 'nogmaals'

export type Uitgereikt = {
  readonly id: string
  readonly volgnummer: number
  readonly type: string
  readonly dossierId: string
}

/** One request of the system under test. Of bodies only a fingerprint is kept. */
export type Waarneming = {
  /** monotonic, in milliseconds */
  readonly opMs: number
  readonly methode: string
  /** without its query */
  readonly pad: string
  /** what the hub answered, or the test in its place */
  readonly status: number
  readonly gedaan: Gedaan
  /** Idempotency-Key as it was sent */
  readonly sleutel: string | null
  readonly vingerafdruk: string
  /** the hub gave the answer of before */
  readonly herhaald: boolean
  /** the dossier in an answer */
  readonly dossier: { readonly id: string; readonly status: string } | null
  /** messages of a postvak that were handed out */
  readonly berichten: readonly Uitgereikt[]
  readonly bevestigt: { readonly totEnMet: number | null; readonly ids: readonly string[] } | null
}

export type Pushsoort = 'vals' | 'oud' | 'goed' | 'nogmaals'

/** A push of the test to the webhook under test, and the status of its answer. */
export type Pushwaarneming = { readonly soort: Pushsoort; readonly status: number }

/** All that was seen so far, in order. */
export type Verloop = {
  readonly verzoeken: readonly Waarneming[]
  readonly pushes: readonly Pushwaarneming[]
  /** the dossiers that the test made for a gemeente: an ordinary one, and for a postvak one of which the content is gone */
  readonly gewoon: string | null
  readonly vernietigd: string | null
}

export type Oordeel = 'gehaald' | 'open' | 'gezakt'

/** One step of the test, in words for the party (Dutch). */
export type Stap = {
  readonly naam: string
  readonly verwacht: string
  readonly gezien: string
  readonly oordeel: Oordeel
  /** what to do while it is not passed */
  readonly advies: string
}

export type Uitslag = Pick<Stap, 'gezien' | 'oordeel'>

/** Passed, with what shows it. */
export const gehaald = (gezien: string): Uitslag => ({ oordeel: 'gehaald', gezien })
/** Not yet seen. */
export const open = (gezien = 'nog niets'): Uitslag => ({ oordeel: 'open', gezien })
/** Seen, and wrong: that does not mend itself. */
export const gezakt = (gezien: string): Uitslag => ({ oordeel: 'gezakt', gezien })

export const INDIENEN = '/v1/doorverwijzingen'
export const POSTVAK = '/v1/postvak/berichten'
export const BEVESTIGEN = '/v1/postvak/bevestigingen'

/** The requests of one kind. */
export function van(verloop: Pick<Verloop, 'verzoeken'>, methode: string, pad: string): readonly Waarneming[] {
  return verloop.verzoeken.filter((w) => w.methode === methode && w.pad === pad)
}

/** Whether a message was confirmed in the postvak, by its number or its id. */
export function isBevestigd(verloop: Pick<Verloop, 'verzoeken'>, bericht: Uitgereikt): boolean {
  return van(verloop, 'POST', BEVESTIGEN).some(
    ({ status, bevestigt }) =>
      status === 200 &&
      bevestigt !== null &&
      ((bevestigt.totEnMet ?? 0) >= bericht.volgnummer || bevestigt.ids.includes(bericht.id)),
  )
}

/** The first message of a dossier that was handed out. */
export function uitgereikt(verloop: Pick<Verloop, 'verzoeken'>, dossierId: string | null): Uitgereikt | null {
  const alle = verloop.verzoeken.flatMap(({ berichten }) => berichten)
  return alle.find((bericht) => bericht.dossierId === dossierId) ?? null
}
