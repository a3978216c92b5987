import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Fout } from './fouten/fout.ts'
import type { Gedaan } from './verslag.ts'

const PAD = fileURLToPath(new URL('../docs/betrouwbaarheid.md', import.meta.url))

const INLEIDING = `# Reliability

What may happen to a hub, what must hold all the while, and whether it did. Written by \`npm run chaos -- --schrijf\`; the rows are the faults
of that program, and a test holds them together. There are no figures here: they are of one machine, and the program prints them.

Creditors, an intermediary, gemeenten with and without a webhook and an operator play on through every fault, and send again what was not
answered. At the end every clock is let run out, and the ledgers are held against each other: everything that was answered 201 lies once in the
postvak it belongs in and in no other, numbers have no gaps, pushes kept the order of each dossier, every clock told its end once and no other,
nothing was put aside, and nobody was left without an answer.

| fault | what is done | what must hold | outcome |
|---|---|---|---|
`

/** The table of the papers: `kept`, `not kept`, or why the fault was not done in that run. A promise is the run's: one that was broken is everybody's. */
export function maakPapier(fouten: readonly Fout[], gedaan: readonly Gedaan[], schoon: boolean): string {
  return (
    INLEIDING +
    fouten
      .map(
        (fout) =>
          `| ${[`\`${fout.naam}\``, fout.wat, fout.belofte, uitkomstVan(fout, gedaan, schoon)].join(' | ')} |\n`,
      )
      .join('')
  )
}

function uitkomstVan({ naam }: Fout, gedaan: readonly Gedaan[], schoon: boolean): string {
  const keren = gedaan.filter((keer) => keer.naam === naam)
  if (keren.length === 0) return 'not done'
  if (keren.every(({ uitkomst }) => uitkomst === 'overgeslagen')) return `not done: ${keren[0]?.tekst}`
  return schoon && keren.every(({ uitkomst }) => uitkomst !== 'onhersteld') ? 'kept' : 'not kept'
}

export async function schrijfPapier(papier: string): Promise<string> {
  await writeFile(PAD, papier)
  return PAD
}
