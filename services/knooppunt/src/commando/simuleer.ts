import { randomInt } from 'node:crypto'
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { Agent } from 'undici'
import type { Mix } from '../simulatie/mix.ts'
import { leesMix, STANDAARD_MIX } from '../simulatie/mix.ts'
import type { Stand } from '../simulatie/simulatie.ts'
import type { Verslag } from '../simulatie/verslag.ts'
import type { Aanmelding } from './aanmelden.ts'
import { eisToken } from './aanmelden.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP } from './afloop.ts'
import type { Bereik } from './client.ts'
import { kiesClient, leesPlek, leesUrl, metBereik } from './client.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'

type Opties = Bereik & {
  readonly aantal: number
  readonly perSeconde: number
  readonly mix: Mix
  readonly zaad: number
  readonly contact: number
  readonly wacht: number
  readonly json?: true
}

const VERBINDINGEN = 128
const VOORTGANG_MS = 500
const NALOOP_MS = 1_500

/** `simuleer`: plays creditors and gemeenten over HTTP against a running hub with the demo's register, checks everything, and counts. */
export function voegSimuleerToe(programma: Command, o: Omstandigheden = HIER): void {
  metBereik(programma.command('simuleer'))
    .description(
      'play creditors and municipalities against a running hub with the demo register, check every answer and delivery, and count',
    )
    .option('--aantal <n>', 'how many doorverwijzingen', getal(1, 10_000_000), 2_000)
    .option('--per-seconde <n>', 'how many a second, whether or not the hub keeps up', getal(1, 100_000), 100)
    .addOption(
      // A Map of its own would be shown as {}.
      new Option('--mix <soort=gewicht,...>', 'which kinds, by weight')
        .argParser(leesMixoptie)
        .default(leesMixoptie(STANDAARD_MIX), STANDAARD_MIX),
    )
    .option('--zaad <n>', 'the same seed invents the same people again', getal(0, 2 ** 31), 1)
    .option('--contact <n>', 'one in so many delivered gets a contactregistratie; 0 = none', getal(0, 1_000_000), 10)
    .option(
      '--wacht <seconden>',
      'how long a request is repeated, and the last deliveries are waited for',
      getal(1, 3_600),
      30,
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', UITLEG)
    .action((opties: Opties) => voer(o, () => voerUit(o, opties)))
}

const UITLEG = `
A request is repeated with the same key, after the time that Retry-After asks, when the hub answers 503 or 429 or the connection breaks
(counted as herhaald). What the mix posts twice on purpose (herhaling) is counted apart, as opzettelijkHerhaald.
Lost = accepted for a gemeente and not seen in a postvak. Double = the same id twice in a postvak, or two ids for one doorverwijzing.
Ctrl-C stops the sending and ends with the table so far; once more stops the waiting too.
Exit code 1: something was lost or doubled, never answered, or a check failed.`

function getal(min: number, max: number): (tekst: string) => number {
  return (tekst) => {
    const waarde = /^[0-9]+$/.test(tekst) ? Number(tekst) : Number.NaN
    if (!(waarde >= min && waarde <= max)) throw new InvalidArgumentError(`a whole number from ${min} to ${max}`)
    return waarde
  }
}

function leesMixoptie(tekst: string): Mix {
  const lezing = leesMix(tekst)
  if (lezing.kind === 'ongeldig') throw new InvalidArgumentError(lezing.detail)
  return lezing.mix
}

async function voerUit(o: Omstandigheden, opties: Opties): Promise<Afloop> {
  const [{ isGoed }, { toonVerslag }] = await Promise.all([
    import('../simulatie/verslag.ts'),
    import('../simulatie/toon-verslag.ts'),
  ])
  const verslag = await speel(o, opties)
  await schrijf(o.uit, opties.json ? JSON.stringify(verslag) : toonVerslag(verslag))
  return isGoed(verslag) ? AFLOOP.goed : AFLOOP.fout
}

async function speel(o: Omstandigheden, opties: Opties): Promise<Verslag> {
  const { simuleer } = await import('../simulatie/simulatie.ts')
  const { maakTokens } = await import('../simulatie/tokens.ts')
  const partijen = await kiesPartijen(o, opties)
  const url = await leesUrl(opties, leesPlek(o).data)
  const dispatcher = new Agent({ connections: VERBINDINGEN, keepAliveTimeout: 30_000 })
  const stop = luisterNaarStop()
  try {
    return await simuleer({
      ...opties,
      verbinding: { url, dispatcher, token: maakTokens({ partijen, nu: o.nu, signal: stop.meteen }) },
      run: Array.from({ length: 8 }, () => String.fromCharCode(97 + randomInt(26))).join(''),
      contactPer: opties.contact,
      geduldMs: opties.wacht * 1_000,
      naloopMs: NALOOP_MS,
      nu: o.nu,
      genoeg: stop.genoeg,
      meteen: stop.meteen,
      voortgang: o.fout.isTTY ? toonVoortgang(o) : () => undefined,
    })
  } finally {
    stop.vergeet()
    if (o.fout.isTTY) o.fout.write('\n')
    await dispatcher.destroy()
  }
}

/** All parties with their keys. One token is asked first: a hub that is not there is then said at once. */
async function kiesPartijen(o: Omstandigheden, opties: Opties): Promise<ReadonlyMap<string, Aanmelding>> {
  const { SPELERS } = await import('../simulatie/partijen.ts')
  const { data } = leesPlek(o)
  const partijen = await Promise.all(SPELERS.map((speler) => kiesClient(speler, opties, data)))
  const [eerste] = partijen
  if (eerste) await eisToken(eerste, o.nu())
  return new Map(partijen.map((partij) => [partij.clientId, partij]))
}

type Stop = { readonly genoeg: AbortSignal; readonly meteen: AbortSignal; vergeet(): void }

/** The first Ctrl-C stops the sending, the second the waiting. */
function luisterNaarStop(): Stop {
  const genoeg = new AbortController()
  const meteen = new AbortController()
  const stop = () => (genoeg.signal.aborted ? meteen.abort() : genoeg.abort())
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    genoeg: genoeg.signal,
    meteen: meteen.signal,
    vergeet() {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}

function toonVoortgang({ fout }: Omstandigheden): (stand: Stand) => void {
  let laatst = 0
  return ({ verzonden, gezien, aantal }) => {
    const nu = performance.now()
    if (nu - laatst < VOORTGANG_MS && verzonden < aantal) return
    laatst = nu
    fout.write(`\r${verzonden} of ${aantal} answered, ${gezien} seen in a postvak `)
  }
}
