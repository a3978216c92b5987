import { leesConfig } from '@warmknooppunt/platform/config'
import { leesKeks } from '@warmknooppunt/platform/keks'
import { leesGeheim } from '../geheimen.ts'
import { DATABASE_VELDEN, VELDEN } from '../velden.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Plek } from './client.ts'
import type { Omstandigheden } from './omstandigheden.ts'

/** The ids of the configured KEKs, in their order (the first seals); none before the first start. Ends the command when they cannot be read. */
export async function leesKekIds(o: Omstandigheden, { data }: Plek): Promise<readonly string[]> {
  const gelezen = leesConfig({ ...DATABASE_VELDEN, KEK: VELDEN.KEK }, o.env)
  if (gelezen.kind === 'fout') throw commandofout(AFLOOP.config, gelezen.problemen.join('\n'))
  const tekst = gelezen.config.KEK ?? (await leesBestand(data.kek))
  if (tekst === null) return []
  try {
    const { huidig, sleutels } = leesKeks(tekst)
    return [huidig, ...[...sleutels.keys()].filter((id) => id !== huidig)]
  } catch (fout) {
    throw commandofout(AFLOOP.config, fout instanceof Error ? fout.message : 'the keys cannot be read', fout)
  }
}

function leesBestand(pad: string): Promise<string | null> {
  return leesGeheim(pad).catch((fout: unknown) => {
    throw commandofout(AFLOOP.geenToegang, `${pad} may not be read by this user`, fout)
  })
}
