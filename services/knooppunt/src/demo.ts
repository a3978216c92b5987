import { generateKeyPair } from 'node:crypto'
import type { Server } from 'node:http'
import { promisify } from 'node:util'
import { nieuwGeheim, registreerEindpunt } from '@warmknooppunt/delivery/eindpunt'
import { hervatNa, leesBestemmingen, pauzeerEindpunten } from '@warmknooppunt/delivery/eindpunt-store'
import { leesBestaande } from '@warmknooppunt/delivery/eindpuntbeheer-store'
import { open as openVeld } from '@warmknooppunt/delivery/eindpuntkluis'
import type { Keks } from '@warmknooppunt/platform/kluis'
import type { Log } from '@warmknooppunt/platform/log'
import { startfout } from '@warmknooppunt/platform/proces'
import type { Jwks } from '@warmknooppunt/register/client-store'
import { laadDemo } from '@warmknooppunt/register/demo'
import { DEMO_CLIENTS } from '@warmknooppunt/register/demo/clients'
import { calculateJwkThumbprint } from 'jose'
import type { Pool } from 'pg'
import type { Datamap } from './datamap.ts'
import { demoSleutelPad } from './datamap.ts'
import { startOntvanger } from './demo-ontvanger.ts'
import { leesGeheim, schrijfGeheim } from './geheimen.ts'
import { startTestontvanger } from './ontvanger/ontvanger.ts'

const maakPaar = promisify(generateKeyPair)

/** Whose case system the demo plays, with a webhook on top of its postvak. */
export const DEMO_ONTVANGER = 'schulddienst-land-van-weert'

export type DemoKeuze = {
  readonly data: Datamap
  /** a connection that may change the register */
  readonly register: Pool
  /** delivery's own connection, for its endpoint */
  readonly delivery: Pool
  readonly keks: Keks
  readonly issuer: string
  readonly nu: () => Temporal.Instant
  readonly log: Log
}

/** Registers the demo's parties with keys of this folder, once: what an operator changes afterwards stays. */
export async function laadDemoPartijen(keuze: DemoKeuze): Promise<void> {
  const sleutels = []
  let nieuw = false
  for (const { clientId, deelnemer } of DEMO_CLIENTS) {
    const { jwks, gemaakt } = await zorgVoorSleutel(demoSleutelPad(keuze.data, clientId))
    sleutels.push({ code: deelnemer, jwks })
    nieuw ||= gemaakt
  }
  if (!nieuw && (await kent(keuze.register, keuze.issuer))) return
  await laadDemo(keuze.register, { issuer: keuze.issuer, clients: sleutels, nu: keuze.nu() })
}

/** Another address of the hub is another issuer, of which the clients must be registered too. */
async function kent(register: Pool, issuer: string): Promise<boolean> {
  const { rowCount } = await register.query(
    'select from register.client where issuer = $1 and client_id = any($2::text[]) and versie_tot is null limit 1',
    [issuer, DEMO_CLIENTS.map(({ clientId }) => clientId)],
  )
  return (rowCount ?? 0) > 0
}

async function zorgVoorSleutel(pad: string): Promise<{ jwks: Jwks; gemaakt: boolean }> {
  const bekend = await leesGeheim(pad)
  if (bekend !== null) return { jwks: { keys: [openbaar(JSON.parse(bekend))] }, gemaakt: false }
  const { privateKey } = await maakPaar('ec', { namedCurve: 'P-256' })
  const kaal = privateKey.export({ format: 'jwk' })
  const sleutel = { ...kaal, kid: await calculateJwkThumbprint(kaal), alg: 'ES256', use: 'sig' }
  await schrijfGeheim(pad, JSON.stringify(sleutel, null, 2))
  return { jwks: { keys: [openbaar(sleutel)] }, gemaakt: true }
}

function openbaar(sleutel: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { d: _geheim, ...rest } = sleutel
  return rest
}

/** How many arrivals the receiver of a proef keeps. */
const BEWAARD = 1_000

type Webhook = { readonly poort: number; readonly geheim: string }

/**
 * Starts the demo's webhook receiver, and registers it as endpoint at the first start; `bewaar`: it keeps what arrives, content too. A start
 * error when its port is taken: the hub would push referrals to whatever program has it.
 */
export async function startDemoOntvanger(
  keuze: DemoKeuze & { readonly poort: number; readonly bewaar?: boolean },
): Promise<{ poort: number; server: Server }> {
  const bekend = await leesGeheim(keuze.data.webhook)
  const webhook: Webhook = bekend === null ? { poort: keuze.poort, geheim: nieuwGeheim() } : JSON.parse(bekend)
  const server = await luisterMet(keuze, webhook).catch((fout: unknown) => {
    throw bekend === null ? fout : bezet(webhook.poort, fout)
  })
  try {
    if (bekend === null) await schrijfGeheim(keuze.data.webhook, JSON.stringify(webhook))
    await registreer(keuze, webhook)
    return { poort: webhook.poort, server }
  } catch (fout) {
    server.close()
    throw fout
  }
}

/** In a proef all content is invented, so its receiver keeps and shows it. */
function luisterMet(keuze: DemoKeuze & { readonly bewaar?: boolean }, webhook: Webhook): Promise<Server> {
  const { bewaar, data, nu, log } = keuze
  const geheim = { huidig: webhook.geheim, vernieuw: () => leesNieuwsteGeheim(keuze, webhook) }
  if (!bewaar) return startOntvanger({ poort: webhook.poort, geheim, nu, log })
  return startTestontvanger({
    ...{ poort: webhook.poort, geheim },
    ...{ instelling: 'DEMO_POORT', map: data.ontvangen, bewaard: BEWAARD, nu },
    bijOntvangst: ({ nummer, status, reden }) => log.info({ nummer, status, reden }, 'demo.bezorgd'),
  })
}

/** As a party that was told its new secret: the demo has nobody to tell. */
async function leesNieuwsteGeheim({ delivery, keks }: DemoKeuze, webhook: Webhook): Promise<string> {
  const rijen = await leesBestaande(delivery, DEMO_ONTVANGER, null)
  const eigen = rijen.find(({ id, adres }) => openVeld(keks, `${id}|adres`, adres) === adresVan(webhook))
  const [nieuwste] = eigen?.geheimen ?? []
  return eigen && nieuwste ? openVeld(keks, `${eigen.id}|geheim`, nieuwste.geheim) : webhook.geheim
}

function adresVan({ poort }: Webhook): string {
  return `http://127.0.0.1:${poort}/`
}

/** Why the demo's endpoint is on pause while the hub runs without the demo. */
const ZONDER_DEMO = 'zonder-demo'

/** Without the demo nobody of ours listens at its endpoint, and whoever does would be pushed referrals: pauses it until the demo is back. */
export async function pauzeerDemoOntvanger(keuze: Pick<DemoKeuze, 'data' | 'delivery' | 'nu'>): Promise<void> {
  if ((await leesGeheim(keuze.data.webhook)) === null) return
  const pauzes = (await eindpunten(keuze)).map((id) => ({ id, reden: ZONDER_DEMO }))
  await pauzeerEindpunten(keuze.delivery, pauzes)
}

async function eindpunten({ delivery, nu }: Pick<DemoKeuze, 'delivery' | 'nu'>): Promise<string[]> {
  return (await leesBestemmingen(delivery, [DEMO_ONTVANGER], nu())).map(({ id }) => id)
}

/** The port was chosen at the first start and stands in the endpoint's address, so another setting does not move it. */
function bezet(poort: number, oorzaak: unknown): Error {
  return startfout(
    `Port ${poort} on 127.0.0.1, given to the demo's receiver at the first start, cannot be had. Stop the program that uses it, or start without demo: DEMO=nee, which also pauses the pushes to that port.`,
    oorzaak,
  )
}

async function registreer(keuze: DemoKeuze, webhook: Webhook): Promise<void> {
  const bekend = await eindpunten(keuze)
  await hervatNa(keuze.delivery, bekend, ZONDER_DEMO)
  if (bekend.length > 0) return
  const uitkomst = await registreerEindpunt(
    keuze.delivery,
    keuze.keks,
    {
      deelnemer: DEMO_ONTVANGER,
      adres: adresVan(webhook),
      geheim: webhook.geheim,
      toegestaneNetten: ['127.0.0.0/8'],
      httpToegestaan: true,
    },
    keuze.nu(),
  )
  if (uitkomst.kind === 'geweigerd') throw new Error(`the demo's endpoint was refused: ${uitkomst.reden}`)
}
