import type { Invoerfout } from '@warmknooppunt/platform/probleem'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import { isActief } from './bevoegd.ts'
import type { Weigerreden } from './eindpunt.ts'

export type Ontvanger = { readonly deelnemer: string; readonly loket?: string | undefined }

/** What is wrong with whose endpoint it would be, by the register at `nu`; empty when nothing is. */
export function keurOntvanger(stand: RegisterStand, o: Ontvanger, nu: Temporal.Instant): readonly Invoerfout[] {
  const deelnemer = stand.deelnemer(o.deelnemer)
  if (deelnemer === null)
    return [fout('/deelnemer', 'onbekende-deelnemer', 'Deze deelnemer staat niet in het register.')]
  if (deelnemer.soort === 'operator') {
    return [fout('/deelnemer', 'ontvangt-niet', 'Een operator ontvangt geen berichten. Noem een andere deelnemer.')]
  }
  if (!isActief(stand, o.deelnemer, nu)) {
    return [fout('/deelnemer', 'niet-actief', 'Deze deelnemer is geblokkeerd of beëindigd. Laat hem eerst weer toe.')]
  }
  return o.loket === undefined ? [] : keurLoket(stand, o.deelnemer, o.loket)
}

function keurLoket(stand: RegisterStand, deelnemer: string, code: string): readonly Invoerfout[] {
  const loket = stand.loket(code)
  if (loket === null) return [fout('/loket', 'onbekend-loket', 'Dit loket staat niet in het register.')]
  if (stand.uitvoerder(loket.uitvoerder)?.ontvanger === deelnemer) return []
  return [
    fout('/loket', 'loket-van-ander', 'Voor dit loket ontvangt een andere deelnemer. Noem er een van deze deelnemer.'),
  ]
}

const PLEK = {
  adres: ['/adres', 'Dit is geen adres om heen te pushen: https, zonder gebruikersnaam, wachtwoord of #.'],
  'geen-https': [
    '/adres',
    'Http mag alleen naar de machine zelf: httpToegestaan, met een loopback-net bij toegestaneNetten.',
  ],
  'niet-toegestaan': [
    '/adres',
    'Dit adres ligt niet op het openbare internet. Noem zijn net bij toegestaneNetten als het zo hoort.',
  ],
  net: ['/toegestaneNetten', 'Dit is geen net in CIDR-vorm, zoals 10.20.0.0/16.'],
  geheim: ['/geheim', 'Dit is geen geheim: whsec_ en base64 van minstens 24 bytes.'],
  'buiten-proef': [
    '/toegestaneNetten',
    'Een proef stuurt niets naar buiten: noem een net van de eigen organisatie waarin het adres ligt.',
  ],
} as const satisfies Record<Weigerreden, readonly [string, string]>

/** Why an endpoint was refused, as a fault in the request. */
export function naarInvoerfout(reden: Weigerreden): Invoerfout {
  const [location, detail] = PLEK[reden]
  return fout(location, reden, detail)
}

function fout(location: string, code: string, detail: string): Invoerfout {
  return { in: 'body', location, code, detail }
}
