import type { Verwerk } from '@warmknooppunt/platform/bus'
import type { EventVan, TopicEvent } from '@warmknooppunt/platform/events'
import { eindeVanDag } from '@warmknooppunt/regels/dag'
import { geslotenVanaf } from '@warmknooppunt/regels/dossier'
import type { Aanname, Keuze } from './dossier-store.ts'
import { noteerAannames, noteerKeuzes } from './dossier-store.ts'
import { noteerGebeurtenissen } from './gebeurtenis-store.ts'
import { uitBezorging, uitIngediend, uitRoutering, uitTermijn } from './gebeurtenissen.ts'

/** The projections, one a topic. Each only adds facts, so that the order between topics does not matter. */
export const PROJECTIES: {
  readonly [T in 'berichten' | 'routeringen' | 'termijnen' | 'bezorgingen']: Verwerk<TopicEvent<T>>
} = {
  async berichten(tx, events) {
    const aannames = events.flatMap(aannameVan)
    if (aannames.length > 0) noteerAannames(tx, aannames)
    const keuzes = events.flatMap(keuzeVan)
    if (keuzes.length > 0) noteerKeuzes(tx, keuzes)
    noteerGebeurtenissen(tx, events.flatMap(uitIngediend))
  },
  routeringen: async (tx, events) => noteerGebeurtenissen(tx, events.flatMap(uitRoutering)),
  termijnen: async (tx, events) => noteerGebeurtenissen(tx, events.flatMap(uitTermijn)),
  bezorgingen: async (tx, events) => noteerGebeurtenissen(tx, events.map(uitBezorging)),
}

function aannameVan({ data, subject, time }: EventVan<'ingediend'>): Aanname[] {
  if (data.bericht !== 'doorverwijzing') return []
  const { besluit, incassostop } = data
  const gevonden = besluit.status === 'gevonden' ? besluit : null
  const gezocht = besluit.status === 'gevonden' ? null : besluit
  const openTot = eindeVanDag(incassostop.totEnMet)
  return [
    {
      id: subject,
      schuldeiser: data.schuldeiser,
      indiener: data.afzender.deelnemer,
      aangenomenOp: time,
      gevonden: gevonden !== null,
      reden: gezocht?.status ?? null,
      kandidaten: gezocht?.kandidaten ?? null,
      gemeentecode: gevonden?.gemeentecode ?? null,
      uitvoerder: gevonden?.uitvoerder ?? null,
      loket: gevonden?.loket ?? null,
      contactUiterlijkOp: gevonden?.contactUiterlijkOp ?? null,
      ...incassostop,
      openTot: openTot.toString(),
      geslotenVanaf: geslotenVanaf({ openTot }).toString(),
    },
  ]
}

function keuzeVan({ data }: EventVan<'ingediend'>): Keuze[] {
  if (data.bericht !== 'routeeropdracht') return []
  const { keuze, dossierId: id } = data
  if (keuze.kind === 'weiger')
    return [{ id, gemeentecode: null, uitvoerder: null, loket: null, contactUiterlijkOp: null }]
  const { gemeentecode, uitvoerder, loket, contactUiterlijkOp } = keuze
  return [{ id, gemeentecode, uitvoerder, loket, contactUiterlijkOp }]
}
