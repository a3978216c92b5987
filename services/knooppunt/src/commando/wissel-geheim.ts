import { velden } from '@warmknooppunt/platform/http-verzoek'
import type { Command } from 'commander'
import type { Afloop } from './afloop.ts'
import { AFLOOP } from './afloop.ts'
import { eisEindpunt, zorgVoorGeheim } from './geheim-bestand.ts'
import type { Operatoropties } from './hub-client.ts'
import { metOperator, operatorVraag } from './hub-client.ts'
import { leesAantal } from './lees-aantal.ts'
import { toonLijst } from './lijst.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { schrijf, voer } from './omstandigheden.ts'

type Opties = Operatoropties & { readonly geheim?: string; readonly oudGeldig: number; readonly gelekt?: true }

const OUD_GELDIG_UREN = 24

/** `wissel geheim`: another secret to sign the pushes to an endpoint with. */
export function voegGeheimToe(wissel: Command, o: Omstandigheden): void {
  metOperator(wissel.command('geheim'))
    .argument('[eindpunt]', 'the endpoint; without it, the endpoints and since when their secrets count')
    .description(
      'a new secret to sign the pushes to an endpoint with; the old one counts beside it until the party has taken the new one',
    )
    .option('--geheim <bestand>', 'file with the new secret; made with one in it when it is not there. Safe to repeat')
    .option(
      '--oud-geldig <uren>',
      `how long every push carries the signature of the old one too (default: ${OUD_GELDIG_UREN})`,
      leesAantal({ naam: 'hours', min: 1, max: 168 }),
      OUD_GELDIG_UREN,
    )
    .option('--gelekt', 'the old secret is in other hands: nothing is signed with it any more')
    .addHelpText('after', '\nWithout --geheim the hub makes the secret, and it is printed once.')
    .action((eindpunt: string | undefined, opties: Opties) =>
      voer(o, () => (eindpunt === undefined ? toonEindpunten(o, opties) : wisselGeheim(o, opties, eindpunt))),
    )
}

async function toonEindpunten(o: Omstandigheden, opties: Opties): Promise<Afloop> {
  const vraag = await operatorVraag(o, opties)
  const antwoord = velden(await vraag({ method: 'GET', pad: '/v1/beheer/eindpunten' }))
  const rijen = (Array.isArray(antwoord.eindpunten) ? antwoord.eindpunten : []).map(velden)
  const kolommen = ['id', 'deelnemer', 'status', 'geheimVan', 'oudGeldigTot']
  await schrijf(o.uit, opties.json ? JSON.stringify(rijen) : toonLijst(rijen, kolommen, 'there are no endpoints'))
  return AFLOOP.goed
}

async function wisselGeheim(o: Omstandigheden, opties: Opties, eindpunt: string): Promise<Afloop> {
  eisEindpunt(eindpunt)
  const vraag = await operatorVraag(o, opties)
  const geheim = opties.geheim === undefined ? {} : { geheim: await zorgVoorGeheim(opties.geheim) }
  const body = { ...geheim, oudGeldigUren: opties.gelekt ? 0 : opties.oudGeldig }
  const antwoord = velden(await vraag({ method: 'POST', pad: `/v1/beheer/eindpunten/${eindpunt}/geheimen`, body }))
  await schrijf(o.uit, opties.json ? JSON.stringify(antwoord) : vertel(antwoord, opties))
  return AFLOOP.goed
}

function vertel({ eindpunt, oudGeldigTot, geheim }: Readonly<Record<string, unknown>>, opties: Opties): string {
  const waar =
    typeof geheim === 'string' ? `the new secret, shown only now:\n${geheim}` : `the new secret is in ${opties.geheim}`
  const oud =
    oudGeldigTot === null ? 'the old one counts no more' : `the old one counts beside it until ${String(oudGeldigTot)}`
  return `endpoint ${String(eindpunt)}: ${oud}; ${waar}\nGive it to the party by a way that only it reads.`
}
