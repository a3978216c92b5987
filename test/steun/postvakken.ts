import { DEMO_CLIENTS } from '@warmknooppunt/register/demo/clients'
import { alsVelden } from '../../services/knooppunt/src/simulatie/keur-antwoord.ts'
import { totdat } from '../../services/knooppunt/src/start.proef.ts'
import type { Hub } from './hub.ts'

/** A message as it lies in a postvak. */
export type InPostvak = {
  readonly deelnemer: string
  readonly nummer: number
  readonly id: string
  readonly dossierId: string
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

const LIMIET = 500
const LEZERS = DEMO_CLIENTS.filter(({ scopes }) => scopes.includes('postvak.lezen')).map((c) => c.deelnemer)

/** One postvak through the API, from its first message to its last. */
export async function leesPostvak(hub: Hub, deelnemer: string): Promise<InPostvak[]> {
  const berichten: InPostvak[] = []
  for (;;) {
    const pad = `/v1/postvak/berichten?na=${berichten.at(-1)?.nummer ?? 0}&limiet=${LIMIET}`
    const poging = await hub.probeer(deelnemer, { method: 'GET', pad })
    if (poging.kind === 'verbroken' || !Array.isArray(poging.antwoord.body)) {
      throw new Error(`postvak ${deelnemer} cannot be read: ${JSON.stringify(poging)}`)
    }
    const bladzijde = poging.antwoord.body.map((event) => leesBericht(deelnemer, event))
    berichten.push(...bladzijde)
    if (bladzijde.length < LIMIET) return berichten
  }
}

/** Every postvak of the demo. */
export async function leesPostvakken(hub: Hub): Promise<InPostvak[]> {
  return (await Promise.all(LEZERS.map((deelnemer) => leesPostvak(hub, deelnemer)))).flat()
}

/** Until each of these dossiers lies in a postvak. */
export async function wachtOpPostvakken(hub: Hub, dossiers: readonly string[], ms = 15_000): Promise<void> {
  await totdat(async () => {
    const gezien = new Set((await leesPostvakken(hub)).map(({ dossierId }) => dossierId))
    return dossiers.every((id) => gezien.has(id))
  }, ms)
}

function leesBericht(deelnemer: string, event: unknown): InPostvak {
  const { sequence, id, subject, type, data } = alsVelden(event)
  return {
    deelnemer,
    nummer: Number(sequence),
    id: String(id),
    dossierId: String(subject),
    type: String(type),
    data: alsVelden(data),
  }
}

/** What is wrong with postvakken read from their beginning: gaps, an id twice, two messages for one doorverwijzing. */
export function keurPostvakken(berichten: readonly InPostvak[]): string[] {
  const perPostvak = Map.groupBy(berichten, ({ deelnemer }) => deelnemer)
  const gaten = [...perPostvak].flatMap(([deelnemer, groep]) =>
    groep.flatMap(({ nummer }, i) => (nummer === i + 1 ? [] : [`${deelnemer}: number ${nummer} at place ${i + 1}`])),
  )
  const doorverwijzingen = berichten.filter(({ type }) => type === 'nl.warmknooppunt.doorverwijzing.gerouteerd')
  return [
    ...gaten,
    ...dubbel(berichten, ({ deelnemer, id }) => `${deelnemer}: id ${id}`),
    ...dubbel(doorverwijzingen, ({ dossierId }) => `a doorverwijzing of dossier ${dossierId}`),
  ]
}

function dubbel(berichten: readonly InPostvak[], sleutel: (bericht: InPostvak) => string): string[] {
  return [...Map.groupBy(berichten, sleutel)].filter(([, groep]) => groep.length > 1).map(([wat]) => `${wat} twice`)
}
