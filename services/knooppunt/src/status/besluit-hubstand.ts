import type { Meting } from './besluit-metriektekst.ts'

/** What one process told, or null when it did not answer. */
export type Lezing = { readonly adres: string; readonly metingen: readonly Meting[] | null }

export type Processtand = {
  readonly adres: string
  readonly bereikt: boolean
  readonly gereed: boolean
  /** `<part>: <reason>`, both closed codes */
  readonly redenen: readonly string[]
  readonly versie: string | null
  /** ISO 8601 in UTC; null of one that did not answer */
  readonly gestartOp: string | null
  readonly geheugenMb: number | null
}

export type Stagestand = {
  readonly stage: string
  /** messages that its outbox holds, or over Kafka that are not shipped yet; null for one without an outbox */
  readonly uitbak: number | null
  /** messages that its readers have not applied */
  readonly achterstand: number
  readonly achterstandSeconden: number
  readonly onverwerkbaar: number
}

export type Schijfstand = {
  readonly adres: string
  readonly map: string
  readonly vrij: number
  readonly totaal: number
}

/** How the hub fares, out of what its processes tell at /metrics: ids of stages and closed codes only. */
export type Hubstand = {
  readonly op: string
  readonly processen: readonly Processtand[]
  readonly stages: readonly Stagestand[]
  readonly wachtOpPostvakSeconden: number
  readonly klokken: {
    readonly open: number
    readonly rijp: number
    readonly teLaatSeconden: number
    readonly kalenderDagen: number | null
    readonly klokverschilSeconden: number | null
  }
  readonly bezorging: {
    readonly wachtend: number
    readonly geparkeerd: number
    readonly gepauzeerdeEindpunten: number
  }
  readonly sluitend: { readonly open: number; readonly verschillen: number; readonly gedaanOp: string | null }
  readonly buiten: { readonly journaalAchterSeconden: number | null; readonly walWachtendSeconden: number | null }
  /** disks that the processes write to, by what for, in bytes */
  readonly schijven: readonly Schijfstand[]
  /** days since each was made; null = not told */
  readonly sleutels: {
    readonly kekDagen: number | null
    readonly handtekensleutelDagen: number | null
    readonly geheimDagen: number | null
  }
  /** counted since each process started, summed over the processes */
  readonly tellers: {
    readonly verzoeken: number
    readonly geplaatst: number
    readonly toegepast: number
    readonly fouten: number
    readonly geweigerd: number
    readonly alarmen: Readonly<Record<string, number>>
  }
}

const STAGES = ['intake', 'routing', 'sla', 'delivery', 'dossier'] as const

/**
 * Puts the figures of all processes together. What is read from the database is the same in every process of a stage, so the highest counts
 * (docs/metrieken.md); what a process counted itself is summed. A process that did not answer is named, and adds nothing.
 */
export function bepaalHubstand(lezingen: readonly Lezing[], op: string): Hubstand {
  const alle = lezingen.flatMap(({ metingen }) => metingen ?? [])
  const hoogste = (naam: string, filter: Filter = {}) => max(kies(alle, naam, filter))
  const som = (naam: string, filter: Filter = {}) => tel(kies(alle, naam, filter))
  return {
    op,
    processen: lezingen.map(procesVan),
    stages: STAGES.map((stage) => stageVan(alle, stage)),
    wachtOpPostvakSeconden: hoogste('warmknooppunt_oudste_aangenomen_zonder_postvak_seconden') ?? 0,
    klokken: {
      open: hoogste('warmknooppunt_sla_timers_open') ?? 0,
      rijp: hoogste('warmknooppunt_sla_timers_rijp') ?? 0,
      teLaatSeconden: hoogste('warmknooppunt_sla_timers_oudste_rijp_seconden') ?? 0,
      kalenderDagen: laagste(kies(alle, 'warmknooppunt_kalender_bekend_dagen', {})),
      klokverschilSeconden: verste(kies(alle, 'warmknooppunt_klokverschil_seconden', {})),
    },
    bezorging: {
      wachtend: hoogste('warmknooppunt_bezorgingen_wachtend') ?? 0,
      geparkeerd: somVanHoogste(kies(alle, 'warmknooppunt_bezorgingen_geparkeerd', {}), 'reden'),
      gepauzeerdeEindpunten: hoogste('warmknooppunt_eindpunten_gepauzeerd') ?? 0,
    },
    sluitend: {
      open: hoogste('warmknooppunt_sluitend_open') ?? 0,
      verschillen: hoogste('warmknooppunt_sluitend_verschillen') ?? 0,
      gedaanOp: naarMoment(hoogste('warmknooppunt_sluitend_gedaan_timestamp_seconds')),
    },
    buiten: {
      journaalAchterSeconden: hoogste('warmknooppunt_journaal_achter_seconden'),
      walWachtendSeconden: hoogste('warmknooppunt_wal_archief_wachtend_seconden'),
    },
    schijven: lezingen.flatMap(schijvenVan),
    sleutels: {
      kekDagen: hoogste('warmknooppunt_kek_leeftijd_dagen'),
      handtekensleutelDagen: hoogste('warmknooppunt_autorisatie_sleutel_leeftijd_dagen'),
      geheimDagen: hoogste('warmknooppunt_eindpunt_geheim_oudste_dagen'),
    },
    tellers: {
      verzoeken: som('warmknooppunt_http_verzoek_seconds_count'),
      geplaatst: som('warmknooppunt_postvak_geplaatst_total'),
      toegepast: som('warmknooppunt_bus_toegepast_total'),
      fouten: tel(kies(alle, 'warmknooppunt_http_verzoek_seconds_count', {}).filter(isServerfout)),
      geweigerd: som('warmknooppunt_http_problemen_total'),
      alarmen: perLabel(kies(alle, 'warmknooppunt_alarm_total', {}), 'soort'),
    },
  }
}

type Filter = Readonly<Record<string, string>>

function procesVan({ adres, metingen }: Lezing): Processtand {
  const alle = metingen ?? []
  const start = max(kies(alle, 'process_start_time_seconds', {}))
  const geheugen = max(kies(alle, 'process_resident_memory_bytes', {}))
  const ziek = kies(alle, 'warmknooppunt_onderdeel_reden', {}).filter(({ waarde }) => waarde === 1)
  return {
    adres,
    bereikt: metingen !== null,
    gereed: max(kies(alle, 'warmknooppunt_gereed', {})) === 1,
    redenen: ziek.map(({ labels }) => `${labels.onderdeel}: ${labels.reden}`),
    versie: kies(alle, 'warmknooppunt_versie_info', {})[0]?.labels.versie ?? null,
    gestartOp: naarMoment(start),
    geheugenMb: geheugen === null ? null : Math.round(geheugen / 1_048_576),
  }
}

function schijvenVan({ adres, metingen }: Lezing): readonly Schijfstand[] {
  const alle = metingen ?? []
  return kies(alle, 'warmknooppunt_schijf_vrij_bytes', {}).map(({ labels: { map = '' }, waarde: vrij }) => ({
    ...{ adres, map, vrij },
    totaal: max(kies(alle, 'warmknooppunt_schijf_totaal_bytes', { map })) ?? 0,
  }))
}

function stageVan(alle: readonly Meting[], stage: string): Stagestand {
  const uit = [
    ...kies(alle, 'warmknooppunt_uitbak_berichten', { stage }),
    ...kies(alle, 'warmknooppunt_relais_achterstand_berichten', { stage }),
  ]
  const eigen = { consument: stage }
  return {
    stage,
    uitbak: max(uit),
    achterstand: somVanHoogste(kies(alle, 'warmknooppunt_bus_achterstand_berichten', eigen), 'topic'),
    achterstandSeconden: max(kies(alle, 'warmknooppunt_bus_achterstand_seconden', eigen)) ?? 0,
    onverwerkbaar: somVanHoogste(kies(alle, 'warmknooppunt_onverwerkbaar', { stage }), 'reden'),
  }
}

function kies(alle: readonly Meting[], naam: string, filter: Filter): readonly Meting[] {
  const eisen = Object.entries(filter)
  return alle.filter((m) => m.naam === naam && eisen.every(([label, waarde]) => m.labels[label] === waarde))
}

function max(metingen: readonly Meting[]): number | null {
  return metingen.length === 0 ? null : Math.max(...metingen.map(({ waarde }) => waarde))
}

function laagste(metingen: readonly Meting[]): number | null {
  return metingen.length === 0 ? null : Math.min(...metingen.map(({ waarde }) => waarde))
}

/** The one that is furthest from nought, with its sign. */
function verste(metingen: readonly Meting[]): number | null {
  const [eerste] = metingen.map(({ waarde }) => waarde).sort((a, b) => Math.abs(b) - Math.abs(a))
  return eerste ?? null
}

function tel(metingen: readonly Meting[]): number {
  return metingen.reduce((som, { waarde }) => som + waarde, 0)
}

/** Of a gauge that every process tells alike: per value of the label the highest, and those summed. */
function somVanHoogste(metingen: readonly Meting[], label: string): number {
  const hoogste = new Map<string, number>()
  for (const meting of metingen) {
    const sleutel = meting.labels[label] ?? ''
    hoogste.set(sleutel, Math.max(hoogste.get(sleutel) ?? 0, meting.waarde))
  }
  return [...hoogste.values()].reduce((som, waarde) => som + waarde, 0)
}

function perLabel(metingen: readonly Meting[], label: string): Readonly<Record<string, number>> {
  const som: Record<string, number> = {}
  for (const { labels, waarde } of metingen) {
    const sleutel = labels[label] ?? ''
    if (waarde > 0) som[sleutel] = (som[sleutel] ?? 0) + waarde
  }
  return som
}

function isServerfout({ labels }: Meting): boolean {
  return labels.status?.startsWith('5') ?? false
}

function naarMoment(seconden: number | null): string | null {
  if (seconden === null || seconden <= 0) return null
  return Temporal.Instant.fromEpochMilliseconds(Math.round(seconden * 1_000)).toString({ smallestUnit: 'second' })
}
