import type { Velden } from '../../packages/platform/src/config.ts'
import { VELDEN } from '../../services/knooppunt/src/velden.ts'

/** The rows of the README's table of settings, from the table that the hub itself reads. */
export function instellingenrijen(velden: Velden = VELDEN): string[] {
  return Object.entries(velden).map(([naam, veld]) => {
    const { standaard } = veld
    const tekst = typeof standaard === 'boolean' ? (standaard ? 'ja' : 'nee') : standaard
    const waarde = veld.geheim || tekst === undefined || tekst === '' ? '' : `\`${tekst}\``
    const keuzes = veld.soort === 'keuze' ? ` (${veld.keuzes.join(', ')})` : veld.soort === 'ja-nee' ? ' (ja, nee)' : ''
    return `| \`${naam}\` | ${waarde} | ${veld.uitleg.replaceAll('|', '\\|')}${keuzes} |`
  })
}

/** The rows of a markdown table below a heading, without its own heading. */
export function rijenOnder(tekst: string, kop: string): string[] {
  const [, na = ''] = tekst.split(new RegExp(`^#+ ${kop}$`, 'm'))
  const deel = na.split(/^#+ /m)[0] ?? ''
  return deel.split('\n').filter((regel) => regel.startsWith('| '))
}

/** The shell lines of a markdown text, one a block. */
export function shellblokken(tekst: string): string[] {
  return [...tekst.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, blok = '']) => blok)
}
