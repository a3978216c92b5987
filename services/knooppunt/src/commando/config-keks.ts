import { leesConfig } from '@warmknooppunt/platform/config'
import { leesKeks } from '@warmknooppunt/platform/keks'
import type { Keks } from '@warmknooppunt/platform/kluis'
import { leesGeheim } from '../geheimen.ts'
import { DATABASE_VELDEN, VELDEN } from '../velden.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Plek } from './client.ts'
import type { Omstandigheden } from './omstandigheden.ts'

/** The configured KEKs; null before the first start. Ends the command when they cannot be read. */
export async function leesConfigKeks(o: Omstandigheden, { data }: Pick<Plek, 'data'>): Promise<Keks | null> {
  const gelezen = leesConfig({ ...DATABASE_VELDEN, KEK: VELDEN.KEK }, o.env)
  if (gelezen.kind === 'fout') throw commandofout(AFLOOP.config, gelezen.problemen.join('\n'))
  const tekst = gelezen.config.KEK ?? (await leesBestand(data.kek))
  if (tekst === null) return null
  try {
    return leesKeks(tekst)
  } catch (fout) {
    throw commandofout(AFLOOP.config, fout instanceof Error ? fout.message : 'the keys cannot be read', fout)
  }
}

/** The ids of the configured KEKs, the first seals; none before the first start. Ends the command when they cannot be read. */
export async function leesKekIds(o: Omstandigheden, plek: Plek): Promise<readonly string[]> {
  const keks = await leesConfigKeks(o, plek)
  return keks === null ? [] : [keks.huidig, ...[...keks.sleutels.keys()].filter((id) => id !== keks.huidig)]
}

function leesBestand(pad: string): Promise<string | null> {
  return leesGeheim(pad).catch((fout: unknown) => {
    throw commandofout(AFLOOP.geenToegang, `${pad} may not be read by this user`, fout)
  })
}
