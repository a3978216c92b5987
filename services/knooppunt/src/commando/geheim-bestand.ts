import { nieuwGeheim } from '@warmknooppunt/delivery/eindpunt'
import { leesGeheim, schrijfGeheim } from '../geheimen.ts'
import { AFLOOP, commandofout } from './afloop.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The id of an endpoint; ends the command when it is none. */
export function eisEindpunt(id: string): string {
  if (UUID.test(id)) return id
  throw commandofout(AFLOOP.gebruik, 'an endpoint is named by its id; `eindpunt lijst` has them')
}

/** The signing secret in a file, made when it is not there. On disk before the hub has it: one that nobody knows reaches nobody. */
export async function zorgVoorGeheim(bestand: string): Promise<string> {
  const bekend = await leesGeheim(bestand)
  if (bekend !== null) return bekend
  const geheim = nieuwGeheim()
  await schrijfGeheim(bestand, geheim)
  return geheim
}
