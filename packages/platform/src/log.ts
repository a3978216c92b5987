import pg from 'pg'
import type { DestinationStream, Logger } from 'pino'
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

const PADEN = GEHEIM.flatMap((veld) => [veld, `*.${veld}`, `*.*.${veld}`, `*.headers.${veld}`])

/**
 * What of an error may be logged. A DatabaseError quotes values in message, detail and where, so of those only the code and the names of
 * schema, table, column and constraint are kept.
 */
export function beschrijfFout(fout: unknown): Readonly<Record<string, unknown>> {
  if (fout instanceof pg.DatabaseError) {
    const { code, schema, table, column, constraint, routine } = fout
    return { soort: 'DatabaseError', code, schema, table, column, constraint, routine, stack: plekken(fout.stack) }
  }
  if (!(fout instanceof Error)) return { soort: typeof fout }
  const code = 'code' in fout && typeof fout.code === 'string' ? { code: fout.code } : {}
  const oorzaak = fout.cause === undefined ? {} : { oorzaak: beschrijfFout(fout.cause) }
  return { soort: fout.name, ...code, melding: fout.message, stack: plekken(fout.stack), ...oorzaak }
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

/** JSON lines on stdout (or `naar`), one wide line per happening. */
export function maakLog(keuze: LogKeuze): Logger {
  const opties = {
    level: keuze.niveau,
    base: { dienst: keuze.dienst },
    timestamp: () => `,"tijd":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ niveau: label }) },
    serializers: { err: beschrijfFout },
    redact: { paths: [...PADEN], censor: '[weggelaten]' },
    messageKey: 'gebeurtenis',
    errorKey: 'err',
  }
  return keuze.naar ? pino(opties, keuze.naar) : pino(opties)
}
