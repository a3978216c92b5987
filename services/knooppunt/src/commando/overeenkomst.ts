import type { Afspraken, Grondslag } from '@warmknooppunt/regels/afspraken'
import { GRONDSLAGEN, STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import type { Registerdocument } from '@warmknooppunt/register/registerdocument'
import type { Command } from 'commander'
import { Option } from 'commander'
import { leesDag, vandaag } from '../register/dagen.ts'
import type { Wijzigopties } from '../register/registervraag.ts'
import { eisNieuw, eisRij, metWijziging, wijzig } from '../register/registervraag.ts'
import type { Afloop } from './afloop.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, voer } from './omstandigheden.ts'

type Overeenkomst = Registerdocument['overeenkomsten'][number]
type Termen = {
  readonly werkdagen?: string
  readonly uren?: string
  readonly stopDagen?: string
  readonly terugkoppelniveau?: Afspraken['terugkoppelniveau']
}
type Sluitopties = Wijzigopties &
  Termen & {
    readonly schuldeiser: string
    readonly gemeente: string
    readonly grondslag: Grondslag
    readonly ondertekend?: string
    readonly van?: string
    readonly totEnMet?: string
  }
type Wijzigkeuze = Wijzigopties & Termen & { readonly ondertekend?: string; readonly totEnMet?: string }

/** `overeenkomst`: what a creditor agreed with a gemeente. */
export function voegOvereenkomstToe(programma: Command, o: Omstandigheden = HIER): void {
  const groep = programma
    .command('overeenkomst')
    .description('what a schuldeiser agreed with a gemeente: make, change, end')
  metTermen(metWijziging(groep.command('sluit')))
    .argument('<code>', 'its code, such as waterbedrijf-maasdal-0988; never changes')
    .description(
      'make an overeenkomst; what is not said is what the model agreement says (contact within 3 werkdagen, 30 days)',
    )
    .requiredOption('--schuldeiser <code>', 'the deelnemer that sends')
    .requiredOption('--gemeente <code>', 'CBS code of the gemeente, four digits')
    .addOption(
      new Option('--grondslag <grondslag>', 'what the messages rest on')
        .choices(Object.keys(GRONDSLAGEN))
        .default('toestemming'),
    )
    .option('--van <dag>', 'first day (default: today)', leesDag)
    .action((code: string, opties: Sluitopties) => voer(o, () => sluit(o, code, opties)))
  metTermen(metWijziging(groep.command('wijzig')))
    .argument('<code>', 'the overeenkomst')
    .description(
      'change its terms, its end, or the day it was signed; dossiers that are open keep the terms they began with',
    )
    .action((code: string, opties: Wijzigkeuze) =>
      voer(o, () => verander(o, code, opties, `Overeenkomst ${code} gewijzigd`)),
    )
  metWijziging(groep.command('eindig'))
    .argument('<code>', 'the overeenkomst')
    .description('end it; messages on dossiers that are open keep working')
    .option('--na <dag>', 'its last day (default: today)', leesDag)
    .action((code: string, opties: Wijzigopties & { na?: string }) =>
      voer(o, () => {
        const totEnMet = opties.na ?? vandaag(o)
        return verander(o, code, { ...opties, totEnMet }, `Overeenkomst ${code} eindigt na ${totEnMet}`)
      }),
    )
}

function metTermen(commando: Command): Command {
  return commando
    .option('--ondertekend <dag>', 'the day it was signed; until then it does not hold', leesDag)
    .option('--tot-en-met <dag>', 'last day', leesDag)
    .addOption(new Option('--werkdagen <n>', 'within how many werkdagen the gemeente makes contact').conflicts('uren'))
    .option('--uren <n>', 'within how many hours instead, counted from acceptance; no reminders then')
    .option('--stop-dagen <n>', 'for how many days collection stands still')
    .addOption(
      new Option('--terugkoppelniveau <niveau>', 'what the schuldeiser is told afterwards').choices([
        'geaggregeerd',
        'persoon',
      ]),
    )
}

function sluit(o: Omstandigheden, code: string, opties: Sluitopties): Promise<Afloop> {
  return wijzig(o, opties, `Overeenkomst ${code} gesloten`, (register) => {
    eisNieuw(
      register.overeenkomsten,
      (a) => a.overeenkomst === code,
      `overeenkomst ${code}`,
      'use `overeenkomst wijzig`',
    )
    const nieuw: Overeenkomst = {
      overeenkomst: code,
      schuldeiser: opties.schuldeiser,
      gemeentecode: opties.gemeente,
      grondslag: opties.grondslag,
      ondertekeningsdatum: opties.ondertekend ?? null,
      van: opties.van ?? vandaag(o),
      totEnMet: opties.totEnMet ?? null,
      afspraken: afsprakenNa(STANDAARD_AFSPRAKEN, opties),
    }
    return { zet: { overeenkomsten: [nieuw] } }
  })
}

function verander(o: Omstandigheden, code: string, opties: Wijzigkeuze, standaard: string): Promise<Afloop> {
  return wijzig(o, opties, standaard, (register) => {
    const rij = eisRij(register.overeenkomsten, (a) => a.overeenkomst === code, `overeenkomst ${code}`)
    const { ondertekend, totEnMet } = opties
    return {
      zet: {
        overeenkomsten: [
          {
            ...rij,
            ...(ondertekend === undefined ? {} : { ondertekeningsdatum: ondertekend }),
            ...(totEnMet === undefined ? {} : { totEnMet }),
            afspraken: afsprakenNa(rij.afspraken, opties),
          },
        ],
      },
    }
  })
}

/** The hub says what is wrong with a number; here it only becomes one. */
function afsprakenNa(afspraken: Afspraken, { werkdagen, uren, stopDagen, terugkoppelniveau }: Termen): Afspraken {
  const aantal = uren ?? werkdagen
  const eenheid = uren === undefined ? 'werkdagen' : 'uren'
  const contact =
    aantal === undefined ? {} : { contact: { ...afspraken.contact, aantal: Number(aantal), eenheid } as const }
  const stop = stopDagen === undefined ? {} : { stop: { ...afspraken.stop, dagen: Number(stopDagen) } }
  return { ...afspraken, ...contact, ...stop, ...(terugkoppelniveau === undefined ? {} : { terugkoppelniveau }) }
}
