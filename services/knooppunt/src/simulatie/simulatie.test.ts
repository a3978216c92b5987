import { exportJWK, generateKeyPair } from 'jose'
import { Agent } from 'undici'
import { afterEach, describe, expect, test } from 'vitest'
import type { Aanmelding } from '../commando/aanmelden.ts'
import type { Mix, Soort } from './mix.ts'
import { leesMix, STANDAARD_MIX } from './mix.ts'
import type { Nephub, Streken } from './nep-hub.proef.ts'
import { startNephub } from './nep-hub.proef.ts'
import { SPELERS } from './partijen.ts'
import type { Simulatiekeuze } from './simulatie.ts'
import { simuleer } from './simulatie.ts'
import { maakTokens } from './tokens.ts'
import type { Verslag } from './verslag.ts'
import { isGoed } from './verslag.ts'

const sleutel = await generateKeyPair('ES256', { extractable: true }).then(async ({ privateKey }) => ({
  ...(await exportJWK(privateKey)),
  alg: 'ES256',
}))
const OUD = { id: 'oud', subject: 'oud', data: {} }
const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const sluit of open.splice(0)) await sluit()
})

function mix(tekst: string): Mix {
  const lezing = leesMix(tekst)
  if (lezing.kind === 'ongeldig') throw new Error(lezing.detail)
  return lezing.mix
}

async function speel(
  streken: Streken,
  anders: Partial<Simulatiekeuze> = {},
): Promise<{ verslag: Verslag; hub: Nephub }> {
  const hub = await startNephub(streken)
  const dispatcher = new Agent({ connections: 32 })
  open.push(
    () => hub.sluit(),
    () => dispatcher.destroy(),
  )
  const nooit = new AbortController().signal
  const nu = () => Temporal.Now.instant()
  const partijen = new Map<string, Aanmelding>(
    SPELERS.map((speler) => [`demo-${speler}`, { issuer: `${hub.url}/oauth`, clientId: `demo-${speler}`, sleutel }]),
  )
  const verslag = await simuleer({
    verbinding: { url: hub.url, dispatcher, token: maakTokens({ partijen, nu, signal: nooit }) },
    aantal: 60,
    perSeconde: 2_000,
    mix: mix('gevonden=1'),
    zaad: 1,
    run: 'proefloop',
    contactPer: 10,
    geduldMs: 1_000,
    naloopMs: 100,
    nu,
    genoeg: nooit,
    meteen: nooit,
    voortgang: () => undefined,
    ...anders,
  })
  return { verslag, hub }
}

describe('a simulation', () => {
  test('finds nothing wrong with a hub that behaves, whatever the mix', async () => {
    const { verslag, hub } = await speel({}, { aantal: 300, mix: mix(STANDAARD_MIX) })
    expect(verslag.voorbeelden).toEqual([])
    expect(isGoed(verslag)).toBe(true)
    expect(verslag.verzonden).toBe(300)
    expect(verslag.afgeleverd).toBe(verslag.aangenomen)
    expect(verslag.aangenomen + verslag.wachtOpRoutering + verslag.geweigerd).toBe(300)
    expect(verslag.contactregistraties).toBeGreaterThan(0)
    expect(hub.verzoeken.filter((v) => v.endsWith('/contactregistraties'))).toHaveLength(verslag.contactregistraties)
  })

  test('begins at the end of each postvak, without reading what earlier runs left there', async () => {
    const eerder = (postvak: string, aantal: number) => Array.from({ length: aantal }, () => ({ ...OUD, postvak }))
    const vooraf = [
      ...eerder('gemeente-roermond', 1_000),
      ...eerder('gemeente-heerlen', 1),
      ...eerder('gemeente-maastricht', 6),
    ]
    const { verslag, hub } = await speel({ vooraf }, { contactPer: 0 })
    expect(verslag).toMatchObject({ afgeleverd: 60, verloren: 0, dubbel: 0, fouten: 0 })
    expect(hub.verzoeken.filter((v) => v === 'GET /v1/postvak/berichten').length).toBeLessThan(150)
  })

  test('sees what was accepted and never came', async () => {
    const { verslag } = await speel({ plaats: (bericht, n) => (n === 5 ? [] : [bericht]) })
    expect(verslag).toMatchObject({ aangenomen: 60, afgeleverd: 59, verloren: 1, dubbel: 0 })
  })

  test('sees what came double, under the same id or another', async () => {
    const { verslag } = await speel({
      plaats: (bericht, n) =>
        n === 5 ? [bericht, bericht] : n === 9 ? [bericht, { ...bericht, id: 'anders' }] : [bericht],
    })
    expect(verslag).toMatchObject({ verloren: 0, dubbel: 2 })
  })

  test('sees what came to the wrong party', async () => {
    const naar = (postvak: string) => (postvak === 'gemeente-heerlen' ? 'gemeente-roermond' : 'gemeente-heerlen')
    const { verslag } = await speel({
      plaats: (bericht, n) => [n === 5 ? { ...bericht, postvak: naar(bericht.postvak) } : bericht],
    })
    expect(verslag.voorbeelden.join()).toMatch(/WRONG PARTY/)
    expect(isGoed(verslag)).toBe(false)
  })

  test('repeats a 503 and a broken connection with the same key, and counts these', async () => {
    const { verslag } = await speel({
      antwoord: (goed, n) => (n === 3 ? { status: 503, body: {} } : n === 7 ? 'verbreek' : goed),
    })
    expect(verslag).toMatchObject({ verzonden: 60, aangenomen: 60, herhaald: 2, verloren: 0, dubbel: 0, fouten: 0 })
    expect(verslag.opzettelijkHerhaald).toBe(0)
  })

  test('waits as long as a 429 asks, repeats, and counts that, whoever is told to wait', async () => {
    const wacht = { status: 429, body: { code: 'te-veel-verzoeken' }, headers: { 'retry-after': '1' } }
    const { verslag } = await speel(
      {
        antwoord: (goed, n) => (n === 3 ? wacht : goed),
        token: (goed, n) => (n === 1 ? wacht : goed),
        peiling: (goed, n) => (n <= 3 ? wacht : goed),
      },
      { aantal: 20, contactPer: 0, geduldMs: 5_000 },
    )
    expect(verslag).toMatchObject({ aangenomen: 20, afgeleverd: 20, herhaald: 1, fouten: 0, onbeantwoord: 0 })
    expect(verslag.p99Ms).toBeGreaterThan(1_000)
  })

  test('gives up at once when it is asked to wait longer than its patience', async () => {
    const wacht = { status: 429, body: {}, headers: { 'retry-after': '30' } }
    const { verslag } = await speel({ antwoord: () => wacht }, { aantal: 2, geduldMs: 1_000 })
    expect(verslag).toMatchObject({ onbeantwoord: 2, herhaald: 0 })
  })

  test('gives up on a hub that keeps saying 503, and says so', async () => {
    const { verslag } = await speel({ antwoord: () => ({ status: 503, body: {} }) }, { aantal: 3, geduldMs: 200 })
    expect(verslag).toMatchObject({ onbeantwoord: 3, aangenomen: 0 })
    expect(isGoed(verslag)).toBe(false)
  })

  test('checks every answer', async () => {
    const bederf = (veld: string, waarde: unknown) => ({
      antwoord: (goed: { status: number; body: unknown }, n: number) =>
        n === 2 ? { ...goed, body: Object.assign({}, goed.body, { [veld]: waarde }) } : goed,
    })
    for (const [veld, waarde] of [
      ['contactUiterlijkOp', '2020-01-01'],
      ['gemeente', { code: '0983' }],
      ['loket', {}],
      ['incassostop', null],
      ['status', 'wacht-op-routering'],
    ] as const) {
      const { verslag } = await speel(bederf(veld, waarde), { aantal: 4 })
      expect(verslag.fouten, veld).toBeGreaterThan(0)
    }
  })

  test('wants the first answer again for a repeat', async () => {
    const soort: Soort = 'herhaling'
    const goed = await speel({}, { aantal: 5, mix: new Map([[soort, 1]]) })
    expect(goed.verslag).toMatchObject({ aangenomen: 5, herhaald: 0, opzettelijkHerhaald: 5, dubbel: 0, fouten: 0 })
    const fout = await speel(
      { antwoord: (antwoord) => ({ status: antwoord.status, body: antwoord.body }) },
      { aantal: 5, mix: new Map([[soort, 1]]) },
    )
    expect(fout.verslag.fouten).toBe(5)
  })

  test('stops sending when told, and still counts what was sent', async () => {
    const genoeg = new AbortController()
    setTimeout(() => genoeg.abort(), 300)
    const { verslag } = await speel({}, { aantal: 10_000, perSeconde: 100, genoeg: genoeg.signal })
    expect(verslag.onderbroken).toBe(true)
    expect(verslag.verzonden).toBeLessThan(100)
    expect(verslag).toMatchObject({ verloren: 0, dubbel: 0, fouten: 0 })
  })
})
