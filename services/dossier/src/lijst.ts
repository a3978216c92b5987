import type { Antwoord } from '@warmknooppunt/platform/http'
import type { DossierStatus } from '@warmknooppunt/regels/dossier'
import type { Bereik } from './dossier-store.ts'
import { leesLijst } from './dossier-store.ts'
import type { Lezer, Stageomgeving } from './inzage.ts'
import { STATUSSEN } from './route-schemas.ts'
import { toonDossier } from './weergave.ts'

const STANDAARD_LIMIET = 50

/** A page of a party's dossiers, with the cursor to the next when there may be more. */
export async function lijst(
  o: Stageomgeving,
  lezer: Lezer,
  query: Readonly<Record<string, unknown>>,
): Promise<Antwoord> {
  const limiet = typeof query.limiet === 'number' ? query.limiet : STANDAARD_LIMIET
  const na = typeof query.na === 'string' ? query.na : null
  const status = STATUSSEN.find((bekend) => bekend === query.status) ?? null
  const dossiers = await leesLijst(o.pool, {
    bereik: bereikVan(lezer),
    na,
    limiet,
    status: status satisfies DossierStatus | null,
    nu: lezer.nu,
  })
  const partij =
    lezer.aanroeper.rol === 'gemeente' ? 'gemeente' : lezer.aanroeper.rol === 'operator' ? 'operator' : 'schuldeiser'
  const laatste = dossiers.length === limiet ? dossiers.at(-1) : undefined
  return {
    kind: 'antwoord',
    status: 200,
    body: {
      doorverwijzingen: dossiers.map((dossier) => toonDossier({ dossier, partij }, lezer.stand, lezer.nu)),
      ...(laatste ? { volgende: laatste.dossierId } : {}),
    },
  }
}

/** Whose dossiers this party may list, by mandates and gemeenten as they are now. */
function bereikVan({ aanroeper, stand }: Lezer): Bereik {
  const niets = { schuldeiser: null, indiener: null, mandaten: [], gemeenten: null }
  switch (aanroeper.rol) {
    case 'operator':
      return niets
    case 'schuldeiser':
      return { ...niets, schuldeiser: aanroeper.deelnemer }
    case 'intermediair': {
      const schuldeisers = stand.deelnemers
        .filter(({ soort }) => soort === 'schuldeiser')
        .map(({ deelnemer }) => deelnemer)
      return {
        ...niets,
        indiener: aanroeper.deelnemer,
        mandaten: schuldeisers.filter((s) => aanroeper.mandaten.has(s)),
      }
    }
    case 'gemeente':
      return {
        ...niets,
        gemeenten: stand.gemeenten
          .map(({ gemeentecode }) => gemeentecode)
          .filter((code) => aanroeper.gemeenten.has(code)),
      }
  }
}
