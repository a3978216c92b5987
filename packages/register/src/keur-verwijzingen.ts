import type { DeelnemerSoort } from '@warmknooppunt/regels/overeenkomst'
import type { Registerdocument } from './registerdocument.ts'
import { sleutelVan } from './registerdocument.ts'
import type { Registerfout, Registerplek } from './registerfout.ts'

type Bestand = {
  readonly deelnemers: ReadonlyMap<string, DeelnemerSoort>
  readonly gemeenten: ReadonlySet<string>
  readonly uitvoerders: ReadonlySet<string>
  /** of whom each loket is */
  readonly loketten: ReadonlyMap<string, string>
}

/** What is wrong with names: of what is not there, or is of another kind or of another; and of what an overeenkomst may never change. */
export function keurVerwijzingen(voor: Registerdocument, na: Registerdocument): readonly Registerfout[] {
  const b: Bestand = {
    deelnemers: new Map(na.deelnemers.map((d) => [d.deelnemer, d.soort])),
    gemeenten: new Set(na.gemeenten.map((g) => g.gemeentecode)),
    uitvoerders: new Set(na.uitvoerders.map((u) => u.uitvoerder)),
    loketten: new Map(na.loketten.map((l) => [l.loket, l.uitvoerder])),
  }
  return [...keurPartijen(na, b), ...keurUitvoering(na, b), ...keurGemeenten(na, b), ...keurVast(voor, na)]
}

function keurPartijen(na: Registerdocument, b: Bestand): readonly Registerfout[] {
  return [
    ...na.clients.flatMap((c) =>
      deelnemer(b, { soort: 'clients', sleutel: sleutelVan('clients', c), veld: '/deelnemer' }, c.deelnemer, null),
    ),
    ...na.overeenkomsten.flatMap((o) => [
      ...deelnemer(
        b,
        { soort: 'overeenkomsten', sleutel: o.overeenkomst, veld: '/schuldeiser' },
        o.schuldeiser,
        'schuldeiser',
      ),
      ...gemeente(b, { soort: 'overeenkomsten', sleutel: o.overeenkomst, veld: '/gemeentecode' }, o.gemeentecode),
    ]),
    ...na.mandaten.flatMap((m) => [
      ...deelnemer(
        b,
        { soort: 'mandaten', sleutel: sleutelVan('mandaten', m), veld: '/intermediair' },
        m.intermediair,
        'intermediair',
      ),
      ...deelnemer(
        b,
        { soort: 'mandaten', sleutel: sleutelVan('mandaten', m), veld: '/schuldeiser' },
        m.schuldeiser,
        'schuldeiser',
      ),
    ]),
  ]
}

function keurUitvoering(na: Registerdocument, b: Bestand): readonly Registerfout[] {
  return [
    ...na.uitvoerders.flatMap((u) => [
      ...deelnemer(b, { soort: 'uitvoerders', sleutel: u.uitvoerder, veld: '/ontvanger' }, u.ontvanger, 'gemeente'),
      ...loket(
        b,
        { soort: 'uitvoerders', sleutel: u.uitvoerder, veld: '/standaardLoket' },
        u.standaardLoket,
        u.uitvoerder,
      ),
    ]),
    ...na.loketten.flatMap((l) =>
      uitvoerder(b, { soort: 'loketten', sleutel: l.loket, veld: '/uitvoerder' }, l.uitvoerder),
    ),
    ...na.loketRegels.flatMap((r) => [
      ...uitvoerder(b, { soort: 'loketRegels', sleutel: r.uitvoerder, veld: '/uitvoerder' }, r.uitvoerder),
      ...r.regels.flatMap((regel, i) => [
        ...loket(
          b,
          { soort: 'loketRegels', sleutel: r.uitvoerder, veld: `/regels/${i}/loket` },
          regel.loket,
          r.uitvoerder,
        ),
        ...(regel.gemeentecode === null
          ? []
          : gemeente(
              b,
              { soort: 'loketRegels', sleutel: r.uitvoerder, veld: `/regels/${i}/gemeentecode` },
              regel.gemeentecode,
            )),
      ]),
    ]),
    ...na.gemeenteUitvoerders.flatMap((g) => [
      ...gemeente(b, { soort: 'gemeenteUitvoerders', sleutel: g.gemeentecode, veld: '/gemeentecode' }, g.gemeentecode),
      ...g.regels.flatMap((regel, i) =>
        uitvoerder(
          b,
          { soort: 'gemeenteUitvoerders', sleutel: g.gemeentecode, veld: `/regels/${i}/uitvoerder` },
          regel.uitvoerder,
        ),
      ),
    ]),
  ]
}

function keurGemeenten(na: Registerdocument, b: Bestand): readonly Registerfout[] {
  return [
    ...na.publiekeLoketten.flatMap((l) =>
      gemeente(b, { soort: 'publiekeLoketten', sleutel: l.gemeentecode, veld: '/gemeentecode' }, l.gemeentecode),
    ),
    ...na.gemeenteWijzigingen.flatMap((w) =>
      w.opvolgers.flatMap((opvolger, i) => [
        ...gemeente(b, { soort: 'gemeenteWijzigingen', sleutel: w.opgeheven, veld: `/opvolgers/${i}` }, opvolger),
        ...(opvolger === w.opgeheven ? [zichzelf(w.opgeheven, i)] : []),
      ]),
    ),
  ]
}

function zichzelf(sleutel: string, i: number): Registerfout {
  const plek = { soort: 'gemeenteWijzigingen', sleutel, veld: `/opvolgers/${i}` } as const
  return { ...plek, code: 'tegenstrijdig', detail: 'Een gemeente volgt zichzelf niet op.' }
}

/** Messages on its dossiers name an overeenkomst; between whom it is must stay what it was. */
function keurVast(voor: Registerdocument, na: Registerdocument): readonly Registerfout[] {
  const oud = new Map(voor.overeenkomsten.map((o) => [o.overeenkomst, o]))
  const velden = ['schuldeiser', 'gemeentecode', 'grondslag'] as const
  return na.overeenkomsten.flatMap((o) =>
    velden.flatMap((veld): readonly Registerfout[] => {
      const was = oud.get(o.overeenkomst)?.[veld] ?? o[veld]
      const detail = `Dit was ${was} en blijft dat. Beëindig deze overeenkomst en neem een nieuwe code.`
      return was === o[veld]
        ? []
        : [{ soort: 'overeenkomsten', sleutel: o.overeenkomst, veld: `/${veld}`, code: 'onveranderlijk', detail }]
    }),
  )
}

function deelnemer(b: Bestand, plek: Registerplek, code: string, verwacht: DeelnemerSoort | null) {
  const gevonden = b.deelnemers.get(code)
  if (gevonden === undefined) return bestaatNiet(plek, `Er is geen deelnemer ${code}.`)
  if (verwacht === null || gevonden === verwacht) return []
  const detail = `${code} is ${gevonden}; hier moet een deelnemer van soort ${verwacht} staan.`
  return [{ ...plek, code: 'verkeerde-soort', detail }]
}

function gemeente(b: Bestand, plek: Registerplek, code: string): readonly Registerfout[] {
  return b.gemeenten.has(code) ? [] : bestaatNiet(plek, `Er is geen gemeente ${code}.`)
}

function uitvoerder(b: Bestand, plek: Registerplek, code: string): readonly Registerfout[] {
  return b.uitvoerders.has(code) ? [] : bestaatNiet(plek, `Er is geen uitvoerder ${code}.`)
}

function loket(b: Bestand, plek: Registerplek, code: string, van: string): readonly Registerfout[] {
  const eigenaar = b.loketten.get(code)
  if (eigenaar === undefined) return bestaatNiet(plek, `Er is geen loket ${code}.`)
  return eigenaar === van ? [] : [{ ...plek, code: 'van-een-ander', detail: `Loket ${code} is van ${eigenaar}.` }]
}

function bestaatNiet(plek: Registerplek, detail: string): readonly Registerfout[] {
  return [{ ...plek, code: 'bestaat-niet', detail }]
}
