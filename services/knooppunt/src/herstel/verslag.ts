import type { Verzoend } from '@warmknooppunt/delivery/verzoen'
import type { Journaalbeeld } from './journaalbeeld.ts'

/** A message that was answered 201 and that the restored database does not have. */
export type Verloren = {
  readonly deelnemer: string
  readonly bericht: string
  readonly berichtId: string
  readonly dossierId: string
  readonly aangenomenOp: string
  /** who received what came of it, by the journal */
  readonly ontvangenDoor: readonly {
    readonly deelnemer: string
    readonly nummer: number | null
    readonly gepusht: boolean
  }[]
}

/** What a restore found out: kept in the database, shown by the command. Ids and codes only. */
export type Verslag = {
  readonly herstelId: string
  readonly hersteldOp: string
  readonly databaseId: string
  readonly bronOud: string
  readonly bronNieuw: string
  /** the last thing that happened of which the restored database knows */
  readonly gegevensTot: string | null
  /** the last thing that happened of which the journal knows; null = there was no journal */
  readonly journaalTot: string | null
  /** whether it reaches the restored moment, so that what it does not tell did not happen */
  readonly metJournaal: boolean
  readonly grafstenen: { readonly gelezen: number; readonly vernietigd: number } | null
  readonly opnieuwGelabeld: number
  readonly verloren: readonly Verloren[]
  readonly bezorging: Verzoend
  readonly timersLosgelaten: number
}

/** Who lost what, and who has something of it all the same. */
export function verlorenVan({ verloren, beelden }: Pick<Journaalbeeld, 'verloren' | 'beelden'>): Verloren[] {
  const perDossier = Map.groupBy(beelden, ({ dossierId }) => dossierId)
  return verloren
    .map(({ deelnemer, bericht, berichtId, dossierId, tijd }) => ({
      deelnemer,
      bericht,
      berichtId,
      dossierId,
      aangenomenOp: tijd,
      // Only a doorverwijzing is sent on to others.
      ontvangenDoor: (bericht === 'doorverwijzing' ? (perDossier.get(dossierId) ?? []) : []).map((b) => ({
        deelnemer: b.deelnemer,
        nummer: b.nummer,
        gepusht: b.gepusht.length > 0,
      })),
    }))
    .toSorted((a, b) => (`${a.deelnemer} ${a.aangenomenOp}` < `${b.deelnemer} ${b.aangenomenOp}` ? -1 : 1))
}

const TOON = 20

/** For people. */
export function toonVerslag(v: Verslag): string {
  return [
    `Restore ${v.herstelId} of ${v.hersteldOp}`,
    `  data until                 ${v.gegevensTot ?? 'nothing was ever accepted'}`,
    `  journal until              ${v.journaalTot ?? 'there was NO journal'}${v.metJournaal ? '' : ': what was accepted or delivered after that is NOT known'}`,
    `  tombstones                 ${v.grafstenen === null ? 'NOT applied (--zonder-grafstenen)' : `${v.grafstenen.gelezen} read, keys of ${v.grafstenen.vernietigd} dossiers destroyed again`}`,
    `  new bron                   ${v.bronNieuw}; ${v.opnieuwGelabeld} messages under way go on under it`,
    `  known as delivered         ${v.bezorging.afgeleverd} open pushes closed, ${v.bezorging.opgehaald} messages marked as handed out`,
    `  parked (na-terugzetten)    ${v.bezorging.geparkeerd} pushes of which nobody knows whether they arrived; see \`geparkeerd\`, release with \`herbezorg\``,
    `  timers let go              ${v.timersLosgelaten}`,
    ...toonVerloren(v.verloren),
  ].join('\n')
}

function toonVerloren(verloren: readonly Verloren[]): string[] {
  if (verloren.length === 0) return ['  accepted and lost          0']
  const regels = verloren.slice(0, TOON).map((w) => {
    const door = w.ontvangenDoor.map(({ deelnemer, nummer }) =>
      nummer === null ? deelnemer : `${deelnemer} (${nummer})`,
    )
    const ook = door.length > 0 ? `; received by ${door.join(', ')}` : ''
    return `    ${w.deelnemer}  ${w.bericht}  dossier ${w.dossierId}  ${w.aangenomenOp}${ook}`
  })
  const rest = verloren.length > TOON ? [`    and ${verloren.length - TOON} more; all with --json`] : []
  const perPartij = Map.groupBy(verloren, ({ deelnemer, bericht }) => `${deelnemer}: ${bericht}`)
  return [
    `  accepted and LOST          ${verloren.length}: answered 201, not in this database. Ask these parties to post them again:`,
    ...[...perPartij].map(([wie, groep]) => `    ${String(groep.length).padStart(6)} ${wie}`),
    ...regels,
    ...rest,
  ]
}
