import type { Verslag } from './verslag.ts'

const REGELS = [
  ['verzonden', 'sent'],
  ['aangenomen', 'accepted for a gemeente'],
  ['wachtOpRoutering', 'accepted, waiting for an operator'],
  ['geweigerd', 'refused'],
  ['onbeantwoord', 'never answered'],
  ['afgeleverd', 'seen in a postvak'],
  ['verloren', 'accepted and not seen'],
  ['dubbel', 'seen double'],
  ['herhaald', 'requests repeated after a 503, a 429 or a broken connection'],
  ['opzettelijkHerhaald', 'posted again on purpose (kind herhaling)'],
  ['contactregistraties', 'contacts registered'],
  ['fouten', 'failed checks'],
] as const satisfies readonly (readonly [keyof Verslag, string])[]

/** The count as a table for people. */
export function toonVerslag(verslag: Verslag): string {
  const { p50Ms, p95Ms, p99Ms, p50BezorgdMs, p95BezorgdMs, p99BezorgdMs } = verslag
  return [
    ...REGELS.map(([veld, uitleg]) => `${veld.padEnd(20)}${String(verslag[veld]).padStart(9)}  ${uitleg}`),
    '',
    `${''.padEnd(20)}${['p50', 'p95', 'p99'].map((kop) => kop.padStart(9)).join('')}  ms`,
    `${'antwoord'.padEnd(20)}${tijden([p50Ms, p95Ms, p99Ms])}  from due to answered`,
    `${'bezorgd'.padEnd(20)}${tijden([p50BezorgdMs, p95BezorgdMs, p99BezorgdMs])}  from due to seen in the postvak`,
    '',
    `${verslag.verzondenPerSeconde}/s during ${verslag.duurSeconden} s${verslag.onderbroken ? ', interrupted' : ''}`,
    ...verslag.voorbeelden.map((fout) => `! ${fout}`),
  ].join('\n')
}

function tijden(ms: readonly (number | null)[]): string {
  return ms.map((waarde) => (waarde === null ? '-' : waarde.toFixed(1)).padStart(9)).join('')
}
