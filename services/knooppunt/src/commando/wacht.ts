import type { Command } from 'commander'
import { AFLOOP } from './afloop.ts'
import type { Operatoropties } from './hub-client.ts'
import { metOperator } from './hub-client.ts'
import type { Lijst } from './lijst.ts'
import { leesLijst, toonLijst } from './lijst.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'

const LIJST: Lijst = {
  pad: '/v1/beheer/dossiers?status=wacht-op-routering&limiet=200',
  veld: 'doorverwijzingen',
  volgende: ({ volgende }) => volgende,
}
const KOLOMMEN = ['id', 'schuldeiser', 'aangenomenOp']

/** `wacht`: the dossiers without a gemeente, for which an operator must decide. */
export function voegWachtToe(programma: Command, o: Omstandigheden = HIER): void {
  metOperator(programma.command('wacht'))
    .description('list the dossiers of the running hub that wait for routing; `routeer` decides on one')
    .action((opties: Operatoropties) =>
      voer(o, async () => {
        const rijen = await leesLijst(o, opties, LIJST)
        const json = JSON.stringify({ doorverwijzingen: rijen })
        await schrijf(o.uit, opties.json ? json : toonLijst(rijen, KOLOMMEN, 'nothing waits for routing'))
        return AFLOOP.goed
      }),
    )
}
