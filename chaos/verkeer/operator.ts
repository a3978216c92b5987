import { DEMO_UITVOERDERREGELS } from '@warmknooppunt/register/demo/uitvoering'
import { alsVelden } from '../../services/knooppunt/src/simulatie/keur-antwoord.ts'
import { pauze } from '../wacht.ts'
import type { Verkeerkeuze } from './schuldeisers.ts'

const OPERATOR = 'beheer-warmknooppunt'
const RONDE_MS = 1_000
/** With these both creditors of the demo have an overeenkomst. */
const GEMEENTEN = ['0988', '0957'] as const

/** An operator who decides on what waits for a gemeente, and has done again what a receiver refused. */
export async function speelOperator(v: Verkeerkeuze, signal: AbortSignal): Promise<void> {
  const besloten = new Set<string>()
  while (!signal.aborted) {
    const wachtend = v.boek.zendingen.flatMap(({ uitkomst }) => (uitkomst.kind === 'wacht' ? [uitkomst.dossierId] : []))
    for (const dossierId of wachtend.filter((id) => !besloten.has(id))) {
      besloten.add(dossierId)
      await besluit(v, dossierId, besloten.size)
    }
    await herbezorg(v)
    await pauze(RONDE_MS, signal)
  }
}

/** One in five is refused, the others go to one of two gemeenten in turn. */
async function besluit(v: Verkeerkeuze, dossierId: string, hoeveelste: number): Promise<void> {
  const gemeentecode = hoeveelste % 5 === 0 ? null : (GEMEENTEN[hoeveelste % 2] ?? null)
  const keuze = gemeentecode === null ? { weiger: 'adres-niet-te-herleiden' } : { gemeentecode }
  const pad = '/v1/beheer/routeeropdrachten'
  const body = JSON.stringify({ dossierId, ...keuze })
  const { antwoord, reden, tussen } = await v.gesprek.vraag(OPERATOR, {
    method: 'POST',
    pad,
    body,
    sleutel: `${dossierId}-keuze`,
  })
  if (antwoord?.status !== 201) {
    v.boek.fouten.push(
      `dossier ${dossierId}: a routeeropdracht was answered ${antwoord?.status ?? reden} ${JSON.stringify(antwoord?.body)}`,
    )
    return
  }
  const ontvanger = DEMO_UITVOERDERREGELS.find((regel) => regel.gemeentecode === gemeentecode)?.uitvoerder ?? null
  v.boek.keuzes.push({ dossierId, gemeentecode, ontvanger, tussen })
}

/** What was not reached goes by itself when its endpoint answers; only a refusal waits for an operator. */
async function herbezorg({ gesprek, boek }: Verkeerkeuze): Promise<void> {
  const lijst = await gesprek.probeer(OPERATOR, {
    method: 'GET',
    pad: '/v1/beheer/bezorgingen?status=geparkeerd&limiet=500',
  })
  const { bezorgingen } = alsVelden(lijst?.body)
  if (!Array.isArray(bezorgingen)) return
  for (const { bezorgingId, dossierId, parkeerreden } of bezorgingen.map(alsVelden)) {
    if (parkeerreden !== 'geweigerd') continue
    const body = JSON.stringify({ dossierId, bezorgingId })
    const { antwoord, reden } = await gesprek.vraag(OPERATOR, {
      method: 'POST',
      pad: '/v1/beheer/herbezorgopdrachten',
      body,
    })
    if (antwoord?.status === 201) boek.herbezorgd.add(String(bezorgingId))
    else
      boek.fouten.push(
        `a herbezorgopdracht was answered ${antwoord?.status ?? reden} ${JSON.stringify(antwoord?.body)}`,
      )
  }
}
