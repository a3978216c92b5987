import { maakLog } from '@warmknooppunt/platform/log'
import { EXIT, isStartfout, wachtOpTeken } from '@warmknooppunt/platform/proces'
import { banner } from './banner.ts'
import { startCluster } from './cluster.ts'
import type { Keuze } from './opdrachtregel.ts'
import { HULP, leesOpdrachtregel } from './opdrachtregel.ts'
import { standbestand } from './stand.ts'

const DEMO_POORT = 8090

async function main(argumenten: readonly string[]): Promise<number> {
  const lezing = leesOpdrachtregel(argumenten)
  if (lezing.kind === 'hulp') {
    process.stdout.write(HULP)
    return EXIT.goed
  }
  if (lezing.kind === 'fout') {
    process.stderr.write(`cluster: ${lezing.tekst} (see --help)\n`)
    return EXIT.gebruik
  }
  return draai(lezing.keuze)
}

async function draai(keuze: Keuze): Promise<number> {
  const genoeg = new AbortController()
  const teken = wachtOpTeken()
  void teken.then(() => genoeg.abort())
  const meld = (tekst: string) => void (keuze.json || process.stderr.write(`cluster: ${tekst}\n`))
  const naar = { write: (regel: string) => void (keuze.json || process.stderr.write(regel)) }
  const log = maakLog({ dienst: 'cluster', niveau: 'warn', naar })
  const begonMs = performance.now()
  try {
    const demoPoort = process.env.DEMO_POORT ? Number(process.env.DEMO_POORT) : DEMO_POORT
    const cluster = await startCluster({ ...keuze, demoPoort, env: process.env, log, meld, signal: genoeg.signal })
    const seconden = Math.round((performance.now() - begonMs) / 100) / 10
    if (keuze.json) {
      const { data, basis, issuer, demoOntvanger } = cluster
      const stand = standbestand(data.map)
      process.stdout.write(`${JSON.stringify({ basis, issuer, demoOntvanger, stand, pid: process.pid, seconden })}\n`)
    } else process.stdout.write(banner(cluster, keuze, seconden))
    const gekregen = await teken
    meld(`${gekregen}: services, then broker, then database ...`)
    const schoon = await cluster.stop()
    meld(schoon ? 'stopped in order' : 'stopped, but not all of it in order')
    return schoon ? EXIT.goed : EXIT.fout
  } catch (fout) {
    if (!isStartfout(fout)) throw fout
    process.stderr.write(`cluster: ${fout.message}\n`)
    return genoeg.signal.aborted ? EXIT.fout : EXIT.nietBeschikbaar
  }
}

process.exit(await main(process.argv.slice(2)))
