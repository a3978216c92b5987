import type { Ontvangst } from '../boek.ts'
import type { Dossier } from './dossiers.ts'
import type { Schending, Soort } from './schending.ts'

const DOORVERWIJZING = 'nl.warmknooppunt.doorverwijzing.gerouteerd'
const NIET_BEZORGBAAR = 'nl.warmknooppunt.niet-bezorgbaar.gerouteerd'
/** What must come before what in one dossier. */
const EERST: readonly (readonly [string, string])[] = [
  ['herinnering-contact', 'contact-verstreken'],
  ['contact-verstreken', 'contact-alsnog-gehaald'],
  ['herinnering-gesprek', 'gesprek-verstreken'],
  ['gesprek-verstreken', 'gesprek-alsnog-gehaald'],
  ['incassostop-eindigt', 'incassostop-geeindigd'],
]

/** Every postvak from its first message to its last, against what was answered. */
export function keurPostvakken(berichten: readonly Ontvangst[], dossiers: ReadonlyMap<string, Dossier>): Schending[] {
  const perDossier = Map.groupBy(berichten, ({ dossierId }) => dossierId)
  return [
    ...keurNummers(berichten),
    ...[...dossiers.values()].flatMap((dossier) => keurDossier(dossier, perDossier.get(dossier.dossierId) ?? [])),
    ...berichten
      .filter(({ dossierId }) => !dossiers.has(dossierId))
      .map((b) => fout('dubbel', `${b.postvak}: ${b.type} of dossier ${b.dossierId}, which nobody was answered`)),
    ...[...Map.groupBy(berichten, ({ postvak, dossierId }) => `${postvak} ${dossierId}`).values()].flatMap(
      keurVolgorde,
    ),
  ]
}

function keurNummers(berichten: readonly Ontvangst[]): Schending[] {
  const perPostvak = Map.groupBy(berichten, ({ postvak }) => postvak)
  const gaten = [...perPostvak].flatMap(([postvak, groep]) =>
    groep.flatMap(({ nummer }, i) =>
      nummer === i + 1 ? [] : [fout('verloren', `${postvak}: number ${nummer} at place ${i + 1}`)],
    ),
  )
  const perId = Map.groupBy(berichten, ({ postvak, id }) => `${postvak}: id ${id}`)
  const dubbel = [...perId].flatMap(([wat, groep]) =>
    groep.length > 1 ? [fout('dubbel', `${wat} ${groep.length} times`)] : [],
  )
  return [...gaten, ...dubbel]
}

function keurDossier(dossier: Dossier, berichten: readonly Ontvangst[]): Schending[] {
  const { dossierId, gemeente, geweigerd, schuldeisers, zending } = dossier
  const plekken = (type: string) => berichten.filter((b) => b.type === type).map(({ postvak }) => postvak)
  const doorverwijzingen = berichten.filter(({ type }) => type === DOORVERWIJZING)
  const anders = doorverwijzingen.filter(
    (b) =>
      b.referentienummer !== zending.referentienummer ||
      (zending.uitkomst.kind === 'aangenomen' &&
        (b.stop !== zending.stop || b.contactUiterlijkOp !== zending.contactUiterlijkOp)),
  )
  return [
    ...precies(dossierId, 'doorverwijzing', plekken(DOORVERWIJZING), gemeente === null ? [] : [gemeente]),
    ...precies(dossierId, 'niet-bezorgbaar', plekken(NIET_BEZORGBAAR), geweigerd ? schuldeisers : []),
    ...anders.map((b) => fout('antwoord', `${b.postvak}: dossier ${dossierId} is not what was answered`)),
  ]
}

/** In each of these postvakken once, and in no other. */
function precies(dossierId: string, wat: string, gevonden: readonly string[], goed: readonly string[]): Schending[] {
  const mist = goed.filter((postvak) => !gevonden.includes(postvak))
  const vreemd = gevonden.filter((postvak) => !goed.includes(postvak))
  const dubbel = goed.filter((postvak) => gevonden.filter((p) => p === postvak).length > 1)
  return [
    ...mist.map((postvak) => fout('verloren', `${wat} of dossier ${dossierId} is not in postvak ${postvak}`)),
    ...vreemd.map((postvak) => fout('verkeerde-partij', `${wat} of dossier ${dossierId} is in postvak ${postvak}`)),
    ...dubbel.map((postvak) => fout('dubbel', `${wat} of dossier ${dossierId} more than once in postvak ${postvak}`)),
  ]
}

/** One dossier in one postvak, by number. */
export function keurVolgorde(berichten: readonly Ontvangst[]): Schending[] {
  const opVolgorde = berichten.toSorted((a, b) => a.nummer - b.nummer)
  const soorten = opVolgorde.map(({ soort, type }) => soort ?? type)
  const { postvak = '', dossierId = '' } = opVolgorde[0] ?? {}
  const waar = `${postvak}: dossier ${dossierId}`
  const laat =
    soorten.lastIndexOf(DOORVERWIJZING) > 0 ? [fout('volgorde', `${waar}: the doorverwijzing is not first`)] : []
  const verkeerd = EERST.filter(([eerst, dan]) => {
    const na = soorten.indexOf(dan)
    return na >= 0 && soorten.lastIndexOf(eerst) > na
  })
  return [...laat, ...verkeerd.map(([eerst, dan]) => fout('volgorde', `${waar}: ${dan} came before ${eerst}`))]
}

function fout(soort: Soort, tekst: string): Schending {
  return { soort, tekst }
}
