import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import { antwoordOpBestand } from './bestand.ts'
import type { Bron } from './bron.ts'
import { leesPlek } from './client.ts'
import type { Rij } from './csv.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import { openBron } from './open-bron.ts'
import { legGemeenteUit } from './uitleg-gemeente.ts'
import type { Vraag } from './zoek-gemeenten.ts'
import { isDag, zoekGemeentenOp } from './zoek-gemeenten.ts'

type Opties = { readonly peildatum?: string; readonly bestand?: string; readonly json?: true }

/** `gemeente`: which gemeente an address lies in, and why; with `--bestand` for many. */
export function voegGemeenteToe(programma: Command, o: Omstandigheden = HIER): void {
  programma
    .command('gemeente')
    .argument('[postcode]', 'four digits and two letters')
    .argument('[huisnummer]', 'a whole number; left out: all numbers of the postcode')
    .description('which gemeente the hub would choose for an address, and why; needs no running hub')
    .option('--peildatum <jjjj-mm-dd>', 'the day to decide on (default: today)', leesDagOptie)
    .option(
      '--bestand <x.csv>',
      'for many: columns postcode,huisnummer and perhaps peildatum; `-` reads what is piped in',
    )
    .option('--json', 'print JSON (always with --bestand: one line a row, in order)')
    .addHelpText(
      'after',
      '\nExit code 0: one gemeente was found, or the whole file was answered. 1: none, or more than one.',
    )
    .action((postcode: string | undefined, huisnummer: string | undefined, opties: Opties) =>
      voer(o, () => antwoord(o, { postcode, huisnummer, ...opties })),
    )
}

type Keuze = Opties & { readonly postcode: string | undefined; readonly huisnummer: string | undefined }

function leesDagOptie(tekst: string): string {
  if (!isDag(tekst)) throw new InvalidArgumentError('a day is written jjjj-mm-dd, such as 2027-01-01')
  return tekst
}

async function antwoord(o: Omstandigheden, keuze: Keuze): Promise<Afloop> {
  const { postcode, bestand } = keuze
  if ((postcode === undefined) === (bestand === undefined)) {
    throw commandofout(AFLOOP.gebruik, 'give a postcode and huisnummer, or a file with --bestand')
  }
  const peildatum = keuze.peildatum ?? amsterdamseDag(o.nu())
  const bron = await openBron(leesPlek(o))
  try {
    if (bestand === undefined) return await antwoordEen(o, bron, { ...keuze, postcode: postcode ?? '', peildatum })
    return await antwoordOpBestand(o, {
      bestand,
      kolommen: ['postcode', 'huisnummer'],
      beantwoord: (rijen) =>
        zoekGemeentenOp(
          bron,
          rijen.map((rij) => leesVraag(rij, peildatum)),
        ),
    })
  } finally {
    await bron.sluit()
  }
}

async function antwoordEen(
  o: Omstandigheden,
  bron: Bron,
  keuze: Keuze & { readonly postcode: string; readonly peildatum: string },
): Promise<Afloop> {
  const { postcode, huisnummer = null, peildatum } = keuze
  const [gevonden] = await zoekGemeentenOp(bron, [{ kind: 'vraag', adres: { postcode, huisnummer }, peildatum }])
  if (!gevonden) throw new Error('a look-up gave no answer')
  await schrijf(o.uit, keuze.json ? JSON.stringify(gevonden) : legGemeenteUit(gevonden, bron))
  return gevonden.status === 'gevonden' ? AFLOOP.goed : AFLOOP.fout
}

/** A row without a peildatum is asked for the day of the command. */
export function leesVraag(rij: Rij, vandaag: string): Vraag {
  if (rij.kind === 'onleesbaar') return { kind: 'ongeldig', reden: rij.reden }
  const peildatum = rij.velden.get('peildatum') || vandaag
  if (!isDag(peildatum)) return { kind: 'ongeldig', reden: 'peildatum' }
  const adres = { postcode: rij.velden.get('postcode') ?? '', huisnummer: rij.velden.get('huisnummer') || null }
  return { kind: 'vraag', adres, peildatum }
}
