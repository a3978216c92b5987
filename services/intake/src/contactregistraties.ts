import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { bronVan, maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import type { Antwoord } from '@warmknooppunt/platform/http'
import type { Versleuteld } from '@warmknooppunt/platform/kluis'
import { haalSleutels, versleutel } from '@warmknooppunt/platform/kluis'
import { enqueue } from '@warmknooppunt/platform/outbox'
import { probleem } from '@warmknooppunt/platform/probleem'
import { besluitContactregistratie } from '@warmknooppunt/regels/besluit-contactregistratie'
import { partijVan } from '@warmknooppunt/regels/dossier'
import type { Clientnaam } from '@warmknooppunt/register/aanroeper'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import type { Contactregistratie } from '@warmknooppunt/schemas/types/contactregistratie.v1'
import type { IngediendeContactregistratie } from '@warmknooppunt/schemas/types/ingediend.v1'
import type { Dossier } from './dossier-store.ts'
import { vergrendelDossier } from './dossier-store.ts'
import { eenmalig } from './herhaling.ts'
import type { Stageomgeving } from './omgeving.ts'
import { alleen } from './transacties.ts'
import type { Beller } from './voorbereiding.ts'
import { bepaalBeller } from './voorbereiding.ts'
import { onbekendDossier, ongeldigeInvoer } from './weigeringen.ts'

export type Registratie = {
  readonly dossierId: string
  readonly body: Contactregistratie
  readonly client: Clientnaam
  readonly kop: string | null
  readonly traceparent: string
}

const ROUTE = 'POST /v1/doorverwijzingen/{id}/contactregistraties'

/** Accepts what a gemeente did: an attempt, a contact, a first talk. The dossier's row is locked while deciding. */
export function registreer(o: Stageomgeving, r: Registratie): Promise<Antwoord> {
  return alleen(o, async (tx) => {
    const nu = o.nu()
    const beller = bepaalBeller(await o.register.stand(tx), r.client, nu)
    if (beller.kind === 'probleem') return beller
    const dossier = await vergrendelDossier(tx, r.dossierId)
    // Before a first answer is given again: who may not see the dossier now gets nothing of it, whatever it sent before.
    if (!dossier || partijVan(dossier, beller.aanroeper) !== 'gemeente') return onbekendDossier()
    const route = `${ROUTE}\0${dossier.dossierId}`
    return eenmalig({ o, tx, nu, route, eigenaar: dossier.schuldeiser, ...r }, () =>
      beslis(o, tx, { dossier, beller, r, nu }),
    )
  })
}

type Melding = {
  readonly dossier: Dossier
  readonly beller: Beller
  readonly r: Registratie
  readonly nu: Temporal.Instant
}

async function beslis(o: Stageomgeving, tx: Tx<BusEvent>, m: Melding): Promise<Antwoord> {
  const { soort, kanaal, plaatsgevondenOp } = m.r.body
  const registratie = { soort, kanaal, plaatsgevondenOp: Temporal.Instant.from(plaatsgevondenOp) }
  const { aanroeper } = m.beller
  const besluit = besluitContactregistratie({ stand: m.dossier, aanroeper, registratie }, m.nu)
  switch (besluit.kind) {
    case 'niet-gevonden':
      return onbekendDossier()
    case 'geweigerd':
      return probleem('verkeerde-status', 'In de huidige status van dit dossier kan geen contact meer worden gemeld.')
    case 'ongeldig':
      return ongeldigeInvoer(besluit.problemen)
    case 'gebeurtenis':
      return neemAan(o, tx, m)
  }
}

async function neemAan(o: Stageomgeving, tx: Tx<BusEvent>, m: Melding): Promise<Antwoord> {
  const { dossierId } = m.dossier
  const sleutel = (await haalSleutels(tx, o.keks, [dossierId])).zoek(dossierId, 'hub')
  // Keys destroyed: there is nothing left to register for, and nobody left to whom it would matter.
  if (!sleutel) return probleem('verkeerde-status', 'De gegevens van dit dossier zijn vernietigd.')
  const id = nieuwId(m.nu)
  enqueue(tx, ingediend(m, id, versleutel(sleutel, m.r.body, { inhoudId: id, publiek: 'hub' })))
  return { kind: 'antwoord', status: 201, body: { id, dossierId, geregistreerdOp: tijdstip(m.nu) } }
}

function tijdstip(nu: Temporal.Instant): string {
  return nu.toString({ fractionalSecondDigits: 3 })
}

function ingediend(
  { dossier, beller, r, nu }: Melding,
  id: string,
  inhoud: Versleuteld,
): BusEvent<IngediendeContactregistratie> {
  const { deelnemer: afzender } = beller
  if (dossier.gemeentecode === null) throw new Error('a gemeente registers on a dossier that was routed')
  return maakEvent({
    id,
    source: bronVan(afzender, afzender.deelnemer),
    type: 'nl.warmknooppunt.contactregistratie.ingediend',
    subject: dossier.dossierId,
    time: nu,
    dataschema: dataschemaVan('ingediend'),
    traceparent: r.traceparent,
    data: {
      versie: 1,
      bericht: 'contactregistratie',
      afzender: { deelnemer: afzender.deelnemer, rol: afzender.soort },
      schuldeiser: dossier.schuldeiser,
      gemeentecode: dossier.gemeentecode,
      inhoud: { hub: inhoud },
    },
  })
}
