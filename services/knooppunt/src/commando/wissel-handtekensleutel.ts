import type { Wisseltijden } from '@warmknooppunt/autorisatie/kies-sleutels'
import { bepaalWissel } from '@warmknooppunt/autorisatie/kies-sleutels'
import { maakSleutelkluis } from '@warmknooppunt/autorisatie/sleutelkluis'
import type { Wissel } from '@warmknooppunt/autorisatie/sleutels'
import { wisselSleutel } from '@warmknooppunt/autorisatie/sleutels'
import type { Keks } from '@warmknooppunt/platform/kluis'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Command } from 'commander'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import { leesPlek } from './client.ts'
import { leesConfigKeks } from './config-keks.ts'
import { leesAantal } from './lees-aantal.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { schrijf, voer } from './omstandigheden.ts'
import type { Leesbaar } from './open-bron.ts'
import { databasefout, openVoorWerk } from './open-bron.ts'

type Opties = { readonly over: number; readonly gelekt?: true; readonly json?: true }

/** Whoever checks our tokens keeps the key set for ten minutes; half as much again is left for clocks and for a look that failed. */
const VOORAF_SECONDEN = 900
/** The authorisation server looks every few seconds which keys there are. */
const MIN_SECONDEN = 10

/** `wissel handtekensleutel`: another key by which the authorisation server signs tokens. */
export function voegHandtekensleutelToe(wissel: Command, o: Omstandigheden): void {
  wissel
    .command('handtekensleutel')
    .description(
      'a new key by which the authorisation server signs tokens: published now, signs later; the old one goes when its last token has expired',
    )
    .option(
      '--over <seconden>',
      `how long it is published before it signs (default: ${VOORAF_SECONDEN})`,
      leesAantal({ naam: 'seconds', min: MIN_SECONDEN, max: 86_400 }),
      VOORAF_SECONDEN,
    )
    .option('--gelekt', 'the old key is in other hands: it is out at once, and so are the tokens that it signed')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nNeeds the database of the hub, as owner or as the log-in of autorisatie, and the KEK of its configuration. Services that run apart look for a\nkey that they do not know twice a minute at most: give them at least 60 seconds. With --gelekt they\naccept the old one for up to 10 minutes more, unless they are started again.',
    )
    .action((opties: Opties) => voer(o, () => wisselHandtekensleutel(o, opties)))
}

async function wisselHandtekensleutel(o: Omstandigheden, opties: Opties): Promise<Afloop> {
  const plek = leesPlek(o)
  const keks = await leesConfigKeks(o, plek)
  const database = keks && (await openVoorWerk(plek))
  if (keks === null || database === null) {
    throw commandofout(AFLOOP.config, 'there is no hub yet: `npm start` makes one, with its first key')
  }
  const tijden = bepaalWissel({ voorafSeconden: opties.over, gelekt: opties.gelekt === true }, o.nu())
  try {
    const wissel = await doeWissel(database, keks, { ...tijden, nu: o.nu(), gelekt: opties.gelekt === true })
    if (wissel.kind !== 'gewisseld') throw weigering(wissel)
    await schrijf(o.uit, opties.json ? JSON.stringify({ ...wissel, ...tijden }) : vertel(wissel, tijden))
    return AFLOOP.goed
  } finally {
    await database.sluit()
  }
}

async function doeWissel(database: Leesbaar, keks: Keks, vraag: Parameters<typeof wisselSleutel>[2]) {
  const pool = maakPool({ url: database.url, applicatie: 'opdrachtregel', rol: 'wk_autorisatie', max: 1 })
  try {
    return await wisselSleutel(pool, maakSleutelkluis(keks), vraag)
  } catch (fout) {
    throw databasefout(database, fout, 'wk_autorisatie')
  } finally {
    await pool.end()
  }
}

function weigering(wissel: Exclude<Wissel, { kind: 'gewisseld' }>): Error {
  switch (wissel.kind) {
    case 'geen':
      return commandofout(AFLOOP.config, 'no key signs yet: start the authorisation server first')
    case 'andere-kek':
      return commandofout(
        AFLOOP.config,
        'a signing key does not open with the KEK given here, so the hub could not open a new one: give its KEK; nothing was changed',
      )
    case 'loopt': {
      const tekst = `key ${wissel.kid} is published and signs from ${wissel.tekentVanaf}: nothing was changed; wait for it, or use --gelekt`
      return commandofout(AFLOOP.fout, tekst)
    }
  }
}

type Gewisseld = { readonly kid: string; readonly oud: readonly string[] }

function vertel({ kid, oud }: Gewisseld, { tekentVanaf, oudWegNa }: Wisseltijden): string {
  return `key ${kid} is published; it signs from ${tekentVanaf}. What signed before (${oud.join(', ')}) is accepted until ${oudWegNa}.`
}
