import { alsVelden, keurAntwoord } from '../../services/knooppunt/src/simulatie/keur-antwoord.ts'
import { leesMix } from '../../services/knooppunt/src/simulatie/mix.ts'
import type { Loop, Opgave } from '../../services/knooppunt/src/simulatie/opgave.ts'
import { maakOpgave } from '../../services/knooppunt/src/simulatie/opgave.ts'
import { AFZENDERS } from '../../services/knooppunt/src/simulatie/partijen.ts'
import { opTempo } from '../../services/knooppunt/src/simulatie/tempo.ts'
import type { Boek, Zending } from '../boek.ts'
import type { Klok } from '../klok.ts'
import type { Gehoord, Gesprek } from './gesprek.ts'

/** Nothing that is wrong by its dates: what was too early becomes right when the clock moves. */
const MIX = 'gevonden=86,meerdere=5,onbekend=3,geen-overeenkomst=3,herhaling=3'
const GELIJKTIJDIG = 500
const PAD = '/v1/doorverwijzingen'

export type Verkeerkeuze = {
  readonly gesprek: Gesprek
  readonly klok: Klok
  readonly boek: Boek
  readonly zaad: number
  readonly run: string
}

/** Creditors and an intermediary that post at a steady rate, whatever the hub does; resolves when all was answered. */
export async function speelSchuldeisers(v: Verkeerkeuze, perSeconde: number, signal: AbortSignal): Promise<void> {
  const lezing = leesMix(MIX)
  if (lezing.kind === 'ongeldig') throw new Error(lezing.detail)
  const { mix } = lezing
  const tempo = { aantal: Number.MAX_SAFE_INTEGER, perSeconde, gelijktijdig: GELIJKTIJDIG, signal }
  await opTempo(tempo, async (nummer) => {
    const loop: Loop = { zaad: v.zaad, run: v.run, mix, nu: v.klok.nu() }
    v.boek.zendingen.push(await verzend(v, await maakOpgave(loop, nummer)))
  })
}

async function verzend(v: Verkeerkeuze, opgave: Opgave): Promise<Zending> {
  const { referentienummer, afzender, sleutel, verwacht } = opgave
  const body = JSON.stringify(opgave.body)
  const post = () => v.gesprek.vraag(afzender, { method: 'POST', pad: PAD, body, sleutel })
  const eerste = await post()
  const fouten = opgave.soort === 'herhaling' ? vergelijk(eerste, await post()) : []
  const { incassostop, contactUiterlijkOp } = alsVelden(eerste.antwoord?.body)
  const { van } = alsVelden(incassostop)
  const vast = {
    referentienummer,
    afzender,
    schuldeiser: AFZENDERS.find((a) => a.afzender === afzender)?.schuldeiser ?? afzender,
    sleutel,
    body,
    verwacht,
    bedreigend: 'bedreigendeSituatie' in alsVelden(opgave.body),
    stop: JSON.stringify(incassostop ?? null),
    stopVan: tekst(van),
    contactUiterlijkOp: tekst(contactUiterlijkOp),
  }
  const { antwoord } = eerste
  if (antwoord === null) return { ...vast, uitkomst: { kind: 'onbeantwoord', reden: eerste.reden }, fouten }
  // The hub decided once, in one of the stretches of its clock.
  const keuringen = eerste.tussen.map((tussen) => keurAntwoord(verwacht, antwoord, tussen))
  const keuring = keuringen.find((k) => k.fouten.length === 0) ?? keuringen.at(-1)
  if (!keuring) throw new Error('an answer outside time')
  return { ...vast, uitkomst: keuring.uitkomst, fouten: [...keuring.fouten, ...fouten] }
}

/** The same once more: the first answer, marked as a replay. */
export function vergelijk(eerste: Pick<Gehoord, 'antwoord'>, tweede: Gehoord): string[] {
  if (tweede.antwoord === null) return [`the repeat was not answered (${tweede.reden})`]
  const gelijk = JSON.stringify(tweede.antwoord.body) === JSON.stringify(eerste.antwoord?.body)
  return [
    ...(gelijk && tweede.antwoord.status === eerste.antwoord?.status ? [] : ['the repeat got another answer']),
    ...(tweede.antwoord.herhaald || tweede.antwoord.status >= 400
      ? []
      : ['the repeat was not marked Idempotent-Replayed']),
  ]
}

/** At the end some are asked once more, long after their answer: it must be the same dossier. */
export async function vraagOpnieuw(v: Verkeerkeuze, zendingen: readonly Zending[]): Promise<string[]> {
  const fouten = zendingen.map(async ({ afzender, body, sleutel, referentienummer, uitkomst }) => {
    const { antwoord, reden } = await v.gesprek.vraag(afzender, { method: 'POST', pad: PAD, body, sleutel })
    const id = alsVelden(antwoord?.body).id
    const goed = antwoord?.status === 201 && antwoord.herhaald && 'dossierId' in uitkomst && uitkomst.dossierId === id
    return goed
      ? []
      : [`${referentienummer}: asked once more it was answered ${antwoord?.status ?? reden}, ${String(id)}`]
  })
  return (await Promise.all(fouten)).flat()
}

export function tekst(waarde: unknown): string | null {
  return typeof waarde === 'string' ? waarde : null
}
