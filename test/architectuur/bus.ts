import type { Bron } from './bron.ts'
import { deelVan, isProef } from './tekening.ts'

export type Topics = Readonly<Record<string, { readonly schrijver: string; readonly lezers: readonly string[] }>>

/** How a stage names a topic it reads: at its consumer, or at its own `lees` that makes one consumer a topic. */
const LEZERS: readonly string[] = ['leesTopic', 'lees']

/** Which stage writes and reads which topic, held against the table of topics. */
export function keurTopics(bronnen: readonly Bron[], topics: Topics): string[] {
  return bronnen
    .filter(({ pad }) => pad.startsWith('services/') && !pad.startsWith('services/knooppunt/') && !isProef(pad))
    .flatMap((bron) =>
      bron.aanroepen.flatMap(({ functie, teksten, regel }) =>
        teksten
          .flatMap((tekst) => bezwaar(deelVan(bron.pad) ?? '', { functie, tekst, topics }))
          .map((b) => `${bron.pad}:${regel} ${b}`),
      ),
    )
}

function bezwaar(stage: string, o: { functie: string; tekst: string; topics: Topics }): string[] {
  const { functie, tekst, topics } = o
  if (functie === 'uitbakVan') return tekst === stage ? [] : [`${stage} writes the outbox of ${tekst}`]
  if (functie.endsWith('wek') && tekst in topics) {
    return topics[tekst]?.schrijver === stage ? [] : [`${stage} does not write topic ${tekst}`]
  }
  const gelezen = LEZERS.includes(functie) && tekst in topics ? tekst : /^lezer\.topic=(.+)$/.exec(tekst)?.[1]
  if (gelezen !== undefined)
    return topics[gelezen]?.lezers.includes(stage) ? [] : [`${stage} does not read topic ${gelezen}`]
  const lezer = /^lezer\.(?:stage|consument)=(.+)$/.exec(tekst)?.[1]
  return lezer === undefined || lezer === stage ? [] : [`${stage} keeps its position as ${lezer}`]
}

/** Topics that a stage should write or read and does not. */
export function keurVolledig(bronnen: readonly Bron[], topics: Topics): string[] {
  const noemt = (stage: string, functies: readonly string[], tekst: string) =>
    bronnen.some(
      ({ pad, aanroepen }) =>
        pad.startsWith(`services/${stage}/`) &&
        aanroepen.some((aanroep) => functies.includes(aanroep.functie) && aanroep.teksten.includes(tekst)),
    )
  return Object.entries(topics).flatMap(([topic, { schrijver, lezers }]) => [
    ...(noemt(schrijver, ['uitbakVan'], schrijver) ? [] : [`${schrijver} has no outbox for topic ${topic}`]),
    ...lezers.flatMap((lezer) => (noemt(lezer, LEZERS, topic) ? [] : [`${lezer} does not read topic ${topic}`])),
  ])
}

const SCHEMAS = 'platform|register|kluis|autorisatie|intake|routing|sla|delivery|dossier'
const TABEL = new RegExp(`\\b(?:from|join|into|update|table|delete from)\\s+(${SCHEMAS})\\.([a-z_]+)`, 'gi')

/** A stage's SQL names tables of its own schema; of others only what `leest` says it may. */
export function keurTabellen(bronnen: readonly Bron[], leest: Readonly<Record<string, readonly string[]>>): string[] {
  return bronnen
    .filter(({ pad }) => pad.startsWith('services/') && !pad.startsWith('services/knooppunt/') && !isProef(pad))
    .flatMap(({ pad, teksten }) => {
      const stage = deelVan(pad) ?? ''
      return teksten.flatMap(({ wat, regel }) =>
        [...wat.matchAll(TABEL)].flatMap(([, schema = '', tabel = '']) =>
          schema === stage || leest[stage]?.includes(`${schema}.${tabel}`)
            ? []
            : [`${pad}:${regel} ${stage} uses ${schema}.${tabel}`],
        ),
      )
    })
}
