import { keurAanmelden, keurAntwoordKwijt, keurNaStoring, keurSleutels } from './besluit-stap.ts'
import type { Stap, Uitslag, Verloop } from './verloop.ts'
import { gehaald, gezakt, INDIENEN, isBevestigd, open, POSTVAK, van } from './verloop.ts'

/** The dossiers that wait for an operator: the test has them refused, so that an answer comes. */
export function wachtend(verloop: Verloop): readonly string[] {
  return van(verloop, 'POST', INDIENEN).flatMap(({ status, dossier }) =>
    status === 201 && dossier?.status === 'wacht-op-routering' ? [dossier.id] : [],
  )
}

/** What the system of a schuldeiser must show, and what of it was seen. */
export function bepaalSchuldeiser(verloop: Verloop): readonly Stap[] {
  const ingediend = van(verloop, 'POST', INDIENEN)
  return [
    {
      naam: 'aanmelden',
      verwacht: 'Het systeem vraagt een token aan en stuurt het mee.',
      advies: 'Vraag een token met private_key_jwt aan bij de issuer en stuur het mee als Authorization: Bearer.',
      ...keurAanmelden(verloop),
    },
    {
      naam: 'indienen',
      verwacht: 'Een geldige doorverwijzing is aangenomen (201).',
      advies: 'Dien een doorverwijzing in; kijk bij een 400 naar errors: daar staat per veld wat er mis is.',
      ...keurIndienen(verloop),
    },
    {
      naam: 'sleutel',
      verwacht: 'Elke doorverwijzing heeft een Idempotency-Key.',
      advies: 'Geef elk nieuw bericht een eigen sleutel en gebruik die ook bij elke herhaling ervan.',
      ...keurSleutels(ingediend),
    },
    {
      naam: 'onjuiste invoer',
      verwacht: 'Een doorverwijzing met een fout is geweigerd (400) en daarna niet ongewijzigd herhaald.',
      advies:
        'Dien er een in zonder telefoonnummer en e-mailadres; toon de medewerker de fouten en herhaal niet vanzelf.',
      ...keurOnjuist(verloop),
    },
    {
      naam: 'storing',
      verwacht: 'Na 503 is het verzoek herhaald, met dezelfde sleutel en niet eerder dan Retry-After.',
      advies: 'Dien een tweede doorverwijzing in: de test antwoordt dan eerst 503.',
      ...keurNaStoring(ingediend),
    },
    {
      naam: 'antwoord kwijt',
      verwacht: 'Na een verbroken verbinding is het verzoek herhaald met dezelfde sleutel.',
      advies: 'Bewaar bericht en sleutel voor het versturen, en herhaal tot er een antwoord is.',
      ...keurAntwoordKwijt(ingediend),
    },
    {
      naam: 'status',
      verwacht: 'De status van een eigen doorverwijzing is opgevraagd.',
      advies: 'Doe GET /v1/doorverwijzingen/{id} met het id uit het antwoord.',
      ...keurLezen(verloop, ''),
    },
    {
      naam: 'incassostop',
      verwacht: 'De dagen van de incassostop zijn opgevraagd.',
      advies: 'Doe GET /v1/doorverwijzingen/{id}/incassostop en houd hervatbaarVanaf aan.',
      ...keurLezen(verloop, '/incassostop'),
    },
    {
      naam: 'wacht op routering',
      verwacht: 'Een doorverwijzing waarvan de gemeente niet vaststaat is aangenomen met status wacht-op-routering.',
      advies: 'Dien er een in voor postcode 6009AA, huisnummer 5: dat adres ligt in twee gemeenten.',
      ...keurWachten(verloop),
    },
    {
      naam: 'antwoord ophalen',
      verwacht: 'Het bericht niet-bezorgbaar is uit het postvak gehaald.',
      advies: 'Lees het postvak: GET /v1/postvak/berichten?wachttijd=10.',
      ...keurOphalen(verloop),
    },
    {
      naam: 'antwoord bevestigen',
      verwacht: 'Dat bericht is bevestigd.',
      advies: 'Bevestig wat verwerkt is: POST /v1/postvak/bevestigingen met totEnMet of ids.',
      ...keurBevestigen(verloop),
    },
  ]
}

function keurIndienen(verloop: Verloop): Uitslag {
  const rij = van(verloop, 'POST', INDIENEN)
  const goed = rij.find(({ status, gedaan }) => status === 201 && gedaan === 'doorgegeven')
  if (goed) return gehaald(`dossier ${goed.dossier?.id ?? ''}, status ${goed.dossier?.status ?? ''}`)
  const laatste = rij.at(-1)
  return laatste ? open(`${rij.length} ingediend, het laatste antwoord was ${laatste.status}`) : open()
}

function keurOnjuist(verloop: Verloop): Uitslag {
  const rij = van(verloop, 'POST', INDIENEN)
  const plaats = rij.findIndex(({ status }) => status === 400)
  const fout = rij[plaats]
  if (!fout) return open()
  const weer = rij.slice(plaats + 1).some(({ vingerafdruk }) => vingerafdruk === fout.vingerafdruk)
  return weer
    ? gezakt('na 400 is hetzelfde verzoek ongewijzigd herhaald')
    : gehaald('geweigerd met 400 en niet herhaald')
}

function keurLezen(verloop: Verloop, wat: '' | '/incassostop'): Uitslag {
  const eigen = van(verloop, 'POST', INDIENEN).flatMap(({ dossier }) => (dossier ? [dossier.id] : []))
  const gelezen = eigen.find((id) =>
    van(verloop, 'GET', `${INDIENEN}/${id}${wat}`).some(({ status }) => status === 200),
  )
  return gelezen === undefined ? open() : gehaald(`van dossier ${gelezen}`)
}

function keurWachten(verloop: Verloop): Uitslag {
  const [eerste] = wachtend(verloop)
  return eerste === undefined ? open() : gehaald(`dossier ${eerste}; de test heeft het als beheerder geweigerd`)
}

function nietBezorgbaar(verloop: Verloop) {
  const eigen = wachtend(verloop)
  return van(verloop, 'GET', POSTVAK)
    .flatMap(({ berichten }) => berichten)
    .find(({ type, dossierId }) => type === 'nl.warmknooppunt.niet-bezorgbaar.gerouteerd' && eigen.includes(dossierId))
}

function keurOphalen(verloop: Verloop): Uitslag {
  const bericht = nietBezorgbaar(verloop)
  if (bericht) return gehaald(`volgnummer ${bericht.volgnummer}`)
  const keren = van(verloop, 'GET', POSTVAK).length
  return open(
    keren === 0 ? 'het postvak is nog niet gelezen' : `${keren} keer gelezen, dit bericht was er nog niet bij`,
  )
}

function keurBevestigen(verloop: Verloop): Uitslag {
  const bericht = nietBezorgbaar(verloop)
  return bericht && isBevestigd(verloop, bericht) ? gehaald(`volgnummer ${bericht.volgnummer}`) : open()
}
