/** A message as JSON, which a test may also make wrong. */
export type Bericht = Record<string, unknown>

/** New values by JSON pointer; undefined takes the member away. */
export type Anders = Readonly<Record<string, unknown>>

/**
 * A doorverwijzing that the demo accepts at `PROEF_NU`: the water company's, to Weert. `nr` makes reference and customer its own; `anders`
 * changes members by their JSON pointer.
 */
export function doorverwijzing(nr: number | string, anders: Anders = {}): Bericht {
  return metAnders(
    {
      referentienummer: `WD-${nr}`,
      contactpersoon: {
        naam: 'Team Sociaal Incasso',
        telefoonnummer: '043-123 0000',
        emailadres: 'sociaalincasso@example.nl',
      },
      hulpvrager: {
        naam: { voorletters: 'A.B.', voorvoegsel: 'van', achternaam: 'Voorbeeld' },
        geboortedatum: '1984-06-17',
        woonadres: { straatnaam: 'Voorbeeldstraat', huisnummer: 12, postcode: '6001AB', woonplaats: 'Weert' },
        telefoonnummer: '06-1234 0000',
        emailadres: 'a.voorbeeld@example.nl',
      },
      toestemming: {
        verkregenOp: '2026-03-02T10:12:00+01:00',
        wijze: 'telefonisch',
        tekstversie: 'toestemming-2026-01',
        gegevenDoor: 'hulpvrager',
        bewijs: 'opname',
        omvang: { doorverwijzen: true, gegevensDelen: true },
      },
      persoonlijkContactOp: '2026-03-02T10:05:00+01:00',
      vorderingen: [
        {
          vorderingskenmerk: `F-${nr}`,
          klantnummer: `K-${nr}`,
          soort: 'drinkwater',
          bedrag: '212.45',
          peildatum: '2026-03-02',
        },
      ],
    },
    anders,
  )
}

/** The same at another day: consent, contact and peildatum on it. */
export function opDag(dag: string): Anders {
  return {
    '/toestemming/verkregenOp': `${dag}T00:00:10Z`,
    '/persoonlijkContactOp': `${dag}T00:00:05Z`,
    '/vorderingen/0/peildatum': dag,
  }
}

function metAnders(bericht: Bericht, anders: Anders): Bericht {
  for (const [pointer, waarde] of Object.entries(anders)) {
    const [laatste = '', ...weg] = pointer.slice(1).split('/').reverse()
    const doel = weg.reverse().reduce<unknown>(deelVan, bericht)
    if (typeof doel !== 'object' || doel === null) throw new Error(`nothing at ${pointer}`)
    if (waarde === undefined) Reflect.deleteProperty(doel, laatste)
    else Reflect.set(doel, laatste, waarde)
  }
  return bericht
}

function deelVan(geheel: unknown, naam: string): unknown {
  return typeof geheel === 'object' && geheel !== null ? Reflect.get(geheel, naam) : undefined
}
