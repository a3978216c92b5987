import { bewaren } from './bewaren.bench.ts'
import { bus } from './bus.bench.ts'
import { deur } from './deur.bench.ts'
import { dienstRust } from './dienst-rust.bench.ts'
import { geheugen } from './geheugen.bench.ts'
import { intake } from './intake.bench.ts'
import { kafkaRust } from './kafka-rust.bench.ts'
import { keten } from './keten.bench.ts'
import { machine, versies } from './machine.ts'
import { postcode } from './postcode.bench.ts'
import { start } from './start.bench.ts'
import { termijnen } from './termijnen.bench.ts'
import type { Bench } from './uitvoer.ts'
import { alsTekst } from './uitvoer.ts'
import { verdubbeling } from './verdubbeling.bench.ts'
import { beschrijfVlaggen, leesVlaggen } from './vlaggen.ts'

const BENCHES: Readonly<Record<string, Bench>> = {
  bewaren,
  bus,
  deur,
  'dienst-rust': dienstRust,
  geheugen,
  intake,
  'kafka-rust': kafkaRust,
  keten,
  postcode,
  start,
  termijnen,
  verdubbeling,
}

const HULP = `npm run bench -- <name> [switches] [--json]

${Object.entries(BENCHES)
  .map(([naam, { uitleg }]) => `  ${naam.padEnd(12)} ${uitleg}`)
  .join('\n')}

npm run bench -- <name> --help shows the switches of one. Measures on this machine, with load from processes beside the hub; run nothing
else meanwhile.`

async function main([naam = '--help', ...argumenten]: readonly string[]): Promise<number> {
  const bench = BENCHES[naam]
  if (!bench) {
    if (naam === '--help') process.stdout.write(`${HULP}\n`)
    else process.stderr.write(`there is no bench ${naam}\n\n${HULP}\n`)
    return naam === '--help' ? 0 : 64
  }
  const opdracht = leesVlaggen(bench.vlaggen, argumenten)
  if (opdracht.kind === 'help') {
    process.stdout.write(`npm run bench -- ${naam}: ${bench.uitleg}\n\n${beschrijfVlaggen(bench.vlaggen)}\n`)
    return 0
  }
  if (opdracht.kind === 'fout') {
    process.stderr.write(`${opdracht.tekst}\n\n${naam} has:\n${beschrijfVlaggen(bench.vlaggen)}\n`)
    return 64
  }
  const meting = await bench.draai((tekst) => process.stderr.write(`${tekst}\n`), opdracht.vlaggen)
  const verslag = { name: naam, machine: machine(), versions: await versies(), ...meting }
  process.stdout.write(`${opdracht.json ? JSON.stringify(verslag) : alsTekst(verslag)}\n`)
  return 0
}

process.exitCode = await main(process.argv.slice(2))
