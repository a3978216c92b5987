import { DEMO_CLIENTS } from '@warmknooppunt/register/demo/clients'
import { alsVelden } from '../../services/knooppunt/src/simulatie/keur-antwoord.ts'
import type { Ontvangst } from '../boek.ts'
import { pauze } from '../wacht.ts'
import type { Gesprek } from './gesprek.ts'
import type { Verkeerkeuze } from './schuldeisers.ts'
import { tekst } from './schuldeisers.ts'

/** Everybody who has a postvak. */
export const LEZERS: readonly string[] = DEMO_CLIENTS.filter(({ scopes }) => scopes.includes('postvak.lezen')).map(
  (c) => c.deelnemer,
)
export const DOORVERWIJZING = 'nl.warmknooppunt.doorverwijzing.gerouteerd'
const LIMIET = 500
const WACHTTIJD_SECONDEN = 5
const PAUZE_MS = 250

/** Reads a postvak as its owner does: on from what it has, confirming as it goes, until the signal aborts. */
export async function leesMee(
  v: Verkeerkeuze,
  postvak: string,
  o: { readonly signal: AbortSignal; readonly gekregen: (o: Ontvangst) => void },
): Promise<void> {
  let na = 0
  while (!o.signal.aborted) {
    const pad = `/v1/postvak/berichten?na=${na}&limiet=${LIMIET}&wachttijd=${WACHTTIJD_SECONDEN}`
    const antwoord = await v.gesprek.probeer(postvak, { method: 'GET', pad, signal: o.signal })
    if (antwoord === null || antwoord.status !== 200) {
      if (antwoord !== null) v.boek.fouten.push(`postvak ${postvak}: reading was answered ${antwoord.status}`)
      await pauze(PAUZE_MS, o.signal)
      continue
    }
    const berichten = leesBerichten(postvak, antwoord.status, antwoord.body)
    for (const bericht of berichten) {
      v.boek.gezien.push(bericht)
      if (bericht.type === DOORVERWIJZING) v.boek.gezienOp.set(bericht.dossierId, v.klok.nu())
      o.gekregen(bericht)
    }
    na = berichten.at(-1)?.nummer ?? na
    if (berichten.length > 0) await bevestig(v, postvak, na)
  }
}

async function bevestig(v: Verkeerkeuze, postvak: string, totEnMet: number): Promise<void> {
  const body = JSON.stringify({ totEnMet })
  const { antwoord, reden } = await v.gesprek.vraag(postvak, { method: 'POST', pad: '/v1/postvak/bevestigingen', body })
  if (antwoord?.status !== 200)
    v.boek.fouten.push(`postvak ${postvak}: confirming failed (${antwoord?.status ?? reden})`)
}

/** Every postvak from its first message to its last. */
export async function leesAlles(gesprek: Gesprek): Promise<Ontvangst[]> {
  return (await Promise.all(LEZERS.map((postvak) => leesPostvak(gesprek, postvak)))).flat()
}

async function leesPostvak(gesprek: Gesprek, postvak: string): Promise<Ontvangst[]> {
  const berichten: Ontvangst[] = []
  for (;;) {
    const pad = `/v1/postvak/berichten?na=${berichten.at(-1)?.nummer ?? 0}&limiet=${LIMIET}`
    const { antwoord, reden } = await gesprek.vraag(postvak, { method: 'GET', pad })
    if (antwoord === null) throw new Error(`postvak ${postvak} cannot be read (${reden})`)
    const bladzijde = leesBerichten(postvak, antwoord.status, antwoord.body)
    berichten.push(...bladzijde)
    if (bladzijde.length < LIMIET) return berichten
  }
}

function leesBerichten(postvak: string, status: number, body: unknown): Ontvangst[] {
  if (status !== 200 || !Array.isArray(body)) throw new Error(`postvak ${postvak} answered ${status}`)
  return body.map((event) => {
    const { sequence, id, subject, type, data } = alsVelden(event)
    const { doorverwijzing, incassostop, contactUiterlijkOp, soort, dag } = alsVelden(data)
    return {
      postvak,
      nummer: Number(sequence),
      id: String(id),
      dossierId: String(subject),
      type: String(type),
      referentienummer: tekst(alsVelden(doorverwijzing).referentienummer),
      stop: JSON.stringify(incassostop ?? null),
      contactUiterlijkOp: tekst(contactUiterlijkOp),
      soort: tekst(soort),
      dag: tekst(dag),
    }
  })
}
