import { readFile, writeFile } from 'node:fs/promises'
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

`

const OVER_KAFKA = `
## As separate processes over Kafka

The same players, the same clocks and the same judge, on two processes of every service, a broker, PostgreSQL and the gateway, as \`npm run cluster\`
runs them (\`npm run chaos -- --bus kafka\`). Beside the ledgers the topics themselves are read from their first message to their last: of every
partition there must be one chain to where its readers are, whatever came twice or late, and in it nothing of what creditors sent that tells who
somebody is. No process may have ended by itself, whatever was away. The cluster has one broker. What is not in it has tests of its own: a message of a
newer hub and poison (the contract suite), who is not let in (\`kafka.kafka.test.ts\`), another cluster than the one of this database
(\`topics.kafka.test.ts\`), a message that is too large (\`kafka-relais.kafka.test.ts\`).

`

const KOP = `| fault | what is done | what must hold | outcome |
|---|---|---|---|
`

/** What became of a run: which faults were done, and whether no promise was broken. `eerder`: outcomes of runs before it, by fault. */
export type Loop = {
  readonly gedaan: readonly Gedaan[]
  readonly schoon: boolean
  readonly eerder?: ReadonlyMap<string, string>
}

/**
 * One table of the papers: `kept`, `not kept`, or why the fault was not done; of one that this run did not come to, what stood. A promise is the
 * run's: one that was broken is everybody's who was in it.
 */
export function maakTabel(fouten: readonly Papierfout[], loop: Loop): string {
  const rijen = fouten.map((fout) => [`\`${fout.naam}\``, fout.wat, fout.belofte, uitkomstVan(fout, loop)])
  return KOP + rijen.map((rij) => `| ${rij.join(' | ')} |\n`).join('')
}

type Papierfout = Pick<Fout, 'naam' | 'wat' | 'belofte'>
/** A table for the all-in-one, and one for the hub over Kafka. */
export type Tabellen = { readonly postgres: string; readonly kafka: string }

export function maakPapier({ postgres, kafka }: Tabellen): string {
  return INLEIDING + postgres + OVER_KAFKA + kafka
}

/** The tables of a paper as it stands. */
export function leesTabellen(papier: string): Tabellen {
  const [postgres = '', kafka = ''] = papier.split(/^## .*$/m).map((deel) => /^\|[\s\S]*\|\n/m.exec(deel)?.[0] ?? '')
  return { postgres, kafka }
}

function uitkomstVan({ naam }: Papierfout, { gedaan, schoon, eerder }: Loop): string {
  const keren = gedaan.filter((keer) => keer.naam === naam)
  if (keren.length === 0) return eerder?.get(naam) ?? 'not done'
  if (keren.every(({ uitkomst }) => uitkomst === 'overgeslagen')) return `not done: ${keren[0]?.tekst}`
  return schoon && keren.every(({ uitkomst }) => uitkomst !== 'onhersteld') ? 'kept' : 'not kept'
}

/** Writes the table of one way to run; that of the other stays as it was. */
export async function schrijfPapier(
  bus: keyof Tabellen,
  fouten: readonly Papierfout[],
  loop: Omit<Loop, 'eerder'>,
): Promise<string> {
  const tabellen = leesTabellen(await readFile(PAD, 'utf8'))
  const eerder = leesUitkomsten(tabellen[bus])
  await writeFile(PAD, maakPapier({ ...tabellen, [bus]: maakTabel(fouten, { ...loop, eerder }) }))
  return PAD
}

/** The outcome of every fault in a table. */
export function leesUitkomsten(tabel: string): ReadonlyMap<string, string> {
  return new Map(
    [...tabel.matchAll(/^\| `([^`]+)` .*\| ([^|]+) \|$/gm)].map(([, naam = '', uitkomst = '']) => [naam, uitkomst]),
  )
}
