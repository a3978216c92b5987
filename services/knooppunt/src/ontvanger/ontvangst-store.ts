import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One arrival, as it lies in its file. */
export type Ontvangst = {
  /** counts up from 1 over all starts on the folder */
  readonly nummer: number
  readonly op: string
  /** the answer that was given */
  readonly status: number
  /** why it was refused, and what exactly was wrong; null when all was well */
  readonly reden: string | null
  readonly detail: string | null
  /** seen before with the same webhook-id and a good signature: a receiver must not handle it twice */
  readonly dubbel: boolean
  readonly koppen: Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>
  /** the body, word for word */
  readonly body: string
}

export type Ontvangsten = {
  /** all that are kept, the newest first */
  lijst(): readonly Ontvangst[]
  /** Writes one to the folder; the oldest beyond the limit goes. */
  bewaar(nieuw: Omit<Ontvangst, 'nummer' | 'dubbel'>): Promise<Ontvangst>
}

const NAAM = /^(\d{6,})\.json$/

/** Opens a folder of arrivals, one file each (0600); at most `bewaard` of them stay. Throws on a file that is not one of ours. */
export async function openOntvangsten(map: string, bewaard: number): Promise<Ontvangsten> {
  await mkdir(map, { recursive: true, mode: 0o700 })
  const namen = (await readdir(map)).filter((naam) => NAAM.test(naam)).sort()
  const eerder = await Promise.all(namen.map((naam) => lees(join(map, naam))))
  const rijen = [...eerder].sort((een, ander) => een.nummer - ander.nummer)
  let volgend = (rijen.at(-1)?.nummer ?? 0) + 1
  return {
    lijst: () => rijen.toReversed(),
    async bewaar(nieuw) {
      const nummer = volgend++
      const ontvangst = { ...nieuw, nummer, dubbel: nieuw.reden === null && kent(rijen, nieuw.koppen['webhook-id']) }
      rijen.push(ontvangst)
      try {
        await writeFile(pad(map, nummer), `${JSON.stringify(ontvangst, null, 2)}\n`, { mode: 0o600 })
      } catch (fout) {
        rijen.splice(rijen.indexOf(ontvangst), 1)
        throw fout
      }
      for (const oud of rijen.splice(0, Math.max(0, rijen.length - bewaard))) await rm(pad(map, oud.nummer))
      return ontvangst
    },
  }
}

function kent(rijen: readonly Ontvangst[], id: string): boolean {
  return rijen.some(({ reden, koppen }) => reden === null && koppen['webhook-id'] === id)
}

function pad(map: string, nummer: number): string {
  return join(map, `${String(nummer).padStart(6, '0')}.json`)
}

async function lees(bestand: string): Promise<Ontvangst> {
  try {
    const ontvangst: Ontvangst = JSON.parse(await readFile(bestand, 'utf8'))
    if (!Number.isInteger(ontvangst.nummer)) throw new Error('no number')
    return ontvangst
  } catch (oorzaak) {
    throw new Error(`${bestand} holds no arrival of this receiver; move it away, or name another folder with --map`, {
      cause: oorzaak,
    })
  }
}
