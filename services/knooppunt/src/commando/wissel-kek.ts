import { leesKekgebruik } from '@warmknooppunt/platform/kek-store'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Command } from 'commander'
import { haalKeksWeg } from '../kek-bestand.ts'
import { leesGekozen } from '../keuring/feiten-store.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import { besluitRondAf } from './besluit-sleutels.ts'
import { leesPlek } from './client.ts'
import { leesKekIds } from './config-keks.ts'
import { kekBestand, maakNieuweKek, nietGeschreven } from './kek-nieuw.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { schrijf, voer } from './omstandigheden.ts'
import type { Leesbaar } from './open-bron.ts'
import { databasefout, openDatabase } from './open-bron.ts'

/** `wissel kek`: another key-encryption key; `--rond-af` takes the old one out when nothing needs it any more. */
export function voegKekToeAan(wissel: Command, o: Omstandigheden): void {
  wissel
    .command('kek')
    .description('a new key-encryption key: the hub seals with it within seconds and re-wraps the rest; then --rond-af')
    .option(
      '--rond-af',
      'take every older key that no row needs out of the file; its line is kept beside it, in kek.oud',
    )
    .addHelpText(
      'after',
      '\nWrites the file of KEK_BESTAND, or geheimen/kek of the data folder. Where processes are given copies of that file one after another\n(Kubernetes), put the new line second everywhere first, and only then first.',
    )
    .action((opties: { readonly rondAf?: true }) => voer(o, () => (opties.rondAf ? rondAf(o) : maakNieuweKek(o))))
}

async function rondAf(o: Omstandigheden): Promise<Afloop> {
  const pad = kekBestand(o)
  const plek = leesPlek(o)
  const ids = await leesKekIds(o, plek)
  const database = await openDatabase(plek)
  if (database === null) throw commandofout(AFLOOP.config, 'there is no hub yet: `npm start` makes one')
  const besluit = besluitRondAf({ ids, ...(await lees(database)) }, o.nu())
  switch (besluit.kind) {
    case 'niets':
      await schrijf(o.uit, `there is one key only, ${ids[0] ?? 'none'}: nothing is to be taken out`)
      return AFLOOP.goed
    case 'wacht':
      throw commandofout(AFLOOP.fout, `${besluit.waarom}; nothing was changed`)
    case 'weg': {
      const uitkomst = await haalKeksWeg(pad, besluit.ids)
      if (uitkomst.kind !== 'weg') throw nietGeschreven(pad, uitkomst.kind)
      const namen = besluit.ids.join(', ')
      await schrijf(
        o.uit,
        `${namen} left ${pad}, and stands in ${uitkomst.bewaard}: keep that apart while back-ups made with it must be readable`,
      )
      return AFLOOP.goed
    }
  }
}

async function lees(database: Leesbaar) {
  const pool = maakPool({ url: database.url, applicatie: 'opdrachtregel', rol: 'wk_lezer', max: 1 })
  try {
    return { gekozen: await leesGekozen(pool), gebruik: await leesKekgebruik(pool, 1) }
  } catch (fout) {
    throw databasefout(database, fout)
  } finally {
    await pool.end()
    await database.sluit()
  }
}
