import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Herstelopdracht } from '@warmknooppunt/schemas/types/herstelopdracht.v1'
import { valideer } from '@warmknooppunt/schemas/valideer'
import type { Command } from 'commander'
import { Argument, InvalidArgumentError, Option } from 'commander'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout, eindeVan } from './afloop.ts'
import { herstelAlles } from './herstel-alle.ts'
import type { Operatoropties } from './hub-client.ts'
import { metOperator, operatorVraag } from './hub-client.ts'
import type { Lijstrij } from './lijst.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import { leesVolgnummer, leesWachtrijen } from './onverwerkbaar.ts'
import type { Stap } from './stap.ts'
import { STAPPEN } from './stap.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const WEIGERREDENEN = ['onleesbaar', 'dubbel', 'achterhaald', 'elders-afgehandeld']
const PEIL_MS = 200

type Opties = Operatoropties & {
  readonly weiger?: true
  readonly reden?: string
  readonly wacht?: number | true
  readonly alle?: true
  readonly foutcode?: string
}

/** `herstel`: an operator decides about a message that a stage put aside. */
export function voegHerstelToe(programma: Command, o: Omstandigheden = HIER): void {
  metOperator(programma.command('herstel'))
    .addArgument(new Argument('<stage>', 'where it lies').choices(STAPPEN))
    .argument(
      '[bericht]',
      'the volgnummer of a message in front of its queue, or the sleutel of a queue (see `onverwerkbaar`)',
    )
    .description(
      'have a message that a stage put aside handled again under its own id, and then what waits behind it, in order; or refuse it. An operator order to the running hub',
    )
    .option('--weiger', 'take the message out for good; it is kept as refused, and what waits behind it goes on')
    .addOption(new Option('--reden <reden>', 'with --weiger: why').choices(WEIGERREDENEN))
    .addOption(
      new Option('--wacht [seconden]', 'wait until the stage has done it, and end with 1 when it did not all succeed')
        .preset(60)
        .argParser(leesSeconden),
    )
    .option('--alle', 'instead of one message: an order for every queue of the stage, such as after a fault was mended')
    .option('--foutcode <code>', 'with --alle: only queues whose first message failed in this way')
    .action((stage: Stap, bericht: string | undefined, opties: Opties) =>
      voer(o, () => {
        eisEnkelOfAlle(bericht, opties)
        return bericht === undefined ? herstelAlles(o, stage, opties) : herstel(o, { stage, bericht, opties })
      }),
    )
}

function eisEnkelOfAlle(bericht: string | undefined, { alle, foutcode, weiger, reden, wacht }: Opties): void {
  if ((alle === true) !== (bericht === undefined)) {
    throw commandofout(AFLOOP.gebruik, 'name one message or queue, or give --alle for every queue of the stage')
  }
  if (foutcode !== undefined && !alle) throw commandofout(AFLOOP.gebruik, '--foutcode goes with --alle')
  if (alle && (weiger || reden !== undefined || wacht !== undefined)) {
    throw commandofout(AFLOOP.gebruik, '--alle only releases, and waits for nothing: no --weiger, --reden or --wacht')
  }
}

function leesSeconden(tekst: string): number {
  const seconden = Number(tekst)
  if (Number.isInteger(seconden) && seconden >= 1 && seconden <= 300) return seconden
  throw new InvalidArgumentError('a number of seconds from 1 to 300')
}

type Gevraagd = { readonly stage: Stap; readonly bericht: string; readonly opties: Opties }

async function herstel(o: Omstandigheden, { stage, bericht, opties }: Gevraagd): Promise<Afloop> {
  const keuze = leesKeuze(bericht, opties)
  const wachtrij = kiesWachtrij(await leesWachtrijen(o, opties, stage), bericht)
  const gelezen = valideer('herstelopdracht', { stage, ...wachtrij, ...keuze })
  if (gelezen.kind === 'ongeldig') throw new Error('the hub lists a queue that no order can name')
  const vraag = await operatorVraag(o, opties)
  const antwoord = await vraag({ method: 'POST', pad: '/v1/beheer/herstelopdrachten', body: gelezen.waarde })
  const id = String(alsRij(antwoord).id)
  if (opties.wacht === undefined) {
    await schrijf(o.uit, opties.json ? JSON.stringify(antwoord) : toon(gelezen.waarde, id))
    return AFLOOP.goed
  }
  const pad = `/v1/beheer/${stage}/herstelopdrachten/${id}`
  const stand = async () => alsRij(await vraag({ method: 'GET', pad, ofNiets: true }))
  const uitkomst = await wachtOp(stand, { id, seconden: Number(opties.wacht) })
  await schrijf(o.uit, opties.json ? JSON.stringify(uitkomst) : toonUitkomst(uitkomst))
  return uitkomst.stand === 'vrij' ? AFLOOP.goed : AFLOOP.fout
}

/** Which message is refused is said by its number: the one in front may be another than was seen. */
function leesKeuze(
  bericht: string,
  { weiger, reden }: Pick<Opties, 'weiger' | 'reden'>,
): { readonly vrijgeven: true } | { readonly weiger: string } {
  if (leesVolgnummer(bericht) === null && !UUID.test(bericht)) {
    throw commandofout(
      AFLOOP.gebruik,
      'name the message by its volgnummer, such as 17, or its queue by its sleutel, a UUID',
    )
  }
  if (!weiger && reden !== undefined) throw commandofout(AFLOOP.gebruik, '--reden goes with --weiger')
  if (!weiger) return { vrijgeven: true }
  if (reden === undefined) throw commandofout(AFLOOP.gebruik, `--weiger needs --reden (${WEIGERREDENEN.join(', ')})`)
  if (leesVolgnummer(bericht) === null) {
    throw commandofout(AFLOOP.gebruik, 'to refuse a message name it by its volgnummer (see `onverwerkbaar`)')
  }
  return { weiger: reden }
}

function kiesWachtrij(rijen: readonly Lijstrij[], bericht: string): Pick<Herstelopdracht, 'sleutel' | 'volgnummer'> {
  const nummer = leesVolgnummer(bericht)
  const gevonden = rijen.filter(({ volgnummer, sleutel }) =>
    nummer === null ? sleutel === bericht.toLowerCase() : volgnummer === nummer,
  )
  if (gevonden.length > 1) {
    const plekken = gevonden.map(({ volgnummer, topic }) => `${volgnummer} (topic ${topic})`).join(', ')
    throw commandofout(AFLOOP.gebruik, `${bericht} has more than one queue there; name the message: ${plekken}`)
  }
  const [rij] = gevonden
  if (rij) return { sleutel: String(rij.sleutel), volgnummer: Number(rij.volgnummer) }
  throw commandofout(
    AFLOOP.fout,
    `${bericht} is not in front of a queue there (any more); \`onverwerkbaar\` lists what is`,
  )
}

/** Asks until the stage says that the order is done; one that it does not know yet is on its way, and a hub that is gone may come back. */
async function wachtOp(
  vraag: () => Promise<Lijstrij>,
  { id, seconden }: { readonly id: string; readonly seconden: number },
): Promise<Lijstrij> {
  let weg: unknown
  for (const eindMs = performance.now() + seconden * 1_000; performance.now() < eindMs; await wachtMs(PEIL_MS)) {
    try {
      const uitkomst = await vraag()
      weg = undefined
      if (typeof uitkomst.stand === 'string' && uitkomst.stand !== 'open') return uitkomst
    } catch (fout) {
      if (eindeVan(fout).afloop !== AFLOOP.nietBeschikbaar) throw fout
      weg = fout
    }
  }
  const waarom = weg === undefined ? 'it is not done' : eindeVan(weg).tekst
  const tekst = `order ${id} was given; after ${seconden} s ${waarom}. \`onverwerkbaar opdrachten\` shows how far it is`
  throw commandofout(AFLOOP.nietBeschikbaar, tekst, weg)
}

function alsRij(antwoord: unknown): Lijstrij {
  return typeof antwoord === 'object' && antwoord !== null ? { ...antwoord } : {}
}

function toon(opdracht: Herstelopdracht, id: string): string {
  const wat = 'weiger' in opdracht ? `will be refused (${opdracht.weiger})` : 'will be handled again'
  return `message ${opdracht.volgnummer} of ${opdracht.stage} ${wat}: order ${id}; \`onverwerkbaar opdrachten\` shows what came of it`
}

function toonUitkomst({ stand, verwerkt, geweigerd, foutcode }: Lijstrij): string {
  const gedaan = [...(geweigerd === true ? ['refused 1'] : []), `handled ${String(verwerkt)}`].join(', ')
  switch (stand) {
    case 'vrij':
      return `done: ${gedaan}; nothing waits there any more`
    case 'vast':
      return `stopped at a message that failed again (${String(foutcode)}): ${gedaan}; \`onverwerkbaar\` shows it`
    default:
      return `nothing was done: the message is not in front of its queue any more (${String(foutcode)})`
  }
}
