import type { Gemeentebesluit } from '@warmknooppunt/regels/bepaal-gemeente'
import type { Dag } from '@warmknooppunt/regels/dag'
import { besluitOp } from '@warmknooppunt/regels/herindeling'
import type { Adres } from '@warmknooppunt/register/postcode-store'
import type { Bron } from './bron.ts'
import { tabelOp } from './bron.ts'

/** An address on a day, or why a row holds none. */
export type Vraag =
  | { readonly kind: 'vraag'; readonly adres: Adres; readonly peildatum: Dag }
  | { readonly kind: 'ongeldig'; readonly reden: string }

/** What `gemeente --json` prints; the same members whatever the outcome. */
export type Gemeenteantwoord = {
  readonly status: Gemeentebesluit['status']
  readonly gemeentecode: string | null
  readonly gemeente: string | null
  readonly kandidaten: readonly string[]
  readonly grond: string | null
  readonly reden: string | null
  readonly peildatum: Dag | null
  readonly postcodeversie: number | null
}

/** What the hub would decide for each, in their order; one look-up for those on the same postcode table. */
export async function zoekGemeentenOp(bron: Bron, vragen: readonly Vraag[]): Promise<Gemeenteantwoord[]> {
  const antwoorden = new Map<Vraag, Gemeenteantwoord>()
  const leesbaar = vragen.flatMap((vraag) => (vraag.kind === 'vraag' ? [vraag] : []))
  const perTabel = Map.groupBy(leesbaar, ({ peildatum }) => tabelOp(bron.postcodetabellen, peildatum)?.versie ?? null)
  for (const [versie, groep] of perTabel) {
    if (versie === null) continue
    const besluiten = await bron.zoek(
      groep.map(({ adres }) => adres),
      versie,
    )
    for (const [i, vraag] of groep.entries()) {
      const besluit = besluiten[i]
      if (!besluit) throw new Error('a look-up gave fewer answers than were asked')
      const opDeDag = besluitOp(besluit, vraag.peildatum, bron.stand.gemeenteWijzigingen)
      antwoorden.set(vraag, antwoordVan(opDeDag, bron, { peildatum: vraag.peildatum, postcodeversie: versie }))
    }
  }
  return vragen.map((vraag) => antwoorden.get(vraag) ?? zonderAntwoord(vraag))
}

const LEEG = { gemeentecode: null, gemeente: null, kandidaten: [], grond: null, reden: null }

function zonderAntwoord(vraag: Vraag): Gemeenteantwoord {
  if (vraag.kind === 'ongeldig') {
    return { status: 'ongeldig', ...LEEG, reden: vraag.reden, peildatum: null, postcodeversie: null }
  }
  return { status: 'onbekend', ...LEEG, reden: 'geen-postcodetabel', peildatum: vraag.peildatum, postcodeversie: null }
}

type Grondslag = Pick<Gemeenteantwoord, 'peildatum' | 'postcodeversie'>

function antwoordVan(besluit: Gemeentebesluit, { stand }: Bron, op: Grondslag): Gemeenteantwoord {
  switch (besluit.status) {
    case 'gevonden': {
      const { gemeentecode, grond } = besluit
      const gemeente = stand.gemeente(gemeentecode)?.naam ?? null
      return { status: 'gevonden', ...LEEG, gemeentecode, gemeente, grond, ...op }
    }
    case 'meerdere':
      return { status: 'meerdere', ...LEEG, kandidaten: besluit.kandidaten, ...op }
    case 'onbekend':
    case 'ongeldig':
      return { status: besluit.status, ...LEEG, reden: besluit.reden, ...op }
  }
}

/** A day of the calendar written 'YYYY-MM-DD'. */
export function isDag(tekst: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(tekst)) return false
  try {
    Temporal.PlainDate.from(tekst)
    return true
  } catch {
    return false
  }
}
