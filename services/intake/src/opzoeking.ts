import type { Db } from '@warmknooppunt/platform/db'
import type { Gemeentebesluit } from '@warmknooppunt/regels/bepaal-gemeente'
import { adresVan } from '@warmknooppunt/register/bestemming'
import { zoekGemeenten } from '@warmknooppunt/register/postcode-store'
import type { Kandidaat } from './aanvraag.ts'
import type { Bevonden } from './besluit.ts'
import { leesOpKlant, leesOpReferentie } from './dossier-store.ts'
import { leesAntwoorden } from './idempotentie-store.ts'
import type { Stageomgeving } from './omgeving.ts'
import { sleutelsVan } from './sleutels.ts'
import type { Zoeksleutel } from './zoeksleutel-store.ts'
import { haalZoekers } from './zoeksleutel-store.ts'

export type Zoekvraag = {
  readonly kandidaten: readonly Kandidaat[]
  readonly postcodeversie: number
  readonly nu: Temporal.Instant
}

/** `zoeksleutels`: of creditors that had none; kept when something of theirs is accepted. */
export type Opzoeking = { readonly bevonden: readonly Bevonden[]; readonly zoeksleutels: readonly Zoeksleutel[] }

/** Everything the decisions need, one statement a table. */
export async function zoekOp(
  o: Stageomgeving,
  db: Db,
  { kandidaten, postcodeversie, nu }: Zoekvraag,
): Promise<Opzoeking> {
  if (kandidaten.length === 0) return { bevonden: [], zoeksleutels: [] }
  const schuldeisers = kandidaten.map(({ schuldeiser }) => schuldeiser.deelnemer)
  const zoekers = await haalZoekers(db, o.keks, schuldeisers)
  const gezocht = kandidaten.map((kandidaat) => {
    return { kandidaat, sleutels: sleutelsVan(kandidaat, zoekers.zoek(kandidaat.schuldeiser.deelnemer)) }
  })
  const referenties = gezocht.map(({ kandidaat: { schuldeiser, afzender }, sleutels: { referentie } }) => {
    return { schuldeiser: schuldeiser.deelnemer, indiener: afzender.deelnemer, referentie }
  })
  const klanten = gezocht.flatMap(({ kandidaat, sleutels }, plaats) =>
    sleutels.klanten.map((klant) => ({ plaats, schuldeiser: kandidaat.schuldeiser.deelnemer, klant })),
  )
  const sleutels = gezocht.flatMap((g) => g.sleutels.antwoorden)
  // The connection is pipelined: the statements travel together.
  const [adressen, antwoorden, opReferentie, opKlant] = await Promise.all([
    zoekAdressen(db, kandidaten, postcodeversie),
    leesAntwoorden(db, sleutels, nu),
    leesOpReferentie(db, referenties),
    leesOpKlant(db, klanten),
  ])
  const bevonden = gezocht.map((g, plaats) => ({
    ...g,
    adres: adressen.get(g.kandidaat) ?? null,
    eersteAntwoorden: g.sleutels.antwoorden.flatMap((sleutel) => antwoorden.get(sleutel.toString('hex')) ?? []),
    zelfdeReferentie: opReferentie.get(plaats) ?? null,
    eerdere: opKlant.get(plaats) ?? [],
  }))
  return { bevonden, zoeksleutels: zoekers.nieuw }
}

async function zoekAdressen(
  db: Db,
  kandidaten: readonly Kandidaat[],
  postcodeversie: number,
): Promise<ReadonlyMap<Kandidaat, Gemeentebesluit>> {
  const metAdres = kandidaten.flatMap((kandidaat) => {
    const adres = adresVan(kandidaat.aanvraag.body)
    return adres ? [{ kandidaat, adres }] : []
  })
  const adressen = metAdres.map(({ adres }) => adres)
  const gemeenten = await zoekGemeenten(db, adressen, postcodeversie)
  return new Map(
    metAdres.flatMap(({ kandidaat }, i) => {
      const gemeente = gemeenten[i]
      return gemeente ? [[kandidaat, gemeente] as const] : []
    }),
  )
}
