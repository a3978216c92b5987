import type { Loket } from '@warmknooppunt/register/loket-store'
import type { Registerdocument } from '@warmknooppunt/register/registerdocument'
import type { Command } from 'commander'
import { leesDag, vandaag } from '../register/dagen.ts'
import type { Wijzigopties } from '../register/registervraag.ts'
import { eisRij, metWijziging, wijzig } from '../register/registervraag.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, voer } from './omstandigheden.ts'

type Loketvelden = { readonly naam?: string; readonly telefoon?: string; readonly tijden?: string }
type Loketopties = Wijzigopties & Loketvelden & { readonly uitvoerder?: string }
type Uitvoerderopties = Wijzigopties & {
  readonly naam?: string
  readonly ontvanger?: string
  readonly loket?: string
  readonly loketNaam?: string
  readonly telefoon?: string
  readonly tijden?: string
}
type Gemeenteopties = Wijzigopties & { readonly van?: string; readonly weg?: true }

const ALTIJD = {
  pc4Van: null,
  pc4TotEnMet: null,
  soortSchuldeiser: null,
  leeftijdVan: null,
  leeftijdTotEnMet: null,
  ondernemer: null,
} as const

/** `loket`: the desks of an uitvoerder. */
export function voegLoketToe(programma: Command, o: Omstandigheden = HIER): void {
  const groep = programma.command('loket').description('desks of an uitvoerder, as a schuldeiser is told them')
  metWijziging(groep.command('zet'))
    .argument('<code>', 'its code')
    .description('add a loket, or change what is known of it')
    .option('--uitvoerder <code>', 'of whom it is; needed for a new one')
    .option('--naam <naam>', 'its name; needed for a new one')
    .option('--telefoon <nummer>', 'of the desk, not of a person; needed for a new one')
    .option('--tijden <tekst>', 'opening hours, text for people; needed for a new one')
    .action((code: string, opties: Loketopties) =>
      voer(o, () =>
        wijzig(o, opties, `Loket ${code} gezet`, ({ loketten }) => {
          const bekend = loketten.find(({ loket }) => loket === code)
          return { zet: { loketten: [loketNa(code, opties.uitvoerder ?? bekend?.uitvoerder ?? '', bekend, opties)] } }
        }),
      ),
    )
  weg(groep, o, 'loketten', 'take a loket away; no rule and no uitvoerder may name it any more')
}

/** `uitvoerder`: who does debt help, for which gemeenten. */
export function voegUitvoerderToe(programma: Command, o: Omstandigheden = HIER): void {
  const groep = programma
    .command('uitvoerder')
    .description('who does debt help for which gemeenten, and in whose postvak the messages come')
  metWijziging(groep.command('zet'))
    .argument('<code>', 'its code')
    .description('add an uitvoerder with its standard loket, or change what is known of it')
    .option('--naam <naam>', 'its name; needed for a new one')
    .option('--ontvanger <deelnemer>', 'who receives the messages (default: the deelnemer of the same code)')
    .option('--loket <code>', 'its standard loket (default: its own code)')
    .option('--loket-naam <naam>', 'name of that loket (default: the name of the uitvoerder)')
    .option('--telefoon <nummer>', 'of that loket; needed for a new one')
    .option('--tijden <tekst>', 'opening hours of that loket; needed for a new one')
    .action((code: string, opties: Uitvoerderopties) =>
      voer(o, () => wijzig(o, opties, `Uitvoerder ${code} gezet`, (register) => uitvoerderNa(register, code, opties))),
    )
  metWijziging(groep.command('gemeente'))
    .argument('<uitvoerder>', 'its code')
    .argument('<gemeentecode>', 'CBS code, four digits')
    .description('have it serve a gemeente from a day on, in place of who did; finer rules go by `register in`')
    .option('--van <dag>', 'first day (default: today)', leesDag)
    .option('--weg', 'no longer, after the day before')
    .action((uitvoerder: string, gemeentecode: string, opties: Gemeenteopties) =>
      voer(o, () =>
        wijzig(o, opties, `Gemeente ${gemeentecode} en uitvoerder ${uitvoerder}`, ({ gemeenteUitvoerders }) => {
          const van = opties.van ?? vandaag(o)
          const regels = gemeenteUitvoerders.find((g) => g.gemeentecode === gemeentecode)?.regels ?? []
          const nieuw = opties.weg ? [] : [{ ...ALTIJD, uitvoerder, van, totEnMet: null }]
          const geraakt = opties.weg ? (regel: { uitvoerder: string }) => regel.uitvoerder === uitvoerder : () => true
          return {
            zet: { gemeenteUitvoerders: [{ gemeentecode, regels: [...regelsTot(regels, van, geraakt), ...nieuw] }] },
          }
        }),
      ),
    )
  weg(groep, o, 'uitvoerders', 'take an uitvoerder away; no gemeente and no loket may name it any more')
}

type Regel = Registerdocument['gemeenteUitvoerders'][number]['regels'][number]

/** Rules as they are until a day; those that would begin on it or later are gone. */
function regelsTot(regels: readonly Regel[], dag: string, geraakt: (regel: Regel) => boolean): readonly Regel[] {
  const vorige = Temporal.PlainDate.from(dag).subtract({ days: 1 }).toString()
  return regels.flatMap((regel) => {
    if (!geraakt(regel) || (regel.totEnMet !== null && regel.totEnMet < dag)) return [regel]
    return regel.van < dag ? [{ ...regel, totEnMet: vorige }] : []
  })
}

function uitvoerderNa({ uitvoerders, loketten }: Registerdocument, code: string, opties: Uitvoerderopties) {
  const bekend = uitvoerders.find(({ uitvoerder }) => uitvoerder === code)
  const naam = opties.naam ?? bekend?.naam ?? ''
  const standaardLoket = opties.loket ?? bekend?.standaardLoket ?? code
  const ontvanger = opties.ontvanger ?? bekend?.ontvanger ?? code
  const loket = loketten.find((l) => l.loket === standaardLoket)
  const { loketNaam, telefoon, tijden } = opties
  const velden = {
    naam: loketNaam ?? loket?.naam ?? naam,
    ...(telefoon ? { telefoon } : {}),
    ...(tijden ? { tijden } : {}),
  }
  return {
    zet: {
      uitvoerders: [{ uitvoerder: code, naam, ontvanger, standaardLoket }],
      loketten: [loketNa(standaardLoket, loket?.uitvoerder ?? code, loket, velden)],
    },
  }
}

/** The hub tells which of these may not be empty. */
function loketNa(loket: string, uitvoerder: string, bekend: Loket | undefined, anders: Loketvelden): Loket {
  return {
    loket,
    uitvoerder,
    naam: anders.naam ?? bekend?.naam ?? '',
    telefoonnummer: anders.telefoon ?? bekend?.telefoonnummer ?? '',
    openingstijden: anders.tijden ?? bekend?.openingstijden ?? '',
  }
}

function weg(groep: Command, o: Omstandigheden, soort: 'loketten' | 'uitvoerders', uitleg: string): void {
  metWijziging(groep.command('weg'))
    .argument('<code>', 'its code')
    .description(uitleg)
    .action((code: string, opties: Wijzigopties) =>
      voer(o, () =>
        wijzig(o, opties, `${code} weg`, (register) => {
          const codes =
            soort === 'loketten' ? register.loketten.map((l) => l.loket) : register.uitvoerders.map((u) => u.uitvoerder)
          eisRij(codes, (een) => een === code, `${code} among its ${soort}`)
          return { weg: { [soort]: [code] } }
        }),
      ),
    )
}
