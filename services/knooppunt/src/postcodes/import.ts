import { isStoring } from '@warmknooppunt/platform/storing'
import { leesLossePostcodes, verwijderPostcodes } from '@warmknooppunt/register/postcodepartitie-store'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import { maakRegister } from '@warmknooppunt/register/stand'
import type { Client, Pool } from 'pg'
import { duur } from '../commando/voortgang.ts'
import type { Regelfout } from './fout.ts'
import { neemInGebruik, ruimOp } from './gebruik.ts'
import type { Laduitkomst, Opdracht, Werkplek } from './importeer.ts'
import { laadTabel } from './importeer.ts'
import type { Opruiming } from './kies-opruiming.ts'
import { toonFouten, toonGrenzen, toonOpruiming, toonToegestaan, toonVandaag, toonVerslag, vatSamen } from './toon.ts'
import { metWerksessie } from './werksessie.ts'

export type Importplek = {
  readonly url: string
  readonly hier: boolean
  readonly pool: Pool
  readonly nu: () => Temporal.Instant
  readonly meld: (tekst: string) => void
  readonly signal: AbortSignal
}
/** An import but for its files. */
export type Importopdracht = Omit<Opdracht, 'bestanden'> & { readonly naam: string; readonly proef: boolean }

/** What came of it, for people and for programs. */
export type Importuitkomst = { readonly goed: boolean; readonly tekst: string; readonly json: unknown }

/** One import from lock to clearing away. Whatever happens, no table is left behind that is not in use. */
export function voerImportUit(plek: Importplek, opdracht: Importopdracht & Opdracht): Promise<Importuitkomst> {
  const begonnen = performance.now()
  return metWerksessie(plek, async (client) => {
    await ruimRestenOp(client)
    const werkplek = {
      client,
      stand: await maakRegister(plek.pool).stand(plek.pool),
      meld: plek.meld,
      signal: plek.signal,
    }
    try {
      const geladen = await laadTabel(werkplek, opdracht)
      plek.signal.throwIfAborted()
      return await rondAf(plek, werkplek, { opdracht, geladen, begonnen })
    } finally {
      // On a session that was lost this cannot be; the next import does it.
      await ruimRestenOp(client).catch(() => undefined)
    }
  })
}

async function ruimRestenOp(client: Client): Promise<void> {
  for (const versie of await leesLossePostcodes(client)) await verwijderPostcodes(client, versie)
}

type Afronding = {
  readonly opdracht: Importopdracht & Opdracht
  readonly geladen: Laduitkomst
  readonly begonnen: number
}

async function rondAf(
  plek: Importplek,
  { stand }: Werkplek,
  { opdracht, geladen, begonnen }: Afronding,
): Promise<Importuitkomst> {
  if (geladen.kind === 'geweigerd') return weigering(geladen.fouten)
  if (geladen.kind === 'onaannemelijk') return onaannemelijk(geladen, stand)
  const { verslag, toegestaan } = geladen
  const overzicht = [toonVerslag(verslag, stand), ...toonToegestaan(toegestaan)]
  const cijfers = { ...verslag, ...vatSamen(verslag), toegestaan }
  const duurMs = () => Math.round(performance.now() - begonnen)
  if (opdracht.proef) {
    const tekst = [...overzicht, `tried out in ${duur(duurMs())}: nothing was changed`].join('\n')
    return { goed: true, tekst, json: { uitkomst: 'proef', ...cijfers, duurMs: duurMs() } }
  }
  const bron = opdracht.bestanden.map(({ naam }) => naam).join(', ')
  const { registerversie, vandaag } = await neemInGebruik(plek, verslag, { naam: opdracht.naam, bron })
  const opruiming = await ruimOpNaImport(plek)
  const gedaan = `taken into use with register version ${registerversie}, in ${duur(duurMs())}; ${toonVandaag(vandaag)}`
  const tekst = [...overzicht, gedaan, ...toonOpruiming(opruiming)].join('\n')
  const json = { uitkomst: 'in-gebruik', ...cijfers, registerversie, vandaag, opruiming, duurMs: duurMs() }
  return { goed: true, tekst, json }
}

function weigering(fouten: readonly Regelfout[]): Importuitkomst {
  const tekst = `nothing was changed: ${fouten.length} lines are wrong\n${toonFouten(fouten)}`
  return { goed: false, tekst, json: { uitkomst: 'geweigerd', fouten } }
}

type Onaannemelijk = Extract<Laduitkomst, { kind: 'onaannemelijk' }>

function onaannemelijk({ verslag, grenzen }: Onaannemelijk, stand: RegisterStand): Importuitkomst {
  const tekst = [
    toonVerslag(verslag, stand),
    'nothing was changed: this cannot be the whole country',
    toonGrenzen(grenzen),
    `${grenzen.map(({ grens }) => `--sta-toe ${grens}`).join(' ')} takes it all the same`,
  ].join('\n')
  return { goed: false, tekst, json: { uitkomst: 'onaannemelijk', grenzen, ...verslag, ...vatSamen(verslag) } }
}

/** The table is in use whatever comes of this; null when it could not be done, and the next import does it. */
async function ruimOpNaImport(plek: Importplek): Promise<Opruiming | null> {
  try {
    return await ruimOp(plek)
  } catch (fout) {
    if (!isStoring(fout)) throw fout
    return null
  }
}
