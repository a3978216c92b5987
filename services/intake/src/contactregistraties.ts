import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { bronVan, maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { Antwoord } from '@warmknooppunt/platform/http'
import type { Versleuteld } from '@warmknooppunt/platform/kluis'
import { haalSleutels, versleutel } from '@warmknooppunt/platform/kluis'
import { enqueue, uitbakVan } from '@warmknooppunt/platform/outbox'
import { probleem } from '@warmknooppunt/platform/probleem'
import { besluitContactregistratie } from '@warmknooppunt/regels/besluit-contactregistratie'
import type { Clientnaam } from '@warmknooppunt/register/aanroeper'
import { bepaalAanroeper } from '@warmknooppunt/register/aanroeper'
import type { Deelnemer } from '@warmknooppunt/register/deelnemer-store'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import type { Contactregistratie } from '@warmknooppunt/schemas/types/contactregistratie.v1'
import type { IngediendeContactregistratie } from '@warmknooppunt/schemas/types/ingediend.v1'
import type { Dossier } from './dossier-store.ts'
import { vergrendelDossier } from './dossier-store.ts'
import type { Herhaalbaar } from './herhaling.ts'
import { eenmalig } from './herhaling.ts'
import type { Stageomgeving } from './omgeving.ts'
import { geblokkeerd, ongeldigeInvoer } from './voorbereiding.ts'

export type Registratie = {
  readonly dossierId: string
  readonly body: Contactregistratie
  readonly client: Clientnaam
  readonly kop: string | null
  readonly traceparent: string
}

const ROUTE = 'POST /v1/doorverwijzingen/{id}/contactregistraties'

/** Accepts what a gemeente did: an attempt, a contact, a first talk. The dossier's row is locked while deciding. */
export async function registreer(o: Stageomgeving, registratie: Registratie): Promise<Antwoord> {
  const antwoord = await transactie<Antwoord, BusEvent>(o.pool, uitbakVan('intake'), async (tx) => {
    void tx.query("set local lock_timeout = '2s'").catch(() => undefined)
    return behandel(o, tx, registratie)
  })
  if (antwoord.kind === 'antwoord') o.wek('berichten')
  return antwoord
}

async function behandel(o: Stageomgeving, tx: Tx<BusEvent>, r: Registratie): Promise<Antwoord> {
  const nu = o.nu()
  const stand = await o.register.stand(tx)
  const wie = bepaalAanroeper(stand, r.client, nu)
  if (wie.kind === 'geweigerd') return geblokkeerd()
  const dossier = await vergrendelDossier(tx, r.dossierId)
  if (wie.kind === 'onbekend' || !dossier) return onbekend()
  const herhaalbaar: Herhaalbaar = { o, tx, nu, route: `${ROUTE}\0${r.dossierId}`, eigenaar: dossier.schuldeiser, ...r }
  return eenmalig(herhaalbaar, async () => {
    const { soort, kanaal, plaatsgevondenOp } = r.body
    const registratie = { soort, kanaal, plaatsgevondenOp: Temporal.Instant.from(plaatsgevondenOp) }
    const besluit = besluitContactregistratie({ stand: dossier, aanroeper: wie.aanroeper, registratie }, nu)
    switch (besluit.kind) {
      case 'niet-gevonden':
        return onbekend()
      case 'geweigerd':
        return probleem('verkeerde-status', 'In de huidige status van dit dossier kan geen contact meer worden gemeld.')
      case 'ongeldig':
        return ongeldigeInvoer(besluit.problemen)
      case 'gebeurtenis':
        return neemAan(o, tx, { dossier, afzender: wie.deelnemer, r, nu })
    }
  })
}

function onbekend(): Antwoord {
  return probleem('niet-gevonden', 'Dit dossier bestaat niet, of is niet van u.')
}

type Aanname = {
  readonly dossier: Dossier
  readonly afzender: Deelnemer
  readonly r: Registratie
  readonly nu: Temporal.Instant
}

async function neemAan(o: Stageomgeving, tx: Tx<BusEvent>, a: Aanname): Promise<Antwoord> {
  const { dossier, r, nu } = a
  const id = nieuwId(nu)
  const bos = await haalSleutels(tx, o.keks, [dossier.dossierId])
  const sleutel = bos.zoek(dossier.dossierId, 'hub')
  // Keys destroyed: there is nothing left to register for, and nobody left to whom it would matter.
  if (!sleutel) return probleem('verkeerde-status', 'De gegevens van dit dossier zijn vernietigd.')
  enqueue(tx, ingediend(a, id, versleutel(sleutel, r.body, { inhoudId: id, publiek: 'hub' })))
  return { kind: 'antwoord', status: 201, body: { id, dossierId: dossier.dossierId, geregistreerdOp: tijdstip(nu) } }
}

function tijdstip(nu: Temporal.Instant): string {
  return nu.toString({ fractionalSecondDigits: 3 })
}

function ingediend(
  { dossier, afzender, r, nu }: Aanname,
  id: string,
  inhoud: Versleuteld,
): BusEvent<IngediendeContactregistratie> {
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
      gemeentecode: dossier.gemeentecode ?? '',
      inhoud: { hub: inhoud },
    },
  })
}
