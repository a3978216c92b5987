import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Afloop } from './afloop.ts'
import { AFLOOP, eindeVan } from './afloop.ts'
import type { Operatoropties, Vraag } from './hub-client.ts'
import { operatorVraag } from './hub-client.ts'
import type { Lijstrij } from './lijst.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { schrijf } from './omstandigheden.ts'
import { leesWachtrijen } from './onverwerkbaar.ts'
import type { Stap } from './stap.ts'

/** After so many orders a new token is asked, long before one ends. */
const PER_TOKEN = 500
const POGINGEN = 10
const PAUZE_MS = 1_000

export type AllesOpties = Operatoropties & { readonly foutcode?: string }

/** Orders that every queue of a stage be released, or those that failed in one way; not what cannot be read, which no release mends. */
export async function herstelAlles(o: Omstandigheden, stage: Stap, opties: AllesOpties): Promise<Afloop> {
  const rijen = (await leesWachtrijen(o, opties, stage)).filter(
    ({ reden, foutcode }) => reden !== 'onleesbaar' && (opties.foutcode === undefined || foutcode === opties.foutcode),
  )
  let gegeven = 0
  for (let plek = 0; plek < rijen.length; plek += PER_TOKEN) {
    const vraag = await operatorVraag(o, opties)
    for (const rij of rijen.slice(plek, plek + PER_TOKEN)) {
      await geef(vraag, opdracht(stage, rij))
      gegeven++
    }
    if (gegeven < rijen.length) o.fout.write(`${gegeven} of ${rijen.length} orders given\n`)
  }
  const tekst =
    gegeven === 0
      ? `nothing of ${stage} lies aside that this would release`
      : `${gegeven} ${gegeven === 1 ? 'order' : 'orders'} given to ${stage}; \`onverwerkbaar opdrachten\` shows what came of them, and \`onverwerkbaar\` what still lies aside`
  await schrijf(o.uit, opties.json ? JSON.stringify({ stage, gegeven }) : tekst)
  return AFLOOP.goed
}

function opdracht(stage: Stap, { sleutel, volgnummer }: Lijstrij): Vraag {
  const body = { stage, sleutel, volgnummer, vrijgeven: true }
  return { method: 'POST', pad: '/v1/beheer/herstelopdrachten', body }
}

/** Again when the hub is too busy for it; one that is given twice finds nothing to do. */
async function geef(vraag: (vraag: Vraag) => Promise<unknown>, wat: Vraag): Promise<void> {
  for (let poging = 1; ; poging++) {
    try {
      await vraag(wat)
      return
    } catch (fout) {
      if (poging === POGINGEN || eindeVan(fout).afloop !== AFLOOP.nietBeschikbaar) throw fout
      await wachtMs(PAUZE_MS)
    }
  }
}
