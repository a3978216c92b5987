import { leesGemeentecode } from '@warmknooppunt/regels/gemeentecode-controle'
import type { Kalender } from '@warmknooppunt/regels/kalender'
import { maakKalender } from '@warmknooppunt/regels/kalender'
import type { Overeenkomst } from '@warmknooppunt/regels/overeenkomst'
import { bekendeFeestdagen } from '@warmknooppunt/register/bekende-feestdagen'
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout, eindeVan } from './afloop.ts'
import { antwoordOpBestand } from './bestand.ts'
import type { Bron } from './bron.ts'
import { leesPlek } from './client.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import { openBron, openLopendeBron } from './open-bron.ts'
import type { Grondslag, Termijnantwoord } from './termijn-antwoord.ts'
import { antwoordOp, antwoordOpRij, legTermijnUit } from './termijn-antwoord.ts'

type Opties = {
  readonly gemeente?: string
  readonly schuldeiser?: string
  readonly bestand?: string
  readonly json?: true
}

/** `termijn`: the dates that follow from an acceptance at a moment; with `--bestand` for many. */
export function voegTermijnToe(programma: Command, o: Omstandigheden = HIER): void {
  programma
    .command('termijn')
    .argument(
      '[tijdstip]',
      'moment of acceptance: 2026-03-02T10:12:00+01:00, or 2026-03-02T10:12 as a clock time in Amsterdam',
    )
    .description('until when contact must be made and the incassostop lasts, and why; needs no running hub')
    .option('--gemeente <code>', 'the terms of the overeenkomsten of this gemeente (0988 or GM0988)', leesCode)
    .option('--schuldeiser <deelnemer>', 'with --gemeente: only the overeenkomst of this schuldeiser')
    .option('--bestand <x.csv>', 'for many: a column tijdstip; `-` reads what is piped in')
    .option('--json', 'print JSON (always with --bestand: one line a row, in order)')
    .addHelpText('after', '\nWarns on stderr where holidays are not known yet: dates there may turn out a day early.')
    .action((tijdstip: string | undefined, opties: Opties) => voer(o, () => antwoord(o, tijdstip, opties)))
}

/** The four digits of a gemeentecode typed by a person. */
export function leesCode(tekst: string): string {
  const lezing = leesGemeentecode(tekst)
  if (lezing.kind === 'ongeldig')
    throw new InvalidArgumentError('a gemeentecode is four digits, such as 0988 or GM0988')
  return lezing.gemeentecode
}

async function antwoord(o: Omstandigheden, tijdstip: string | undefined, opties: Opties): Promise<Afloop> {
  const { bestand } = opties
  if ((tijdstip === undefined) === (bestand === undefined)) {
    throw commandofout(AFLOOP.gebruik, 'give a moment, or a file with --bestand')
  }
  if (opties.schuldeiser !== undefined && opties.gemeente === undefined) {
    throw commandofout(AFLOOP.gebruik, '--schuldeiser needs --gemeente')
  }
  const grondslag = await haalGrondslag(o, opties)
  if (bestand !== undefined) return uitBestand(o, bestand, grondslag)
  const gevonden = antwoordOp(tijdstip ?? '', grondslag)
  if (gevonden.kind === 'ongeldig') {
    const vorm = 'a moment is written 2026-03-02T10:12:00+01:00, or 2026-03-02T10:12 for a clock time in Amsterdam'
    throw commandofout(AFLOOP.gebruik, vorm)
  }
  await schrijf(o.uit, opties.json ? JSON.stringify(gevonden.antwoord) : legTermijnUit(gevonden.antwoord, grondslag))
  if (!gevonden.antwoord.feestdagenBekend) waarschuw(o, grondslag, 1)
  return AFLOOP.goed
}

async function uitBestand(o: Omstandigheden, bestand: string, grondslag: Grondslag): Promise<Afloop> {
  let onbekend = 0
  const afloop = await antwoordOpBestand(o, {
    bestand,
    kolommen: ['tijdstip'],
    beantwoord: async (rijen) => {
      const antwoorden = rijen.map((rij) => antwoordOpRij(rij, grondslag))
      onbekend += antwoorden.filter(isOnbekend).length
      return antwoorden
    },
  })
  if (onbekend > 0) waarschuw(o, grondslag, onbekend)
  return afloop
}

function isOnbekend(antwoord: Termijnantwoord | { readonly status: 'ongeldig' }): boolean {
  return 'feestdagenBekend' in antwoord && !antwoord.feestdagenBekend
}

function waarschuw(o: Omstandigheden, { kalender }: Grondslag, aantal: number): void {
  const jaren = `${kalender.bekendVan.slice(0, 4)}-${kalender.bekendTotEnMet.slice(0, 4)}`
  o.fout.write(
    `WARNING: ${aantal} answer(s) reach beyond the years whose holidays are known (${jaren}). ` +
      'Only weekends were counted there: dates may be WRONG by some days. Register the holidays of that year first.\n',
  )
}

/** Terms and calendar: those of the register where it can be read, else the standard terms and the holidays this release knows. */
async function haalGrondslag(o: Omstandigheden, { gemeente, schuldeiser }: Opties): Promise<Grondslag> {
  const bron = await openRegister(o, gemeente !== undefined)
  if (bron === null) {
    return { kalender: bekendeKalender(), overeenkomsten: [], naam: 'the holidays this release knows', gemeente: null }
  }
  try {
    const naam = gemeente === undefined ? null : bron.stand.gemeente(gemeente)?.naam
    if (naam === undefined) throw commandofout(AFLOOP.fout, `the register has no gemeente ${gemeente} (${bron.naam})`)
    const van = bron.overeenkomsten.filter((rij) => isVan(rij, gemeente, schuldeiser))
    const naamBron = bron.naam
    return {
      kalender: bron.stand.kalender,
      overeenkomsten: van,
      naam: naamBron,
      gemeente: naam === null ? null : `${naam} (${gemeente})`,
    }
  } finally {
    await bron.sluit()
  }
}

function isVan(rij: Overeenkomst, gemeente: string | undefined, schuldeiser: string | undefined): boolean {
  return rij.gemeentecode === gemeente && (schuldeiser === undefined || rij.schuldeiser === schuldeiser)
}

/** A hub that does not answer is no reason to give no dates: they are then given by the standard terms, and that is said. */
async function openRegister(o: Omstandigheden, metGemeente: boolean): Promise<Bron | null> {
  try {
    return metGemeente ? await openBron(leesPlek(o)) : await openLopendeBron(leesPlek(o))
  } catch (fout) {
    const { afloop, tekst } = eindeVan(fout)
    if (afloop === AFLOOP.config) throw fout
    o.fout.write(`knooppunt: ${tekst}; the dates below follow the STANDARD terms and the holidays this release knows\n`)
    return null
  }
}

function bekendeKalender(): Kalender {
  const jaren = bekendeFeestdagen()
  const dagen = jaren.flatMap((jaar) => jaar.dagen.map(({ dag }) => dag))
  return maakKalender(dagen, [], { van: jaren[0]?.jaar ?? 0, totEnMet: jaren.at(-1)?.jaar ?? 0 })
}
