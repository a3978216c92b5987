import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Breuk, Proef, Wijziging } from './breuk.ts'
import { wijzig } from './breuk.ts'

/** What became of a run: how many tests of those meant ran, and which failed, each with what it said. */
export type Uitslag = { readonly gedraaid: number; readonly gezakt: readonly string[]; readonly einde: string }

type Proefverslag = { status: string; title: string; failureMessages: string[] }

/** Longer than any of these tests may take, with their database. */
const GRENS_MS = 5 * 60_000

/** Runs `f` while the changes of a breuk stand in the copy. */
export async function metBreuk<T>(map: string, { wijzigingen }: Breuk, f: () => Promise<T>): Promise<T> {
  const heel = new Map<string, string>()
  for (const { bestand } of wijzigingen) heel.set(bestand, await readFile(join(map, bestand), 'utf8'))
  const stuk = wijzigingen.reduce((teksten, wijziging) => pasToe(teksten, wijziging), heel)
  try {
    for (const [bestand, tekst] of stuk) await writeFile(join(map, bestand), tekst)
    return await f()
  } finally {
    for (const [bestand, tekst] of heel) await writeFile(join(map, bestand), tekst)
  }
}

function pasToe(teksten: ReadonlyMap<string, string>, wijziging: Wijziging): Map<string, string> {
  return new Map(teksten).set(wijziging.bestand, wijzig(teksten.get(wijziging.bestand) ?? '', wijziging))
}

/**
 * Runs these tests in the copy: those with the names given, or all of a file when one has none. Stops at the first that fails; `opnieuw`: that
 * fails again when it is tried once more in this run.
 */
export async function draai(
  map: string,
  { proeven, opnieuw }: { readonly proeven: readonly Proef[]; readonly opnieuw: boolean },
  signal: AbortSignal,
): Promise<Uitslag> {
  const verslag = join(map, 'breuk.verslag.json')
  await rm(verslag, { force: true })
  const namen = proeven.flatMap(({ naam }) => (naam === undefined ? [] : RegExp.escape(naam)))
  const bestanden = [...new Set(proeven.map(({ bestand }) => bestand))]
  const opties = [
    'run',
    '--bail=1',
    `--retry=${opnieuw ? 1 : 0}`,
    '--reporter=json',
    `--outputFile=${verslag}`,
    // An empty one would take the name of the first file for its own, and no test of all there are would run.
    ...(namen.length < proeven.length ? [] : [`-t=${namen.join('|')}`]),
  ]
  const vitest = join(map, 'node_modules/vitest/vitest.mjs')
  const kind = spawn(process.execPath, [vitest, ...opties, ...bestanden], { cwd: map, stdio: 'ignore' })
  // Its server is stopped by the run itself, so it is asked and not killed.
  const grens = AbortSignal.any([signal, AbortSignal.timeout(GRENS_MS)])
  const vraagEinde = () => void kind.kill('SIGINT')
  grens.addEventListener('abort', vraagEinde, { once: true })
  const [code] = await once(kind, 'exit')
  grens.removeEventListener('abort', vraagEinde)
  signal.throwIfAborted()
  const einde = grens.aborted ? `not done within ${GRENS_MS / 60_000} minutes` : `exit code ${code}`
  return { ...leesVerslag(await readFile(verslag, 'utf8').catch(() => '{}')), einde }
}

function leesVerslag(tekst: string): Pick<Uitslag, 'gedraaid' | 'gezakt'> {
  const { testResults = [] } = JSON.parse(tekst)
  const proeven: Proefverslag[] = testResults.flatMap(
    ({ assertionResults = [] }: { assertionResults?: Proefverslag[] }) => assertionResults,
  )
  return {
    gedraaid: proeven.filter(({ status }) => status === 'passed' || status === 'failed').length,
    gezakt: proeven
      .filter(({ status }) => status === 'failed')
      .map(({ title, failureMessages: [melding = ''] }) => `${title}: ${melding.split('\n', 1)}`),
  }
}
