import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import type { Gestart } from './hub.ts'
import { databaseUrl, tekstwaarden, vrijePoort, wachtTotGereed } from './hub.ts'

const INTAKE = fileURLToPath(new URL('../services/intake/src/main.ts', import.meta.url))

/** Intake as a process of its own. */
export type LosseIntake = { readonly url: string; readonly proces: ChildProcess; stop(): Promise<void> }

/** Files of an authority, and of a certificate to show. */
export type Tlsbestanden = { readonly ca: string; readonly cert?: string; readonly key?: string }

/**
 * Starts intake beside the hub, on its database, with these settings besides; ready, and it knows the keys of the issuer, so the hub may be frozen.
 * `tls`: what a caller needs to reach it.
 */
export async function startIntake(
  hub: Gestart,
  token: string,
  instellingen: Readonly<Record<string, string | number>>,
  tls?: Tlsbestanden,
): Promise<LosseIntake> {
  const poort = await vrijePoort()
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${poort}`
  const env = {
    ...process.env,
    ...tekstwaarden({
      DATABASE_URL: await databaseUrl(hub.data),
      KEK: (await readFile(hub.data.kek, 'utf8')).trim(),
      UITGEVERS: `${hub.url}/oauth=${hub.url}/oauth/jwks`,
      AUDIENCE: `${hub.url}/v1`,
      HUB_OIN: '00000099900000012000',
      POORT: poort,
      METRIEKEN_POORT: 0,
      LOGNIVEAU: 'warn',
      ...instellingen,
    }),
  }
  const proces = spawn(process.execPath, [INTAKE], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const stop = async () => {
    const einde = new Promise((klaar) => proces.once('exit', klaar))
    proces.kill('SIGCONT')
    proces.kill('SIGTERM')
    await einde
  }
  const dispatcher = new Agent(tls ? { connect: await leesTls(tls) } : {})
  try {
    await wachtTotGereed(url, proces, dispatcher)
    const { body } = await request(`${url}/v1/gemeenten`, { dispatcher, headers: { authorization: `Bearer ${token}` } })
    await body.dump()
    return { url, proces, stop }
  } catch (fout) {
    await stop()
    throw fout
  } finally {
    await dispatcher.close()
  }
}

async function leesTls(tls: Tlsbestanden): Promise<Readonly<Record<string, Buffer>>> {
  const delen = Object.entries(tls).map(async ([naam, pad]) => [naam, await readFile(pad)] as const)
  return Object.fromEntries(await Promise.all(delen))
}
