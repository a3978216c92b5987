import { isStartfout } from '@warmknooppunt/platform/proces'
import { schrijfPapier } from './betrouwbaarheid.ts'
import { CLUSTERFOUTEN, FOUTEN } from './fouten/fouten.ts'
import type { Keuze } from './opdrachtregel.ts'
import { alsOpdracht, HULP, leesOpdrachtregel } from './opdrachtregel.ts'
import { draai } from './run.ts'
import { toonVerslag } from './verslag.ts'

const EXIT = { goed: 0, geschonden: 1, gebruik: 64, nietBeschikbaar: 69, onderbroken: 130 } as const

async function main(argumenten: readonly string[]): Promise<number> {
  const lezing = leesOpdrachtregel(argumenten)
  if (lezing.kind === 'hulp') {
    process.stdout.write(HULP)
    return EXIT.goed
  }
  if (lezing.kind === 'fout') {
    process.stderr.write(`chaos: ${lezing.tekst} (see --help)\n`)
    return EXIT.gebruik
  }
  return voer(lezing.keuze)
}

async function voer(keuze: Keuze): Promise<number> {
  const afgebroken = new AbortController()
  for (const teken of ['SIGINT', 'SIGTERM'] as const) process.on(teken, () => afgebroken.abort())
  const meld = (tekst: string) => void (keuze.json || process.stdout.write(`${tekst}\n`))
  meld(`seed ${keuze.zaad}: ${alsOpdracht(keuze)}`)
  try {
    const { verslag, gedaan } = await draai(keuze, meld, afgebroken.signal)
    const goed = verslag.schendingen === 0
    if (keuze.schrijf && !verslag.onderbroken) {
      const fouten = keuze.bus === 'kafka' ? CLUSTERFOUTEN : FOUTEN
      meld(`written: ${await schrijfPapier(keuze.bus, fouten, { gedaan, schoon: goed })}`)
    }
    meld(toonVerslag(verslag))
    process.stdout.write(`${JSON.stringify(verslag)}\n`)
    if (verslag.onderbroken) return EXIT.onderbroken
    return goed ? EXIT.goed : EXIT.geschonden
  } catch (fout) {
    if (afgebroken.signal.aborted) {
      process.stderr.write('chaos: broken off before there was anything to tell\n')
      return EXIT.onderbroken
    }
    if (!isStartfout(fout)) throw fout
    process.stderr.write(`chaos: ${fout.message}\n`)
    return EXIT.nietBeschikbaar
  }
}

process.exitCode = await main(process.argv.slice(2))
