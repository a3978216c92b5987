import type { Probleem } from '@warmknooppunt/platform/probleem'
import { probleem } from '@warmknooppunt/platform/probleem'
import { bepaalSchuldeiser } from '@warmknooppunt/regels/overeenkomst'
import type { Probleem as Bevinding } from '@warmknooppunt/regels/probleem'
import { pointerOverslaan, vindVerboden } from '@warmknooppunt/regels/verboden-nummers'
import type { Clientnaam } from '@warmknooppunt/register/aanroeper'
import { bepaalAanroeper } from '@warmknooppunt/register/aanroeper'
import { kenmerkenVan } from '@warmknooppunt/register/bestemming'
import type { Deelnemer } from '@warmknooppunt/register/deelnemer-store'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import type { Aanvraag, Kandidaat } from './aanvraag.ts'

export type Afzenderbesluit =
  | { readonly kind: 'goed'; readonly afzender: Deelnemer; readonly schuldeiser: Deelnemer }
  | Probleem

/** May this client send for this creditor now? Asked of the register at every request. */
export function bepaalAfzender(
  stand: RegisterStand,
  o: { client: Clientnaam; namens: string | undefined },
  nu: Temporal.Instant,
): Afzenderbesluit {
  const wie = bepaalAanroeper(stand, o.client, nu)
  if (wie.kind === 'onbekend')
    return probleem('geen-recht', 'Deze client hoort niet bij een deelnemer van het knooppunt.')
  if (wie.kind === 'geweigerd') return geblokkeerd()
  const namens = o.namens === undefined ? undefined : zoekPartij(stand, o.namens)
  const mandaten = namens ? stand.mandaten(wie.deelnemer.deelnemer, namens.deelnemer) : []
  const besluit = bepaalSchuldeiser({ afzender: wie.deelnemer, namens, mandaten, nu })
  if (besluit.kind === 'geweigerd') return weiger(besluit.code)
  const schuldeiser = stand.deelnemer(besluit.schuldeiser)
  return schuldeiser ? { kind: 'goed', afzender: wie.deelnemer, schuldeiser } : weiger('geen-schuldeiser')
}

export function geblokkeerd(): Probleem {
  return probleem(
    'deelnemer-geblokkeerd',
    'De deelname is geblokkeerd of beëindigd. Neem contact op met de beheerder van het knooppunt.',
  )
}

/** `namens` holds an OIN (20 digits) or a KvK number (8). */
function zoekPartij(stand: RegisterStand, namens: string): Deelnemer | null {
  return namens.length === 20 ? stand.deelnemerVanOin(namens) : stand.deelnemerVanKvk(namens)
}

function weiger(code: 'namens-verplicht' | 'geen-mandaat' | 'geen-schuldeiser'): Probleem {
  switch (code) {
    case 'namens-verplicht': {
      const detail = 'Een intermediair noemt in namens het OIN of KvK-nummer van de schuldeiser.'
      return ongeldigeInvoer([{ location: '/namens', code, detail }])
    }
    case 'geen-mandaat':
      return probleem('geen-mandaat', 'Er is geen geldig mandaat om namens deze schuldeiser te sturen.')
    case 'geen-schuldeiser':
      return probleem('geen-recht', 'Alleen een schuldeiser of zijn intermediair kan doorverwijzen.')
  }
}

export function ongeldigeInvoer(bevindingen: readonly Bevinding[]): Probleem {
  const errors = bevindingen.map((bevinding) => ({ in: 'body' as const, ...bevinding }))
  const aantal = errors.length === 1 ? 'is 1 fout' : `zijn ${errors.length} fouten`
  return probleem('ongeldige-invoer', `Er ${aantal} in de invoer; zie errors.`, { errors })
}

const VERBODEN = {
  bsn: 'Hier staat een getal dat een burgerservicenummer kan zijn. Een BSN mag niet worden meegestuurd.',
  iban: 'Hier staat een rekeningnummer. Een IBAN mag niet worden meegestuurd.',
} as const

/** What an aanvraag is to the rest: of whom, for whom, and with what it may not hold. */
export function bereidVoor(stand: RegisterStand, aanvraag: Aanvraag, nu: Temporal.Instant): Kandidaat | Probleem {
  const { body, client } = aanvraag
  const wie = bepaalAfzender(stand, { client, namens: body.namens }, nu)
  if (wie.kind === 'probleem') return wie
  const patroon = wie.schuldeiser.klantnummerpatroon
  const overslaan = pointerOverslaan(patroon === null ? undefined : new RegExp(patroon, 'u'))
  const bevindingen = vindVerboden(body, { overslaan }).map((v) => ({ ...v, detail: VERBODEN[v.code] }))
  return {
    aanvraag,
    afzender: wie.afzender,
    schuldeiser: wie.schuldeiser,
    kenmerken: kenmerkenVan(body, nu),
    bevindingen,
  }
}
