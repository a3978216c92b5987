import { EXIT } from '@warmknooppunt/platform/proces'
import { Command, CommanderError } from 'commander'
import { voegDeelnemersToe } from './commando/deelnemers.ts'
import { voegGemeenteToe } from './commando/gemeente.ts'
import { voegGeparkeerdToe } from './commando/geparkeerd.ts'
import { voegHerbezorgToe } from './commando/herbezorg.ts'
import { voegMigreerToe } from './commando/migreer.ts'
import { voegRouteerToe } from './commando/routeer.ts'
import { voegSimuleerToe } from './commando/simuleer.ts'
import { voegStartToe } from './commando/start.ts'
import { voegTermijnToe } from './commando/termijn.ts'
import { voegTokenToe } from './commando/token.ts'
import { voegWachtToe } from './commando/wacht.ts'

/** Every command of the command line; each adds itself. */
const COMMANDOS: readonly ((programma: Command) => void)[] = [
  voegStartToe,
  voegMigreerToe,
  voegTokenToe,
  voegSimuleerToe,
  voegGemeenteToe,
  voegTermijnToe,
  voegDeelnemersToe,
  voegWachtToe,
  voegRouteerToe,
  voegGeparkeerdToe,
  voegHerbezorgToe,
]

const programma = new Command('knooppunt')
  .description('Warmknooppunt: a message hub for warm referrals between creditors and municipalities')
  .exitOverride()
  .showHelpAfterError('(see --help)')
for (const voegToe of COMMANDOS) voegToe(programma)

try {
  await programma.parseAsync()
} catch (fout) {
  // Commander has already said what was wrong, or shown the help that was asked for.
  if (!(fout instanceof CommanderError)) throw fout
  process.exitCode = fout.exitCode === 0 ? EXIT.goed : EXIT.gebruik
}
