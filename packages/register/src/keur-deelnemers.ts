import type { Registerdocument } from './registerdocument.ts'
import type { Registerfout } from './registerfout.ts'

type Deelnemer = Registerdocument['deelnemers'][number]

/** One character or class of a pattern, and how often. Without groups nothing can be repeated in a repetition, so no text makes it search for long. */
const TEKEN = String.raw`(?:\\[dw.-]|\[(?:[^\]\\[]|\\[dw.\]-])+\]|[A-Za-z0-9 ._/-])(?:\{\d{1,2}(?:,\d{1,2})?\}|\?)?`
const VEILIG_PATROON = new RegExp(`^(?:${TEKEN})+$`)

/** What is wrong with deelnemers: numbers that two have, what belongs to a schuldeiser only, what never changes. */
export function keurDeelnemers(voor: Registerdocument, na: Registerdocument): readonly Registerfout[] {
  const oud = new Map(voor.deelnemers.map((d) => [d.deelnemer, d]))
  const perOin = Map.groupBy(na.deelnemers, ({ oin }) => oin)
  const perKvk = Map.groupBy(na.deelnemers, ({ kvk }) => kvk)
  return na.deelnemers.flatMap((d) => [
    ...keurSoort(d, oud.get(d.deelnemer)),
    ...keurNummers(d),
    ...bezet(d, '/oin', d.oin === null ? [] : (perOin.get(d.oin) ?? [])),
    ...bezet(d, '/kvk', d.kvk === null ? [] : (perKvk.get(d.kvk) ?? [])),
    ...keurPatroon(d),
  ])
}

function keurSoort(d: Deelnemer, oud: Deelnemer | undefined): readonly Registerfout[] {
  const isSchuldeiser = d.soort === 'schuldeiser'
  return [
    ...indien(
      oud !== undefined && oud.soort !== d.soort,
      d,
      '/soort',
      'onveranderlijk',
      `Dit was ${oud?.soort}; de soort verandert nooit. Neem een nieuwe code.`,
    ),
    ...indien(
      oud?.status === 'beeindigd' && d.status !== 'beeindigd',
      d,
      '/status',
      'onveranderlijk',
      'Deze deelname is voorgoed beëindigd. Neem een nieuwe code.',
    ),
    ...indien(
      isSchuldeiser && d.soortSchuldeiser === null,
      d,
      '/soortSchuldeiser',
      'verplicht',
      'Een schuldeiser heeft een soortSchuldeiser.',
    ),
    ...indien(
      !isSchuldeiser && d.soortSchuldeiser !== null,
      d,
      '/soortSchuldeiser',
      'niet-toegestaan',
      'Alleen een schuldeiser heeft een soortSchuldeiser.',
    ),
  ]
}

function keurNummers(d: Deelnemer): readonly Registerfout[] {
  return indien(d.oin === null && d.kvk === null, d, '/oin', 'verplicht', 'Een OIN of een KvK-nummer moet er zijn.')
}

function bezet(d: Deelnemer, veld: string, metZelfde: readonly Deelnemer[]): readonly Registerfout[] {
  const ander = metZelfde.find(({ deelnemer }) => deelnemer !== d.deelnemer)
  if (!ander) return []
  return [fout(d, veld, 'dubbel', `Dit nummer is al van ${ander.deelnemer}.`)]
}

function keurPatroon(d: Deelnemer): readonly Registerfout[] {
  const patroon = d.klantnummerpatroon
  if (patroon === null) return []
  const veld = '/klantnummerpatroon'
  if (d.soort !== 'schuldeiser') {
    return [fout(d, veld, 'niet-toegestaan', 'Alleen een schuldeiser heeft een klantnummerpatroon.')]
  }
  const detail =
    'Dit is geen patroon dat hier kan: alleen tekens, klassen als [0-9] en \\d, en herhaling als {8} of {1,10}.'
  return indien(!VEILIG_PATROON.test(patroon) || !isPatroon(patroon), d, veld, 'ongeldig-patroon', detail)
}

function isPatroon(tekst: string): boolean {
  try {
    new RegExp(tekst, 'u')
    return true
  } catch {
    return false
  }
}

function indien(zo: boolean, d: Deelnemer, veld: string, code: string, detail: string): readonly Registerfout[] {
  return zo ? [fout(d, veld, code, detail)] : []
}

function fout({ deelnemer }: Deelnemer, veld: string, code: string, detail: string): Registerfout {
  return { soort: 'deelnemers', sleutel: deelnemer, veld, code, detail }
}
