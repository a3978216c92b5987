import { basename } from 'node:path'
import { beschrijfVelden } from '@warmknooppunt/platform/config'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { Grens } from '../postcodes/besluit-aannemelijk.ts'
import { GRENZEN } from '../postcodes/besluit-aannemelijk.ts'
import type { Importopdracht } from '../postcodes/import.ts'
import { voerImportUit } from '../postcodes/import.ts'
import type { Bronbestand } from '../postcodes/laad.ts'
import { POSTCODE_VELDEN } from '../velden.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import { leesPostcodeconfig, metEigenaar } from './postcodeplek.ts'
import { voegGemeentenToe } from './postcodes-gemeenten.ts'
import { voegLijstToe, voegTerugToe } from './postcodes-lijst.ts'
import { metTeken } from './teken.ts'
import { maakVoortgang } from './voortgang.ts'
import { isDag } from './zoek-gemeenten.ts'

type Opties = {
  readonly jaar?: string
  readonly geldigVanaf?: string
  readonly naam?: string
  readonly staToe?: readonly Grens[]
  readonly proef?: true
  readonly json?: true
}

const UITLEG = `
Files: what CBS publishes each year (PC6, Huisnummer, Buurt, Wijk, Gemeente), or a list of postcodes by PC6 or PC4 with the house numbers that are
exceptions to it; several files of one version make one table. What a file is shows from its first line. The table is loaded aside and taken into
use at the end, in one small transaction: a failed or ended import changes nothing. --proef does all but that.
Import the list of gemeenten first: \`importeer-postcodes gemeenten\`. A table stays for 13 months after it was in force, and while an open dossier
names it. Works with the hub running or not. See docs/beheer-postcodes.md.

Settings:
${beschrijfVelden(POSTCODE_VELDEN)}`

/** `importeer-postcodes`: loads a postcode table aside, compares it, and takes it into use; and what belongs to that. */
export function voegImporteerPostcodesToe(programma: Command, o: Omstandigheden = HIER): void {
  // On both, or the options of `gemeenten` are taken for ours.
  const commando = programma
    .enablePositionalOptions()
    .command('importeer-postcodes')
    .enablePositionalOptions()
    .argument('[bestand...]', '.csv, .csv.gz, .zip or an address that begins with http')
    .description('load a postcode table, compare it with the one in force, and take it into use')
    .option('--jaar <jjjj>', 'fetch the file of CBS of that year (POSTCODES_URL)', leesJaar)
    .option('--geldig-vanaf <jjjj-mm-dd>', 'the day on which it takes effect (default: today)', leesDag)
    .option(
      '--naam <naam>',
      'what it is called; it replaces the one of that name (default: postcodes- and the day: tables of other days stay)',
      leesNaam,
    )
    .option(
      '--sta-toe <grens>',
      `take it although this count is outside its limits (${GRENZEN.join(', ')}); once for each`,
      leesGrens,
    )
    .option('--proef', 'do everything but taking it into use')
    .option('--json', 'print JSON, with every difference')
    .addHelpText('after', UITLEG)
    .action((bestanden: string[], opties: Opties) => voer(o, () => importeer(o, bestanden, opties)))
  voegLijstToe(commando, o)
  voegTerugToe(commando, o)
  voegGemeentenToe(commando, o)
}

function leesJaar(tekst: string): string {
  if (!/^20[0-9]{2}$/.test(tekst)) throw new InvalidArgumentError('a year is written 2025')
  return tekst
}

function leesDag(tekst: string): string {
  if (!isDag(tekst)) throw new InvalidArgumentError('a day is written jjjj-mm-dd, such as 2027-01-01')
  return tekst
}

function leesGrens(tekst: string, eerder: readonly Grens[] = []): readonly Grens[] {
  const grens = GRENZEN.find((een) => een === tekst)
  if (grens === undefined) throw new InvalidArgumentError(`a limit is one of ${GRENZEN.join(', ')}`)
  return [...eerder, grens]
}

function leesNaam(tekst: string): string {
  if (!/^[a-z0-9][a-z0-9._-]{0,39}$/.test(tekst)) {
    throw new InvalidArgumentError('a name has at most 40 lower-case letters, digits, points and dashes')
  }
  return tekst
}

async function importeer(o: Omstandigheden, gegeven: readonly string[], opties: Opties): Promise<Afloop> {
  const { POSTCODES_URL } = leesPostcodeconfig(o)
  if ((gegeven.length === 0) === (opties.jaar === undefined)) {
    throw commandofout(AFLOOP.gebruik, 'name one or more files, or a year with --jaar')
  }
  const bronnen = opties.jaar === undefined ? gegeven : [POSTCODES_URL.replaceAll('{jaar}', opties.jaar)]
  const geldigVanaf = opties.geldigVanaf ?? amsterdamseDag(o.nu())
  const opdracht: Importopdracht = {
    naam: opties.naam ?? `postcodes-${geldigVanaf}`,
    geldigVanaf,
    staToe: new Set(opties.staToe ?? []),
    proef: opties.proef === true,
  }
  const meld = maakVoortgang(o)
  return metTeken((signal) =>
    metBestanden(bronnen, { meld, signal }, (bestanden) =>
      metEigenaar(o, async (plek) => {
        const uitkomst = await voerImportUit({ ...plek, meld, signal }, { ...opdracht, bestanden })
        if (o.fout.isTTY) o.fout.write('\n')
        await schrijf(o.uit, opties.json ? JSON.stringify(uitkomst.json) : uitkomst.tekst)
        return uitkomst.goed ? AFLOOP.goed : AFLOOP.fout
      }),
    ),
  )
}

type Ophaling = { readonly meld: (tekst: string) => void; readonly signal: AbortSignal }

/** Files as they are, and what stands at an address fetched first. */
async function metBestanden<T>(
  bronnen: readonly string[],
  ophaling: Ophaling,
  f: (bestanden: readonly Bronbestand[]) => Promise<T>,
  gehad: readonly Bronbestand[] = [],
): Promise<T> {
  const [bron, ...rest] = bronnen
  if (bron === undefined) return f(gehad)
  if (!/^https?:\/\//i.test(bron)) {
    return metBestanden(rest, ophaling, f, [...gehad, { pad: bron, naam: basename(bron) }])
  }
  if (!URL.canParse(bron)) throw commandofout(AFLOOP.gebruik, 'an address of a file begins with http:// or https://')
  // An HTTP client takes 15 MB, which a file on this machine does not need.
  const { metOpgehaald, toonUrl } = await import('../postcodes/download.ts')
  return metOpgehaald({ ...ophaling, url: bron }, (pad) =>
    metBestanden(rest, ophaling, f, [...gehad, { pad, naam: toonUrl(bron) }]),
  )
}
