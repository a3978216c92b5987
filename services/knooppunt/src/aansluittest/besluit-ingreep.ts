import { contacten } from './besluit-gemeente.ts'
import type { Verloop } from './verloop.ts'
import { INDIENEN, isBevestigd, POSTVAK, uitgereikt, van } from './verloop.ts'

export type Rol = 'schuldeiser' | 'gemeente'

/**
 * What the test does with a request: pass it on; answer 503 in the place of the hub; pass it on and lose the answer when it was a 201; hand out
 * once more the message that was confirmed.
 */
export type Ingreep = 'door' | 'storing' | 'verlies' | 'nogmaals'

export type Binnengekomen = { readonly methode: string; readonly pad: string; readonly vingerafdruk: string }

/** Which fault meets this request, after all that went before. Each comes once, and what is done right meets it again at no other moment. */
export function kiesIngreep(rol: Rol, verzoek: Binnengekomen, verloop: Verloop): Ingreep {
  return rol === 'schuldeiser' ? bijSchuldeiser(verzoek, verloop) : bijGemeente(verzoek, verloop)
}

/** The first goes well; then a storing, then a lost answer. */
function bijSchuldeiser({ methode, pad, vingerafdruk }: Binnengekomen, verloop: Verloop): Ingreep {
  if (methode !== 'POST' || pad !== INDIENEN) return 'door'
  const eerder = van(verloop, 'POST', INDIENEN)
  if (!eerder.some(({ status }) => status === 201)) return 'door'
  const bekend = eerder.some((w) => w.vingerafdruk === vingerafdruk && w.gedaan !== 'storing')
  if (bekend) return 'door'
  if (!eerder.some(({ gedaan }) => gedaan === 'storing')) return 'storing'
  return eerder.some(({ gedaan }) => gedaan === 'antwoord-kwijt') ? 'door' : 'verlies'
}

function bijGemeente({ methode, pad }: Binnengekomen, verloop: Verloop): Ingreep {
  if (methode === 'GET' && pad === POSTVAK) return bijPostvak(verloop)
  const melding = methode === 'POST' && pad === `/v1/doorverwijzingen/${verloop.gewoon}/contactregistraties`
  return melding && !contacten(verloop, verloop.gewoon).some(({ status }) => status === 201) ? 'verlies' : 'door'
}

function bijPostvak(verloop: Verloop): Ingreep {
  const { verzoeken } = verloop
  if (!verzoeken.some(({ gedaan }) => gedaan === 'storing')) return 'storing'
  const bericht = uitgereikt(verloop, verloop.gewoon)
  const klaar = bericht !== null && isBevestigd(verloop, bericht)
  return klaar && !verzoeken.some(({ gedaan }) => gedaan === 'nogmaals') ? 'nogmaals' : 'door'
}
