import type { Versleuteld } from '@warmknooppunt/platform/kluis'
import { ontsleutel } from '@warmknooppunt/platform/kluis'

export type Bewaard = {
  readonly dossierId: string
  readonly bericht: string
  readonly nummer: number
  readonly event: string
  readonly inhoud: string | null
}

/** What a receiver gets: the event with its number; `vol` = with all of its content. */
export type Uitreiking = {
  readonly kind: 'vol' | 'inhoud-vernietigd'
  readonly event: Readonly<Record<string, unknown>>
}

/** Joins envelope and content. `sleutel` null = destroyed: the event then tells that its content is gone, and nothing else. */
export function reikUit(rij: Bewaard, sleutel: Buffer | null): Uitreiking {
  const { data, ...envelop } = leesEnvelop(rij.event)
  const volgnummer = { sequence: String(rij.nummer), sequencetype: 'Integer' } as const
  if (data !== undefined) return { kind: 'vol', event: { ...envelop, ...volgnummer, data } }
  if (rij.inhoud === null || sleutel === null) {
    const leeg = { dossierId: rij.dossierId, inhoudVernietigd: true }
    return { kind: 'inhoud-vernietigd', event: { ...envelop, ...volgnummer, data: leeg } }
  }
  return { kind: 'vol', event: { ...envelop, ...volgnummer, data: ontsleutel(sleutel, leesVersleuteld(rij.inhoud)) } }
}

/** Whether the content must be decrypted, so that its key is needed. */
export function isVersleuteld({ inhoud }: Pick<Bewaard, 'inhoud'>): boolean {
  return inhoud !== null
}

function leesEnvelop(tekst: string): Record<string, unknown> {
  const envelop: Record<string, unknown> = JSON.parse(tekst)
  return envelop
}

function leesVersleuteld(tekst: string): Versleuteld {
  const dicht: Versleuteld = JSON.parse(tekst)
  return dicht
}
