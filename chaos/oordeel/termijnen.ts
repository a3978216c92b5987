import type { Dag } from '@warmknooppunt/regels/dag'
import { beginVanDag } from '@warmknooppunt/regels/dag'
import type { Kalender } from '@warmknooppunt/regels/kalender'
import type { TermijnMetHerinneringen } from '@warmknooppunt/regels/termijnen'
import { contactTermijn, gesprekTermijn, incassostop } from '@warmknooppunt/regels/termijnen'
import type { Tussen } from '../../services/knooppunt/src/simulatie/keur-antwoord.ts'
import type { Melding, Ontvangst } from '../boek.ts'
import type { Dossier } from './dossiers.ts'
import type { Schending } from './schending.ts'

const TERMIJNBERICHT = 'nl.warmknooppunt.termijnbericht.gemeld'
/** A timer may fire from then on. */
const RIJP_NA = { seconds: 30 } as const
/** Between the moment in an id and that of the acceptance. */
const SPELING = { minutes: 1 } as const

/** What is known of time. All clocks have ended by now. */
export type Tijd = {
  readonly kalender: Kalender
  /** the stretches in which the hub's clock has run */
  readonly gelopen: readonly Tussen[]
  /** moments at which all that was due had fired */
  readonly rustpunten: readonly Temporal.Instant[]
  readonly gezienOp: ReadonlyMap<string, Temporal.Instant>
}

/** How often a message must be in a postvak at least and at most, and of which days it may be. */
type Verwacht = { readonly soort: string; readonly min: number; readonly max: number; readonly dagen: readonly Dag[] }

/** Every termijnbericht against what the rules say of each dossier: each clock told once, none that did not run, none to whom it does not concern. */
export function keurTermijnen(
  berichten: readonly Ontvangst[],
  dossiers: ReadonlyMap<string, Dossier>,
  tijd: Tijd,
): Schending[] {
  const termijnberichten = berichten.filter(({ type }) => type === TERMIJNBERICHT)
  const perDossier = Map.groupBy(termijnberichten, ({ dossierId }) => dossierId)
  return [...dossiers.values()].flatMap((dossier) => {
    const { dossierId } = dossier
    const verwacht = verwachtVan(dossier, tijd)
    const perPostvak = Map.groupBy(perDossier.get(dossierId) ?? [], ({ postvak }) => postvak)
    const elders = [...perPostvak.keys()].filter((postvak) => !verwacht.has(postvak))
    return [
      ...elders.map((postvak): Schending => {
        return { soort: 'verkeerde-partij', tekst: `${postvak}: termijnberichten of dossier ${dossierId}` }
      }),
      ...[...verwacht].flatMap(([postvak, v]) =>
        vergelijk(v, perPostvak.get(postvak) ?? [], `${postvak}: dossier ${dossierId}`),
      ),
    ]
  })
}

function vergelijk(verwacht: readonly Verwacht[], gekregen: readonly Ontvangst[], waar: string): Schending[] {
  const onbekend = gekregen.filter(({ soort }) => !verwacht.some((v) => v.soort === soort))
  return [
    ...onbekend.map(({ soort }): Schending => ({ soort: 'verkeerde-partij', tekst: `${waar}: ${soort}` })),
    ...verwacht.flatMap(({ soort, min, max, dagen }): Schending[] => {
      const van = gekregen.filter((b) => b.soort === soort)
      const verkeerd = van.filter(({ dag }) => !dagen.includes(dag ?? ''))
      const tekst = `${waar}: ${soort} ${van.length} times instead of ${min === max ? min : `${min} to ${max}`}`
      return [
        ...(van.length < min ? [{ soort: 'klok-gemist', tekst } as const] : []),
        ...(van.length > max ? [{ soort: 'klok-te-veel', tekst } as const] : []),
        ...verkeerd.map(
          ({ dag }) =>
            ({ soort: 'klok-te-veel', tekst: `${waar}: ${soort} of ${dag}, not ${dagen.join(' or ')}` }) as const,
        ),
      ]
    }),
  ]
}

/** By postvak. */
function verwachtVan(d: Dossier, tijd: Tijd): ReadonlyMap<string, Verwacht[]> {
  const stop = stopVan(d, tijd)
  const uit = new Map(d.schuldeisers.map((wie) => [wie, stop]))
  if (d.gemeente === null) return uit
  const contact = d.dagNul.map((dagNul) => contactTermijn({ ...d, dagNul, kalender: tijd.kalender }))
  const gesprek = d.dagNul.map((dagNul) =>
    gesprekTermijn({ ...d, dagNul, bedreigendVanaf: d.zending.bedreigend ? dagNul : null, kalender: tijd.kalender }),
  )
  const gesprekken = d.meldingen.filter(({ soort }) => soort === 'eerste-gesprek')
  uit.set(d.gemeente, [
    ...stop,
    ...vanKlok('contact', { d, tijd, termijnen: contact, meldingen: d.meldingen }),
    ...vanKlok('gesprek', { d, tijd, termijnen: gesprek, meldingen: gesprekken }),
  ])
  return uit
}

function stopVan(d: Dossier, tijd: Tijd): Verwacht[] {
  const { kalender } = tijd
  const aangenomenOp = beginVanDag(d.zending.stopVan ?? '').add({ hours: 12 })
  const { totEnMet, aankondiging, einde } = incassostop({ aangenomenOp, dagen: d.afspraken.stop.dagen, kalender })
  const dagen = [totEnMet]
  return [
    { soort: 'incassostop-eindigt', ...keren([aankondiging], einde, { d, tijd, stil: false }), dagen },
    { soort: 'incassostop-geeindigd', min: 1, max: 1, dagen },
  ]
}

type Klokvraag = {
  readonly d: Dossier
  readonly tijd: Tijd
  /** as it is by each of the days it may count from */
  readonly termijnen: readonly TermijnMetHerinneringen[]
  /** of those registrations that count for this clock */
  readonly meldingen: readonly Melding[]
}

function vanKlok(soort: 'contact' | 'gesprek', { d, tijd, termijnen, meldingen }: Klokvraag): Verwacht[] {
  const dagen = termijnen.map(({ uiterlijkOp }) => uiterlijkOp)
  const eindes = termijnen.map(({ tijdstip }) => tijdstip)
  const opTijd = meldingen.map((m) => isOpTijd(m, eindes))
  const herinneringen = termijnen.map(({ herinneringen, tijdstip }) =>
    keren(herinneringen, tijdstip, { d, tijd, stil: meldingen.length > 0 }),
  )
  const gemist = opTijd.every((antwoord) => antwoord === 'nee')
  const alsnog = opTijd.some((antwoord) => antwoord !== 'nee')
  return [
    {
      soort: `herinnering-${soort}`,
      min: Math.min(...herinneringen.map((h) => h.min)),
      max: Math.max(...herinneringen.map((h) => h.max)),
      dagen,
    },
    // Told in time but handled after the breach: the breach is told, and taken back.
    { soort: `${soort}-verstreken`, min: gemist ? 1 : 0, max: 1, dagen },
    { soort: `${soort}-alsnog-gehaald`, min: 0, max: alsnog ? 1 : 0, dagen },
  ]
}

function isOpTijd({ plaatsgevondenOp }: Melding, eindes: readonly Temporal.Instant[]): 'ja' | 'nee' | 'misschien' {
  const voor = eindes.map((einde) => Temporal.Instant.compare(plaatsgevondenOp.add(SPELING), einde) < 0)
  if (voor.every(Boolean)) return 'ja'
  const na = eindes.map((einde) => Temporal.Instant.compare(plaatsgevondenOp.subtract(SPELING), einde) >= 0)
  return na.every(Boolean) ? 'nee' : 'misschien'
}

/**
 * How many of these messages beforehand must and may have been sent. Must: the clock ran before the moment, and at some moment of rest after it
 * the term had not ended. May: the hub's clock has run between the two. `stil`: the clock may have been met before.
 */
function keren(
  momenten: readonly Temporal.Instant[],
  einde: Temporal.Instant,
  { d, tijd, stil }: { readonly d: Dossier; readonly tijd: Tijd; readonly stil: boolean },
): { min: number; max: number } {
  const gezienOp = tijd.gezienOp.get(d.dossierId)
  const voor = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0
  const moet = momenten.filter((moment) => {
    const rijpOp = moment.add(RIJP_NA)
    if (stil || gezienOp === undefined || !voor(gezienOp, moment)) return false
    return tijd.rustpunten.some((rust) => !voor(rust, rijpOp) && voor(rust, einde.subtract(SPELING)))
  })
  const mag = momenten.filter((moment) =>
    tijd.gelopen.some(({ van, tot }) => voor(van, einde.add(SPELING)) && voor(moment, tot)),
  )
  return { min: moet.length, max: mag.length }
}
