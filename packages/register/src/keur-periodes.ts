import { controleerAfspraken, GRONDSLAGEN } from '@warmknooppunt/regels/afspraken'
import type { Registerdocument, Registersoort } from './registerdocument.ts'
import { sleutelVan } from './registerdocument.ts'
import type { Registerfout } from './registerfout.ts'

type Periode = { readonly van: string | null; readonly totEnMet: string | null }

/** What is wrong with days: an end before its begin, periods of the same that overlap, years with a gap; and with the terms of an overeenkomst. */
export function keurPeriodes(na: Registerdocument): readonly Registerfout[] {
  return [
    ...einden('deelnemers', na.deelnemers),
    ...einden('overeenkomsten', na.overeenkomsten),
    ...einden('mandaten', na.mandaten),
    ...einden('gemeenten', na.gemeenten),
    ...na.gemeenteUitvoerders.flatMap(({ gemeentecode, regels }) =>
      regels.flatMap((regel, i) =>
        keurEinde(regel).map((detail) =>
          fout('gemeenteUitvoerders', gemeentecode, `/regels/${i}/totEnMet`, 'einde-voor-begin', detail),
        ),
      ),
    ),
    ...na.gemeenteUitvoerders.flatMap(({ gemeentecode, regels }) =>
      keurReeksen('gemeenteUitvoerders', gemeentecode, regels),
    ),
    ...na.loketRegels.flatMap(({ uitvoerder, regels }) => keurReeksen('loketRegels', uitvoerder, regels)),
    ...overlap('overeenkomsten', na.overeenkomsten, (o) => `${o.schuldeiser} ${o.gemeentecode} ${o.grondslag}`),
    ...overlap('mandaten', na.mandaten, (m) => `${m.intermediair} ${m.schuldeiser}`),
    ...na.overeenkomsten.flatMap(keurAfspraken),
    ...keurJaren(na),
  ]
}

function einden<R extends Periode & Readonly<Record<string, unknown>>>(
  soort: Registersoort,
  rijen: readonly R[],
): readonly Registerfout[] {
  return rijen.flatMap((rij) =>
    keurEinde(rij).map((detail) => fout(soort, sleutelVan(soort, rij), '/totEnMet', 'einde-voor-begin', detail)),
  )
}

function keurEinde({ van, totEnMet }: Periode): readonly string[] {
  if (van === null || totEnMet === null || totEnMet >= van) return []
  return [`De laatste dag ${totEnMet} ligt voor de eerste dag ${van}.`]
}

/** Two of the same at once: nobody could say which of them holds. */
function overlap<R extends Periode & Readonly<Record<string, unknown>>>(
  soort: Registersoort,
  rijen: readonly R[],
  groep: (rij: R) => string,
): readonly Registerfout[] {
  return [...Map.groupBy(rijen, groep).values()].flatMap((zelfde) => {
    const opDag = zelfde.toSorted((a, b) => ((a.van ?? '') < (b.van ?? '') ? -1 : 1))
    return opDag.slice(1).flatMap((rij, i) => {
      const eerder = opDag[i]
      if (eerder === undefined || (eerder.totEnMet !== null && eerder.totEnMet < (rij.van ?? ''))) return []
      const detail = `Dit overlapt met ${sleutelVan(soort, eerder)}, dat ${eerder.totEnMet === null ? 'geen einde heeft' : `tot en met ${eerder.totEnMet} loopt`}. Beëindig dat eerst.`
      return [fout(soort, sleutelVan(soort, rij), '/van', 'overlapt', detail)]
    })
  })
}

type Regel = {
  readonly pc4Van: string | null
  readonly pc4TotEnMet: string | null
  readonly leeftijdVan: number | null
  readonly leeftijdTotEnMet: number | null
}

function keurReeksen(soort: Registersoort, sleutel: string, regels: readonly Regel[]): readonly Registerfout[] {
  return regels.flatMap((regel, i) => [
    ...(regel.pc4Van !== null && regel.pc4TotEnMet !== null && regel.pc4TotEnMet < regel.pc4Van
      ? [fout(soort, sleutel, `/regels/${i}/pc4TotEnMet`, 'einde-voor-begin', 'De laatste PC4 ligt voor de eerste.')]
      : []),
    ...(regel.leeftijdVan !== null && regel.leeftijdTotEnMet !== null && regel.leeftijdTotEnMet < regel.leeftijdVan
      ? [
          fout(
            soort,
            sleutel,
            `/regels/${i}/leeftijdTotEnMet`,
            'einde-voor-begin',
            'De laatste leeftijd ligt voor de eerste.',
          ),
        ]
      : []),
  ])
}

const AFSPRAAKPLEK: Readonly<Record<string, readonly [string, string]>> = {
  'contact-aantal': ['/contact/aantal', 'Minstens 1.'],
  'poging-zonder-kanaal': ['/contact/kanalenPoging', 'Als een poging telt, noem dan langs welke kanalen.'],
  'gesprek-dagen': ['/gesprek', 'Beide minstens 1, en streefDagen niet meer dan uiterlijkDagen.'],
  'stop-dagen': ['/stop/dagen', 'Minstens 1.'],
  'lcv-zonder-persoon': ['/stop/lcv', 'Alleen met terugkoppelniveau persoon.'],
  'geen-wijze': ['/toegestaneWijzen', 'Minstens een.'],
  'toestemming-dagen': ['/toestemmingMaxDagen', 'Minstens 1.'],
}

function keurAfspraken(o: Registerdocument['overeenkomsten'][number]): readonly Registerfout[] {
  const zonderEinde = GRONDSLAGEN[o.grondslag].einddatumVerplicht && o.totEnMet === null
  return [
    ...(zonderEinde
      ? [
          fout(
            'overeenkomsten',
            o.overeenkomst,
            '/totEnMet',
            'verplicht',
            `De grondslag ${o.grondslag} is tijdelijk: noem een laatste dag.`,
          ),
        ]
      : []),
    ...controleerAfspraken(o.afspraken).map((code) => {
      const [plek, detail] = AFSPRAAKPLEK[code] ?? ['', code]
      return fout('overeenkomsten', o.overeenkomst, `/afspraken${plek}`, code, detail)
    }),
  ]
}

function keurJaren({ feestdagjaren }: Registerdocument): readonly Registerfout[] {
  return feestdagjaren.flatMap(({ jaar, dagen }, i) => {
    const vorig = feestdagjaren[i - 1]
    const gat = vorig !== undefined && vorig.jaar + 1 !== jaar
    return [
      ...(gat
        ? [fout('feestdagjaren', String(jaar), '/jaar', 'gat', `De jaren tussen ${vorig.jaar} en ${jaar} ontbreken.`)]
        : []),
      ...dagen.flatMap(({ dag }, j) => {
        const veld = `/dagen/${j}/dag`
        if (!dag.startsWith(`${jaar}-`))
          return [fout('feestdagjaren', String(jaar), veld, 'ander-jaar', `${dag} ligt niet in ${jaar}.`)]
        const eerste = dagen.findIndex((ander) => ander.dag === dag) === j
        return eerste ? [] : [fout('feestdagjaren', String(jaar), veld, 'dubbel', `${dag} staat er twee keer.`)]
      }),
    ]
  })
}

function fout(soort: Registersoort, sleutel: string, veld: string, code: string, detail: string): Registerfout {
  return { soort, sleutel, veld, code, detail }
}
