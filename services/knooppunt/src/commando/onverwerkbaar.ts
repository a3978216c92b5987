import { INZAGEREDENEN } from '@warmknooppunt/platform/onverwerkbaar-lijst-store'
import type { Command } from 'commander'
import { Argument, Option } from 'commander'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Operatoropties } from './hub-client.ts'
import { metOperator, operatorVraag } from './hub-client.ts'
import type { Lijst, Lijstrij } from './lijst.ts'
import { leesLijst, toonLijst } from './lijst.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import { voegOpdrachtenToe } from './onverwerkbaar-opdrachten.ts'
import type { Stap } from './stap.ts'
import { STAPPEN } from './stap.ts'

const KOLOMMEN = [
  ...[
    'stage',
    'volgnummer',
    'sleutel',
    'topic',
    'sinds',
    'aantal',
    'soort',
    'reden',
    'foutcode',
    'opdracht',
    'berichtId',
  ],
]

type Lijstopties = Operatoropties & { readonly stage?: Stap }
type Leesopties = Operatoropties & { readonly reden: string }

/** The queues of one stage, by the message that stands first in each; every row says which stage. */
export async function leesWachtrijen(o: Omstandigheden, opties: Operatoropties, stage: Stap): Promise<Lijstrij[]> {
  const lijst: Lijst = {
    pad: `/v1/beheer/${stage}/onverwerkbaar?limiet=200`,
    veld: 'wachtrijen',
    volgende: ({ volgende }) => volgende,
  }
  return (await leesLijst(o, opties, lijst)).map((rij) => ({ stage, ...rij }))
}

/** `onverwerkbaar`: what the stages put aside; `onverwerkbaar lees`: one such message; `onverwerkbaar opdrachten`: what became of orders. */
export function voegOnverwerkbaarToe(programma: Command, o: Omstandigheden = HIER): void {
  // Those below it have options of the same names: each is of the command it follows.
  const commando = metOperator(programma.enablePositionalOptions().command('onverwerkbaar'))
    .description(
      'list what the stages of the running hub put aside because handling it kept failing, by the message that stands first in each queue; `herstel` decides about one',
    )
    .enablePositionalOptions()
    .addOption(new Option('--stage <stage>', 'only of this stage').choices(STAPPEN))
    .action((opties: Lijstopties) =>
      voer(o, async () => {
        const rijen: Lijstrij[] = []
        for (const stage of opties.stage ? [opties.stage] : STAPPEN) {
          rijen.push(...(await leesWachtrijen(o, opties, stage)))
        }
        const json = JSON.stringify({ wachtrijen: rijen })
        const tabel = toonLijst(rijen.map(metOpdracht), KOLOMMEN, 'nothing is put aside')
        await schrijf(o.uit, opties.json ? json : tabel)
        return AFLOOP.goed
      }),
    )
  voegLeesToe(commando, o)
  voegOpdrachtenToe(commando, o)
}

function voegLeesToe(commando: Command, o: Omstandigheden): void {
  metOperator(commando.command('lees'))
    .description(
      'read a message that was put aside or refused, as it is: content stays encrypted; who read it and why is kept',
    )
    .addArgument(new Argument('<stage>', 'where it lies').choices(STAPPEN))
    .argument('<volgnummer>', 'its number, as `onverwerkbaar` lists it')
    .addOption(new Option('--reden <reden>', 'why you read it').choices(INZAGEREDENEN).makeOptionMandatory())
    .action((stage: Stap, volgnummer: string, opties: Leesopties) =>
      voer(o, async () => {
        const nummer = leesVolgnummer(volgnummer)
        if (nummer === null) throw commandofout(AFLOOP.gebruik, 'a volgnummer is a whole number from 1, such as 17')
        const vraag = await operatorVraag(o, opties)
        const pad = `/v1/beheer/${stage}/onverwerkbaar/${nummer}`
        const bericht = await vraag({ method: 'GET', pad, koppen: { reden: opties.reden } })
        await schrijf(o.uit, opties.json ? JSON.stringify(bericht) : toonBericht(bericht))
        return AFLOOP.goed
      }),
    )
}

/** A number of a message put aside; null when the text is none. */
export function leesVolgnummer(tekst: string): number | null {
  return /^[1-9][0-9]{0,14}$/.test(tekst) ? Number(tekst) : null
}

/** The row with the last order about it in words: `vrijgeven vast KAPOT`. */
function metOpdracht(rij: Lijstrij): Lijstrij {
  const { opdracht } = rij
  if (typeof opdracht !== 'object' || opdracht === null) return rij
  const { keuze, stand, foutcode }: Lijstrij = { ...opdracht }
  return { ...rij, opdracht: [keuze, stand, foutcode].filter((deel) => typeof deel === 'string') }
}

/** What is known of it, a line each, and then the message: spread over lines where it is JSON. */
function toonBericht(antwoord: unknown): string {
  const velden: Lijstrij = typeof antwoord === 'object' && antwoord !== null ? { ...antwoord } : {}
  const { bericht, ...rest } = velden
  const regels = Object.entries(rest)
    .filter(([, waarde]) => waarde !== null)
    .map(
      ([naam, waarde]) => `${naam.padEnd(13)} ${typeof waarde === 'object' ? JSON.stringify(waarde) : String(waarde)}`,
    )
  return [...regels, '', gespreid(String(bericht))].join('\n')
}

function gespreid(bericht: string): string {
  try {
    return JSON.stringify(JSON.parse(bericht), null, 2)
  } catch {
    return bericht
  }
}
