import type { Dag } from '@warmknooppunt/regels/dag'
import type { Tabelgebruik } from '@warmknooppunt/register/postcodeimport-store'
import { kiesVanKracht } from './kies-van-kracht.ts'

type Gebruik = Pick<Tabelgebruik, 'versie' | 'open' | 'geldigVanaf' | 'van' | 'tot' | 'verwijderdOp'>

export type Terugkeuze =
  | { readonly kind: 'terug'; readonly sluit: number; readonly heropen: readonly number[]; readonly inGebruik: number }
  | { readonly kind: 'geen'; readonly waarom: string }

/**
 * Undoes the last import that is in use: its table goes, and what it replaced (closed by the register version that brought it) comes back. A
 * second time goes one import further back.
 */
export function kiesTerug(tabellen: readonly Gebruik[], vandaag: Dag): Terugkeuze {
  const open = tabellen.filter((tabel) => tabel.open).toSorted((a, b) => b.versie - a.versie)
  const [laatste, ...overige] = open
  if (!laatste) return { kind: 'geen', waarom: 'no postcode table is in use' }
  const vervangen = tabellen.filter(
    ({ open, tot, versie, verwijderdOp }) =>
      !open && tot === laatste.van && versie < laatste.versie && verwijderdOp === null,
  )
  const inGebruik = kiesVanKracht([...overige, ...vervangen], vandaag)
  if (!inGebruik) return { kind: 'geen', waarom: `no table is left for today without table ${laatste.versie}` }
  const heropen = vervangen.map(({ versie }) => versie)
  return { kind: 'terug', sluit: laatste.versie, heropen, inGebruik: inGebruik.versie }
}
