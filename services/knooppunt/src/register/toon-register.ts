import { velden } from '@warmknooppunt/platform/http-verzoek'

type Velden = Readonly<Record<string, unknown>>

/** What the hub says of a change that was made, waits, or was tried, as text. */
export function toonUitkomst(body: unknown): string {
  const uitkomst = velden(body)
  return [kopVan(uitkomst), ...toonBeoordeling(uitkomst)].join('\n')
}

function kopVan({ proef, stand, id, versie, goedkeuringNodig }: Velden): string {
  if (proef === true) {
    const wacht = goedkeuringNodig === true ? '; a second operator would have to approve it' : ''
    return `nothing was changed (register version ${String(versie)}); this is what it would do${wacht}`
  }
  if (stand === 'wacht-op-goedkeuring') {
    return `waits for another operator: registerwijzigingen goed ${String(id)} (seven days)`
  }
  return `done: register version ${String(versie)}, kept as ${String(id)}`
}

/** The differences, and what they do to routing. */
export function toonBeoordeling({ verschil, effect }: Velden): readonly string[] {
  const verschillen = lijst(verschil)
  if (verschillen.length === 0) return ['', 'no difference: the register says this already']
  return ['', ...verschillen.flatMap(toonVerschil), '', ...toonEffect(velden(effect))]
}

const TEKENS: Readonly<Record<string, string>> = { nieuw: '+', anders: '~', weg: '-' }

function toonVerschil({ soort, sleutel, wat, velden: delen }: Velden): readonly string[] {
  const kop = `${TEKENS[String(wat)] ?? '?'} ${String(soort)} ${String(sleutel)}`
  if (wat !== 'anders') return [kop]
  return [kop, ...lijst(delen).map((d) => `    ${String(d.veld)}: ${tekst(d.was)} -> ${tekst(d.wordt)}`)]
}

function toonEffect({ toekenningen, overeenkomsten, meer }: Velden): readonly string[] {
  const t = lijst(toekenningen).map((e) => {
    return `${String(e.dag)} gemeente ${String(e.gemeentecode)}: ${naar(e.was)} -> ${naar(e.wordt)}, such as ${geval(velden(e.voorbeeld))}`
  })
  const o = lijst(overeenkomsten).map((e) => {
    const was = e.was === null ? 'no overeenkomst' : String(e.was)
    const wordt = e.wordt === null ? 'no overeenkomst' : String(e.wordt)
    return `${String(e.dag)} ${String(e.bericht)} of ${String(e.schuldeiser)} in ${String(e.gemeentecode)}: ${was} -> ${wordt}`
  })
  if (t.length + o.length === 0) return ['routing: as it was']
  const rest = Number(meer) > 0 ? [`  and ${String(meer)} more`] : []
  return ['routing:', ...[...t, ...o].map((regel) => `  ${regel}`), ...rest]
}

function naar(ontvangst: unknown): string {
  if (ontvangst === null) return 'nobody'
  const { uitvoerder, loket, ontvanger } = velden(ontvangst)
  return `${String(uitvoerder)}/${String(loket)} (postvak of ${String(ontvanger)})`
}

function geval({ soortSchuldeiser, pc4, leeftijd, ondernemer }: Velden): string {
  return [
    String(soortSchuldeiser),
    ...(typeof pc4 === 'string' ? [`PC4 ${pc4}`] : []),
    ...(typeof leeftijd === 'number' ? [`age ${leeftijd}`] : []),
    ...(ondernemer === true ? ['ondernemer'] : []),
  ].join(', ')
}

function tekst(waarde: unknown): string {
  return typeof waarde === 'string' ? waarde : JSON.stringify(waarde)
}

function lijst(waarde: unknown): readonly Velden[] {
  return Array.isArray(waarde) ? waarde.map(velden) : []
}
