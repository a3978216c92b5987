import type { Db } from '@warmknooppunt/platform/db'
import { leesClients } from './client-store.ts'
import { leesDeelnemers } from './deelnemer-store.ts'
import { leesFeestdagen } from './feestdag-store.ts'
import { leesFeestdagjaren } from './feestdagjaar-store.ts'
import { leesGemeenten } from './gemeente-store.ts'
import { leesGemeenteUitvoerders } from './gemeente-uitvoerder-store.ts'
import { leesGemeenteWijzigingen } from './gemeente-wijziging-store.ts'
import { leesLoketRegels } from './loket-regel-store.ts'
import { leesLoketten } from './loket-store.ts'
import { leesMandaten } from './mandaat-store.ts'
import type { Rijen } from './opzoekingen.ts'
import { leesOvereenkomsten } from './overeenkomst-store.ts'
import { leesPostcodetabellen } from './postcodetabel-store.ts'
import { leesPubliekeLoketten } from './publiek-loket-store.ts'
import { leesUitvoerders } from './uitvoerder-store.ts'

/** All rows of one version. They need no common snapshot: the rows of a version never change. */
export async function laadRijen(db: Db, versie: number): Promise<Rijen> {
  return {
    deelnemers: await leesDeelnemers(db, versie),
    clients: await leesClients(db, versie),
    overeenkomsten: await leesOvereenkomsten(db, versie),
    mandaten: await leesMandaten(db, versie),
    uitvoerders: await leesUitvoerders(db, versie),
    gemeenteUitvoerders: await leesGemeenteUitvoerders(db, versie),
    loketten: await leesLoketten(db, versie),
    loketRegels: await leesLoketRegels(db, versie),
    publiekeLoketten: await leesPubliekeLoketten(db, versie),
    gemeenten: await leesGemeenten(db, versie),
    gemeenteWijzigingen: await leesGemeenteWijzigingen(db, versie),
    feestdagen: await leesFeestdagen(db, versie),
    feestdagjaren: await leesFeestdagjaren(db, versie),
    postcodetabellen: await leesPostcodetabellen(db, versie),
  }
}
