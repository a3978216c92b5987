import type { Openstaand, Sluiting, Telling, Verschil } from '@warmknooppunt/dossier/sluitend/sluitend'
import { tabel } from './tabel.ts'

export type Kop = {
  /** of the database */
  readonly naam: string
  /** null: everything that is kept */
  readonly van: Temporal.Instant | null
  readonly tot: Temporal.Instant
  readonly seconden: number
}

/** What became of the messages, for people: counts, a line for each that is open or does not add up, and the sum of it. */
export function toonSluiting({ berichten, tellingen, open, verschillen }: Sluiting, kop: Kop): string {
  const rijen = perUitkomst(tellingen).map((t) => [t.bericht, t.uitkomst, t.stage ?? '', String(t.aantal)])
  const sinds = kop.van === null ? '' : ` from ${kop.van}`
  return [
    ...(rijen.length === 0 ? [] : [tabel(['bericht', 'uitkomst', 'stage', 'aantal'], rijen), '']),
    ...open.map(toonOpen),
    ...verschillen.map(toonVerschil),
    `${open.length} open, ${verschillen.length} verschillen among ${berichten} messages accepted${sinds} until ${kop.tot}`,
    `read in ${kop.seconden} s from ${kop.naam}`,
  ].join('\n')
}

/** Over all postvakken. */
function perUitkomst(tellingen: readonly Telling[]): Telling[] {
  const samen = new Map<string, Telling>()
  for (const t of tellingen) {
    const sleutel = [t.uitkomst, t.bericht, t.stage].join('|')
    samen.set(sleutel, { ...t, aantal: t.aantal + (samen.get(sleutel)?.aantal ?? 0) })
  }
  return [...samen.values()]
}

/** Who should have handled it next. */
const VOLGENDE = { intake: 'routing', routing: 'sla', sla: 'delivery', delivery: 'delivery' } as const

function toonOpen({ bericht, berichtId, dossierId, aangenomenOp, stage }: Openstaand): string {
  const laatste = stage ?? 'intake'
  const doe = `see whether ${VOLGENDE[laatste]} runs and is ready (/gezondheid/gereed); if it is, the message is lost: report this line`
  return `open: ${bericht} ${berichtId} of dossier ${dossierId}, accepted ${aangenomenOp}, last handled by ${laatste}; ${doe}`
}

function toonVerschil(v: Verschil): string {
  switch (v.soort) {
    case 'gat':
      return `verschil gat: postvak ${v.deelnemer} lacks ${v.van === v.totEnMet ? `number ${v.van}` : `numbers ${v.van} to ${v.totEnMet}`}`
    case 'klok-ontbreekt':
      return `verschil klok-ontbreekt: ${v.klok} of dossier ${v.dossierId}, doorverwijzing ${v.berichtId}, accepted ${v.aangenomenOp}`
    case 'dubbel':
      return `verschil dubbel: ${v.berichtId} of dossier ${v.dossierId} lies in postvak ${v.deelnemer} again as number ${v.nummer}`
    case 'niet-aangenomen':
      return `verschil niet-aangenomen: number ${v.nummer} of postvak ${v.deelnemer}, ${v.berichtId} of dossier ${v.dossierId}, stems from nothing that was accepted`
  }
}
