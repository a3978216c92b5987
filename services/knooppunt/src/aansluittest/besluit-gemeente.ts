import { keurAanmelden, keurAntwoordKwijt, keurNaStoring, keurSleutels } from './besluit-stap.ts'
import type { Pushsoort, Stap, Uitslag, Verloop, Waarneming } from './verloop.ts'
import { gehaald, gezakt, isBevestigd, open, POSTVAK, uitgereikt, van } from './verloop.ts'

/** How messages reach the gemeente under test. */
export type Weg = 'postvak' | 'webhook'

/** What the system of a gemeente must show, and what of it was seen. */
export function bepaalGemeente(verloop: Verloop, weg: Weg): readonly Stap[] {
  return [
    {
      naam: 'aanmelden',
      verwacht: 'Het systeem vraagt een token aan en stuurt het mee.',
      advies: 'Vraag een token met private_key_jwt aan bij de issuer en stuur het mee als Authorization: Bearer.',
      ...keurAanmelden(verloop),
    },
    ...(weg === 'postvak' ? postvakstappen(verloop) : webhookstappen(verloop)),
    {
      naam: 'contact melden',
      verwacht: 'Op de doorverwijzing is een contactregistratie aangenomen (201).',
      advies: 'Doe POST /v1/doorverwijzingen/{id}/contactregistraties; {id} is het subject van het bericht.',
      ...keurContact(verloop),
    },
    {
      naam: 'sleutel',
      verwacht: 'Elke contactregistratie heeft een Idempotency-Key.',
      advies: 'Geef elke contactregistratie een eigen sleutel en gebruik die ook bij elke herhaling ervan.',
      ...keurSleutels(contacten(verloop, verloop.gewoon)),
    },
    {
      naam: 'antwoord kwijt',
      verwacht: 'Na een verbroken verbinding is de contactregistratie herhaald met dezelfde sleutel.',
      advies: 'Bewaar bericht en sleutel voor het versturen, en herhaal tot er een antwoord is.',
      ...keurAntwoordKwijt(contacten(verloop, verloop.gewoon)),
    },
  ]
}

/** All contactregistraties on a dossier. */
export function contacten(verloop: Verloop, dossierId: string | null): readonly Waarneming[] {
  return van(verloop, 'POST', `/v1/doorverwijzingen/${dossierId}/contactregistraties`)
}

function postvakstappen(verloop: Verloop): readonly Stap[] {
  const gewoon = uitgereikt(verloop, verloop.gewoon)
  const leeg = uitgereikt(verloop, verloop.vernietigd)
  return [
    {
      naam: 'storing',
      verwacht: 'Na 503 is het postvak opnieuw gelezen, niet eerder dan Retry-After.',
      advies: 'Lees het postvak: de test antwoordt de eerste keer 503.',
      ...keurNaStoring(van(verloop, 'GET', POSTVAK)),
    },
    {
      naam: 'ophalen',
      verwacht: 'De doorverwijzing van de test is uit het postvak gehaald.',
      advies: 'Doe GET /v1/postvak/berichten?wachttijd=10 zonder na: dan komt wat nog niet bevestigd is.',
      ...(gewoon ? gehaald(`volgnummer ${gewoon.volgnummer}, dossier ${gewoon.dossierId}`) : open()),
    },
    {
      naam: 'bevestigen',
      verwacht: 'Dat bericht is bevestigd.',
      advies: 'Bevestig wat bewaard is: POST /v1/postvak/bevestigingen met totEnMet of ids.',
      ...(gewoon && isBevestigd(verloop, gewoon) ? gehaald(`volgnummer ${gewoon.volgnummer}`) : open()),
    },
    {
      naam: 'dubbel bericht',
      verwacht: 'Hetzelfde bericht kwam nog eens en is niet nog eens verwerkt.',
      advies: 'Onthoud het id van elk verwerkt bericht en sla over wat er al is. Blijf het postvak lezen.',
      ...keurDubbel(verloop, verderNaHerhaling(verloop)),
    },
    {
      naam: 'inhoud vernietigd',
      verwacht: 'Een bericht waarvan de inhoud vernietigd is, is bevestigd en verder niet verwerkt.',
      advies: 'data is dan {"dossierId": ..., "inhoudVernietigd": true}: bevestig het en sluit de zaak als die er is.',
      ...keurVernietigd(verloop, leeg !== null && isBevestigd(verloop, leeg)),
    },
  ]
}

function webhookstappen(verloop: Verloop): readonly Stap[] {
  const antwoordOp = (soort: Pushsoort) => verloop.pushes.find((push) => push.soort === soort)?.status ?? null
  return [
    {
      naam: 'valse handtekening',
      verwacht: 'Een bericht dat met een ander geheim getekend is, is geweigerd (4xx).',
      advies: 'Controleer webhook-signature over "<id>.<timestamp>.<body>", op de body zoals die binnenkomt.',
      ...keurGeweigerd(antwoordOp('vals')),
    },
    {
      naam: 'oude handtekening',
      verwacht: 'Een goed getekend bericht van tien minuten geleden is geweigerd (4xx).',
      advies: 'Weiger een webhook-timestamp die meer dan vijf minuten afwijkt: zo kan niemand een bericht naspelen.',
      ...keurGeweigerd(antwoordOp('oud')),
    },
    {
      naam: 'ontvangen',
      verwacht: 'Een goed getekende doorverwijzing is aangenomen (2xx).',
      advies: 'Antwoord binnen 15 seconden met 2xx zodra het bericht bewaard is.',
      ...keurAangenomen(antwoordOp('goed')),
    },
    {
      naam: 'dubbel bericht',
      verwacht: 'Hetzelfde bericht kwam nog eens, is aangenomen (2xx) en niet nog eens verwerkt.',
      advies: 'Onthoud webhook-id: die is bij een herhaling dezelfde. Antwoord 2xx en doe verder niets.',
      ...dubbelePush(verloop, antwoordOp('nogmaals')),
    },
  ]
}

function keurGeweigerd(status: number | null): Uitslag {
  if (status === null) return open()
  return status >= 400 && status < 500 ? gehaald(`geweigerd met ${status}`) : gezakt(`beantwoord met ${status}`)
}

function keurAangenomen(status: number | null): Uitslag {
  if (status === null) return open()
  return isGoed(status) ? gehaald(`beantwoord met ${status}`) : gezakt(`beantwoord met ${status}`)
}

function isGoed(status: number): boolean {
  return status >= 200 && status < 300
}

function dubbelePush(verloop: Verloop, status: number | null): Uitslag {
  const antwoord = keurAangenomen(status)
  return antwoord.oordeel === 'gehaald' ? keurDubbel(verloop, true) : antwoord
}

/** A system that read on after it got the message again has dealt with it. */
function verderNaHerhaling({ verzoeken }: Verloop): boolean {
  const plaats = verzoeken.findIndex(({ gedaan }) => gedaan === 'nogmaals')
  return plaats >= 0 && plaats < verzoeken.length - 1
}

/** One key a message: a second one would be a second contact. */
function keurDubbel(verloop: Verloop, verwerkt: boolean): Uitslag {
  const aangenomen = contacten(verloop, verloop.gewoon).filter(({ status }) => status === 201)
  const sleutels = new Set(aangenomen.map(({ sleutel }) => sleutel))
  if (sleutels.size > 1) return gezakt(`${sleutels.size} contactregistraties op een bericht`)
  return verwerkt && sleutels.size === 1 ? gehaald('een contactregistratie, ook na de herhaling') : open()
}

function keurVernietigd(verloop: Verloop, aangenomen: boolean): Uitslag {
  if (contacten(verloop, verloop.vernietigd).length > 0) {
    return gezakt('er is een contactregistratie gedaan op een bericht zonder inhoud')
  }
  return aangenomen ? gehaald('aangenomen, zonder contactregistratie') : open()
}

function keurContact(verloop: Verloop): Uitslag {
  const rij = contacten(verloop, verloop.gewoon)
  if (rij.some(({ status }) => status === 201)) return gehaald(`dossier ${verloop.gewoon}`)
  const laatste = rij.at(-1)
  return laatste ? open(`het laatste antwoord was ${laatste.status}`) : open()
}
