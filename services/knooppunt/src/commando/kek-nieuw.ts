import { voegKekToe } from '../kek-bestand.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import { leesPlek } from './client.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { schrijf } from './omstandigheden.ts'

/** The file of the KEKs: that of KEK_BESTAND, or of the data folder. Ends the command when they stand in a setting, which no command writes. */
export function kekBestand(o: Omstandigheden): string {
  if (o.env.KEK) {
    const tekst =
      'the keys come from KEK, which this command does not write; put a line `id:base64 of 32 bytes` (openssl rand -base64 32) before the others there, and restart the hub'
    throw commandofout(AFLOOP.gebruik, tekst)
  }
  return o.env.KEK_BESTAND || leesPlek(o).data.kek
}

/** Puts a new KEK first in their file, and tells what happens next. */
export async function maakNieuweKek(o: Omstandigheden): Promise<Afloop> {
  const pad = kekBestand(o)
  const uitkomst = await voegKekToe(pad)
  if (uitkomst.kind !== 'gemaakt') throw nietGeschreven(pad, uitkomst.kind)
  await schrijf(
    o.uit,
    `key ${uitkomst.id} now stands first in ${pad}. Make a copy of that file. Every process that reads it seals with ${uitkomst.id} within 15 seconds, and the rest is re-wrapped while the hub runs; one that was given a copy at its start (systemd, a Docker secret) must be started again. \`npm run knooppunt -- sleutels\` tells when the older one may go; \`wissel kek --rond-af\` takes it out.`,
  )
  return AFLOOP.goed
}

/** Why their file was left as it is. */
export function nietGeschreven(pad: string, kind: 'geen' | 'bezig'): Error {
  return kind === 'geen'
    ? commandofout(AFLOOP.config, `${pad} is not there yet: the first start of the hub makes it`)
    : commandofout(AFLOOP.nietBeschikbaar, 'another command changes the keys; try again in a moment')
}
