import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import type { Antwoord } from '@warmknooppunt/platform/http'
import type { Probleem } from '@warmknooppunt/platform/probleem'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import type { Aanneming } from './aanname.ts'
import { legVast } from './aanname.ts'
import type { Aanvraag, Kandidaat } from './aanvraag.ts'
import { aangenomen } from './antwoord.ts'
import type { Besluit, Bevonden } from './besluit.ts'
import { besluit } from './besluit.ts'
import type { Stageomgeving } from './omgeving.ts'
import { zoekOp } from './opzoeking.ts'
import { bereidVoor } from './voorbereiding.ts'
import type { Weigertelling } from './weigering-store.ts'
import { telWeigeringen } from './weigering-store.ts'
import { alDoorverwezen, nietMogelijk, ongeldigeInvoer, sleutelHergebruikt, zonderPostcodes } from './weigeringen.ts'

type Beslist = Bevonden & { readonly besluit: Besluit }

/** Reads what all need, decides on each, writes what all brought; answers in the order of the aanvragen. */
export async function behandel(
  o: Stageomgeving,
  tx: Tx<BusEvent>,
  aanvragen: readonly Aanvraag[],
): Promise<Antwoord[]> {
  const nu = o.nu()
  const stand = await o.register.stand(tx)
  const postcodeversie = stand.postcodeversieOp(amsterdamseDag(nu))
  if (postcodeversie === null) return aanvragen.map(zonderPostcodes)
  const voorbereid = aanvragen.map((aanvraag) => bereidVoor(stand, aanvraag, nu))
  const kandidaten = voorbereid.filter(isKandidaat)
  const { bevonden, zoeksleutels } = await zoekOp(o, tx, { kandidaten, postcodeversie, nu })
  const beslist = bevonden.map((b): Beslist => ({ ...b, besluit: besluit(b, stand, nu) }))
  const keuze = { keks: o.keks, stand, postcodeversie, nu, zoeksleutels }
  const vastgelegd = legVast(tx, keuze, beslist.flatMap(aannemingVan))
  telWeigeringen(tx, amsterdamseDag(nu), beslist.flatMap(tellingVan))
  const antwoorden = new Map(beslist.map((b) => [b.kandidaat, vastgelegd.get(b.kandidaat) ?? antwoordOp(b, stand)]))
  return voorbereid.map((v) => (isKandidaat(v) ? vind(antwoorden, v) : v))
}

function isKandidaat(v: Kandidaat | Probleem): v is Kandidaat {
  return 'aanvraag' in v
}

function vind(antwoorden: ReadonlyMap<Kandidaat, Antwoord>, kandidaat: Kandidaat): Antwoord {
  const antwoord = antwoorden.get(kandidaat)
  if (!antwoord) throw new Error('a kandidaat was not decided on')
  return antwoord
}

function aannemingVan({ besluit: b, kandidaat, sleutels }: Beslist): Aanneming[] {
  return b.kind === 'aannemen' ? [{ kandidaat, sleutels, opening: b.opening }] : []
}

/** Refusals by agreement are counted. */
function tellingVan({ besluit: b, kandidaat }: Beslist): Weigertelling[] {
  if (b.kind !== 'geweigerd' || b.code === 'al-doorverwezen') return []
  return [{ schuldeiser: kandidaat.schuldeiser.deelnemer, gemeentecode: b.gemeentecode, code: b.code }]
}

function antwoordOp({ besluit: b }: Beslist, stand: RegisterStand): Antwoord {
  switch (b.kind) {
    case 'aannemen':
      throw new Error('what was accepted has no answer')
    case 'herhaald':
      return aangenomen(b.eerste.antwoord, b.dossierId, { 'Idempotent-Replayed': 'true' })
    case 'sleutel-hergebruikt':
      return sleutelHergebruikt()
    case 'ongeldig':
      return ongeldigeInvoer(b.bevindingen)
    case 'geweigerd':
      return b.code === 'al-doorverwezen' ? alDoorverwezen(b) : nietMogelijk(b, stand)
  }
}
