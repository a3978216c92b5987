import { leesLossePostcodes, verwijderPostcodes } from '@warmknooppunt/register/postcodepartitie-store'
import { maakRegister } from '@warmknooppunt/register/stand'
import type { Client, Pool } from 'pg'
import { duur } from '../commando/voortgang.ts'
import { neemInGebruik, ruimOp } from './gebruik.ts'
import type { Laduitkomst, Opdracht, Werkplek } from './importeer.ts'
import { laadTabel } from './importeer.ts'
import { toonFouten, toonGrenzen, toonOpruiming, toonVerslag, vatSamen } from './toon.ts'
import { metWerksessie } from './werksessie.ts'

export type Importplek = {
  readonly url: string
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
  return metWerksessie(plek.url, plek.signal, async (client) => {
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
  if (geladen.kind === 'geweigerd') {
    const tekst = `nothing was changed: ${geladen.fouten.length} lines are wrong\n${toonFouten(geladen.fouten)}`
    return { goed: false, tekst, json: { uitkomst: 'geweigerd', fouten: geladen.fouten } }
  }
  const { verslag } = geladen
  const overzicht = toonVerslag(verslag, stand)
  const cijfers = { ...verslag, ...vatSamen(verslag) }
  if (geladen.kind === 'onaannemelijk') {
    const hoe = `--sta-toe ${geladen.grenzen.map(({ grens }) => grens).join(' --sta-toe ')} takes it all the same`
    const tekst = `${overzicht}\nnothing was changed: this cannot be the whole country\n${toonGrenzen(geladen.grenzen)}\n${hoe}`
    return { goed: false, tekst, json: { uitkomst: 'onaannemelijk', grenzen: geladen.grenzen, ...cijfers } }
  }
  const toegestaan =
    geladen.toegestaan.length === 0 ? '' : `\nallowed by --sta-toe:\n${toonGrenzen(geladen.toegestaan)}`
  const duurMs = () => Math.round(performance.now() - begonnen)
  if (opdracht.proef) {
    const tekst = `${overzicht}${toegestaan}\ntried out in ${duur(duurMs())}: nothing was changed`
    return {
      goed: true,
      tekst,
      json: { uitkomst: 'proef', ...cijfers, toegestaan: geladen.toegestaan, duurMs: duurMs() },
    }
  }
  const bron = opdracht.bestanden.map(({ naam }) => naam).join(', ')
  const { registerversie, vandaag } = await neemInGebruik(plek, verslag, { naam: opdracht.naam, bron })
  const opruiming = await ruimOp(plek)
  const inForce =
    vandaag === null
      ? 'no table is in force today'
      : `in force today: table ${vandaag.versie} "${vandaag.naam}", from ${vandaag.geldigVanaf}`
  const tekst = [
    `${overzicht}${toegestaan}`,
    `taken into use with register version ${registerversie}, in ${duur(duurMs())}; ${inForce}`,
    ...toonOpruiming(opruiming),
  ].join('\n')
  const json = {
    uitkomst: 'in-gebruik',
    ...cijfers,
    toegestaan: geladen.toegestaan,
    registerversie,
    vandaag,
    opruiming,
    duurMs: duurMs(),
  }
  return { goed: true, tekst, json }
}
