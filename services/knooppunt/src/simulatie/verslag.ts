import type { Uitkomst } from './keur-antwoord.ts'

/** A doorverwijzing that was sent: what should and did come of it. Times by performance.now(). */
export type Zending = {
  readonly referentienummer: string
  /** the postvak it belongs in; null when none */
  readonly ontvanger: string | null
  readonly begonnenMs: number
  readonly klaarMs: number
  readonly uitkomst: Uitkomst | { readonly kind: 'onbeantwoord'; readonly reden: string }
  readonly fouten: readonly string[]
  /** answered, and then posted again on purpose */
  readonly opzettelijkHerhaald: boolean
}

/** A message seen in a postvak, in the order in which it was seen. */
export type Ontvangst = {
  readonly postvak: string
  /** `sequence` */
  readonly volgnummer: number
  readonly id: string
  readonly dossierId: string
  /** of this run; null for a message of somebody else */
  readonly referentienummer: string | null
  readonly gezienMs: number
}

export type Waarnemingen = {
  readonly zendingen: readonly Zending[]
  readonly ontvangsten: readonly Ontvangst[]
  /** the number at which reading of each postvak began */
  readonly begin: ReadonlyMap<string, number>
  /** requests sent again after a 503, a 429, "busy" or a broken connection */
  readonly herhaald: number
  readonly contactregistraties: number
  /** what went wrong beside the messages themselves */
  readonly fouten: readonly string[]
  readonly duurMs: number
  readonly onderbroken: boolean
}

export type Verslag = {
  readonly verzonden: number
  readonly aangenomen: number
  readonly wachtOpRoutering: number
  readonly geweigerd: number
  readonly onbeantwoord: number
  readonly afgeleverd: number
  readonly verloren: number
  readonly dubbel: number
  /** requests sent again after a 503, a 429, "busy" or a broken connection */
  readonly herhaald: number
  /** doorverwijzingen of the kind `herhaling`: posted again on purpose */
  readonly opzettelijkHerhaald: number
  readonly contactregistraties: number
  /** failed checks; the first of them in `voorbeelden` */
  readonly fouten: number
  readonly voorbeelden: readonly string[]
  readonly onderbroken: boolean
  readonly duurSeconden: number
  readonly verzondenPerSeconde: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
  readonly p50BezorgdMs: number | null
  readonly p95BezorgdMs: number | null
  readonly p99BezorgdMs: number | null
}

const VOORBEELDEN = 20

/** Counts what was sent against what was seen. Lost: accepted for a gemeente and never seen. Double: one id at two numbers, or two ids for one referral. */
export function maakVerslag(w: Waarnemingen): Verslag {
  const { zendingen, duurMs } = w
  const perReferentie = Map.groupBy(
    w.ontvangsten.filter((o) => o.referentienummer !== null),
    (o) => o.referentienummer,
  )
  const eersteVan = (z: Zending) => perReferentie.get(z.referentienummer)?.[0]
  const aangenomen = zendingen.filter((z) => z.uitkomst.kind === 'aangenomen')
  const afgeleverd = aangenomen.filter(eersteVan)
  const antwoordMs = zendingen.filter((z) => z.uitkomst.kind !== 'onbeantwoord').map((z) => z.klaarMs - z.begonnenMs)
  const bezorgdMs = afgeleverd.map((z) => (eersteVan(z)?.gezienMs ?? 0) - z.begonnenMs)
  const tel = (kind: Zending['uitkomst']['kind']) => zendingen.filter((z) => z.uitkomst.kind === kind).length
  const fouten = [
    ...w.fouten,
    ...zendingen.flatMap((z) => z.fouten.map((fout) => `${z.referentienummer}: ${fout}`)),
    ...zendingen.flatMap((z) => vergelijk(z, perReferentie.get(z.referentienummer) ?? [])),
    ...vindGaten(w),
  ]
  return {
    verzonden: zendingen.length,
    aangenomen: aangenomen.length,
    wachtOpRoutering: tel('wacht'),
    geweigerd: tel('geweigerd'),
    onbeantwoord: tel('onbeantwoord'),
    afgeleverd: afgeleverd.length,
    verloren: aangenomen.length - afgeleverd.length,
    dubbel: telDubbel(w.ontvangsten),
    herhaald: w.herhaald,
    opzettelijkHerhaald: zendingen.filter((z) => z.opzettelijkHerhaald).length,
    contactregistraties: w.contactregistraties,
    fouten: fouten.length,
    voorbeelden: fouten.slice(0, VOORBEELDEN),
    onderbroken: w.onderbroken,
    duurSeconden: rond(duurMs / 1_000),
    verzondenPerSeconde: rond(duurMs > 0 ? zendingen.length / (duurMs / 1_000) : 0),
    p50Ms: percentiel(antwoordMs, 50),
    p95Ms: percentiel(antwoordMs, 95),
    p99Ms: percentiel(antwoordMs, 99),
    p50BezorgdMs: percentiel(bezorgdMs, 50),
    p95BezorgdMs: percentiel(bezorgdMs, 95),
    p99BezorgdMs: percentiel(bezorgdMs, 99),
  }
}

/** Whether the hub kept its promises in this run. */
export function isGoed({ verloren, dubbel, fouten, onbeantwoord }: Verslag): boolean {
  return verloren === 0 && dubbel === 0 && fouten === 0 && onbeantwoord === 0
}

/** What arrived of one zending, against what was answered to it. */
function vergelijk({ referentienummer, uitkomst, ontvanger }: Zending, gekregen: readonly Ontvangst[]): string[] {
  return gekregen.flatMap(({ postvak, dossierId }) => {
    if (uitkomst.kind === 'onbeantwoord') return []
    if (uitkomst.kind !== 'aangenomen')
      return [`${referentienummer}: delivered to ${postvak}, but answered ${uitkomst.kind}`]
    const fouten = []
    if (ontvanger !== null && postvak !== ontvanger)
      fouten.push(`${referentienummer}: WRONG PARTY: came to ${postvak}, not ${ontvanger}`)
    if (dossierId !== uitkomst.dossierId)
      fouten.push(`${referentienummer}: came as dossier ${dossierId}, answered ${uitkomst.dossierId}`)
    return fouten
  })
}

/** An id at a second number of one postvak, and a referral that came under a second id, count once each. */
export function telDubbel(ontvangsten: readonly Ontvangst[]): number {
  const perId = Map.groupBy(ontvangsten, ({ postvak, id }) => `${postvak} ${id}`)
  const zelfdeId = [...perId.values()].map((groep) => new Set(groep.map((o) => o.volgnummer)).size - 1)
  const eigen = ontvangsten.filter((o) => o.referentienummer !== null)
  const perReferentie = Map.groupBy(eigen, (o) => o.referentienummer)
  const zelfdeBericht = [...perReferentie.values()].map((groep) => new Set(groep.map((o) => o.id)).size - 1)
  return [...zelfdeId, ...zelfdeBericht].reduce((som, extra) => som + extra, 0)
}

/** In each postvak the numbers follow one another by one, from where reading began. */
export function vindGaten({ ontvangsten, begin }: Pick<Waarnemingen, 'ontvangsten' | 'begin'>): string[] {
  const laatste = new Map(begin)
  return ontvangsten.flatMap(({ postvak, volgnummer }) => {
    const vorige = laatste.get(postvak) ?? 0
    laatste.set(postvak, volgnummer)
    return volgnummer === vorige + 1 ? [] : [`postvak ${postvak}: number ${volgnummer} came after ${vorige}`]
  })
}

/** Nearest rank; null when there is nothing to rank. In tenths of a millisecond. */
export function percentiel(waarden: readonly number[], p: number): number | null {
  const gesorteerd = waarden.toSorted((a, b) => a - b)
  const waarde = gesorteerd[Math.max(Math.ceil((p / 100) * gesorteerd.length) - 1, 0)]
  return waarde === undefined ? null : rond(waarde)
}

function rond(getal: number): number {
  return Math.round(getal * 10) / 10
}
