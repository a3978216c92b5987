/** Postcodes of the demo register, of gemeenten whose postvak the demo's own webhook receiver does not serve. */
const POSTCODES = ['6041AA', '6131AA', '6161AA', '6411AA', '6211AA'] as const

/** Milliseconds since the epoch, finer than Date and comparable between processes of one machine. */
export function nuMs(): number {
  return performance.timeOrigin + performance.now()
}

/**
 * A doorverwijzing of an invented person, about 0.7 KB. The reference carries the moment it was sent, so that the receiver in another
 * process can tell how long it took without a table of what is under way.
 */
export function maakBody(reeks: string, nummer: number): Readonly<Record<string, unknown>> {
  const nu = new Date()
  const kenmerk = `${reeks}-${nummer.toString(36)}`
  return {
    referentienummer: `${kenmerk}-${Math.round(nuMs() * 1000).toString(36)}`,
    contactpersoon: {
      naam: 'Afdeling Sociale Incasso',
      telefoonnummer: '06-1234 0001',
      emailadres: 'incasso@example.nl',
    },
    hulpvrager: {
      naam: { voorletters: 'A.B.', achternaam: 'Voorbeeld' },
      woonadres: {
        straatnaam: 'Voorbeeldstraat',
        huisnummer: 1 + (nummer % 90),
        postcode: POSTCODES[nummer % POSTCODES.length],
        woonplaats: 'Voorbeeldstad',
      },
      telefoonnummer: '06-1234 0000',
    },
    toestemming: {
      verkregenOp: new Date(nu.getTime() - 3_600_000).toISOString(),
      wijze: 'telefonisch',
      tekstversie: '2026-1',
      gegevenDoor: 'hulpvrager',
      bewijs: 'opname',
      omvang: { doorverwijzen: true, gegevensDelen: true },
    },
    persoonlijkContactOp: new Date(nu.getTime() - 3_600_000).toISOString(),
    vorderingen: [
      {
        vorderingskenmerk: `V${kenmerk}`,
        klantnummer: `K${kenmerk}`,
        soort: 'drinkwater',
        bedrag: '123.45',
        peildatum: nu.toISOString().slice(0, 10),
      },
    ],
  }
}

/** The moment (ms) a reference says it was sent, and of which series; null for another's. */
export function leesReferentie(referentie: string): { reeks: string; verzondenMs: number } | null {
  const [reeks, , moment] = referentie.split('-')
  if (reeks === undefined || moment === undefined) return null
  return { reeks, verzondenMs: Number.parseInt(moment, 36) / 1000 }
}
