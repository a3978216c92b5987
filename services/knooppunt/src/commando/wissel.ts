import type { Command } from 'commander'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER } from './omstandigheden.ts'
import { voegGeheimToe } from './wissel-geheim.ts'
import { voegHandtekensleutelToe } from './wissel-handtekensleutel.ts'
import { voegKekToeAan } from './wissel-kek.ts'
import { voegWachtwoordToe } from './wissel-wachtwoord.ts'

/** `wissel`: puts a new key or secret in the place of an old one while the hub runs. */
export function voegWisselToe(programma: Command, o: Omstandigheden = HIER): void {
  const wissel = programma
    .command('wissel')
    .description('put a new key or secret in the place of an old one, while the hub runs and without anybody noticing')
    .addHelpText('after', '\nWhen, what happens and how to go back: docs/beheer-wisselen.md.')
  voegHandtekensleutelToe(wissel, o)
  voegKekToeAan(wissel, o)
  voegGeheimToe(wissel, o)
  voegWachtwoordToe(wissel, o)
}
