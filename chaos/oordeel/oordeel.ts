import type { Boek, Ontvangst } from '../boek.ts'
import type { Aantallen } from '../database.ts'
import { leesDossiers } from './dossiers.ts'
import { keurPostvakken } from './postvakken.ts'
import { keurPushes } from './pushes.ts'
import type { Schending } from './schending.ts'
import type { Tijd } from './termijnen.ts'
import { keurTermijnen } from './termijnen.ts'

/** Everything there is to judge by, when nothing moves any more. */
export type Waarneming = {
  readonly boek: Boek
  /** every postvak, read from its beginning at the end */
  readonly postvakken: readonly Ontvangst[]
  readonly metWebhook: readonly string[]
  readonly aantallen: Aantallen
  readonly tijd: Tijd
}

/** The creditors' ledger against that of the receivers. Empty when the hub kept its promises. */
export function oordeel({ boek, postvakken, metWebhook, aantallen, tijd }: Waarneming): Schending[] {
  const dossiers = leesDossiers(boek)
  return [
    ...keurAntwoorden(boek),
    ...keurPostvakken(postvakken, dossiers),
    ...keurLezers(boek.gezien, postvakken),
    ...keurPushes(boek.pushes, postvakken, metWebhook),
    ...keurTermijnen(postvakken, dossiers, tijd),
    ...keurAantallen(aantallen, {
      dossiers: dossiers.size,
      registraties: boek.meldingen.length,
      klokken: [...dossiers.values()].reduce(
        (som, { gemeente, zending }) =>
          som + 1 + (gemeente === null ? 0 : 2) + (zending.uitkomst.kind === 'wacht' ? 1 : 0),
        0,
      ),
    }),
  ]
}

function keurAntwoorden({ zendingen, keuzes, fouten }: Boek): Schending[] {
  const beslist = new Set(keuzes.map(({ dossierId }) => dossierId))
  return [
    ...zendingen.flatMap(({ referentienummer, uitkomst, fouten }): Schending[] => {
      if (uitkomst.kind === 'onbeantwoord')
        return [{ soort: 'onbeantwoord', tekst: `${referentienummer} (${uitkomst.reden})` }]
      const onbeslist = uitkomst.kind === 'wacht' && !beslist.has(uitkomst.dossierId)
      return [
        ...fouten.map((fout): Schending => ({ soort: 'antwoord', tekst: `${referentienummer}: ${fout}` })),
        ...(onbeslist
          ? [{ soort: 'antwoord', tekst: `${referentienummer}: no operator could decide on it` } as const]
          : []),
      ]
    }),
    ...fouten.map((tekst): Schending => ({ soort: 'antwoord', tekst })),
  ]
}

/** Whoever read along, through every fault, saw the same as who reads from the beginning. */
function keurLezers(gezien: readonly Ontvangst[], postvakken: readonly Ontvangst[]): Schending[] {
  const live = new Map(gezien.map(({ postvak, nummer, id }) => [`${postvak} ${nummer}`, id]))
  const anders = postvakken.filter(({ postvak, nummer, id }) => live.get(`${postvak} ${nummer}`) !== id)
  const meer = gezien.length - live.size
  return [
    ...anders.map(
      ({ postvak, nummer }): Schending => ({
        soort: 'verloren',
        tekst: `${postvak}: whoever read along did not see number ${nummer}`,
      }),
    ),
    ...(meer > 0 ? [{ soort: 'dubbel', tekst: `${meer} messages handed twice to who read along` } as const] : []),
  ]
}

function keurAantallen(gevonden: Aantallen, verwacht: Aantallen): Schending[] {
  const namen = ['dossiers', 'registraties', 'klokken'] as const
  return namen.flatMap((naam): Schending[] => {
    const [is, hoort] = [gevonden[naam], verwacht[naam]]
    if (is === hoort) return []
    return [
      { soort: is < hoort ? 'verloren' : 'dubbel', tekst: `${naam}: ${is} in the database, ${hoort} by the ledger` },
    ]
  })
}
