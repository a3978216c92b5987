import type { Command } from 'commander'
import { AFLOOP } from './afloop.ts'
import type { Operatoropties } from './hub-client.ts'
import { metOperator } from './hub-client.ts'
import type { Lijst, Lijstrij } from './lijst.ts'
import { leesLijst, toonLijst } from './lijst.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'

const LIJST: Lijst = {
  pad: '/v1/beheer/dossiers?status=wacht-op-routering&limiet=200',
  veld: 'doorverwijzingen',
  volgende: ({ volgende }) => volgende,
}
const KOLOMMEN = ['id', 'schuldeiser', 'aangenomenOp', 'reden', 'kandidaten']

/** `wacht`: the dossiers without a gemeente, for which an operator must decide, and the gemeenten to choose from. */
export function voegWachtToe(programma: Command, o: Omstandigheden = HIER): void {
  metOperator(programma.command('wacht'))
    .description('list the dossiers of the running hub that wait for routing; `routeer` decides on one')
    .action((opties: Operatoropties) =>
      voer(o, async () => {
        const rijen = await leesLijst(o, opties, LIJST)
        const json = JSON.stringify({ doorverwijzingen: rijen })
        const tabel = toonLijst(rijen.map(metNamen), KOLOMMEN, 'nothing waits for routing')
        await schrijf(o.uit, opties.json ? json : tabel)
        return AFLOOP.goed
      }),
    )
}

/** The row with its candidates in words: `0946 Nederweert, 0988 Weert`. */
function metNamen(rij: Lijstrij): Lijstrij {
  if (!Array.isArray(rij.kandidaten)) return rij
  return { ...rij, kandidaten: rij.kandidaten.map(({ code, naam }) => `${code} ${naam}`).join(', ') }
}
