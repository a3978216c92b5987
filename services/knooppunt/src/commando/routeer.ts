import type { Routeeropdracht } from '@warmknooppunt/schemas/types/routeeropdracht.v1'
import { valideer } from '@warmknooppunt/schemas/valideer'
import type { Command } from 'commander'
import { Option } from 'commander'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Operatoropties } from './hub-client.ts'
import { metOperator, operatorVraag } from './hub-client.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import { leesCode } from './termijn.ts'

const REDENEN = ['adres-niet-te-herleiden', 'adres-in-buitenland', 'gemeente-doet-niet-mee', 'geen-overeenkomst']

type Opties = Operatoropties & { readonly gemeente?: string; readonly weiger?: string }

/** `routeer`: an operator decides on a doorverwijzing that waits for routing. */
export function voegRouteerToe(programma: Command, o: Omstandigheden = HIER): void {
  metOperator(programma.command('routeer'))
    .argument('<dossierId>', 'the dossier with status wacht-op-routering (see `wacht`)')
    .description(
      'choose the gemeente of a dossier that waits for routing, or refuse it; an operator order to the running hub',
    )
    .addOption(new Option('--gemeente <code>', 'the gemeente that gets it (0988 or GM0988)').argParser(leesCode))
    .addOption(
      new Option('--weiger <reden>', 'nobody can take it: keys are destroyed, the stop runs on; final').choices(
        REDENEN,
      ),
    )
    .action((dossierId: string, opties: Opties) =>
      voer(o, async () => {
        const opdracht = leesOpdracht(dossierId, opties)
        const vraag = await operatorVraag(o, opties)
        const antwoord = await vraag({ method: 'POST', pad: '/v1/beheer/routeeropdrachten', body: opdracht })
        await schrijf(o.uit, opties.json ? JSON.stringify(antwoord) : toon(opdracht))
        return AFLOOP.goed
      }),
    )
}

/** The order as the hub takes it, held against its message specification before anything is asked. */
export function leesOpdracht(
  dossierId: string,
  { gemeente, weiger }: Pick<Opties, 'gemeente' | 'weiger'>,
): Routeeropdracht {
  if ((gemeente === undefined) === (weiger === undefined)) {
    throw commandofout(AFLOOP.gebruik, 'give either --gemeente <code> or --weiger <reden>')
  }
  const keuze = gemeente === undefined ? { dossierId, weiger } : { dossierId, gemeentecode: gemeente }
  const gelezen = valideer('routeeropdracht', keuze)
  if (gelezen.kind === 'geldig') return gelezen.waarde
  throw commandofout(AFLOOP.gebruik, 'a dossierId is a UUID, such as 01977d5e-6f4b-7c3a-8b61-2f0f5a3c9e11')
}

function toon(opdracht: Routeeropdracht): string {
  const wat = 'weiger' in opdracht ? `refused (${opdracht.weiger})` : `sent to gemeente ${opdracht.gemeentecode}`
  return `dossier ${opdracht.dossierId} is ${wat}`
}
