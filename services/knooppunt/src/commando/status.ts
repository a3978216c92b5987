import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { bepaalAandacht } from '../status/besluit-aandacht.ts'
import type { Hubstand } from '../status/besluit-hubstand.ts'
import { bepaalHubstand } from '../status/besluit-hubstand.ts'
import { leesProcessen, vindAdressen } from '../status/lees-processen.ts'
import { bepaalTempo, toonHubstand } from '../status/toon-hubstand.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import { leesPlek } from './client.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'

type Opties = {
  readonly metrieken?: readonly string[]
  readonly volg?: true
  readonly seconden: number
  readonly json?: true
}

/** From the top of the screen, and nothing below what is written. */
const BOVENAAN = '\u001b[H\u001b[2J'
const NA = `
Ends with 0 when nothing wants attention, 1 when something does, 69 when no process answers. The port of the metrics is not public: run
this on the machine of the hub, or name addresses that you can reach with --metrieken, one for each process.`

/** `status`: how the running hub fares, out of the metrics of its processes; `--volg` keeps looking. */
export function voegStatusToe(programma: Command, o: Omstandigheden = HIER): void {
  programma
    .command('status')
    .description('how the running hub fares: processes, stages, clocks, deliveries, and what wants attention')
    .option(
      '--metrieken <url>',
      'where a process tells its metrics; may be given more than once (default: the processes of the data folder)',
      voegAdresToe,
    )
    .option('--volg', 'keep looking until Ctrl-C, with what passes a second')
    .option('--seconden <n>', 'how long --volg waits between two looks, 1 to 3600', leesSeconden, 2)
    .option('--json', 'print a JSON object; with --volg one a line')
    .addHelpText('after', NA)
    .action((opties: Opties) => voer(o, () => (opties.volg ? volg(o, opties) : eenmaal(o, opties))))
}

async function eenmaal(o: Omstandigheden, opties: Opties): Promise<Afloop> {
  const stand = await kijk(o, opties)
  if (!stand.processen.some(({ bereikt }) => bereikt)) {
    const adressen = stand.processen.map(({ adres }) => adres).join(', ')
    const tekst = `no process of the hub answers at ${adressen}; start it with \`npm start\`, or name where it tells its metrics with --metrieken`
    throw commandofout(AFLOOP.nietBeschikbaar, tekst)
  }
  await toon(o, opties, stand, null)
  return bepaalAandacht(stand).length === 0 ? AFLOOP.goed : AFLOOP.fout
}

/** Until the reader of the output goes away or a signal ends the process; a hub that is away meanwhile is shown as such. */
async function volg(o: Omstandigheden, opties: Opties): Promise<Afloop> {
  for (let vorige: Hubstand | null = null; ; ) {
    const stand = await kijk(o, opties)
    if (!(await toon(o, opties, stand, vorige))) return AFLOOP.goed
    vorige = stand
    await wachtMs(opties.seconden * 1_000)
  }
}

async function kijk(o: Omstandigheden, opties: Opties): Promise<Hubstand> {
  const adressen = opties.metrieken ?? (await vindAdressen(leesPlek(o).data))
  return bepaalHubstand(await leesProcessen(adressen), o.nu().toString({ smallestUnit: 'millisecond' }))
}

function toon(o: Omstandigheden, opties: Opties, stand: Hubstand, vorige: Hubstand | null): Promise<boolean> {
  const aandacht = bepaalAandacht(stand)
  if (opties.json) return schrijf(o.uit, JSON.stringify({ ...stand, aandacht }))
  const tekst = toonHubstand(stand, aandacht, vorige && bepaalTempo(vorige, stand))
  const scherm = 'isTTY' in o.uit && o.uit.isTTY === true
  return schrijf(o.uit, opties.volg ? `${scherm ? BOVENAAN : ''}${stand.op}\n\n${tekst}` : tekst)
}

function voegAdresToe(tekst: string, eerder: readonly string[] = []): readonly string[] {
  if (!/^https?:\/\//.test(tekst) || !URL.canParse(tekst)) {
    throw new InvalidArgumentError('an address begins with http:// or https://')
  }
  const { pathname } = new URL(tekst)
  return [...eerder, pathname === '/' ? `${tekst.replace(/\/+$/, '')}/metrics` : tekst]
}

function leesSeconden(tekst: string): number {
  const seconden = Number(tekst)
  if (!/^\d{1,4}$/.test(tekst) || seconden < 1 || seconden > 3_600) throw new InvalidArgumentError('1 to 3600')
  return seconden
}
