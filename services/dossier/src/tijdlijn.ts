import type { Antwoord } from '@warmknooppunt/platform/http'
import { leesWachtreden } from './dossier-store.ts'
import { leesTijdlijn } from './gebeurtenis-store.ts'
import type { Inzage, Lezer, Stageomgeving } from './inzage.ts'

/** What happened with a dossier, as far as this reader may see it; an operator sees every line, and why it came to wait. */
export async function tijdlijn(o: Stageomgeving, lezer: Lezer, { dossier, partij }: Inzage): Promise<Antwoord> {
  const { dossierId } = dossier
  const { deelnemer } = lezer.deelnemer
  const operator = partij === 'operator'
  const regels = await leesTijdlijn(o.pool, { dossierId, partij: operator ? null : partij, deelnemer })
  const wachtreden = operator ? await leesWachtreden(o.pool, dossierId) : null
  const gebeurtenissen = regels.map(({ id, soort, tijd, gegevens }) => {
    const meer = soort === 'wacht-op-routering' ? wachtreden : null
    return { id, soort, tijdstip: tijd.toISOString(), gegevens: { ...gegevens, ...meer } }
  })
  return { kind: 'antwoord', status: 200, body: { gebeurtenissen } }
}
