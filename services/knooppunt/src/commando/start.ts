import { beschrijfVelden } from '@warmknooppunt/platform/config'
import { keurDeur } from '@warmknooppunt/platform/deur-velden'
import { eisConfig } from '@warmknooppunt/platform/dienst-proces'
import { keurBusvelden } from '@warmknooppunt/platform/kafka-velden'
import { EXIT, isStartfout, vangOngevangen, wachtOpTeken } from '@warmknooppunt/platform/proces'
import { PROEF_OIN } from '@warmknooppunt/platform/proefknooppunt'
import type { Command } from 'commander'
import { banner } from '../banner.ts'
import { PROEF_MAP } from '../datamap.ts'
import { maakUitvoer } from '../uitvoer.ts'
import { VELDEN } from '../velden.ts'

type Opties = { readonly proef?: boolean }

/** `start`: the whole hub in this process, until SIGTERM or Ctrl-C. */
export function voegStartToe(programma: Command): void {
  programma
    .command('start')
    .description('run the whole hub in one process, with its own PostgreSQL unless DATABASE_URL names another')
    .option(
      '--proef',
      'a place for parties to try out connecting: test OINs (00000099...) only, nothing is sent outside, a database and folder (.data-proef) of its own',
    )
    .addHelpText('after', `\nSettings, from the environment (or <NAME>_BESTAND, a file):\n${beschrijfVelden(VELDEN)}`)
    .action(start)
}

async function start({ proef = false }: Opties): Promise<never> {
  const gelezen = eisConfig(VELDEN, (waarden) => [...keurBusvelden(waarden), ...keurDeur(waarden)])
  const config = proef ? { ...gelezen, DATA_MAP: gelezen.DATA_MAP ?? PROEF_MAP } : gelezen
  if (proef && !config.HUB_OIN.startsWith(PROEF_OIN)) {
    process.stderr.write(`HUB_OIN: must begin with ${PROEF_OIN} in a proef: an OIN for tests\n`)
    process.exit(EXIT.config)
  }
  const begonMs = performance.now()
  const { log, toon } = await maakUitvoer(config.LOGNIVEAU)
  vangOngevangen(log)
  const teken = wachtOpTeken()
  try {
    const { startAlles } = await import('../alles.ts')
    const hub = await startAlles({
      config,
      log,
      proef,
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
