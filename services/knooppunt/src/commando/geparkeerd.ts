import type { Command } from 'commander'
import { AFLOOP } from './afloop.ts'
import type { Operatoropties } from './hub-client.ts'
import { metOperator } from './hub-client.ts'
import type { Lijst } from './lijst.ts'
import { leesLijst, toonLijst } from './lijst.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'

const LIMIET = 500
/** The parked deliveries, as delivery lists them. */
export const GEPARKEERD: Lijst = {
  pad: `/v1/beheer/bezorgingen?status=geparkeerd&limiet=${LIMIET}`,
  veld: 'bezorgingen',
  volgende: (_, rijen) => (rijen.length < LIMIET ? undefined : rijen.at(-1)?.bezorgingId),
}
const KOLOMMEN = [
  'bezorgingId',
  'deelnemer',
  'bericht',
  'parkeerreden',
  'wachtendErachter',
  'statuscode',
  'poging',
  'laatstePogingOp',
  'dossierId',
]

/** `geparkeerd`: the deliveries that wait for an operator or for their endpoint. */
export function voegGeparkeerdToe(programma: Command, o: Omstandigheden = HIER): void {
  metOperator(programma.command('geparkeerd'))
    .description('list the parked deliveries of the running hub, oldest first; `herbezorg` does one again')
    .action((opties: Operatoropties) =>
      voer(o, async () => {
        const rijen = await leesLijst(o, opties, GEPARKEERD)
        const json = JSON.stringify({ bezorgingen: rijen })
        await schrijf(o.uit, opties.json ? json : toonLijst(rijen, KOLOMMEN, 'nothing is parked'))
        return AFLOOP.goed
      }),
    )
}
