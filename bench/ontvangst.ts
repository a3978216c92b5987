import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { nieuwGeheim, registreerEindpunt } from '@warmknooppunt/delivery/eindpunt'
import { leesKeks } from '@warmknooppunt/platform/keks'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Gestart } from './hub.ts'
import { databaseUrl } from './hub.ts'

const ONTVANGER = fileURLToPath(new URL('./ontvanger.ts', import.meta.url))
/** Who has an endpoint at the receiver: those to whom the load goes, but one. */
export const ONTVANGERS = [
  'gemeente-roermond',
  'gemeente-sittard-geleen',
  'gemeente-heerlen',
  'gemeente-maastricht',
] as const

export type Ontvangst = { readonly url: string; stop(): void }

export type Ontvangstkeuze = { readonly traagMs: number; readonly gelijktijdig: number }

/** Starts the receiver as a process of its own, and has the hub push to it: so many at once to each endpoint from each process. */
export async function startOntvangst(
  hub: Gestart,
  { traagMs, gelijktijdig }: Ontvangstkeuze = { traagMs: 0, gelijktijdig: 20 },
): Promise<Ontvangst> {
  const proces = spawn(process.execPath, [ONTVANGER, String(traagMs)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const stop = () => void proces.kill('SIGTERM')
  try {
    const url = await eersteRegel(proces)
    await registreer(hub, url, gelijktijdig)
    return { url, stop }
  } catch (fout) {
    stop()
    throw fout
  }
}

async function eersteRegel(proces: ChildProcess): Promise<string> {
  const poort = await new Promise<string>((klaar) =>
    proces.stdout?.once('data', (deel: Buffer) => klaar(deel.toString('utf8').trim())),
  )
  return `http://127.0.0.1:${poort}`
}

async function registreer(hub: Gestart, ontvangerUrl: string, gelijktijdig: number): Promise<void> {
  const pool = maakPool({ url: await databaseUrl(hub.data), rol: 'wk_delivery', applicatie: 'bench' })
  const keks = leesKeks((await readFile(hub.data.kek, 'utf8')).trim())
  for (const deelnemer of ONTVANGERS) {
    const eindpunt = {
      deelnemer,
      adres: `${ontvangerUrl}/`,
      geheim: nieuwGeheim(),
      toegestaneNetten: ['127.0.0.0/8'],
      httpToegestaan: true,
      gelijktijdig,
    }
    const uitkomst = await registreerEindpunt(pool, keks, eindpunt, Temporal.Now.instant())
    if (uitkomst.kind === 'geweigerd') throw new Error(`the endpoint was refused: ${uitkomst.reden}`)
  }
  await pool.end()
}
