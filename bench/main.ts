import { bus } from './bus.bench.ts'
import { geheugen } from './geheugen.bench.ts'
import { intake } from './intake.bench.ts'
import { keten } from './keten.bench.ts'
import { machine, versies } from './machine.ts'
import { start } from './start.bench.ts'
import { termijnen } from './termijnen.bench.ts'
import type { Bench, Vlaggen } from './uitvoer.ts'
import { alsTekst } from './uitvoer.ts'

const BENCHES: Readonly<Record<string, Bench>> = { bus, geheugen, intake, keten, start, termijnen }

const HULP = `npm run bench -- <name> [--json] [--seconden n] [--tegelijk n] [--keren n] [--aantal n] [--opnieuw n] [--meting n] [--minuten n] [--tempo n]

${Object.entries(BENCHES)
  .map(([naam, { uitleg }]) => `  ${naam.padEnd(9)} ${uitleg}`)
  .join('\n')}

Measures on this machine, with load from processes beside the hub; run nothing else meanwhile.`

function leesVlaggen(argumenten: readonly string[]): Vlaggen {
  return {
    getal(naam, standaard) {
      const plek = argumenten.indexOf(`--${naam}`)
      const waarde = plek < 0 ? standaard : Number(argumenten[plek + 1])
      if (!Number.isFinite(waarde) || waarde <= 0) throw new Error(`--${naam} must be a number above 0`)
      return waarde
    },
  }
}

async function main(argumenten: readonly string[]): Promise<number> {
  const [naam = '--help'] = argumenten
  const bench = BENCHES[naam]
  if (!bench) {
    process.stdout.write(`${HULP}\n`)
    return naam === '--help' ? 0 : 64
  }
  const meting = await bench.draai((tekst) => process.stderr.write(`${tekst}\n`), leesVlaggen(argumenten.slice(1)))
  const verslag = { name: naam, machine: machine(), versions: await versies(), ...meting }
  process.stdout.write(`${argumenten.includes('--json') ? JSON.stringify(verslag) : alsTekst(verslag)}\n`)
  return 0
}

process.exitCode = await main(process.argv.slice(2))
