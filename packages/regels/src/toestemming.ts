import type { Afspraken, Wijze } from './afspraken.ts'
import type { Dag } from './dag.ts'
import { amsterdamseDag, dagenTussen } from './dag.ts'
import { leeftijdOp } from './leeftijd.ts'
import type { Probleem } from './probleem.ts'

/** The part of a doorverwijzing that is judged; date-times with an offset and dates, already checked by the schema. */
export type ToestemmingInvoer = {
  readonly hulpvrager: { readonly geboortedatum?: Dag | undefined }
  readonly toestemming: {
    readonly verkregenOp: string
    readonly wijze: Wijze
    readonly omvang: { readonly doorverwijzen: boolean; readonly gegevensDelen: boolean }
  }
  readonly persoonlijkContactOp: string
  readonly vorderingen: readonly { readonly peildatum: Dag }[]
}
export type ToestemmingAfspraken = Pick<Afspraken, 'toegestaneWijzen' | 'toestemmingMaxDagen'>

const MEERDERJARIG = 18

const probleem = (location: string, code: string, detail: string): Probleem => ({ location, code, detail })

function overToestemming(
  { verkregenOp, wijze, omvang }: ToestemmingInvoer['toestemming'],
  afspraken: ToestemmingAfspraken,
  nu: Temporal.Instant,
): Probleem[] {
  const gevonden: Probleem[] = []
  const verkregen = Temporal.Instant.from(verkregenOp)
  const dagenOud = dagenTussen(amsterdamseDag(verkregen), amsterdamseDag(nu))
  if (Temporal.Instant.compare(verkregen, nu) > 0) {
    gevonden.push(probleem('/toestemming/verkregenOp', 'in-de-toekomst', 'De toestemming ligt in de toekomst.'))
  } else if (dagenOud > afspraken.toestemmingMaxDagen) {
    const detail = `De toestemming is ouder dan de ${afspraken.toestemmingMaxDagen} dagen die de overeenkomst toestaat.`
    gevonden.push(probleem('/toestemming/verkregenOp', 'toestemming-te-oud', detail))
  }
  if (!afspraken.toegestaneWijzen.includes(wijze)) {
    const detail = 'De overeenkomst staat toestemming op deze wijze niet toe.'
    gevonden.push(probleem('/toestemming/wijze', 'wijze-niet-toegestaan', detail))
  }
  for (const deel of ['doorverwijzen', 'gegevensDelen'] as const) {
    if (omvang[deel]) continue
    const detail = 'Zonder toestemming voor dit onderdeel kan niet worden doorverwezen.'
    gevonden.push(probleem(`/toestemming/omvang/${deel}`, 'geen-toestemming', detail))
  }
  return gevonden
}

function overLeeftijd(geboortedatum: Dag | undefined, verkregenOp: string, nu: Temporal.Instant): Probleem[] {
  if (geboortedatum === undefined) return []
  const location = '/hulpvrager/geboortedatum'
  if (geboortedatum > amsterdamseDag(nu)) {
    return [probleem(location, 'in-de-toekomst', 'De geboortedatum ligt in de toekomst.')]
  }
  const leeftijd = leeftijdOp(geboortedatum, amsterdamseDag(Temporal.Instant.from(verkregenOp)))
  if (leeftijd >= MEERDERJARIG) return []
  return [probleem(location, 'minderjarig', 'De hulpvrager was bij de toestemming nog geen 18 jaar.')]
}

/** Everything that stands in the way of relying on this consent (design sections 7 and 9), all together. */
export function controleerToestemming(
  invoer: ToestemmingInvoer,
  afspraken: ToestemmingAfspraken,
  nu: Temporal.Instant,
): Probleem[] {
  const vandaag = amsterdamseDag(nu)
  const contactInToekomst = Temporal.Instant.compare(Temporal.Instant.from(invoer.persoonlijkContactOp), nu) > 0
  const overContact = contactInToekomst
    ? [probleem('/persoonlijkContactOp', 'in-de-toekomst', 'Het persoonlijk contact ligt in de toekomst.')]
    : []
  const overVorderingen = invoer.vorderingen.flatMap(({ peildatum }, i) =>
    peildatum > vandaag
      ? [probleem(`/vorderingen/${i}/peildatum`, 'in-de-toekomst', 'De peildatum ligt in de toekomst.')]
      : [],
  )
  return [
    ...overToestemming(invoer.toestemming, afspraken, nu),
    ...overLeeftijd(invoer.hulpvrager.geboortedatum, invoer.toestemming.verkregenOp, nu),
    ...overContact,
    ...overVorderingen,
  ]
}
