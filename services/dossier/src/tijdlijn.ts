import type { Antwoord } from '@warmknooppunt/platform/http'
import { leesTijdlijn } from './gebeurtenis-store.ts'
import type { Inzage, Lezer, Stageomgeving } from './inzage.ts'

/** What happened with a dossier, as far as this reader may see it; an operator sees every line. */
export async function tijdlijn(o: Stageomgeving, lezer: Lezer, { dossier, partij }: Inzage): Promise<Antwoord> {
  const regels = await leesTijdlijn(o.pool, {
    dossierId: dossier.dossierId,
    partij: partij === 'operator' ? null : partij,
    deelnemer: lezer.deelnemer.deelnemer,
  })
  const gebeurtenissen = regels.map(({ id, soort, tijd, gegevens }) => {
    return { id, soort, tijdstip: tijd.toISOString(), gegevens }
  })
  return { kind: 'antwoord', status: 200, body: { gebeurtenissen } }
}
