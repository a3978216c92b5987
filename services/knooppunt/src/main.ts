import { duldDichtePijp, EXIT } from '@warmknooppunt/platform/proces'
import { Command, CommanderError } from 'commander'
import { afloopregel } from './commando/afloop.ts'

type Toevoeging = (programma: Command) => void

/** Every command of the command line; each adds itself. Loaded when it is asked: `termijn` need not wait for a server to be read in. */
const COMMANDOS: ReadonlyMap<string, () => Promise<Toevoeging>> = new Map([
  ['start', async () => (await import('./commando/start.ts')).voegStartToe],
  ['migreer', async () => (await import('./commando/migreer.ts')).voegMigreerToe],
  ['aanmeldingen', async () => (await import('./commando/aanmeldingen.ts')).voegAanmeldingenToe],
  ['token', async () => (await import('./commando/token.ts')).voegTokenToe],
  ['simuleer', async () => (await import('./commando/simuleer.ts')).voegSimuleerToe],
  ['ontvanger', async () => (await import('./commando/ontvanger.ts')).voegOntvangerToe],
  ['aansluittest', async () => (await import('./commando/aansluittest.ts')).voegAansluittestToe],
  ['gemeente', async () => (await import('./commando/gemeente.ts')).voegGemeenteToe],
  ['termijn', async () => (await import('./commando/termijn.ts')).voegTermijnToe],
  ['importeer-postcodes', async () => (await import('./commando/importeer-postcodes.ts')).voegImporteerPostcodesToe],
  ['deelnemers', async () => (await import('./commando/deelnemers.ts')).voegDeelnemersToe],
  ['deelnemer', async () => (await import('./commando/deelnemer.ts')).voegDeelnemerToe],
  ['overeenkomst', async () => (await import('./commando/overeenkomst.ts')).voegOvereenkomstToe],
  ['mandaat', async () => (await import('./commando/mandaat.ts')).voegMandaatToe],
  ['uitvoerder', async () => (await import('./commando/uitvoerder.ts')).voegUitvoerderToe],
  ['eindpunt', async () => (await import('./commando/eindpunt.ts')).voegEindpuntToe],
  ['loket', async () => (await import('./commando/uitvoerder.ts')).voegLoketToe],
  ['register', async () => (await import('./commando/register.ts')).voegRegisterToe],
  ['effect', async () => (await import('./commando/register.ts')).voegEffectToe],
  ['registerwijzigingen', async () => (await import('./commando/registerwijzigingen.ts')).voegRegisterwijzigingenToe],
  ['wacht', async () => (await import('./commando/wacht.ts')).voegWachtToe],
  ['routeer', async () => (await import('./commando/routeer.ts')).voegRouteerToe],
  ['geparkeerd', async () => (await import('./commando/geparkeerd.ts')).voegGeparkeerdToe],
  ['sleutels', async () => (await import('./commando/sleutels.ts')).voegSleutelsToe],
  ['status', async () => (await import('./commando/status.ts')).voegStatusToe],
  ['keuring', async () => (await import('./commando/keuring.ts')).voegKeuringToe],
  ['wissel', async () => (await import('./commando/wissel.ts')).voegWisselToe],
  ['bewaren', async () => (await import('./commando/bewaren.ts')).voegBewarenToe],
  ['sluitend', async () => (await import('./commando/sluitend.ts')).voegSluitendToe],
  ['topics', async () => (await import('./commando/topics.ts')).voegTopicsToe],
  ['backup', async () => (await import('./commando/backup.ts')).voegBackupToe],
  ['terugzetten', async () => (await import('./commando/terugzetten.ts')).voegTerugzettenToe],
  ['herbezorg', async () => (await import('./commando/herbezorg.ts')).voegHerbezorgToe],
  ['onverwerkbaar', async () => (await import('./commando/onverwerkbaar.ts')).voegOnverwerkbaarToe],
  ['herstel', async () => (await import('./commando/herstel.ts')).voegHerstelToe],
])

duldDichtePijp()
const programma = new Command('knooppunt')
  .description('Warmknooppunt: a message hub for warm referrals between creditors and municipalities')
  .exitOverride()
  .showHelpAfterError('(see --help)')
  .addHelpText('after', `\n${afloopregel()}`)
const gevraagd = COMMANDOS.get(process.argv[2] ?? '')
for (const laad of gevraagd ? [gevraagd] : COMMANDOS.values()) (await laad())(programma)

try {
  await programma.parseAsync()
} catch (fout) {
  // Commander has already said what was wrong, or shown the help that was asked for.
  if (!(fout instanceof CommanderError)) throw fout
  process.exitCode = fout.exitCode === 0 ? EXIT.goed : EXIT.gebruik
}
