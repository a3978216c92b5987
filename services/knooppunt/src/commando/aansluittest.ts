import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { API_VERSIE } from '@warmknooppunt/platform/http-koppen'
import { PROEFKOP } from '@warmknooppunt/platform/proefknooppunt'
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { request } from 'undici'
import type { Klaargezet, Webhook } from '../aansluittest/aansluittest.ts'
import { doeAansluittest } from '../aansluittest/aansluittest.ts'
import type { Rol } from '../aansluittest/besluit-ingreep.ts'
import type { Adres } from '../aansluittest/opdracht.ts'
import { adresVan, maakDoorverwijzing, maakEvent } from '../aansluittest/opdracht.ts'
import type { Stap } from '../aansluittest/verloop.ts'
import type { Verslag } from '../aansluittest/verslag.ts'
import { isGeslaagd, maakVerslag } from '../aansluittest/verslag.ts'
import { PROEF_MAP } from '../datamap.ts'
import { leesGeheim } from '../geheimen.ts'
import { alsVelden } from '../simulatie/keur-antwoord.ts'
import { foutcode } from './aanmelden.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Bereik } from './client.ts'
import { leesPlek, leesUrl, metBereik } from './client.ts'
import { operatorVraag } from './hub-client.ts'
import { leesAantal } from './lees-aantal.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import { metTeken } from './teken.ts'

type Opties = Bereik & {
  readonly rol: Rol
  readonly deelnemer: string
  readonly adres: string
  readonly poort: number
  readonly webhook?: string
  readonly geheim?: string
  readonly schuldeiser: string
  readonly woont?: Adres
  readonly wacht: number
  readonly verslag?: string
  readonly json?: true
}

const OPERATOR = 'beheer-warmknooppunt'
const UITLEG = `
The system under test talks to this command in the place of the hub: give it the address that is printed. Tokens it asks at the hub itself.
Every request is passed on; some meet a fault that every system meets one day (a 503, an answer that is lost, a message that comes twice),
once each. docs/aansluiten.md tells both roles what to do. A gemeente with --webhook is pushed to, also with signatures it must refuse.

It needs a hub that was started with \`npm start -- --proef\`, and its data folder (DATA_MAP, default .data-proef) for the keys of the parties
that play along. Exit code 1: a step was not passed. Ctrl-C ends the test, with the report so far.

Example:
  npm run knooppunt -- aansluittest --rol schuldeiser --deelnemer waterbedrijf-maasdal`

/** `aansluittest`: tries whether the system of a party does what it must, and writes a report to sign. */
export function voegAansluittestToe(programma: Command, o: Omstandigheden = HIER): void {
  metBereik(programma.command('aansluittest'))
    .description("try whether a party's own system does all it must, step by step, and write a report to sign off")
    .addOption(
      new Option('--rol <rol>', 'what the party is').choices(['schuldeiser', 'gemeente']).makeOptionMandatory(),
    )
    .requiredOption('--deelnemer <code>', 'the party whose system is tried')
    .option(
      '--poort <n>',
      'port at which the system under test finds this test',
      leesAantal({ naam: 'a port', min: 1, max: 65_535 }),
      8_095,
    )
    .option('--adres <adres>', 'address to listen on; 0.0.0.0 for a system on another machine', '127.0.0.1')
    .option('--webhook <url>', 'of a gemeente: push to its webhook here, instead of having it read its postvak')
    .option('--geheim <bestand>', 'file with the secret (whsec_...) with which that webhook checks signatures')
    .option('--schuldeiser <code>', 'who refers to the gemeente under test', 'waterbedrijf-maasdal')
    .option(
      '--woont <postcode,huisnummer>',
      'an address in the gemeente under test (default: that of a demo party)',
      leesAdres,
    )
    .option(
      '--wacht <seconden>',
      'how long the test waits for the system',
      leesAantal({ naam: 'seconds', min: 1, max: 86_400 }),
      1_800,
    )
    .option('--verslag <bestand>', 'where the report goes (default: aansluittest-<deelnemer>-<moment>.md)')
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', UITLEG)
    .action((opties: Opties) => voer(o, () => metTeken((signal) => test(o, opties, signal))))
}

function leesAdres(tekst: string): Adres {
  const [, postcode = '', nummer = ''] = /^(\d{4} ?[A-Za-z]{2}),(\d{1,5})$/.exec(tekst) ?? []
  if (postcode === '') throw new InvalidArgumentError('a postcode and a house number, such as 6041AA,1')
  return { postcode, huisnummer: Number(nummer) }
}

async function test(buiten: Omstandigheden, opties: Opties, teken: AbortSignal): Promise<Afloop> {
  const o = { ...buiten, env: { ...buiten.env, DATA_MAP: buiten.env.DATA_MAP ?? PROEF_MAP } }
  const hub = await leesUrl(opties, leesPlek(o).data)
  await eisProef(hub)
  const webhook = await leesWebhook(opties)
  const woont = opties.rol === 'gemeente' ? eisAdres(opties) : null
  const begonnenOp = o.nu().toString({ smallestUnit: 'second' })
  const meld = (tekst: string) => void o.fout.write(`${tekst}\n`)
  const stappen = await doeAansluittest({
    ...{ hub, rol: opties.rol, adres: opties.adres, poort: opties.poort, nu: o.nu, webhook },
    signal: AbortSignal.any([teken, AbortSignal.timeout(opties.wacht * 1_000)]),
    zetKlaar: woont && (() => zetKlaar(o, opties, woont)),
    weiger: (dossierId) => weiger(o, opties, dossierId),
    begonnen: () =>
      meld(
        `Klaar voor ${opties.deelnemer}: laat het systeem http://${opties.adres}:${opties.poort} gebruiken als knooppunt.`,
      ),
    bijStap: (stap) => meld(regel(stap)),
  })
  return sluitAf(o, opties, {
    ...{ rol: opties.rol, deelnemer: opties.deelnemer, hub, versie: API_VERSIE, begonnenOp, stappen },
    weg: woont ? (webhook ? 'webhook' : 'postvak') : null,
    geeindigdOp: o.nu().toString({ smallestUnit: 'second' }),
    geslaagd: isGeslaagd(stappen),
  })
}

async function sluitAf(o: Omstandigheden, opties: Opties, verslag: Verslag): Promise<Afloop> {
  const moment = verslag.geeindigdOp.replace(/[-:]/g, '')
  const bestand = resolve(opties.verslag ?? `aansluittest-${opties.deelnemer}-${moment}.md`)
  await writeFile(bestand, maakVerslag(verslag))
  if (opties.json) await schrijf(o.uit, JSON.stringify({ ...verslag, bestand }))
  else {
    for (const stap of verslag.stappen.filter(({ oordeel }) => oordeel === 'open')) await schrijf(o.uit, regel(stap))
    const gehaald = verslag.stappen.filter(({ oordeel }) => oordeel === 'gehaald').length
    const uitslag = verslag.geslaagd ? 'geslaagd' : 'niet geslaagd'
    await schrijf(o.uit, `${uitslag}: ${gehaald} van ${verslag.stappen.length} stappen gehaald; verslag in ${bestand}`)
  }
  return verslag.geslaagd ? AFLOOP.goed : AFLOOP.fout
}

function regel({ naam, oordeel, gezien, advies }: Stap): string {
  const raad = oordeel === 'gehaald' ? '' : `\n             ${advies}`
  return `${oordeel.padEnd(8)} ${naam}: ${gezien}${raad}`
}

/** A test posts invented people and plays faults: never at a hub with real ones. */
async function eisProef(hub: string): Promise<void> {
  const [kop = '', waarde = ''] = Object.entries(PROEFKOP)[0] ?? []
  const antwoord = await request(`${hub}/gezondheid/leeft`).catch((fout: unknown) => {
    const tekst = `the hub at ${hub} does not answer (${foutcode(fout)}); start it with \`npm start -- --proef\`, or name another with --url`
    throw commandofout(AFLOOP.nietBeschikbaar, tekst, fout)
  })
  await antwoord.body.dump()
  if (antwoord.headers[kop.toLowerCase()] === waarde) return
  throw commandofout(
    AFLOOP.config,
    `the hub at ${hub} is no proef; the test runs at one that was started with \`npm start -- --proef\``,
  )
}

async function leesWebhook({ rol, webhook: url, geheim }: Opties): Promise<Webhook | null> {
  if (url === undefined) return null
  if (rol !== 'gemeente') throw commandofout(AFLOOP.gebruik, '--webhook is for the rol gemeente')
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw commandofout(AFLOOP.gebruik, '--webhook must be an address that begins with http:// or https://')
  const gelezen = geheim === undefined ? null : await leesGeheim(geheim)
  if (gelezen === null || !/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/.test(gelezen)) {
    throw commandofout(AFLOOP.gebruik, '--webhook needs --geheim <bestand>: a file with the signing secret, whsec_...')
  }
  return { url, geheim: gelezen }
}

function eisAdres({ woont, deelnemer, schuldeiser }: Opties): Adres {
  const adres = woont ?? adresVan(deelnemer, schuldeiser)
  if (adres) return adres
  throw commandofout(
    AFLOOP.gebruik,
    `the demo has no address that ${schuldeiser} refers to ${deelnemer}; name one with --woont 6041AA,1`,
  )
}

async function zetKlaar(o: Omstandigheden, opties: Opties, woont: Adres): Promise<Klaargezet> {
  const vraag = await operatorVraag(o, { ...opties, client: opties.schuldeiser })
  const dien = async () => {
    const kenmerk = Array.from({ length: 10 }, () => String.fromCharCode(97 + randomInt(26))).join('')
    const doorverwijzing = maakDoorverwijzing(woont, kenmerk, o.nu())
    const antwoord = await vraag({ method: 'POST', pad: '/v1/doorverwijzingen', body: doorverwijzing })
    return { doorverwijzing, antwoord, id: String(alsVelden(antwoord).id) }
  }
  const eerste = await dien()
  const tweede = opties.webhook === undefined ? await dien() : null
  const event = maakEvent(eerste.doorverwijzing, eerste.antwoord, opties.schuldeiser, o.nu())
  return { gewoon: eerste.id, vernietigd: tweede?.id ?? null, event }
}

async function weiger(o: Omstandigheden, opties: Opties, dossierId: string): Promise<void> {
  const vraag = await operatorVraag(o, { ...opties, client: OPERATOR })
  await vraag({
    method: 'POST',
    pad: '/v1/beheer/routeeropdrachten',
    body: { dossierId, weiger: 'adres-niet-te-herleiden' },
  })
}
