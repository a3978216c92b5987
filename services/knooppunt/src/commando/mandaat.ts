import type { Command } from 'commander'
import { leesDag, vandaag } from '../register/dagen.ts'
import type { Wijzigopties } from '../register/registervraag.ts'
import { eisRij, metWijziging, wijzig } from '../register/registervraag.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, voer } from './omstandigheden.ts'

type Geefopties = Wijzigopties & { readonly van?: string; readonly totEnMet?: string }
type Eindopties = Wijzigopties & { readonly na?: string }

/** `mandaat`: for whom an intermediary may speak. */
export function voegMandaatToe(programma: Command, o: Omstandigheden = HIER): void {
  const groep = programma
    .command('mandaat')
    .description('let an intermediair send and read for a schuldeiser, or no longer')
  metWijziging(groep.command('geef'))
    .argument('<intermediair>', 'who may send')
    .argument('<schuldeiser>', 'for whom')
    .description('give a mandate')
    .option('--van <dag>', 'first day (default: today)', leesDag)
    .option('--tot-en-met <dag>', 'last day (default: none)', leesDag)
    .action((intermediair: string, schuldeiser: string, opties: Geefopties) =>
      voer(o, () =>
        wijzig(o, opties, `Mandaat van ${schuldeiser} aan ${intermediair}`, () => {
          const van = opties.van ?? vandaag(o)
          return { zet: { mandaten: [{ intermediair, schuldeiser, van, totEnMet: opties.totEnMet ?? null }] } }
        }),
      ),
    )
  metWijziging(groep.command('eindig'))
    .argument('<intermediair>', 'who may send')
    .argument('<schuldeiser>', 'for whom')
    .description('end a mandate; the intermediair may not read the dossiers either from then on')
    .option('--na <dag>', 'its last day (default: today)', leesDag)
    .action((intermediair: string, schuldeiser: string, opties: Eindopties) =>
      voer(o, () =>
        wijzig(o, opties, `Mandaat van ${schuldeiser} aan ${intermediair} eindigt`, ({ mandaten }) => {
          const totEnMet = opties.na ?? vandaag(o)
          const van = (m: { intermediair: string; schuldeiser: string }) =>
            m.intermediair === intermediair && m.schuldeiser === schuldeiser
          const lopend = mandaten.filter((m) => van(m) && (m.totEnMet === null || m.totEnMet > totEnMet))
          const mandaat = eisRij(
            lopend,
            van,
            `mandate of ${schuldeiser} for ${intermediair} that lasts longer than ${totEnMet}`,
          )
          return { zet: { mandaten: [{ ...mandaat, totEnMet }] } }
        }),
      ),
    )
}
