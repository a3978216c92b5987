import type { Db } from '@warmknooppunt/platform/db'
import type { Sleutelbos } from '@warmknooppunt/platform/kluis'
import type { Gemeentebesluit } from '@warmknooppunt/regels/bepaal-gemeente'
import type { Bestemmingsvraag } from '@warmknooppunt/register/bestemming'
import { adresVan, bepaalBestemming, bestemmingIn, kenmerkenVan } from '@warmknooppunt/register/bestemming'
import type { Adres } from '@warmknooppunt/register/postcode-store'
import { zoekGemeenten } from '@warmknooppunt/register/postcode-store'
import type { Register, RegisterStand } from '@warmknooppunt/register/stand'
import type { KeuzeGemeente } from '@warmknooppunt/schemas/types/ingediend.v1'
import type { Herhaling } from './herhaal-besluit.ts'
import { herhaalBesluit, herhaalKeuze, neemOver } from './herhaal-besluit.ts'
import type { Ingekomen } from './ingekomen.ts'
import type { Geopend } from './inhoud.ts'
import { openInhoud } from './inhoud.ts'

export type Bron = { readonly db: Db; readonly register: Register; readonly bos: Sleutelbos }

type Doorverwijzing = Ingekomen<'doorverwijzing'>
type Keuzeopdracht = {
  readonly event: Doorverwijzing
  readonly opdracht: Ingekomen<'routeeropdracht'>
  readonly keuze: KeuzeGemeente
}

/** A doorverwijzing with the decision routing came to. */
export type Bepaald = {
  readonly event: Doorverwijzing
  readonly geopend: Geopend | null
  readonly stand: RegisterStand
  readonly herhaling: Herhaling
}

/** Runs the rule *which gemeente* again on the versions each message names; one look-up per postcode version. */
export async function bepaalOpnieuw(bron: Bron, events: readonly Doorverwijzing[]): Promise<Bepaald[]> {
  const geopend = new Map(events.map((event) => [event.id, openInhoud(bron.bos, event)]))
  const gemeenten = await zoekAdressen(bron.db, events, geopend)
  const bepaald: Bepaald[] = []
  for (const event of events) {
    const stand = await bron.register.standOp(bron.db, event.data.registerversie)
    const open = geopend.get(event.id) ?? null
    const adres = gemeenten.get(event.id) ?? null
    bepaald.push({ event, geopend: open, stand, herhaling: herhaal({ event, stand, open, adres }) })
  }
  return bepaald
}

type Gegeven = { event: Doorverwijzing; stand: RegisterStand; open: Geopend | null; adres: Gemeentebesluit | null }

function herhaal({ event, stand, open, adres }: Gegeven): Herhaling {
  const { besluit } = event.data
  if (open === null) {
    return besluit.status === 'gevonden'
      ? { kind: 'gevonden', plaats: neemOver(besluit, stand) }
      : { kind: 'wacht', reden: besluit.status }
  }
  const besloten = Temporal.Instant.from(event.time)
  const vraag = vraagVan(event, open, { stand, nu: besloten })
  const opnieuw = bepaalBestemming(vraag, adres, open.body.hulpvrager.gemeentecode)
  return herhaalBesluit(besluit, opnieuw, { besloten, kalender: stand.kalender })
}

/** The same for an operator's choice, on the versions the order names: the gemeente is given, the rest is decided again. */
export async function bepaalKeuze(bron: Bron, { event, opdracht, keuze }: Keuzeopdracht): Promise<Bepaald> {
  const geopend = openInhoud(bron.bos, event)
  const stand = await bron.register.standOp(bron.db, keuze.registerversie)
  if (geopend === null)
    return { event, geopend, stand, herhaling: { kind: 'gevonden', plaats: neemOver(keuze, stand) } }
  const besloten = Temporal.Instant.from(opdracht.time)
  const bestemming = bestemmingIn(vraagVan(event, geopend, { stand, nu: besloten }), keuze.gemeentecode)
  return { event, geopend, stand, herhaling: herhaalKeuze(keuze, bestemming, { besloten, kalender: stand.kalender }) }
}

/** `nu` is the moment of the decision; how old the resident is stays as it was at acceptance. */
function vraagVan(
  event: Doorverwijzing,
  { body }: Geopend,
  { stand, nu }: { stand: RegisterStand; nu: Temporal.Instant },
): Bestemmingsvraag {
  const schuldeiser = stand.deelnemer(event.data.schuldeiser)
  if (!schuldeiser) throw new Error(`register version ${stand.versie} lacks the schuldeiser of a message pinned on it`)
  return { stand, schuldeiser, kenmerken: kenmerkenVan(body, Temporal.Instant.from(event.time)), nu }
}

async function zoekAdressen(
  db: Db,
  events: readonly Doorverwijzing[],
  geopend: ReadonlyMap<string, Geopend | null>,
): Promise<Map<string, Gemeentebesluit>> {
  const vragen = events.flatMap((event): { event: Doorverwijzing; adres: Adres }[] => {
    const open = geopend.get(event.id)
    const adres = open ? adresVan(open.body) : null
    return adres ? [{ event, adres }] : []
  })
  const gevonden = new Map<string, Gemeentebesluit>()
  for (const [postcodeversie, groep] of Map.groupBy(vragen, ({ event }) => event.data.postcodeversie)) {
    const adressen = groep.map(({ adres }) => adres)
    const besluiten = await zoekGemeenten(db, adressen, postcodeversie)
    for (const [i, { event }] of groep.entries()) {
      const besluit = besluiten[i]
      if (besluit) gevonden.set(event.id, besluit)
    }
  }
  return gevonden
}
