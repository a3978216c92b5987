import { GEEN_MOMENTEN, laatVervallen } from '@warmknooppunt/regels/klok'
import type { GerouteerdeDoorverwijzing } from '@warmknooppunt/schemas/types/gerouteerd.v1'
import type { Afzender } from '@warmknooppunt/schemas/types/ingediend.v1'
import type { Onrouteerbaar } from '@warmknooppunt/schemas/types/onrouteerbaar.v1'
import type { Dossierstand, Gevolg, Klok, Stopklok, Toewijzing } from './stand.ts'
import { GEEN_GEVOLG } from './stand.ts'
import type { Begin, Gestart, Kader } from './start-klokken.ts'
import { startContact, startGesprek, startOperatortermijn, startStop } from './start-klokken.ts'
import type { Gemeld } from './verwerk-registratie.ts'
import { verwerkRegistratie } from './verwerk-registratie.ts'

/** A message that clocks listen to, opened. */
export type Klokbericht =
  | {
      readonly kind: 'doorverwijzing'
      readonly data: GerouteerdeDoorverwijzing
      readonly bedreigend: boolean
      /** acceptance, or the operator's decision: a term in hours counts from here, as the gemeente was told */
      readonly beslotenOp: Temporal.Instant
    }
  | { readonly kind: 'onrouteerbaar'; readonly data: Onrouteerbaar }
  | { readonly kind: 'niet-bezorgbaar' }
  | ({ readonly kind: 'registratie' } & Gemeld)

/** What a message does to the clocks of its dossier. What a message started before it does not start again. */
export function besluitBericht(stand: Dossierstand, bericht: Klokbericht, kader: Kader): Gevolg {
  switch (bericht.kind) {
    case 'doorverwijzing':
      return besluitDoorverwijzing(stand, bericht, kader)
    case 'onrouteerbaar':
      return besluitOnrouteerbaar(stand, bericht.data, kader)
    case 'niet-bezorgbaar':
      return { ...GEEN_GEVOLG, klokken: [...beeindigOperator(stand), ...laatTermijnenVervallen(stand)] }
    case 'registratie':
      return verwerkRegistratie(stand, bericht)
  }
}

function besluitDoorverwijzing(
  stand: Dossierstand,
  { data, bedreigend, beslotenOp }: Extract<Klokbericht, { kind: 'doorverwijzing' }>,
  kader: Kader,
): Gevolg {
  if (isGestart(stand, 'contact', data.berichtId)) return GEEN_GEVOLG
  const begin = beginVan(data, data.toewijzing.aangenomenOp)
  const toewijzing = toewijzingVan(data)
  const gestart = [
    startContact(begin, { ...toewijzing, beslotenOp }, kader),
    startGesprek(begin, toewijzing, { afspraken: data.afspraken, bedreigend }, kader),
    ...stopVoor(stand, data, { begin, dagen: data.afspraken.stop.dagen }, kader),
  ]
  return { ...samen(gestart, beeindigOperator(stand)), toewijzingen: [toewijzing] }
}

function besluitOnrouteerbaar(stand: Dossierstand, data: Onrouteerbaar, kader: Kader): Gevolg {
  if (isGestart(stand, 'operator', data.berichtId)) return GEEN_GEVOLG
  const begin = beginVan(data, data.aangenomenOp)
  const stop = stopVoor(stand, data, { begin, dagen: data.stopDagen }, kader)
  return samen([startOperatortermijn(begin, kader), ...stop], [])
}

function isGestart(stand: Dossierstand, soort: Klok['soort'], berichtId: string): boolean {
  return stand.klokken.some((klok) => klok.soort === soort && klok.berichtId === berichtId)
}

/** The stop, unless the dossier has one: it runs on, or has ended, and is never restarted. */
function stopVoor(
  stand: Dossierstand,
  { schuldeiser, afzender }: { readonly schuldeiser: string; readonly afzender: Afzender },
  { begin, dagen }: { readonly begin: Begin; readonly dagen: number },
  kader: Kader,
): Gestart<Stopklok>[] {
  if (stand.klokken.some(({ soort }) => soort === 'incassostop')) return []
  const intermediair = afzender.rol === 'intermediair' ? afzender.deelnemer : null
  return [startStop(begin, { dagen, schuldeiser, intermediair }, kader)]
}

function beginVan(data: { readonly dossierId: string; readonly berichtId: string }, aangenomenOp: string): Begin {
  const { dossierId, berichtId } = data
  return { dossierId, berichtId, aangenomenOp: Temporal.Instant.from(aangenomenOp) }
}

function toewijzingVan({ dossierId, toewijzing, afspraken }: GerouteerdeDoorverwijzing): Toewijzing {
  const { toewijzingId, gemeentecode, ontvanger, dagNul, aangenomenOp } = toewijzing
  return {
    toewijzingId,
    dossierId,
    gemeentecode,
    ontvanger,
    afspraken: { contact: afspraken.contact },
    dagNul,
    aangenomenOp: Temporal.Instant.from(aangenomenOp),
    momenten: GEEN_MOMENTEN,
  }
}

/** The operator has decided; a breach before that stays a breach. */
function beeindigOperator({ klokken }: Dossierstand): Klok[] {
  return klokken.flatMap((klok) =>
    klok.soort === 'operator' && klok.status === 'open' ? [{ ...klok, status: 'gehaald' }] : [],
  )
}

function laatTermijnenVervallen({ klokken }: Dossierstand): Klok[] {
  return klokken.flatMap((klok) =>
    (klok.soort === 'contact' || klok.soort === 'gesprek') && klok.status === 'open'
      ? [{ ...klok, status: laatVervallen(klok) }]
      : [],
  )
}

function samen(gestart: readonly Gestart<Klok>[], gewijzigd: readonly Klok[]): Gevolg {
  return {
    ...GEEN_GEVOLG,
    klokken: [...gewijzigd, ...gestart.map(({ klok }) => klok)],
    timers: gestart.flatMap(({ timers }) => timers),
  }
}
