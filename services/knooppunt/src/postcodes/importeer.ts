import type { Dag } from '@warmknooppunt/regels/dag'
import type { Tabelsoort } from '@warmknooppunt/register/postcodeimport-store'
import type { Grensgevallen, Verschuiving } from '@warmknooppunt/register/postcodepartitie-store'
import {
  begrensPostcodes,
  bouwPostcodeindex,
  leesGrensgevallen,
  leesVerschuivingen,
  maakPostcodepartitie,
  ontdubbelPostcodes,
  vergaarGemeenten,
  verversPostcodes,
} from '@warmknooppunt/register/postcodepartitie-store'
import { leesPostcodetabellen, nieuwePostcodeversie } from '@warmknooppunt/register/postcodetabel-store'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import type { Client } from 'pg'
import pg from 'pg'
import type { Aantallen, Grens, Overschrijding } from './besluit-aannemelijk.ts'
import { besluitAannemelijk } from './besluit-aannemelijk.ts'
import type { Regelfout } from './fout.ts'
import { kiesVanKracht } from './kies-van-kracht.ts'
import type { Bronbestand } from './laad.ts'
import { laadBestanden } from './laad.ts'

export type Opdracht = {
  readonly bestanden: readonly Bronbestand[]
  readonly geldigVanaf: Dag
  readonly staToe: ReadonlySet<Grens>
}

/** What was loaded, and how it differs from the table that is in force on its day. */
export type Verslag = {
  readonly versie: number
  readonly soort: Tabelsoort
  readonly jaar: number | null
  readonly geldigVanaf: Dag
  readonly aantallen: Aantallen
  readonly gemeenten: readonly string[]
  /** gemeenten of the register without a postcode on that day */
  readonly zonderPostcode: readonly string[]
  readonly grensgevallen: Grensgevallen
  /** null: nothing was in force to compare with */
  readonly vergeleken: { readonly versie: number; readonly naam: string } | null
  readonly verschuivingen: readonly Verschuiving[]
}

export type Laduitkomst =
  | { readonly kind: 'geladen'; readonly verslag: Verslag; readonly toegestaan: readonly Overschrijding[] }
  | { readonly kind: 'onaannemelijk'; readonly verslag: Verslag; readonly grenzen: readonly Overschrijding[] }
  | { readonly kind: 'geweigerd'; readonly fouten: readonly Regelfout[] }

export type Werkplek = {
  /** the session that holds the lock of the import */
  readonly client: Client
  readonly stand: RegisterStand
  readonly meld: (tekst: string) => void
  readonly signal: AbortSignal
}

/** Loads files aside as one table, with its index and statistics, and counts. Whoever calls takes it into use, or away. */
export async function laadTabel(plek: Werkplek, opdracht: Opdracht): Promise<Laduitkomst> {
  const { client, meld, signal } = plek
  const versie = await nieuwePostcodeversie(client)
  await maakPostcodepartitie(client, versie)
  const geladen = await laadBestanden(plek, { ...opdracht, versie })
  if (geladen.kind === 'geweigerd') return geladen
  signal.throwIfAborted()
  meld('building the index')
  const dubbel = await bouwIndex(client, versie)
  await begrensPostcodes(client, versie)
  await verversPostcodes(client, versie)
  signal.throwIfAborted()
  meld('counting, and comparing with the table in force')
  await vergaarGemeenten(client, versie)
  const { telling, soort, jaar, rijen } = geladen
  const aantallen = {
    rijen: rijen - dubbel,
    pc4: telling.pc4,
    pc6: telling.pc6,
    gemeenten: telling.gemeenten().length,
    dubbel,
  }
  const verslag: Verslag = {
    ...{ versie, soort, jaar, aantallen, geldigVanaf: opdracht.geldigVanaf, gemeenten: telling.gemeenten() },
    zonderPostcode: zonderPostcode(plek.stand, telling.gemeenten(), opdracht.geldigVanaf),
    grensgevallen: await leesGrensgevallen(client, versie),
    ...(await vergelijk(plek, opdracht.geldigVanaf)),
  }
  const over = besluitAannemelijk(soort, aantallen)
  const grenzen = over.filter(({ grens }) => !opdracht.staToe.has(grens))
  return grenzen.length > 0
    ? { kind: 'onaannemelijk', verslag, grenzen }
    : { kind: 'geladen', verslag, toegestaan: over }
}

/** Gives how many rows went because they were there more than once: looked for only when the index says that there are. */
async function bouwIndex(client: Client, versie: number): Promise<number> {
  try {
    await bouwPostcodeindex(client, versie)
    return 0
  } catch (fout) {
    if (!(fout instanceof pg.DatabaseError && fout.code === '23505')) throw fout
    const dubbel = await ontdubbelPostcodes(client, versie)
    await bouwPostcodeindex(client, versie)
    return dubbel
  }
}

function zonderPostcode(stand: RegisterStand, gemeenten: readonly string[], dag: Dag): string[] {
  const genoemd = new Set(gemeenten)
  return stand.gemeenten
    .map(({ gemeentecode }) => gemeentecode)
    .filter((code) => !genoemd.has(code) && stand.bestaatGemeente(code, dag))
}

async function vergelijk(
  { client, stand }: Werkplek,
  dag: Dag,
): Promise<Pick<Verslag, 'vergeleken' | 'verschuivingen'>> {
  const tabellen = await leesPostcodetabellen(client, stand.versie)
  const oud = kiesVanKracht(tabellen, dag)
  if (!oud) return { vergeleken: null, verschuivingen: [] }
  const verschuivingen = await leesVerschuivingen(client, oud.versie)
  return { vergeleken: { versie: oud.versie, naam: oud.naam }, verschuivingen }
}
