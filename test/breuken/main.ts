import { fileURLToPath } from 'node:url'
import type { Breuk, Proef } from './breuk.ts'
import type { Uitslag } from './draai.ts'
import { draai, metBreuk } from './draai.ts'
import { maakKopie } from './kopie.ts'
import { BREUKEN } from './tabel.ts'

const HULP = `npm run breek -- [name...] [--lijst] [--json]

Breaks one guard after another on purpose, in a copy of the tree, and runs the tests that must notice: by failing twice. Before that
the same tests must pass in the copy as it is. Without names: all of them, which takes half a minute or so for each test that is
asked, some minutes for a few. Exit code 1 when a broken guard went unnoticed.

  --lijst  the guards, and what goes wrong without them
  --json   one line of JSON per guard, on stdout
`

type Oordeel = { readonly naam: string; readonly proef: Proef; readonly gemerkt: boolean; readonly uitleg: string }

async function main(argumenten: readonly string[]): Promise<number> {
  const vlaggen = argumenten.filter((argument) => argument.startsWith('-'))
  const namen = argumenten.filter((argument) => !argument.startsWith('-'))
  const vreemd = [
    ...vlaggen.filter((vlag) => !['--lijst', '--json', '--help'].includes(vlag)),
    ...namen.filter((naam) => !BREUKEN.some((breuk) => breuk.naam === naam)),
  ]
  if (vreemd.length > 0 || vlaggen.includes('--help')) {
    const bezwaar = vreemd.map((argument) => `Unknown: ${argument}. npm run breek -- --lijst names all guards.\n`)
    process.stderr.write([...bezwaar, HULP].join('\n'))
    return vreemd.length > 0 ? 64 : 0
  }
  const gekozen = BREUKEN.filter(({ naam }) => namen.length === 0 || namen.includes(naam))
  if (vlaggen.includes('--lijst')) {
    for (const { naam, gevolg } of gekozen) process.stdout.write(`${naam.padEnd(26)} ${gevolg}\n`)
    return 0
  }
  return await breek(gekozen, vlaggen.includes('--json'))
}

async function breek(breuken: readonly Breuk[], json: boolean): Promise<number> {
  const einde = new AbortController()
  for (const sein of ['SIGINT', 'SIGTERM'] as const) process.once(sein, () => einde.abort(new Error(sein)))
  const kopie = await maakKopie(fileURLToPath(new URL('../..', import.meta.url)))
  try {
    if (!(await controleer(kopie.map, breuken, einde.signal))) return 1
    const oordelen: Oordeel[] = []
    for (const breuk of breuken) {
      for (const proef of breuk.proeven) {
        const oordeel = await beoordeel(kopie.map, { breuk, proef }, einde.signal)
        process.stdout.write(json ? `${JSON.stringify(oordeel)}\n` : regel(oordeel))
        oordelen.push(oordeel)
      }
    }
    const ongemerkt = oordelen.filter(({ gemerkt }) => !gemerkt)
    meld(`${breuken.length} guards broken, ${oordelen.length} tests asked, ${ongemerkt.length} did not notice`)
    return ongemerkt.length > 0 ? 1 : 0
  } catch (fout) {
    if (!einde.signal.aborted) throw fout
    meld('stopped')
    return 130
  } finally {
    await kopie.ruimOp()
  }
}

/** A copy in which the tests fail anyhow would notice everything. */
async function controleer(map: string, breuken: readonly Breuk[], signal: AbortSignal): Promise<boolean> {
  meld('the tests on a copy as it is')
  const proeven = breuken.flatMap((breuk) => breuk.proeven)
  const { gedraaid, gezakt, einde } = await draai(map, { proeven, opnieuw: true }, signal)
  if (gedraaid > 0 && gezakt.length === 0 && einde === 'exit code 0') return true
  meld(`Nothing was broken, for these tests fail as it is (${einde}): ${gezakt.join('; ') || 'no test ran'}`)
  return false
}

async function beoordeel(map: string, o: { breuk: Breuk; proef: Proef }, signal: AbortSignal): Promise<Oordeel> {
  const { gezakt, gedraaid, einde } = await metBreuk(map, o.breuk, () => zakt(map, o.proef, signal))
  const [eerste] = gezakt
  const uitleg = eerste ?? (gedraaid > 0 ? `all ${gedraaid} passed` : `no test ran (${einde})`)
  return { naam: o.breuk.naam, proef: o.proef, gemerkt: eerste !== undefined, uitleg }
}

/**
 * It notices when it fails twice: once may be a hiccup of the machine. The second time in a run of its own, because a try within the same run may
 * fail by what the first left in its database.
 */
async function zakt(map: string, proef: Proef, signal: AbortSignal): Promise<Uitslag> {
  const eens = () => draai(map, { proeven: [proef], opnieuw: false }, signal)
  const eerste = await eens()
  return eerste.gezakt.length > 0 ? eens() : eerste
}

function regel({ naam, gemerkt, uitleg }: Oordeel): string {
  return `${gemerkt ? 'noticed  ' : 'UNNOTICED'}  ${naam.padEnd(26)} ${uitleg}\n`
}

function meld(tekst: string): void {
  process.stderr.write(`${tekst}\n`)
}

process.exitCode = await main(process.argv.slice(2))
