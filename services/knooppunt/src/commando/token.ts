import type { Command } from 'commander'
import { eisToken } from './aanmelden.ts'
import { AFLOOP } from './afloop.ts'
import type { Clientopties } from './client.ts'
import { kiesClient, leesPlek, metBereik } from './client.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'

type Opties = Clientopties & { readonly json?: true }

/** `token <deelnemer|client>`: an access token, and nothing else, so that it fits in `TOKEN=$(...)`. */
export function voegTokenToe(programma: Command, o: Omstandigheden = HIER): void {
  metBereik(programma.command('token'))
    .argument('<deelnemer|client>', 'a demo party such as waterbedrijf-maasdal, or a client with --sleutel')
    .description('get an access token of the hub')
    .option('--sleutel <bestand>', "the client's private key as a JWK (default: the demo's)")
    .option('--json', 'print the whole answer of the authorisation server')
    .addHelpText('after', '\nExample:\n  TOKEN=$(npm run -s knooppunt -- token waterbedrijf-maasdal)')
    .action((wie: string, opties: Opties) =>
      voer(o, async () => {
        const aanmelding = await kiesClient(wie, opties, leesPlek(o).data)
        const token = await eisToken(aanmelding, o.nu())
        await schrijf(o.uit, opties.json ? JSON.stringify(token) : token.access_token)
        return AFLOOP.goed
      }),
    )
}
