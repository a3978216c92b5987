import type { Antwoord } from '@warmknooppunt/platform/http'
import type { Herstelopdracht } from '@warmknooppunt/schemas/types/herstelopdracht.v1'
import { bestaatDossier } from './dossier-store.ts'
import type { Stageomgeving } from './omgeving.ts'
import type { Opdracht } from './opdracht.ts'
import { alsOperator, plaats } from './opdracht.ts'

/**
 * An operator decides about a message that a stage put aside. What lies there, only that stage knows: it passes over what does not stand in front
 * (any more), and says so. The key is a dossier, or an order, or the place of what could not be read; a dossier is named in the message, for its tijdlijn.
 */
export function neemHerstelopdracht(o: Stageomgeving, opdracht: Opdracht<Herstelopdracht>): Promise<Antwoord> {
  const { body } = opdracht
  const { stage, sleutel, volgnummer } = body
  const zoek = async (tx: Parameters<typeof bestaatDossier>[0]) => ({ isDossier: await bestaatDossier(tx, sleutel) })
  return alsOperator(o, { bericht: 'herstelopdracht', zoek }, opdracht, async (werk, { isDossier }) => {
    const keuze =
      'weiger' in body ? ({ kind: 'weigeren', reden: body.weiger } as const) : ({ kind: 'vrijgeven' } as const)
    const dossier = isDossier ? { dossierId: sleutel } : {}
    const id = plaats(werk, 'herstelopdracht', { stage, sleutel, volgnummer, ...dossier, keuze })
    return { kind: 'antwoord', status: 201, body: { id, stage, sleutel, volgnummer } }
  })
}
