import type { Verzoend } from '@warmknooppunt/delivery/verzoen'
import type { Gevolgd } from '@warmknooppunt/platform/journaal-store'
import type { Stapoordeel } from './besluit-journaal.ts'
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

/** How much of the journal there was: of each stage until when, and whether that reaches the restored moment. */
export type Journaalstand = Readonly<Record<Gevolgd, Stapoordeel>> & Pick<Journaalbeeld, 'onleesbaar' | 'beschadigd'>

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
  /** whether that of both stages reaches the restored moment and is whole, so that what it does not tell did not happen */
  readonly metJournaal: boolean
  /** null = there was no journal; absent in a report of an earlier version */
  readonly journaal?: Journaalstand | null
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

const STAPPEN = { intake: 'accepted', delivery: 'delivered' } as const satisfies Record<Gevolgd, string>

/** What an operator must know of a journal that does not tell all. */
export function waarschuwJournaal(journaal: Journaalstand | null): string[] {
  if (journaal === null) return []
  const { onleesbaar, beschadigd } = journaal
  const stappen = (['intake', 'delivery'] as const).flatMap((stage) => {
    const { tot, reikt } = journaal[stage]
    if (reikt) return []
    const waar =
      tot === null ? 'tells nothing' : `ends at ${tot}, before the restored moment or without what was on disk by then`
    return [
      `WARNING: the journal of ${stage} ${waar}: what was ${STAPPEN[stage]} since is NOT known, and deliveries that may have been made are parked.`,
    ]
  })
  if (onleesbaar === 0) return stappen
  const gevolg =
    beschadigd === 0
      ? 'a crash left them half written, and what they told stands elsewhere or was the last before it'
      : `${beschadigd} of them were damaged: the lists are NOT complete, and deliveries that may have been made are parked. Look for another copy of the journal before the hub starts`
  return [...stappen, `WARNING: ${onleesbaar} lines of the journal cannot be read; ${gevolg}.`]
}

const TOON = 20

/** For people. */
export function toonVerslag(v: Verslag): string {
  return [
    `Restore ${v.herstelId} of ${v.hersteldOp}`,
    `  data until                 ${v.gegevensTot ?? 'nothing was ever accepted'}`,
    `  journal until              ${v.journaalTot ?? 'there was NO journal'}${v.metJournaal ? '' : ': what was accepted or delivered after that is NOT known'}`,
    ...waarschuwJournaal(v.journaal ?? null).map((tekst) => `    ${tekst}`),
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
