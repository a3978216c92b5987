import { leesKekgebruik } from '@warmknooppunt/platform/kek-store'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Command } from 'commander'
import type { Afloop } from './afloop.ts'
import { AFLOOP } from './afloop.ts'
import type { Kekstand } from './besluit-sleutels.ts'
import { bepaalStanden } from './besluit-sleutels.ts'
import { leesPlek } from './client.ts'
import { leesKekIds } from './config-keks.ts'
import { maakNieuweKek } from './kek-nieuw.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import type { Leesbaar } from './open-bron.ts'
import { databasefout, openDatabase } from './open-bron.ts'
import { tabel } from './tabel.ts'

const UITLEG = {
  zegelt: 'seals; everything is being re-wrapped by it',
  nodig: 'still needed: leave it in the configuration while the hub re-wraps',
  'mag-weg': 'needed by no row: may leave the configuration, unless it must still open a back-up',
  ontbreekt: 'MISSING from the configuration and still needed: the hub will not start',
} as const satisfies Readonly<Record<Kekstand['oordeel'], string>>

const NA = `
To rotate: \`wissel kek\` (the same as \`sleutels nieuw\`), wait until the old key may go, then \`wissel kek --rond-af\`. With the keys in KEK
itself: put a new line first there (where several processes run, second everywhere before it is first anywhere), restart, wait, take the
old line out, restart. Keep the old line apart for as long as back-ups made with it must be readable. See docs/beheer-wisselen.md.`

/** `sleutels`: the key-encryption keys and what still needs them; `sleutels nieuw` adds one to the data folder. */
export function voegSleutelsToe(programma: Command, o: Omstandigheden = HIER): void {
  const sleutels = programma
    .command('sleutels')
    .description('show per key-encryption key how many rows still need it, and whether it may go; needs no running hub')
    .option('--json', 'print a JSON array')
    .addHelpText('after', NA)
    .action((opties: { readonly json?: true }) => voer(o, () => toon(o, opties.json === true)))
  sleutels
    .command('nieuw')
    .description(
      'put a new key first in the file of the keys (KEK_BESTAND, or geheimen/kek of the data folder); the hub takes it over',
    )
    .action(() => voer(o, () => maakNieuweKek(o)))
}

async function toon(o: Omstandigheden, json: boolean): Promise<Afloop> {
  const plek = leesPlek(o)
  const ids = await leesKekIds(o, plek)
  const database = await openDatabase(plek)
  const standen = bepaalStanden(ids, database === null ? [] : await leesGebruik(database))
  if (json) await schrijf(o.uit, JSON.stringify(standen))
  else
    await schrijf(o.uit, standen.length === 0 ? 'there are no keys yet: the first start makes one' : alsTabel(standen))
  return standen.some(({ oordeel }) => oordeel === 'ontbreekt') ? AFLOOP.fout : AFLOOP.goed
}

function alsTabel(standen: readonly Kekstand[]): string {
  const tabellen = [...new Set(standen.flatMap(({ rijen }) => Object.keys(rijen)))].sort()
  return tabel(
    ['kek', ...tabellen, ''],
    standen.map(({ kek, rijen, oordeel }) => [kek, ...tabellen.map((t) => String(rijen[t] ?? 0)), UITLEG[oordeel]]),
  )
}

async function leesGebruik(database: Leesbaar) {
  const pool = maakPool({
    url: database.url,
    applicatie: 'opdrachtregel',
    rol: 'wk_lezer',
    max: 1,
    zonderTijdslimiet: true,
  })
  try {
    return await leesKekgebruik(pool, null)
  } catch (fout) {
    throw databasefout(database, fout)
  } finally {
    await pool.end()
    await database.sluit()
  }
}
