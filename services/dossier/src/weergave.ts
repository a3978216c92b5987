import { statusVoorGemeente, statusVoorSchuldeiser } from '@warmknooppunt/regels/dossier'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import { gemeenteVan, loketVan, uitvoerderVan } from '@warmknooppunt/register/weergave'
import type { Dossier } from './dossier-store.ts'
import type { Inzage } from './inzage.ts'
import { standVan } from './inzage.ts'
import type { Lijstdossier } from './lijst-store.ts'

/** A dossier in the words of the API. Gemeente, uitvoerder and contact date are as they were first told; content is never part of it. */
export function toonDossier(
  { dossier, partij }: Pick<Inzage, 'dossier' | 'partij'>,
  stand: RegisterStand,
  nu: Temporal.Instant,
): Readonly<Record<string, unknown>> {
  const { van, totEnMet, hervatbaarVanaf, gemeentecode, uitvoerder, loket, contactUiterlijkOp } = dossier
  return {
    id: dossier.dossierId,
    status: statusVan(dossier, partij, nu),
    schuldeiser: dossier.schuldeiser,
    aangenomenOp: dossier.aangenomenOp.toISOString(),
    ...(gemeentecode === null ? {} : { gemeente: gemeenteVan(stand, gemeentecode) }),
    ...(uitvoerder === null ? {} : { uitvoerder: uitvoerderVan(stand, uitvoerder) }),
    ...(loket === null ? {} : { loket: loketVan(stand, loket) }),
    ...(contactUiterlijkOp === null ? {} : { contactUiterlijkOp }),
    incassostop: { van, totEnMet, hervatbaarVanaf },
  }
}

/** Why it came to wait for an operator, and the gemeenten to choose from; only the list of an operator has these. */
export function toonWachtreden(
  { reden, kandidaten }: Pick<Lijstdossier, 'reden' | 'kandidaten'>,
  stand: RegisterStand,
): Readonly<Record<string, unknown>> {
  return reden && kandidaten ? { reden, kandidaten: kandidaten.map((code) => gemeenteVan(stand, code)) } : {}
}

/** A creditor's dossier closes neutrally at the end of the stop, whatever the gemeente did. */
function statusVan(dossier: Dossier, partij: Inzage['partij'], nu: Temporal.Instant) {
  const stand = standVan(dossier)
  return partij === 'schuldeiser' ? statusVoorSchuldeiser(stand, nu) : statusVoorGemeente(stand, nu)
}
