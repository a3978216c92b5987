import pg from 'pg'
import type { DestinationStream, LogFn, Logger } from 'pino'
import { pino } from 'pino'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child'>

/** Fields that hold personal data or secrets wherever they turn up. The first lock is not logging them; this is the second. */
const GEHEIM = [
  'authorization',
  'token',
  'access_token',
  'client_assertion',
  'wachtwoord',
  'geheim',
  'body',
  'inhoud',
  'data',
  'hulpvrager',
  'naam',
  'telefoonnummer',
  'emailadres',
  'geboortedatum',
  'woonadres',
  'postcode',
  'klantnummer',
  'contactpersoon',
  'vorderingen',
  'url',
] as const

/** For what a child logger carries along, which pino formats by paths only. */
const PADEN = GEHEIM.flatMap((veld) => [veld, `*.${veld}`, `*.*.${veld}`])
const VELDEN: ReadonlySet<string> = new Set(GEHEIM)
const WEG = '[weggelaten]'
const MAX_DIEPTE = 8

/** The same without the values of secret fields, however deep (pino's own paths have no depth), and with errors described. */
function schoon(waarde: unknown, diepte = 0): unknown {
  if (waarde instanceof Error) return beschrijfFout(waarde)
  if (typeof waarde !== 'object' || waarde === null) return waarde
  if (diepte > MAX_DIEPTE) return WEG
  if ('toJSON' in waarde && typeof waarde.toJSON === 'function') return schoon(waarde.toJSON(), diepte + 1)
  if (Array.isArray(waarde)) return waarde.map((deel) => schoon(deel, diepte + 1))
  return schoonObject(waarde, diepte)
}

function schoonObject(waarde: object, diepte: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(waarde).map(([veld, deel]) => [
      veld,
      VELDEN.has(veld.toLowerCase()) ? WEG : schoon(deel, diepte + 1),
    ]),
  )
}

const MAX_OORZAKEN = 5

/**
 * What of an error may be logged. A DatabaseError quotes values in message, detail and where, so of those only the code and the names of
 * schema, table, column and constraint are kept; parsers and Node's argument checks quote what they choke on, so their message goes too.
 */
export function beschrijfFout(fout: unknown, diepte = 0): Readonly<Record<string, unknown>> {
  if (fout instanceof pg.DatabaseError) {
    const { code, schema, table, column, constraint, routine } = fout
    return { soort: 'DatabaseError', code, schema, table, column, constraint, routine, stack: plekken(fout.stack) }
  }
  if (!(fout instanceof Error)) return { soort: typeof fout }
  const code = 'code' in fout && typeof fout.code === 'string' ? { code: fout.code } : {}
  const melding = citeert(fout) ? {} : { melding: fout.message }
  const oorzaak =
    fout.cause === undefined || diepte >= MAX_OORZAKEN ? {} : { oorzaak: beschrijfFout(fout.cause, diepte + 1) }
  return { soort: fout.name, ...code, ...melding, stack: plekken(fout.stack), ...oorzaak }
}

function citeert(fout: Error): boolean {
  if (fout instanceof SyntaxError || fout instanceof RangeError) return true
  return 'code' in fout && typeof fout.code === 'string' && fout.code.startsWith('ERR_')
}

/** The places of a stack trace without its first line, which repeats the message. */
function plekken(stack: string | undefined): string[] {
  return (stack ?? '')
    .split('\n')
    .filter((regel) => regel.trimStart().startsWith('at '))
    .slice(0, 12)
    .map((regel) => regel.trim())
}

/** A stable, short, value-free code of an error: SQLSTATE, errno or the error's name. */
export function foutcode(fout: unknown): string {
  if (fout instanceof Error && 'code' in fout && typeof fout.code === 'string') return fout.code
  return fout instanceof Error ? fout.name : 'onbekend'
}

export type LogKeuze = { readonly dienst: string; readonly niveau: string; readonly naar?: DestinationStream }

/** A line without a text of its own would take over the message of its error, which may quote values. */
function metNaam(this: Logger, delen: Parameters<LogFn>, methode: LogFn): void {
  const [eerste] = delen
  if (delen.length === 1 && typeof eerste === 'object') methode.apply(this, [eerste, 'fout'])
  else methode.apply(this, delen)
}

/** JSON lines on stdout (or `naar`), one wide line per happening. */
export function maakLog(keuze: LogKeuze): Logger {
  const opties = {
    level: keuze.niveau,
    base: { dienst: keuze.dienst },
    timestamp: () => `,"tijd":"${new Date().toISOString()}"`,
    formatters: {
      level: (label: string) => ({ niveau: label }),
      log: (regel: object) => schoonObject(regel, 0),
    },
    serializers: { err: (fout: unknown) => (fout instanceof Error ? beschrijfFout(fout) : fout) },
    redact: { paths: [...PADEN], censor: WEG },
    hooks: { logMethod: metNaam },
    messageKey: 'gebeurtenis',
    errorKey: 'err',
  }
  return pino(opties, keuze.naar ?? maakUitvoer())
}

/** Lines that wait for room; what comes beyond them is dropped. */
const MAX_WACHT_BYTES = 1_048_576

/** Stdout may be a file on a disk that is full: no reason for a process to end. What could not be written goes first when there is room again. */
function maakUitvoer(): DestinationStream {
  const uitvoer = pino.destination({ fd: 1, sync: true, maxLength: MAX_WACHT_BYTES })
  uitvoer.on('error', () => undefined)
  return uitvoer
}
