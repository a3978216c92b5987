import { alsVelden } from '../simulatie/keur-antwoord.ts'
import type { Uitgereikt, Waarneming } from './verloop.ts'
import { BEVESTIGEN } from './verloop.ts'

/** A body as JSON; null for what is none. */
export function leesJson(tekst: string): unknown {
  try {
    return JSON.parse(tekst)
  } catch {
    return null
  }
}

/** The dossier in the answer to a doorverwijzing. */
export function leesDossier(body: unknown): Waarneming['dossier'] {
  const { id, status } = alsVelden(body)
  return typeof id === 'string' && typeof status === 'string' ? { id, status } : null
}

/** The messages in an answer of the postvak; none in any other. */
export function leesBerichten(body: unknown): readonly Uitgereikt[] {
  if (!Array.isArray(body)) return []
  return body.map((event) => {
    const { id, sequence, type, subject } = alsVelden(event)
    return { id: String(id), volgnummer: Number(sequence), type: String(type), dossierId: String(subject) }
  })
}

/** Which messages a postvakbevestiging names; null for any other request. */
export function leesBevestiging(pad: string, body: unknown): Waarneming['bevestigt'] {
  if (pad !== BEVESTIGEN) return null
  const { totEnMet, ids } = alsVelden(body)
  return {
    totEnMet: typeof totEnMet === 'number' ? totEnMet : null,
    ids: Array.isArray(ids) ? ids.map(String) : [],
  }
}

/** An event of this dossier as the hub hands it out when its content is destroyed; any other as it is. */
export function zonderInhoud(event: unknown, dossierId: string | null): unknown {
  const velden = alsVelden(event)
  if (dossierId === null || velden.subject !== dossierId) return event
  return { ...velden, data: { dossierId, inhoudVernietigd: true } }
}
