import type { Config, Velden } from './config.ts'
import { EXIT_CONFIG, leesConfig } from './config.ts'
import type { Dienst } from './dienst.ts'
import type { Log } from './log.ts'
import { maakLog } from './log.ts'
import { wachtOpSchema } from './migraties-wacht.ts'
import { EXIT, isStartfout, vangOngevangen, wachtOpTeken } from './proces.ts'

/** The settings of this process; when something is wrong with them all of it is told, and the process ends. */
export function eisConfig<V extends Velden>(
  velden: V,
  keur: (config: Config<V>) => readonly string[] = () => [],
): Config<V> {
  const gelezen = leesConfig(velden, process.env)
  const problemen = gelezen.kind === 'fout' ? gelezen.problemen : keur(gelezen.config)
  if (gelezen.kind === 'goed' && problemen.length === 0) return gelezen.config
  process.stderr.write(`${problemen.join('\n')}\n`)
  process.exit(EXIT_CONFIG)
}

export type Lopend = {
  readonly dienst: Dienst
  /** rejects when the process turns out not to belong where it was started */
  readonly geweigerd: Promise<never>
  readonly sluit: () => Promise<unknown>
}

export type Proceskeuze = {
  readonly naam: string
  readonly config: { readonly LOGNIVEAU: string; readonly DATABASE_URL: string }
  readonly start: (log: Log) => Promise<Lopend>
}

/** A service as a process, from its settings to its exit code. */
export async function draaiProces({ naam, config, start }: Proceskeuze): Promise<never> {
  const log = maakLog({ dienst: naam, niveau: config.LOGNIVEAU })
  vangOngevangen(log)
  const teken = wachtOpTeken()
  try {
    if (!(await wachtOpSchema({ url: config.DATABASE_URL, log, opgegeven: teken }))) {
      log.info({ teken: await teken, schoon: true }, 'dienst.gestopt')
      process.exit(EXIT.goed)
    }
    const { dienst, geweigerd, sluit } = await start(log)
    log.info({ poort: dienst.poort, metriekenPoort: dienst.metriekenPoort }, 'dienst.gestart')
    const einde = await Promise.race([teken.then((gekregen) => ({ teken: gekregen })), geweigerd]).catch(
      (err: unknown) => ({ err }),
    )
    if ('teken' in einde) log.info(einde, 'dienst.stopt')
    else log.fatal(einde, 'dienst.geweigerd')
    const schoon = await dienst.stop()
    await sluit().catch((err: unknown) => log.warn({ err }, 'dienst.sluiten-mislukt'))
    log.info({ schoon }, 'dienst.gestopt')
    if ('err' in einde) process.exit(EXIT.nietBeschikbaar)
    process.exit(schoon ? EXIT.goed : EXIT.fout)
  } catch (err) {
    log.fatal({ err }, 'dienst.niet-gestart')
    process.exit(isStartfout(err) ? EXIT.nietBeschikbaar : EXIT.fout)
  }
}
