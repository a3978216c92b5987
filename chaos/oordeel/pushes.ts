import type { Ontvangst, Push } from '../boek.ts'
import type { Schending } from './schending.ts'

/** What was pushed against what lies in the postvakken of those who have a webhook: each taken once or more, in order per dossier, and nothing else. */
export function keurPushes(
  pushes: readonly Push[],
  berichten: readonly Ontvangst[],
  metWebhook: readonly string[],
): Schending[] {
  return metWebhook.flatMap((deelnemer) => {
    const postvak = berichten.filter((b) => b.postvak === deelnemer)
    const eigen = Map.groupBy(
      pushes.filter((p) => p.deelnemer === deelnemer),
      ({ id }) => id,
    )
    const bekend = new Set(postvak.map(({ id }) => id))
    const vreemd = [...eigen.keys()].filter((id) => !bekend.has(id))
    const perDossier = Map.groupBy(postvak, ({ dossierId }) => dossierId)
    return [
      ...vreemd.map(
        (id): Schending => ({ soort: 'dubbel', tekst: `${deelnemer}: pushed ${id}, which its postvak lacks` }),
      ),
      ...postvak
        .filter(({ id }) => !eigen.get(id)?.some(({ gedaanMs }) => gedaanMs !== null))
        .map(
          ({ id }): Schending => ({ soort: 'onbezorgd', tekst: `${deelnemer}: ${id} was never pushed with success` }),
        ),
      ...[...perDossier.values()].flatMap((groep) => keurVolgorde(groep, eigen)),
    ]
  })
}

/** The next of a dossier comes only when the one before it was taken. */
function keurVolgorde(groep: readonly Ontvangst[], eigen: ReadonlyMap<string, readonly Push[]>): Schending[] {
  const reeks = groep.toSorted((a, b) => a.nummer - b.nummer)
  return reeks.slice(1).flatMap((bericht, i) => {
    const vorige = reeks[i]
    const gedaan = (vorige && eigen.get(vorige.id)?.flatMap(({ gedaanMs }) => gedaanMs ?? [])) ?? []
    const gekomen = eigen.get(bericht.id)?.map(({ opMs }) => opMs) ?? []
    if (gedaan.length === 0 || gekomen.length === 0 || Math.min(...gekomen) >= Math.min(...gedaan)) return []
    return [{ soort: 'volgorde', tekst: `${bericht.postvak}: ${bericht.id} was pushed before ${vorige?.id} was taken` }]
  })
}
