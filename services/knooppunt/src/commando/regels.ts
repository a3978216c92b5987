import { createReadStream } from 'node:fs'
import { AFLOOP, commandofout } from './afloop.ts'

/** A longer line cannot be one of these files; the rest of it is passed over, so that memory stays bounded. */
const MAX_REGEL = 64 * 1024

export type Regel = { readonly kind: 'regel'; readonly tekst: string } | { readonly kind: 'te-lang' }

/** Cuts text that comes in pieces into lines, without their ends; white lines are left out, a byte order mark falls away. */
export async function* snijRegels(stukken: AsyncIterable<Uint8Array>): AsyncGenerator<Regel> {
  const decoder = new TextDecoder('utf-8')
  let rest = ''
  let teLang = false
  for await (const stuk of stukken) {
    const delen = (rest + decoder.decode(stuk, { stream: true })).split('\n')
    rest = delen.pop() ?? ''
    for (const deel of delen) {
      const regel = maakRegel(deel, teLang)
      teLang = false
      if (regel) yield regel
    }
    if (rest.length > MAX_REGEL) {
      rest = ''
      teLang = true
    }
  }
  const laatste = maakRegel(rest + decoder.decode(), teLang)
  if (laatste) yield laatste
}

function maakRegel(deel: string, teLang: boolean): Regel | null {
  if (teLang || deel.length > MAX_REGEL) return { kind: 'te-lang' }
  const tekst = deel.endsWith('\r') ? deel.slice(0, -1) : deel
  return tekst.trim() === '' ? null : { kind: 'regel', tekst }
}

/** The bytes of a file, or of what is piped in (`-`). */
export async function* leesBestand(bestand: string): AsyncGenerator<Uint8Array> {
  const stroom = bestand === '-' ? process.stdin : createReadStream(bestand)
  try {
    for await (const stuk of stroom) yield typeof stuk === 'string' ? Buffer.from(stuk) : stuk
  } catch (fout) {
    const code = fout instanceof Error && 'code' in fout ? fout.code : ''
    const waarom = code === 'ENOENT' ? 'does not exist' : `cannot be read (${String(code)})`
    throw commandofout(code === 'EACCES' ? AFLOOP.geenToegang : AFLOOP.gebruik, `${bestand} ${waarom}`, fout)
  }
}
