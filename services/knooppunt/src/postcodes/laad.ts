import type { Dag } from '@warmknooppunt/regels/dag'
import type { Tabelsoort } from '@warmknooppunt/register/postcodeimport-store'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import type { Client } from 'pg'
import type { Vorm } from './bepaal-vorm.ts'
import type { Gemeentebezwaar, Rijbesluit } from './besluit-rij.ts'
import { besluitRij } from './besluit-rij.ts'
import { besluitSoort } from './besluit-soort.ts'
import type { Regelfout } from './fout.ts'
import { bestandsfout, MAX_FOUTEN } from './fout.ts'
import type { Kopie } from './kopie.ts'
import { maakKopie } from './kopie.ts'
import { leesRegels } from './lees-regels.ts'
import type { Telling } from './telling.ts'
import { maakTelling } from './telling.ts'
import { openBestand } from './uitpakken.ts'

/** A file on this machine, and what it is called to who gave it. */
export type Bronbestand = { readonly pad: string; readonly naam: string }

export type Geladen =
  | {
      readonly kind: 'geladen'
      readonly soort: Tabelsoort
      readonly jaar: number | null
      readonly rijen: number
      readonly telling: Telling
    }
  | { readonly kind: 'geweigerd'; readonly fouten: readonly Regelfout[] }

type Plek = {
  readonly client: Client
  readonly stand: RegisterStand
  readonly meld: (tekst: string) => void
  readonly signal: AbortSignal
}
type Lading = { readonly bestanden: readonly Bronbestand[]; readonly geldigVanaf: Dag; readonly versie: number }

/** Reads all files and copies their rows; with an error in any, nothing is to be used, and the rest is read for its errors only. */
export async function laadBestanden(plek: Plek, { bestanden, geldigVanaf, versie }: Lading): Promise<Geladen> {
  const telling = maakTelling()
  const kopie = maakKopie(plek.client, versie)
  const bezwaar = maakBezwaar(plek.stand, geldigVanaf)
  const fouten: Regelfout[] = []
  const vormen: Vorm[] = []
  try {
    for (const bestand of bestanden) {
      await laadEen({ ...plek, bestand, telling, kopie, bezwaar, fouten, vormen })
      if (fouten.length >= MAX_FOUTEN) break
    }
    if (fouten.length > 0) {
      await kopie.breekAf()
      return { kind: 'geweigerd', fouten }
    }
    const besluit = besluitSoort(vormen)
    if (besluit.kind === 'geweigerd') throw bestandsfout(bestanden.map(({ naam }) => naam).join(', '), besluit.waarom)
    await kopie.klaar()
    return { kind: 'geladen', soort: besluit.soort, jaar: besluit.jaar, rijen: kopie.rijen, telling }
  } catch (fout) {
    await kopie.breekAf()
    throw fout
  }
}

type Een = Plek & {
  readonly bestand: Bronbestand
  readonly telling: Telling
  readonly kopie: Kopie
  readonly bezwaar: Gemeentebezwaar
  readonly fouten: Regelfout[]
  readonly vormen: Vorm[]
}

async function laadEen({ bestand, telling, kopie, bezwaar, fouten, vormen, meld, signal }: Een): Promise<void> {
  const { blokken, aandeel } = await openBestand(bestand.pad, bestand.naam)
  const nullen = maakNullenwacht()
  const begonnen = performance.now()
  let vorm: Vorm | undefined
  let gelezen = 0
  await leesRegels({
    naam: bestand.naam,
    blokken,
    fouten,
    kop(gevonden) {
      vorm = gevonden
      vormen.push(gevonden)
    },
    rij(velden, regel) {
      gelezen++
      if (!vorm) return null
      const besluit = besluitRij(velden, vorm, bezwaar)
      if (besluit.kind === 'fout') return besluit
      const mengsel = vorm.soort === 'cbs' ? nullen((velden[vorm.gemeente] ?? '').trim(), regel) : null
      if (mengsel !== null) return { veld: 'gemeentecode', waarom: mengsel }
      if (fouten.length === 0) leg(besluit, kopie, telling)
      return null
    },
    async verder() {
      signal.throwIfAborted()
      await kopie.verder()
      const perSeconde = Math.round(gelezen / Math.max(0.001, (performance.now() - begonnen) / 1_000))
      meld(`${balk(aandeel())} ${bestand.naam}: ${gelezen} rows, ${perSeconde}/s`)
    },
  })
}

function leg(rij: Extract<Rijbesluit, { kind: 'rij' }>, kopie: Kopie, telling: Telling): void {
  for (const gemeentecode of rij.gemeenten) {
    kopie.rij(rij.postcode, rij.huisnummer, gemeentecode)
    telling.tel(rij.postcode, gemeentecode)
  }
}

const BREEDTE = 20

function balk(aandeel: number): string {
  const vol = Math.floor(aandeel * BREEDTE)
  return `[${'#'.repeat(vol)}${'.'.repeat(BREEDTE - vol)}] ${String(Math.floor(aandeel * 100)).padStart(3)} %`
}

/** Says once that codes with and without leading zeros stand in one file: no year of CBS has both. */
function maakNullenwacht(): (code: string, regel: number) => string | null {
  let met = 0
  let zonder = 0
  let gezegd = false
  return (code, regel) => {
    if (code.length < 4) zonder ||= regel
    else if (code.startsWith('0')) met ||= regel
    if (met === 0 || zonder === 0 || gezegd) return null
    gezegd = true
    return `codes with leading zeros (line ${met}) and without (line ${zonder}): two files in one`
  }
}

/** Answers by memory: the same few hundred codes are asked millions of times. */
function maakBezwaar(stand: RegisterStand, dag: Dag): Gemeentebezwaar {
  const bekend = new Map<string, string | null>()
  return (code) => {
    const eerder = bekend.get(code)
    if (eerder !== undefined) return eerder
    const bezwaar = stand.bestaatGemeente(code, dag) ? null : waarom(stand, code, dag)
    bekend.set(code, bezwaar)
    return bezwaar
  }
}

function waarom(stand: RegisterStand, code: string, dag: Dag): string {
  const gemeente = stand.gemeente(code)
  if (!gemeente) return `the register has no gemeente ${code}; import the list of gemeenten first`
  if (gemeente.van !== null && gemeente.van > dag) {
    return `gemeente ${code} does not exist before ${gemeente.van}; the table takes effect on ${dag}`
  }
  return `gemeente ${code} ended on ${gemeente.totEnMet}; give the day of the file with --geldig-vanaf: the hub follows successors from there`
}
