import { keurAntwoord } from './keur-antwoord.ts'
import type { Opgave } from './opgave.ts'
import type { Zending } from './verslag.ts'
import type { Afloop, Geduld, Verbinding } from './verzoek.ts'
import { stuurTotAntwoord } from './verzoek.ts'

export type Schuldeiser = {
  readonly verbinding: Verbinding
  readonly geduld: Geduld
  readonly nu: () => Temporal.Instant
}

/** Posts one doorverwijzing and judges the answer; one of kind `herhaling` is posted again and must get the same answer. */
export async function verzend(s: Schuldeiser, opgave: Opgave, begonnenMs: number): Promise<Zending> {
  const van = s.nu()
  const afloop = await post(s, opgave)
  const klaarMs = performance.now()
  const ontvanger = opgave.verwacht.kind === 'aangenomen' ? opgave.verwacht.ontvanger : null
  const vast = { referentienummer: opgave.referentienummer, ontvanger, begonnenMs, klaarMs }
  if (afloop.kind === 'opgegeven') {
    const uitkomst = { kind: 'onbeantwoord', reden: afloop.reden } as const
    return { ...vast, uitkomst, fouten: [], opzettelijkHerhaald: false }
  }
  const keuring = keurAntwoord(opgave.verwacht, afloop.antwoord, { van, tot: s.nu() })
  const opzettelijkHerhaald = opgave.soort === 'herhaling'
  const fouten = opzettelijkHerhaald ? await herhaal(s, opgave, afloop) : []
  return { ...vast, uitkomst: keuring.uitkomst, fouten: [...keuring.fouten, ...fouten], opzettelijkHerhaald }
}

function post({ verbinding, geduld }: Schuldeiser, { afzender, sleutel, body }: Opgave): Promise<Afloop> {
  const verzoek = { method: 'POST', pad: '/v1/doorverwijzingen', clientId: `demo-${afzender}`, sleutel } as const
  return stuurTotAntwoord(verbinding, { ...verzoek, body: JSON.stringify(body) }, geduld)
}

/** The same again: the first answer, marked as a replay. */
async function herhaal(
  s: Schuldeiser,
  opgave: Opgave,
  eerste: Extract<Afloop, { kind: 'antwoord' }>,
): Promise<readonly string[]> {
  const tweede = await post(s, opgave)
  if (tweede.kind === 'opgegeven') return [`the repeat was not answered (${tweede.reden})`]
  const gelijk = JSON.stringify(tweede.antwoord.body) === JSON.stringify(eerste.antwoord.body)
  return [
    ...(gelijk && tweede.antwoord.status === eerste.antwoord.status ? [] : ['the repeat got another answer']),
    ...(tweede.antwoord.herhaald ? [] : ['the repeat was not marked Idempotent-Replayed']),
  ]
}
