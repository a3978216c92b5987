import { valideer } from '@warmknooppunt/schemas/valideer'
import type { Command } from 'commander'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Operatoropties } from './hub-client.ts'
import { metOperator, operatorVraag } from './hub-client.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'

/** `herbezorg`: an operator has a parked delivery done again. */
export function voegHerbezorgToe(programma: Command, o: Omstandigheden = HIER): void {
  metOperator(programma.command('herbezorg'))
    .argument('<bezorgingId>', 'a parked delivery (see `geparkeerd`)')
    .description(
      'have a parked delivery done again, with the same message and id; an operator order to the running hub',
    )
    .action((bezorgingId: string, opties: Operatoropties) =>
      voer(o, async () => {
        const opdracht = valideer('herbezorgopdracht', { bezorgingId })
        if (opdracht.kind === 'ongeldig') {
          throw commandofout(AFLOOP.gebruik, 'a bezorgingId is a UUID, such as 01977d5e-6f4b-7c3a-8b61-2f0f5a3c9e11')
        }
        const vraag = await operatorVraag(o, opties)
        const antwoord = await vraag({ method: 'POST', pad: '/v1/beheer/herbezorgopdrachten', body: opdracht.waarde })
        await schrijf(o.uit, opties.json ? JSON.stringify(antwoord) : `delivery ${bezorgingId} will be done again`)
        return AFLOOP.goed
      }),
    )
}
