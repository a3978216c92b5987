import { chmod, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { nieuwGeheim } from '@warmknooppunt/delivery/eindpunt'
import type { Command } from 'commander'
import { leesGeheim, schrijfGeheim } from '../geheimen.ts'
import { startTestontvanger } from '../ontvanger/ontvanger.ts'
import type { Ontvangst } from '../ontvanger/ontvangst-store.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import { leesAantal } from './lees-aantal.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import { metTeken } from './teken.ts'

type Opties = {
  readonly poort: number
  readonly map: string
  readonly geheim?: string
  readonly bewaar: number
  readonly json?: true
}

const GEHEIM = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/
const UITLEG = `
Open the address in a browser to see what arrived; GET /berichten gives the list as JSON, GET /berichten/<n> one with its body. What was
received stays over a restart. It keeps content in the clear: use it with test data only. It runs until Ctrl-C.

Example:
  npm run knooppunt -- ontvanger --map ontvangen
  then register http://127.0.0.1:8091/ as endpoint, with the secret in ontvangen/geheim`

/** `ontvanger`: a webhook receiver of one's own that keeps and shows what arrived, and says when a signature is wrong. */
export function voegOntvangerToe(programma: Command, o: Omstandigheden = HIER): void {
  programma
    .command('ontvanger')
    .description(
      'a test receiver for webhooks: checks the signature, keeps what arrived and shows it; needs no running hub',
    )
    .option('--poort <n>', 'port on 127.0.0.1', leesAantal({ naam: 'a port', min: 1, max: 65_535 }), 8_091)
    .option('--map <map>', 'folder in which what arrived is kept', 'ontvangen')
    .option(
      '--geheim <bestand>',
      'file with the signing secret, whsec_... (default: geheim in --map, made when there is none)',
    )
    .option(
      '--bewaar <n>',
      'how many are kept; the oldest go',
      leesAantal({ naam: 'arrivals', min: 1, max: 100_000 }),
      1_000,
    )
    .option('--json', 'print what arrives as one JSON object a line')
    .addHelpText('after', UITLEG)
    .action((opties: Opties) => voer(o, () => draai(o, opties)))
}

async function draai(o: Omstandigheden, opties: Opties): Promise<Afloop> {
  const map = resolve(opties.map)
  await mkdir(map, { recursive: true, mode: 0o700 })
  await chmod(map, 0o700)
  const bestand = opties.geheim ?? join(map, 'geheim')
  const geheim = await eisGeheim(bestand, opties.geheim === undefined)
  return metTeken(async (signal) => {
    const server = await startTestontvanger({
      ...{
        poort: opties.poort,
        instelling: '--poort',
        geheim: { huidig: geheim },
        map,
        bewaard: opties.bewaar,
        nu: o.nu,
      },
      bijOntvangst: (ontvangst) => void schrijf(o.uit, opties.json ? regelJson(ontvangst) : regel(ontvangst)),
    })
    o.fout.write(
      `Receiving on http://127.0.0.1:${opties.poort}/ (open it to see what arrived); kept in ${map}; secret in ${bestand}\n`,
    )
    await new Promise((klaar) => signal.addEventListener('abort', klaar, { once: true }))
    server.closeAllConnections()
    await new Promise((klaar) => server.close(klaar))
    return AFLOOP.goed
  })
}

async function eisGeheim(bestand: string, maak: boolean): Promise<string> {
  const bekend = await leesGeheim(bestand)
  if (bekend === null && !maak)
    throw commandofout(AFLOOP.config, `there is no file ${bestand}; it must hold the signing secret, whsec_...`)
  const geheim = bekend ?? nieuwGeheim()
  if (!GEHEIM.test(geheim))
    throw commandofout(AFLOOP.config, `${bestand} holds no signing secret: whsec_ and 24 to 64 bytes in base64`)
  if (bekend === null) await schrijfGeheim(bestand, geheim)
  return geheim
}

function regel({ nummer, op, status, reden, detail, dubbel, koppen }: Ontvangst): string {
  const oordeel = reden === null ? `good${dubbel ? ', seen before' : ''}` : `refused: ${reden} (${detail})`
  return `${op}  ${nummer}  ${status}  ${koppen['webhook-id']}  ${oordeel}`
}

function regelJson({ body: _body, ...rest }: Ontvangst): string {
  return JSON.stringify(rest)
}
