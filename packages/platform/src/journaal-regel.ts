import type { Gevolgd, Uitrij } from './journaal-store.ts'

/** A message that was accepted. */
export type Aangenomen = Plaats & {
  readonly stage: 'intake'
  readonly berichtId: string
  readonly bericht: string
  readonly deelnemer: string
}

/** What happened with a message for a receiver. */
export type Bezorgd = Plaats & {
  readonly stage: 'delivery'
  readonly gebeurtenis: string
  readonly berichtId: string
  readonly deelnemer: string
  readonly nummer?: number | undefined
  readonly eindpunt?: string | undefined
}

/** How a postvak stood: the highest number given out, and up to where all is confirmed. */
export type Postvakstand = {
  readonly stage: 'postvak'
  readonly deelnemer: string
  readonly hoogste: number
  readonly bevestigdTot: number
}

type Plaats = {
  readonly bron: string
  readonly positie: number
  readonly tijd: string
  readonly dossierId: string
}

export type Journaalregel = Aangenomen | Bezorgd | Postvakstand

/** The line of a message: ids and codes only. */
export function naarRegel(stage: Gevolgd, rij: Uitrij): Aangenomen | Bezorgd {
  const plaats = { bron: rij.bron, positie: rij.positie, tijd: rij.tijd.toISOString(), dossierId: rij.dossier }
  if (stage === 'intake') {
    return { stage, ...plaats, berichtId: rij.id, bericht: rij.bericht ?? '', deelnemer: rij.afzender ?? '' }
  }
  return {
    stage,
    ...plaats,
    gebeurtenis: rij.gebeurtenis ?? '',
    berichtId: rij.berichtId ?? '',
    deelnemer: rij.deelnemer ?? '',
    nummer: rij.nummer ?? undefined,
    eindpunt: rij.eindpunt ?? undefined,
  }
}

/** Reads a line; null for one that a crash left half written. */
export function leesRegel(tekst: string): Journaalregel | null {
  try {
    const regel: unknown = JSON.parse(tekst)
    return isRegel(regel) ? regel : null
  } catch {
    return null
  }
}

function isRegel(regel: unknown): regel is Journaalregel {
  if (typeof regel !== 'object' || regel === null || !('stage' in regel)) return false
  const velden: Readonly<Record<string, unknown>> = { ...regel }
  const tekst = (naam: string) => typeof velden[naam] === 'string'
  if (velden.stage === 'postvak')
    return tekst('deelnemer') && Number.isSafeInteger(velden.hoogste) && Number.isSafeInteger(velden.bevestigdTot)
  const plaats = tekst('bron') && Number.isSafeInteger(velden.positie) && tekst('tijd') && tekst('dossierId')
  const wat = tekst('berichtId') && tekst('deelnemer')
  return (
    plaats &&
    wat &&
    (velden.stage === 'intake' ? tekst('bericht') : velden.stage === 'delivery' && tekst('gebeurtenis'))
  )
}
