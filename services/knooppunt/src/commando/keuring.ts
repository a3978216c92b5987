import type { Config } from '@warmknooppunt/platform/config'
import { leesConfig } from '@warmknooppunt/platform/config'
import { leesUitgevers } from '@warmknooppunt/platform/dienst-velden'
import { maakPool } from '@warmknooppunt/platform/pool'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Command } from 'commander'
import { plekVan } from '../adressen.ts'
import { keur } from '../keuring/besluit-keuring.ts'
import type { Bevinding } from '../keuring/bevinding.ts'
import { verzamelMachine, verzamelSleutels, verzamelWerking } from '../keuring/verzamel.ts'
import { verzamelRegister } from '../keuring/verzamel-register.ts'
import { verzamelTls } from '../keuring/verzamel-tls.ts'
import { VELDEN } from '../velden.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Bereik } from './client.ts'
import { leesAdres, leesPlek, leesUrl, metBereik } from './client.ts'
import { leesKekIds } from './config-keks.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import type { Leesbaar } from './open-bron.ts'
import { databasefout, openDatabase } from './open-bron.ts'
import { telBevindingen, toonKeuring } from './toon-keuring.ts'

type Opties = Bereik & { readonly json?: true }

const NA = `
Run it with the settings of the hub (its environment): it looks at these, at the machine, the database (by the role that only reads) and
the running hub. Ends with 0 when nothing must be mended, with 1 when something must.`

/** `keuring`: everything an administrator should mend, in order of weight. */
export function voegKeuringToe(programma: Command, o: Omstandigheden = HIER): void {
  metBereik(programma.command('keuring'))
    .description('everything an administrator should mend, in order: what, where, why it matters, and what to do')
    .option('--json', 'print JSON')
    .addHelpText('after', NA)
    .action((opties: Opties) => voer(o, () => keuring(o, opties)))
}

async function keuring(o: Omstandigheden, opties: Opties): Promise<Afloop> {
  const gelezen = leesConfig(VELDEN, o.env)
  if (gelezen.kind === 'fout') throw commandofout(AFLOOP.config, gelezen.problemen.join('\n'))
  const database = await openDatabase(leesPlek(o))
  if (database === null) throw commandofout(AFLOOP.config, 'there is no hub yet: `npm start` makes one')
  try {
    const bevindingen = await verzamel(o, opties, { config: gelezen.config, database })
    const json = { tellingen: telBevindingen(bevindingen), bevindingen }
    await schrijf(o.uit, opties.json ? JSON.stringify(json) : toonKeuring(bevindingen, database.naam))
    return bevindingen.some(({ ernst }) => ernst === 'moet') ? AFLOOP.fout : AFLOOP.goed
  } finally {
    await database.sluit()
  }
}

type Hub = { readonly config: Config<typeof VELDEN>; readonly database: Leesbaar }

async function verzamel(o: Omstandigheden, opties: Opties, { config, database }: Hub): Promise<Bevinding[]> {
  const { data } = leesPlek(o)
  const plek = {
    ...{ config, data, keks: await leesKekIds(o, leesPlek(o)), nu: o.nu },
    url: await leesUrl(opties, data),
    metrieken: opties.url === undefined ? await leesAdres(data, 'metrieken') : null,
  }
  const uitgevers = [plekVan(config).issuer, ...leesUitgevers(config.UITGEVERS ?? '').map(({ issuer }) => issuer)]
  const vandaag = amsterdamseDag(o.nu())
  const pool = maakPool({ url: database.url, applicatie: 'opdrachtregel', rol: 'wk_lezer', max: 1 })
  try {
    const feiten = {
      register: await verzamelRegister(pool, o.nu(), { vierOgen: config.VIER_OGEN, uitgevers }),
      sleutels: await verzamelSleutels(pool, plek),
      machine: await verzamelMachine(pool, plek),
      tls: await verzamelTls(config),
      werking: await verzamelWerking(pool, plek),
    }
    return keur(feiten, o.nu(), vandaag)
  } catch (fout) {
    // Of a file or folder of this machine: it says itself which.
    if (fout instanceof Error && 'syscall' in fout && 'path' in fout) throw fout
    throw databasefout(database, fout)
  } finally {
    await pool.end()
  }
}
