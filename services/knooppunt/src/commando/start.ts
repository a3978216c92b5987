import { beschrijfVelden } from '@warmknooppunt/platform/config'
import { eisConfig } from '@warmknooppunt/platform/dienst-proces'
import { EXIT, isStartfout, vangOngevangen, wachtOpTeken } from '@warmknooppunt/platform/proces'
import type { Command } from 'commander'
import { banner } from '../banner.ts'
import { maakUitvoer } from '../uitvoer.ts'
import { VELDEN } from '../velden.ts'

/** `start`: the whole hub in this process, until SIGTERM or Ctrl-C. */
export function voegStartToe(programma: Command): void {
  programma
    .command('start')
    .description('run the whole hub in one process, with its own PostgreSQL unless DATABASE_URL names another')
    .addHelpText('after', `\nSettings, from the environment (or <NAME>_BESTAND, a file):\n${beschrijfVelden(VELDEN)}`)
    .action(start)
}

async function start(): Promise<never> {
  const config = eisConfig(VELDEN, (gelezen) => gelezen)
  const begonMs = performance.now()
  const { log, toon } = await maakUitvoer(config.LOGNIVEAU)
  vangOngevangen(log)
  const teken = wachtOpTeken()
  try {
    const { startAlles } = await import('../alles.ts')
    const hub = await startAlles({
      config,
      log,
      nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
    })
    toon(banner(hub.adressen))
    log.info({ ...hub.adressen, startMs: Math.round(performance.now() - begonMs) }, 'knooppunt.gereed')
    const gekregen = await Promise.race([teken, hub.geweigerd]).catch(async (fout: unknown) => {
      await hub.stop()
      throw fout
    })
    log.info({ teken: gekregen }, 'knooppunt.stopt')
    const schoon = await hub.stop()
    log.info({ schoon }, 'knooppunt.gestopt')
    process.exit(schoon ? EXIT.goed : EXIT.fout)
  } catch (err) {
    if (isStartfout(err)) {
      process.stderr.write(`knooppunt: ${err.message}\n`)
      process.exit(EXIT.nietBeschikbaar)
    }
    log.fatal({ err }, 'knooppunt.niet-gestart')
    process.exit(EXIT.intern)
  }
}
