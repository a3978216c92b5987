// Een schuldeiser: dient in, kijkt hoe het staat, en leest het antwoord uit het postvak.
//   HUB=... ISSUER=... CLIENT=... SLEUTEL=... node schuldeiser.ts
import { randomUUID } from 'node:crypto'
import { vraag } from './knooppunt.ts'

function doorverwijzing(postcode: string, huisnummer: number) {
  const nu = new Date().toISOString()
  const kenmerk = randomUUID()
  return {
    referentienummer: `TS-${kenmerk}`,
    contactpersoon: { naam: 'Team Voorbeeld', telefoonnummer: '06-1234 0000', emailadres: 'team@example.nl' },
    hulpvrager: {
      naam: { voorletters: 'A.B.', achternaam: 'Voorbeeld' },
      woonadres: { straatnaam: 'Voorbeeldstraat', huisnummer, postcode, woonplaats: 'Voorbeeld' },
      telefoonnummer: '06-1234 0000',
    },
    toestemming: {
      verkregenOp: nu,
      wijze: 'telefonisch',
      tekstversie: '2026-01',
      gegevenDoor: 'hulpvrager',
      bewijs: 'opname',
      omvang: { doorverwijzen: true, gegevensDelen: true },
    },
    persoonlijkContactOp: nu,
    vorderingen: [
      {
        vorderingskenmerk: 'F-1',
        klantnummer: `K-${kenmerk}`,
        soort: 'drinkwater',
        bedrag: '212.45',
        peildatum: nu.slice(0, 10),
      },
    ],
  }
}

/** Bericht en sleutel horen bij elkaar: bewaar ze samen voor het versturen, dan maakt een herhaling nooit een tweede. */
async function dienIn(bericht: unknown) {
  const { status, body } = await vraag('POST', '/v1/doorverwijzingen', bericht, randomUUID())
  if (status === 201) {
    console.log(`aangenomen: ${body.id}, ${body.status}, contact uiterlijk ${body.contactUiterlijkOp ?? 'onbekend'}`)
    return body
  }
  // Niet herhalen: dit verzoek wordt nooit goed. Laat de medewerker zien wat er mis is.
  console.log(`geweigerd (${status} ${body.code}): ${body.detail}`)
  for (const fout of body.errors ?? []) console.log(`  ${fout.location}: ${fout.detail}`)
  return null
}

const eerste = await dienIn(doorverwijzing('6001AA', 1))
const onbereikbaar = doorverwijzing('6001AA', 1)
await dienIn({ ...onbereikbaar, hulpvrager: { ...onbereikbaar.hulpvrager, telefoonnummer: undefined } })
await dienIn(doorverwijzing('6041AA', 1))
console.log((await vraag('GET', `/v1/doorverwijzingen/${eerste.id}`)).body)
console.log((await vraag('GET', `/v1/doorverwijzingen/${eerste.id}/incassostop`)).body)

// Dit adres ligt in twee gemeenten: een beheerder beslist, en wat daarvan komt staat in het postvak.
const wachtend = await dienIn(doorverwijzing('6009AA', 5))
for (let klaar = false; !klaar; ) {
  const { body: berichten } = await vraag('GET', '/v1/postvak/berichten?wachttijd=10')
  for (const bericht of berichten) {
    console.log(`ontvangen: ${bericht.type} over ${bericht.subject}`)
    klaar ||= bericht.subject === wachtend.id
  }
  // Pas bevestigen als alles bewaard is.
  const laatste = berichten.at(-1)
  if (laatste) await vraag('POST', '/v1/postvak/bevestigingen', { totEnMet: Number(laatste.sequence) })
}
