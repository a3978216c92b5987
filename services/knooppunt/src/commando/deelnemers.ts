import type { Command } from 'commander'
import { AFLOOP } from './afloop.ts'
import { leesPlek } from './client.ts'
import { toonLijst } from './lijst.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import { openBron } from './open-bron.ts'

const KOLOMMEN = ['deelnemer', 'soort', 'status', 'naam', 'oin', 'kvk', 'soortSchuldeiser', 'van', 'totEnMet']

/** `deelnemers`: who takes part, as the register has it. */
export function voegDeelnemersToe(programma: Command, o: Omstandigheden = HIER): void {
  programma
    .command('deelnemers')
    .description('list who takes part, from the database of the hub; needs no running hub')
    .option('--json', 'print a JSON array')
    .action((opties: { readonly json?: true }) =>
      voer(o, async () => {
        const bron = await openBron(leesPlek(o))
        try {
          const { deelnemers } = bron.stand
          const lijst = toonLijst(deelnemers, KOLOMMEN, 'nobody takes part yet')
          await schrijf(o.uit, opties.json ? JSON.stringify(deelnemers) : `${lijst}\n\nfrom ${bron.naam}`)
          return AFLOOP.goed
        } finally {
          await bron.sluit()
        }
      }),
    )
}
