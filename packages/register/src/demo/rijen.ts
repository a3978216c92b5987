import { bekendeFeestdagen } from '../bekende-feestdagen.ts'
import type { Rijen } from '../opzoekingen.ts'
import { DEMO_GEMEENTEN, DEMO_PUBLIEKE_LOKETTEN } from './gebied.ts'
import { DEMO_OVEREENKOMSTEN } from './overeenkomsten.ts'
import { DEMO_DEELNEMERS, DEMO_MANDATEN, DEMO_VAN } from './partijen.ts'
import { DEMO_LOKETREGELS, DEMO_LOKETTEN, DEMO_UITVOERDERREGELS, DEMO_UITVOERDERS } from './uitvoering.ts'

/** The demo's register in memory, for who has no hub: the same rows that `npm start` writes into its database. */
export function demoRijen(): Rijen {
  const jaren = bekendeFeestdagen()
  return {
    deelnemers: DEMO_DEELNEMERS,
    clients: [],
    overeenkomsten: DEMO_OVEREENKOMSTEN,
    mandaten: DEMO_MANDATEN,
    uitvoerders: DEMO_UITVOERDERS,
    gemeenteUitvoerders: DEMO_UITVOERDERREGELS.map((regel) => ({ ...regel, van: DEMO_VAN, totEnMet: null })),
    loketten: DEMO_LOKETTEN,
    loketRegels: DEMO_LOKETREGELS,
    publiekeLoketten: DEMO_PUBLIEKE_LOKETTEN,
    gemeenten: DEMO_GEMEENTEN,
    gemeenteWijzigingen: [],
    feestdagen: jaren.flatMap(({ dagen }) => dagen),
    feestdagjaren: jaren.map(({ jaar }) => jaar),
    postcodetabellen: [{ versie: 1, naam: 'demo', bron: 'with the demo', geldigVanaf: DEMO_VAN }],
  }
}
