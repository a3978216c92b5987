import { beschrijfVelden, leesConfig } from '@warmknooppunt/platform/config'
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
  const gelezen = leesConfig(VELDEN, process.env)
  if (gelezen.kind === 'fout') {
    process.stderr.write(`${gelezen.problemen.join('\n')}\n`)
    process.exit(EXIT.config)
  }
  const begonMs = performance.now()
  const { log, toon } = await maakUitvoer(gelezen.config.LOGNIVEAU)
  vangOngevangen(log)
  const teken = wachtOpTeken()
  try {
    const { startAlles } = await import('../alles.ts')
    const hub = await startAlles({
      config: gelezen.config,
      log,
      nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
    })
    toon(banner(hub.adressen))
    log.info({ ...hub.adressen, startMs: Math.round(performance.now() - begonMs) }, 'knooppunt.gereed')
    log.info({ teken: await teken }, 'knooppunt.stopt')
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
