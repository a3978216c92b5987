import type { Sluiting } from '@warmknooppunt/dossier/sluitend/sluitend'
import { RESPIJT_SECONDEN, sluit } from '@warmknooppunt/dossier/sluitend/sluitend'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import { leesPlek } from './client.ts'
import type { Periode } from './lees-periode.ts'
import { leesPeriode } from './lees-periode.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import type { Leesbaar } from './open-bron.ts'
import { databasefout, openDatabase } from './open-bron.ts'
import { toonSluiting } from './toon-sluiting.ts'

type Opties = { readonly periode?: string; readonly respijt: number; readonly json?: true }

/** `sluitend`: what became of every accepted message. */
export function voegSluitendToe(programma: Command, o: Omstandigheden = HIER): void {
  programma
    .command('sluitend')
    .description(
      'reconcile: of every accepted message its delivery, confirmation or reason; names what is open. Reads the database only',
    )
    .option(
      '--periode <periode>',
      'accepted in: 7d or 24h until now, a day (2026-11-20), or from/until (2026-11-01/2026-11-20, or moments); default: everything that is kept',
    )
    .option(
      '--respijt <seconden>',
      `how long a message may be under way before it is open (default: ${RESPIJT_SECONDEN})`,
      leesSeconden,
      RESPIJT_SECONDEN,
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nEnds with 0 when everything adds up, with 1 when a message is open or postvakken and acceptance differ. The service does this every night\nby itself: see the metrics warmknooppunt_sluitend_open and warmknooppunt_sluitend_verschillen.',
    )
    .action((opties: Opties) => voer(o, () => sluitAf(o, opties)))
}

function leesSeconden(tekst: string): number {
  if (!/^[0-9]{1,7}$/.test(tekst)) throw new InvalidArgumentError('a whole number of seconds')
  return Number(tekst)
}

async function sluitAf(o: Omstandigheden, opties: Opties): Promise<Afloop> {
  const nu = o.nu()
  const periode = periodeVan(opties, nu)
  const database = await openDatabase(leesPlek(o))
  if (database === null) throw commandofout(AFLOOP.config, 'there is no hub yet: `npm start` makes one')
  try {
    const begonMs = performance.now()
    const sluiting = await lees(o, database, { nu, ...periode, respijtSeconden: opties.respijt })
    const seconden = Math.round(performance.now() - begonMs) / 1_000
    const kop = {
      naam: database.naam,
      van: opties.periode === undefined ? null : periode.van,
      tot: periode.tot,
      seconden,
    }
    await schrijf(o.uit, opties.json ? alsJson(sluiting, kop) : toonSluiting(sluiting, kop))
    return sluiting.open.length + sluiting.verschillen.length === 0 ? AFLOOP.goed : AFLOOP.fout
  } finally {
    await database.sluit()
  }
}

function periodeVan({ periode }: Opties, nu: Temporal.Instant): Periode {
  // What is accepted from now on is for the next time.
  if (periode === undefined) return { van: Temporal.Instant.fromEpochMilliseconds(0), tot: nu }
  const gelezen = leesPeriode(periode, nu)
  if (gelezen) return gelezen
  const tekst = '--periode is 7d, 24h, a day such as 2026-11-20, or from/until such as 2026-11-01/2026-11-20'
  throw commandofout(AFLOOP.gebruik, tekst)
}

type Vraag = Periode & { readonly nu: Temporal.Instant; readonly respijtSeconden: number }

async function lees(o: Omstandigheden, database: Leesbaar, vraag: Vraag): Promise<Sluiting> {
  const pool = maakPool({ url: database.url, applicatie: 'opdrachtregel', rol: 'wk_lezer', max: 3 })
  const voortgang = (aantal: number) => o.fout.isTTY && o.fout.write(`\r${aantal} messages`)
  try {
    const sluiting = await sluit({ pool, ...vraag, voortgang, gelijktijdig: true })
    if (o.fout.isTTY) o.fout.write('\r')
    return sluiting
  } catch (fout) {
    throw databasefout(database, fout)
  } finally {
    await pool.end()
  }
}

type Kop = Parameters<typeof toonSluiting>[1]

function alsJson({ open, verschillen, ...rest }: Sluiting, { van, tot, seconden }: Kop): string {
  const periode = { van: van?.toString() ?? null, tot: tot.toString() }
  return JSON.stringify({ periode, seconden, aantalOpen: open.length, ...rest, open, verschillen })
}
