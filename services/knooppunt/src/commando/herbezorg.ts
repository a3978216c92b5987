import type { Command } from 'commander'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import { GEPARKEERD } from './geparkeerd.ts'
import type { Operatoropties } from './hub-client.ts'
import { metOperator, operatorVraag } from './hub-client.ts'
import type { Lijstrij } from './lijst.ts'
import { leesLijst } from './lijst.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

type Opties = Operatoropties & { readonly reden?: string }

/** `herbezorg`: an operator has a parked delivery done again, or all that are parked for one reason. */
export function voegHerbezorgToe(programma: Command, o: Omstandigheden = HIER): void {
  metOperator(programma.command('herbezorg'))
    .argument('[bezorgingId]', 'a parked delivery (see `geparkeerd`)')
    .description(
      'have a parked delivery done again, with the same message and id; an operator order to the running hub',
    )
    .option('--reden <parkeerreden>', 'instead of one: all that are parked for this reason, such as na-terugzetten')
    .action((bezorgingId: string | undefined, opties: Opties) =>
      voer(o, () => {
        if ((bezorgingId === undefined) === (opties.reden === undefined))
          throw commandofout(AFLOOP.gebruik, 'name one bezorgingId, or a reason with --reden')
        return opties.reden === undefined
          ? bezorgEen(o, opties, bezorgingId ?? '')
          : bezorgAlle(o, opties, opties.reden)
      }),
    )
}

async function bezorgEen(o: Omstandigheden, opties: Opties, bezorgingId: string): Promise<Afloop> {
  if (!UUID.test(bezorgingId))
    throw commandofout(AFLOOP.gebruik, 'a bezorgingId is a UUID, such as 01977d5e-6f4b-7c3a-8b61-2f0f5a3c9e11')
  const rijen = await leesLijst(o, opties, GEPARKEERD)
  const geparkeerd = rijen.find((rij) => rij.bezorgingId === bezorgingId.toLowerCase())
  if (!geparkeerd)
    throw commandofout(AFLOOP.fout, `${bezorgingId} is not parked (any more); \`geparkeerd\` lists what is`)
  const [antwoord] = await geefOpdrachten(o, opties, [geparkeerd])
  await schrijf(o.uit, opties.json ? JSON.stringify(antwoord) : `delivery ${bezorgingId} will be done again`)
  return AFLOOP.goed
}

/** Oldest first, so that those of one dossier go in their order. */
async function bezorgAlle(o: Omstandigheden, opties: Opties, reden: string): Promise<Afloop> {
  const rijen = (await leesLijst(o, opties, GEPARKEERD)).filter((rij) => rij.parkeerreden === reden)
  const antwoorden = await geefOpdrachten(o, opties, rijen)
  const tekst = rijen.length === 0 ? `nothing is parked for ${reden}` : `${rijen.length} deliveries will be done again`
  await schrijf(o.uit, opties.json ? JSON.stringify(antwoorden) : tekst)
  return AFLOOP.goed
}

async function geefOpdrachten(o: Omstandigheden, opties: Opties, rijen: readonly Lijstrij[]): Promise<unknown[]> {
  const vraag = await operatorVraag(o, opties)
  const antwoorden: unknown[] = []
  for (const { dossierId, bezorgingId } of rijen) {
    const body = { dossierId, bezorgingId }
    antwoorden.push(await vraag({ method: 'POST', pad: '/v1/beheer/herbezorgopdrachten', body }))
  }
  return antwoorden
}
