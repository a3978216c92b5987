import { leesKeks, maakKekRegel } from '@warmknooppunt/platform/keks'
import { leesGeheim, schrijfGeheim } from './geheimen.ts'
import { vergrendel } from './ingebed/slot.ts'

export type Toegevoegd = { readonly kind: 'gemaakt'; readonly id: string } | { readonly kind: 'geen' | 'bezig' }

/** Puts a new key first in a file of KEKs, whole or not at all; the older ones stay, to open what they sealed. */
export function voegKekToe(pad: string): Promise<Toegevoegd> {
  return metSlot(pad, async (tekst): Promise<Toegevoegd> => {
    const { sleutels } = leesKeks(tekst)
    const nummers = [...sleutels.keys()].map((naam) => Number(/^kek-(\d+)$/.exec(naam)?.[1] ?? 0))
    const id = `kek-${Math.max(...nummers) + 1}`
    await schrijfGeheim(pad, `${maakKekRegel(id)}\n${tekst}`)
    return { kind: 'gemaakt', id }
  })
}

export type Weggehaald = { readonly kind: 'weg'; readonly bewaard: string } | { readonly kind: 'geen' | 'bezig' }

/** Takes keys out of a file of KEKs. Their lines are kept in `<file>.oud`, before they leave, for the back-ups that were made with them. */
export function haalKeksWeg(pad: string, ids: readonly string[]): Promise<Weggehaald> {
  const bewaard = `${pad}.oud`
  return metSlot(pad, async (tekst): Promise<Weggehaald> => {
    const regels = tekst.split(/\s+/)
    const weg = regels.filter((regel) => ids.some((id) => regel.startsWith(`${id}:`)))
    const eerder = ((await leesGeheim(bewaard)) ?? '').split(/\s+/)
    const alle = [...new Set([...eerder, ...weg])].filter((regel) => regel !== '')
    await schrijfGeheim(bewaard, alle.join('\n'))
    await schrijfGeheim(pad, regels.filter((regel) => !weg.includes(regel)).join('\n'))
    return { kind: 'weg', bewaard }
  })
}

/** One command at a time changes the file. */
async function metSlot<T>(
  pad: string,
  f: (tekst: string) => Promise<T>,
): Promise<T | { readonly kind: 'geen' | 'bezig' }> {
  if ((await leesGeheim(pad)) === null) return { kind: 'geen' }
  const slot = vergrendel(`${pad}.slot`)
  if (!slot) return { kind: 'bezig' }
  try {
    return await f((await leesGeheim(pad)) ?? '')
  } finally {
    slot.laatLos()
  }
}
