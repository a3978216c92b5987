import { beschrijfVelden } from '@warmknooppunt/platform/config'
import type { Producent } from '@warmknooppunt/platform/onderwerp'
import { naarProducent, PRODUCENTEN } from '@warmknooppunt/platform/onderwerp'
import type { Dienstnaam } from './diensten.ts'
import { DIENSTEN, isDienstnaam } from './diensten.ts'

/** What the command line of `npm run dienst` asks. `stages`: whose outboxes, of a relay. */
export type Opdracht =
  | { readonly kind: 'draai'; readonly naam: Dienstnaam; readonly stages: readonly Producent[] }
  | { readonly kind: 'hulp'; readonly tekst: string }
  | { readonly kind: 'fout'; readonly tekst: string }

export function leesOpdracht([naam, ...rest]: readonly string[]): Opdracht {
  if (naam === '--help' || naam === '-h') return { kind: 'hulp', tekst: HULP }
  if (naam === undefined) return { kind: 'fout', tekst: `name a service\n\n${HULP}` }
  if (!isDienstnaam(naam)) return { kind: 'fout', tekst: `there is no service ${naam}\n\n${HULP}` }
  if (rest.includes('--help') || rest.includes('-h')) return { kind: 'hulp', tekst: hulpVan(naam) }
  return naam === 'relay' ? leesRelay(rest) : leesGewoon(naam, rest)
}

function leesGewoon(naam: Dienstnaam, rest: readonly string[]): Opdracht {
  if (rest.length === 0) return { kind: 'draai', naam, stages: [] }
  return { kind: 'fout', tekst: `${naam} takes no ${rest.join(' ')}: its settings come from the environment\n` }
}

function leesRelay(namen: readonly string[]): Opdracht {
  const vreemd = namen.filter((naam) => naarProducent(naam) === null)
  if (vreemd.length > 0) {
    return {
      kind: 'fout',
      tekst: `relay: ${vreemd.join(', ')} has no outbox; those that have: ${PRODUCENTEN.join(', ')}\n`,
    }
  }
  const gekozen = namen.length === 0 ? PRODUCENTEN : PRODUCENTEN.filter((stage) => namen.includes(stage))
  return { kind: 'draai', naam: 'relay', stages: gekozen }
}

const HULP = `npm run dienst -- <name> [--help]
npm run dienst -- relay [intake] [routing] [sla] [delivery]

${Object.entries(DIENSTEN)
  .map(([naam, { uitleg }]) => `  ${naam.padEnd(12)} ${uitleg}`)
  .join('\n')}

Runs one service of the hub in this process until SIGTERM or Ctrl-C, which drain it. Any number of each may run on one database.
<name> --help shows its settings. Exit codes: 0 stopped in order; 1 something was cut off; 64 used wrongly; 69 the database, its
migrations or a port are not available; 70 an unforeseen error; 78 a setting is wrong.
`

function hulpVan(naam: Dienstnaam): string {
  const { uitleg, velden } = DIENSTEN[naam]
  return `npm run dienst -- ${naam}

${uitleg}

Settings, from the environment (or <NAME>_BESTAND, a file):
${beschrijfVelden(velden)}
`
}
