import { randomBytes } from 'node:crypto'
import type { Keks } from './kluis.ts'

const REGEL = '[a-z0-9-]+:[A-Za-z0-9+/]{43}='

/** The form of the setting KEK: keys one a line, `id:base64 of 32 bytes`; the first one seals, all of them open. */
export const KEK_PATROON = new RegExp(`^\\s*${REGEL}(\\s+${REGEL})*\\s*$`)

/** Reads a setting of that form. Throws, without repeating what it read, when an id is given twice or a line has another form. */
export function leesKeks(tekst: string): Keks {
  if (!KEK_PATROON.test(tekst)) throw new Error('KEK must hold keys one a line: id:base64 of 32 bytes')
  const paren = tekst
    .trim()
    .split(/\s+/)
    .map((regel): [string, Buffer] => {
      const [id = '', sleutel = ''] = regel.split(':')
      return [id, Buffer.from(sleutel, 'base64')]
    })
  const sleutels = new Map(paren)
  if (sleutels.size !== paren.length) throw new Error('KEK names an id twice; give every key an id of its own')
  return { huidig: paren[0]?.[0] ?? '', sleutels }
}

/** A line of the setting KEK with a new key. */
export function maakKekRegel(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}`
}
