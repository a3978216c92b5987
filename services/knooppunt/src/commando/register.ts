import { writeFile } from 'node:fs/promises'
import { velden } from '@warmknooppunt/platform/http-verzoek'
import type { Registerdocument, Verandering } from '@warmknooppunt/register/registerdocument'
import type { Command } from 'commander'
import type { Anders } from '../register/besluit-anders.ts'
import { alleenAnders } from '../register/besluit-anders.ts'
import { maakVolledig } from '../register/besluit-volledig.ts'
import type { Bestand, Bestandsfout } from '../register/registerbestand.ts'
import { haalRegisterbestand, leesRegisterbestand, schrijfRegisterbestand } from '../register/registerbestand.ts'
import type { Wijzigopties } from '../register/registervraag.ts'
import { leesRegister, metWijziging, stuurWijziging } from '../register/registervraag.ts'
import { toonUitkomst } from '../register/toon-register.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Operatoropties } from './hub-client.ts'
import { metOperator, operatorHoor, weigering } from './hub-client.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'

type Uitopties = Operatoropties & { readonly naar?: string }
type Inopties = Wijzigopties & { readonly volledig?: true; readonly ja?: true }

const NA_IN = `
The file is YAML: lists by kind (deelnemers, clients, overeenkomsten, ...), as \`register uit\` writes it, or a part of that. A row takes the
place of the one with its key. Keys under \`weg\` are taken away. Either all of it counts, or nothing; faults are told with line and column.
Without --ja nothing is changed: it shows what would be, and what that does to routing.`

/** `register`: the register as a file, to review and keep in version control. */
export function voegRegisterToe(programma: Command, o: Omstandigheden = HIER): void {
  const register = programma
    .command('register')
    .description('the register as a file: `uit` writes it, `in` makes it so')
  metOperator(register.command('uit'))
    .description('write the register of the running hub as YAML; public keys are in it, nothing secret')
    .option('--naar <bestand>', 'file to write (default: standard output)')
    .action((opties: Uitopties) => voer(o, () => schrijfUit(o, opties)))
  metWijziging(register.command('in'))
    .argument('<bestand>', 'file with rows of the register')
    .description('put the rows of a file into the register of the running hub')
    .option('--volledig', 'the file is the whole register: take away what it lacks')
    .option('--ja', 'make the change; without it, only show it')
    .addHelpText('after', NA_IN)
    .action((bestand: string, opties: Inopties) => voer(o, () => leesIn(o, opties, bestand)))
}

/** `effect`: what a file would do to routing. */
export function voegEffectToe(programma: Command, o: Omstandigheden = HIER): void {
  metWijziging(programma.command('effect'))
    .argument('<bestand>', 'file with rows of the register, as `register in` takes it')
    .description('what the rows of a file would do to the register and to routing; changes nothing')
    .option('--volledig', 'the file is the whole register: what it lacks is taken away')
    .action((bestand: string, opties: Inopties) => voer(o, () => leesIn(o, { ...opties, proef: true }, bestand)))
}

async function schrijfUit(o: Omstandigheden, opties: Uitopties): Promise<Afloop> {
  const { versie, register } = await leesRegister(await operatorHoor(o, opties))
  const inhoud = opties.json
    ? JSON.stringify({ versie, register })
    : `# register version ${versie}\n${schrijfRegisterbestand(register)}`
  if (opties.naar === undefined) await schrijf(o.uit, inhoud.trimEnd())
  else await writeFile(opties.naar, `${inhoud.trimEnd()}\n`)
  return AFLOOP.goed
}

async function leesIn(o: Omstandigheden, opties: Inopties, pad: string): Promise<Afloop> {
  const lezing = leesRegisterbestand(await haalRegisterbestand(pad))
  if (lezing.kind === 'fout') throw bestandsfouten(pad, lezing.fouten)
  const hoor = await operatorHoor(o, opties)
  const { versie, register } = await leesRegister(hoor)
  const gevraagd = opties.volledig ? eisVolledig(register, lezing.bestand.verandering) : lezing.bestand.verandering
  const { verandering, inBestand } = alleenAnders(register, gevraagd)
  const proef = opties.proef || !opties.ja
  const vraag = {
    versie,
    opties: { ...opties, ...(proef ? { proef } : {}) },
    standaard: 'Ingelezen bestand',
    verandering,
  }
  const antwoord = await stuurWijziging(hoor, vraag)
  if (antwoord.status >= 300) throw geweigerd({ pad, plek: lezing.bestand.plek, inBestand }, antwoord)
  const slot = opties.proef || opties.ja ? '' : '\nthe same with --ja makes it so'
  await schrijf(o.uit, opties.json ? JSON.stringify(antwoord.body) : `${toonUitkomst(antwoord.body)}${slot}`)
  return AFLOOP.goed
}

function eisVolledig(register: Registerdocument, verandering: Verandering): Verandering {
  const volledig = maakVolledig(register, verandering)
  if (volledig.kind === 'goed') return volledig.verandering
  const namen = volledig.rijen.slice(0, 20).map(({ soort, sleutel }) => `\n  ${soort} ${sleutel}`)
  const tekst = `the file lacks rows that cannot be taken away; put them in and end them there with a date or a status:${namen.join('')}`
  throw commandofout(AFLOOP.fout, tekst)
}

type Plek = Pick<Bestand, 'plek'> & Pick<Anders, 'inBestand'> & { readonly pad: string }

/** What the hub found wrong, at the lines of the file. */
function geweigerd({ pad, plek, inBestand }: Plek, antwoord: { status: number; body: unknown }): Error {
  const { errors } = velden(antwoord.body)
  const fouten = (Array.isArray(errors) ? errors.map(velden) : []).map(({ location, detail }) => {
    const veld = inBestand(String(location))
    return { ...plek(veld), veld, detail: String(detail) }
  })
  return fouten.length === 0 ? weigering(antwoord.status, antwoord.body) : bestandsfouten(pad, fouten)
}

function bestandsfouten(pad: string, fouten: readonly Bestandsfout[]): Error {
  const regels = fouten.map(({ regel, kolom, veld, detail }) =>
    `\n  ${pad}:${regel}:${kolom} ${veld} ${detail}`.trimEnd(),
  )
  const aantal = fouten.length === 1 ? 'one fault' : `${fouten.length} faults`
  return commandofout(AFLOOP.fout, `nothing was changed: ${aantal} in the file${regels.join('')}`)
}
