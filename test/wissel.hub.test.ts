import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { scramVerificatie } from '@warmknooppunt/platform/scram'
import { decodeProtectedHeader } from 'jose'
import { Webhook } from 'standardwebhooks'
import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ontvanger, Verzoek } from '../services/delivery/src/delivery.proef.ts'
import { vraagToken } from '../services/knooppunt/src/commando/aanmelden.ts'
import { zetVerificatie } from '../services/knooppunt/src/commando/aanmeldingen-store.ts'
import { voegBackupToe } from '../services/knooppunt/src/commando/backup.ts'
import { kiesClient } from '../services/knooppunt/src/commando/client.ts'
import type { Gedaan, Toevoeging } from '../services/knooppunt/src/commando/commando.proef.ts'
import { doe } from '../services/knooppunt/src/commando/commando.proef.ts'
import { voegKeuringToe } from '../services/knooppunt/src/commando/keuring.ts'
import { voegSleutelsToe } from '../services/knooppunt/src/commando/sleutels.ts'
import { voegWisselToe } from '../services/knooppunt/src/commando/wissel.ts'
import { leesGeheim, schrijfGeheim } from '../services/knooppunt/src/geheimen.ts'
import { totdat } from '../services/knooppunt/src/start.proef.ts'
import type { Hub } from './steun/hub.ts'
import { maakHub, telGeparkeerd } from './steun/hub.ts'
import { beginSpel } from './steun/spel.ts'
import { sluitOntvangerAan } from './steun/webhook.ts'

const GEMEENTE = 'gemeente-roermond'
let hub: Hub
let ontvanger: Ontvanger & { readonly geheim: string }
beforeAll(async () => {
  hub = await maakHub()
  ontvanger = await sluitOntvangerAan(hub, [GEMEENTE])
})
afterAll(async () => {
  await hub.sluit()
  await ontvanger.sluit()
})

/** A command beside the running hub, at this moment. */
const opdracht = (voegToe: Toevoeging, ...argumenten: string[]): Promise<Gedaan> =>
  doe(voegToe, argumenten, { env: { DATA_MAP: hub.data.map }, nu: Temporal.Now.instant().toString() })

async function lukt(...argumenten: string[]): Promise<string> {
  const { code, uit, fout } = await opdracht(voegWisselToe, 'wissel', ...argumenten)
  expect([argumenten[0], code, fout]).toEqual([argumenten[0], 0, ''])
  return uit
}

type Gezien = { readonly kid: string; readonly status: number }

/** A party that asks for a new token for each request, and what it was answered; ends at the signal. */
async function vraagSteeds(signal: AbortSignal): Promise<Gezien[]> {
  const wie = await kiesClient(GEMEENTE, { url: hub.basis }, hub.data)
  const gezien: Gezien[] = []
  while (!signal.aborted) {
    const uitkomst = await vraagToken(wie, Temporal.Now.instant())
    if (uitkomst.kind !== 'token') throw new Error(`no token: ${uitkomst.kind}`)
    const token = uitkomst.token.access_token
    const { statusCode, body } = await request(`${hub.basis}/v1/postvak/berichten?limiet=1`, {
      headers: { authorization: `Bearer ${token}` },
    })
    await body.dump()
    gezien.push({ kid: String(decodeProtectedHeader(token).kid), status: statusCode })
    await wachtMs(100)
  }
  return gezien
}

/** Whether a receiver that has this secret accepts the push. */
function klopt(geheim: string, { koppen, body }: Verzoek): boolean {
  const delen = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((naam) => [naam, String(koppen[naam])])
  try {
    new Webhook(geheim).verify(body, Object.fromEntries(delen))
    return true
  } catch {
    return false
  }
}

/** The id of the key that signs: the first of those that are published. */
async function eersteSleutel(): Promise<string> {
  const { keys }: { keys: { kid: string }[] } = JSON.parse(await (await fetch(`${hub.basis}/oauth/jwks`)).text())
  return keys[0]?.kid ?? ''
}

/** What `sleutels` says of each KEK. */
async function oordelen(): Promise<Record<string, string>> {
  const keks: { kek: string; oordeel: string }[] = JSON.parse(
    (await opdracht(voegSleutelsToe, 'sleutels', '--json')).uit,
  )
  return Object.fromEntries(keks.map(({ kek, oordeel }) => [kek, oordeel]))
}

test('all keys, secrets and passwords change under load: nothing is lost, and no party notices', {
  timeout: 60_000,
}, async () => {
  const genoeg = new AbortController()
  const spel = beginSpel(hub, { run: 'wissel', perSeconde: 15 })
  const vragen = vraagSteeds(genoeg.signal)
  vragen.catch(() => undefined)
  await totdat(() => ontvanger.verzoeken.length > 5, 10_000)

  const { kid, oud } = JSON.parse(await lukt('handtekensleutel', '--over', '10', '--json'))
  await lukt('kek')
  const eindpunten: { id: string; deelnemer: string }[] = JSON.parse(await lukt('geheim', '--json'))
  const eindpunt = eindpunten.find(({ deelnemer }) => deelnemer === GEMEENTE)?.id ?? ''
  const bestand = join(hub.data.map, 'nieuw-geheim')
  await lukt('geheim', eindpunt, '--geheim', bestand)
  const gewisseld = ontvanger.verzoeken.length
  const voor = await leesGeheim(hub.data.wachtwoord)
  await lukt('wachtwoord')
  expect(await leesGeheim(hub.data.wachtwoord)).not.toBe(voor)

  await totdat(async () => (await oordelen())['kek-1'] === 'mag-weg', 30_000)
  await totdat(async () => (await eersteSleutel()) === kid, 20_000)
  await wachtMs(1_000)
  genoeg.abort()
  const gezien = await vragen
  const verslag = await spel.stop()

  expect(verslag).toMatchObject({ verloren: 0, dubbel: 0, onbeantwoord: 0, herhaald: 0, fouten: 0, voorbeelden: [] })
  expect(verslag.afgeleverd).toBe(verslag.aangenomen)
  expect(await telGeparkeerd(hub)).toEqual({ routing: 0, sla: 0, delivery: 0, dossier: 0 })
  expect(new Set(gezien.map(({ status }) => status))).toEqual(new Set([200]))
  expect([...new Set(gezien.map((een) => een.kid))]).toEqual([...oud, kid])
  const metrieken = await (await fetch(hub.metrieken)).text()
  expect(metrieken).not.toMatch(
    /http_problemen_total\{code="(niet-aangemeld|token-ongeldig|niet-beschikbaar|fout)"\} [1-9]/,
  )

  const nieuw = (await leesGeheim(bestand)) ?? ''
  expect(ontvanger.verzoeken.length).toBeGreaterThan(gewisseld + 20)
  expect(ontvanger.verzoeken.filter((push) => !klopt(ontvanger.geheim, push))).toEqual([])
  // What was on its way at that moment carries one signature; a party that takes the new secret at once waits for that.
  expect(ontvanger.verzoeken.slice(-10).every((push) => klopt(nieuw, push))).toBe(true)
})

test('the running hub makes new connections by the new password', { timeout: 30_000 }, async () => {
  await hub.alsEigenaar((db) =>
    db.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'wk-%' and pid <> pg_backend_pid()`,
    ),
  )
  const pad = '/v1/postvak/berichten'
  await totdat(async () => (await hub.vraag(GEMEENTE, { method: 'GET', pad })).status === 200, 10_000)
  await totdat(async () => (await fetch(`${hub.basis}/gezondheid/gereed`)).status === 200, 10_000)
})

test('a change of password that was killed half-way is ended by the next start', { timeout: 60_000 }, async () => {
  const nieuw = 'half-way-there'
  await schrijfGeheim(`${hub.data.wachtwoord}.volgend`, nieuw)
  await hub.alsEigenaar((db) => zetVerificatie(db, 'warmknooppunt', scramVerificatie(nieuw, randomBytes(16))))
  await hub.dood()
  await hub.start()
  expect(await leesGeheim(hub.data.wachtwoord)).toBe(nieuw)
  expect(await leesGeheim(`${hub.data.wachtwoord}.volgend`)).toBeNull()
})

test('after that the hub starts anew with what the files hold, and keuring names what production still needs', {
  timeout: 60_000,
}, async () => {
  await hub.dood()
  await hub.start()
  expect(await hub.vraag(GEMEENTE, { method: 'GET', pad: '/v1/postvak/berichten' })).toMatchObject({ status: 200 })
  const { code, uit } = await opdracht(voegKeuringToe, 'keuring', '--json')
  expect(code).toBe(1)
  const { bevindingen }: { bevindingen: { onderwerp: string; ernst: string; waar: string }[] } = JSON.parse(uit)
  const lijst = bevindingen.map(({ ernst, onderwerp }) => `${ernst} ${onderwerp}`)
  expect(lijst).toEqual(
    expect.arrayContaining([
      ...[
        'moet demo',
        'moet postcodes',
        'moet operatoren',
        'moet adres',
        'moet oin',
        'moet herstel',
        'moet backup',
        'moet eindpunten',
      ],
      'zou-moeten herstel',
      'zou-moeten kek',
      'zou-moeten meldingen',
    ]),
  )
  const kopie = await opdracht(voegBackupToe, 'backup', join(hub.data.map, '..', 'kopie'))
  expect([kopie.code, kopie.fout]).toEqual([0, expect.any(String)])
  expect((await opdracht(voegKeuringToe, 'keuring', '--json')).uit).not.toContain('"onderwerp":"backup"')
  expect(lijst.filter((regel) => /gereed|achterstand|onverwerkbaar|database|klok$/.test(regel))).toEqual([])
})
