import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { AFLOOP } from './afloop.ts'
import type { Operatoropties } from './hub-client.ts'
import { metOperator } from './hub-client.ts'
import type { Lijst, Lijstrij } from './lijst.ts'
import { leesLijst, toonLijst } from './lijst.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { schrijf, voer } from './omstandigheden.ts'
import type { Stap } from './stap.ts'
import { STAPPEN } from './stap.ts'

const HOOGSTENS = 200
const KOLOMMEN = [
  'stage',
  'gegevenOp',
  'keuze',
  'weigerreden',
  'stand',
  'foutcode',
  'verwerkt',
  'volgnummer',
  'sleutel',
  'topic',
  'operator',
  'id',
]

type Opties = Operatoropties & { readonly stage?: Stap; readonly aantal: number }

/** `onverwerkbaar opdrachten`: what became of orders, also of those whose queue is gone or that found nothing to do. */
export function voegOpdrachtenToe(commando: Command, o: Omstandigheden): void {
  metOperator(commando.command('opdrachten'))
    .description('list the last orders that `herstel` gave each stage and what became of them, newest first')
    .addOption(new Option('--stage <stage>', 'only of this stage').choices(STAPPEN))
    .addOption(new Option('--aantal <n>', 'how many of each stage').default(20).argParser(leesAantal))
    .action((opties: Opties) =>
      voer(o, async () => {
        const rijen: Lijstrij[] = []
        for (const stage of opties.stage ? [opties.stage] : STAPPEN) {
          const opdrachten = await leesLijst(o, opties, laatste(stage, opties.aantal))
          rijen.push(...opdrachten.map((rij) => ({ stage, ...rij })))
        }
        const json = JSON.stringify({ opdrachten: rijen })
        await schrijf(o.uit, opties.json ? json : toonLijst(rijen, KOLOMMEN, 'no orders were given'))
        return AFLOOP.goed
      }),
    )
}

/** One page: orders are kept, so all of them may be many. */
function laatste(stage: Stap, aantal: number): Lijst {
  return {
    pad: `/v1/beheer/${stage}/herstelopdrachten?limiet=${aantal}`,
    veld: 'opdrachten',
    volgende: () => undefined,
  }
}

function leesAantal(tekst: string): number {
  const aantal = Number(tekst)
  if (Number.isInteger(aantal) && aantal >= 1 && aantal <= HOOGSTENS) return aantal
  throw new InvalidArgumentError(`a whole number from 1 to ${HOOGSTENS}`)
}
