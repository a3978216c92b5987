import type { Probleem } from '@warmknooppunt/platform/probleem'
import { bepaalSchuldeiser } from '@warmknooppunt/regels/overeenkomst'
import { pointerOverslaan, vindVerboden } from '@warmknooppunt/regels/verboden-nummers'
import type { Aanroeperbesluit, Clientnaam } from '@warmknooppunt/register/aanroeper'
import { bepaalAanroeper } from '@warmknooppunt/register/aanroeper'
import { kenmerkenVan } from '@warmknooppunt/register/bestemming'
import type { Deelnemer } from '@warmknooppunt/register/deelnemer-store'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import type { Aanvraag, Kandidaat } from './aanvraag.ts'
import { geblokkeerd, magNietSturen, onbekendeClient } from './weigeringen.ts'

export type Beller = Extract<Aanroeperbesluit, { kind: 'goed' }>

/** Who calls, asked of the register at every request: a blocked party is out at once, whatever its token says. */
export function bepaalBeller(stand: RegisterStand, client: Clientnaam, nu: Temporal.Instant): Beller | Probleem {
  const wie = bepaalAanroeper(stand, client, nu)
  switch (wie.kind) {
    case 'goed':
      return wie
    case 'onbekend':
      return onbekendeClient()
    case 'geweigerd':
      return geblokkeerd()
  }
}

export type Afzender = { readonly kind: 'goed'; readonly afzender: Deelnemer; readonly schuldeiser: Deelnemer }

/** May this client send for this creditor now? */
export function bepaalAfzender(
  stand: RegisterStand,
  o: { client: Clientnaam; namens: string | undefined },
  nu: Temporal.Instant,
): Afzender | Probleem {
  const beller = bepaalBeller(stand, o.client, nu)
  if (beller.kind === 'probleem') return beller
  const afzender = beller.deelnemer
  const namens = o.namens === undefined ? undefined : zoekPartij(stand, o.namens)
  const mandaten = namens ? stand.mandaten(afzender.deelnemer, namens.deelnemer) : []
  const besluit = bepaalSchuldeiser({ afzender, namens, mandaten, nu })
  if (besluit.kind === 'geweigerd') return magNietSturen(besluit.code)
  const schuldeiser = stand.deelnemer(besluit.schuldeiser)
  return schuldeiser ? { kind: 'goed', afzender, schuldeiser } : magNietSturen('geen-schuldeiser')
}

/** `namens` holds an OIN (20 digits) or a KvK number (8). */
function zoekPartij(stand: RegisterStand, namens: string): Deelnemer | null {
  return namens.length === 20 ? stand.deelnemerVanOin(namens) : stand.deelnemerVanKvk(namens)
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
