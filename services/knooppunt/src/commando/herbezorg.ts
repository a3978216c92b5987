import type { Command } from 'commander'
import { AFLOOP, commandofout } from './afloop.ts'
import { GEPARKEERD } from './geparkeerd.ts'
import type { Operatoropties } from './hub-client.ts'
import { metOperator, operatorVraag } from './hub-client.ts'
import { leesLijst } from './lijst.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** `herbezorg`: an operator has a parked delivery done again. */
export function voegHerbezorgToe(programma: Command, o: Omstandigheden = HIER): void {
  metOperator(programma.command('herbezorg'))
    .argument('<bezorgingId>', 'a parked delivery (see `geparkeerd`)')
    .description(
      'have a parked delivery done again, with the same message and id; an operator order to the running hub',
    )
    .action((bezorgingId: string, opties: Operatoropties) =>
      voer(o, async () => {
        if (!UUID.test(bezorgingId))
          throw commandofout(AFLOOP.gebruik, 'a bezorgingId is a UUID, such as 01977d5e-6f4b-7c3a-8b61-2f0f5a3c9e11')
        const rijen = await leesLijst(o, opties, GEPARKEERD)
        const geparkeerd = rijen.find((rij) => rij.bezorgingId === bezorgingId.toLowerCase())
        if (!geparkeerd)
          throw commandofout(AFLOOP.fout, `${bezorgingId} is not parked (any more); \`geparkeerd\` lists what is`)
        const body = { dossierId: geparkeerd.dossierId, bezorgingId: geparkeerd.bezorgingId }
        const vraag = await operatorVraag(o, opties)
        const antwoord = await vraag({ method: 'POST', pad: '/v1/beheer/herbezorgopdrachten', body })
        await schrijf(o.uit, opties.json ? JSON.stringify(antwoord) : `delivery ${bezorgingId} will be done again`)
        return AFLOOP.goed
      }),
    )
}
