import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { STANDAARD_MIX } from '../simulatie/mix.ts'
import { voegAansluittestToe } from './aansluittest.ts'
import type { Gedaan, Toevoeging } from './commando.proef.ts'
import { doe } from './commando.proef.ts'
import { voegDeelnemersToe } from './deelnemers.ts'
import { voegGemeenteToe } from './gemeente.ts'
import { voegGeparkeerdToe } from './geparkeerd.ts'
import { voegHerbezorgToe } from './herbezorg.ts'
import { voegHerstelToe } from './herstel.ts'
import { voegKeuringToe } from './keuring.ts'
import { voegOntvangerToe } from './ontvanger.ts'
import { voegOnverwerkbaarToe } from './onverwerkbaar.ts'
import { voegRouteerToe } from './routeer.ts'
import { voegSimuleerToe } from './simuleer.ts'
import { voegSleutelsToe } from './sleutels.ts'
import { voegSluitendToe } from './sluitend.ts'
import { voegTermijnToe } from './termijn.ts'
import { voegTokenToe } from './token.ts'
import { voegWachtToe } from './wacht.ts'
import { voegWisselToe } from './wissel.ts'

const COMMANDOS: ReadonlyMap<string, Toevoeging> = new Map([
  ['token', voegTokenToe],
  ['simuleer', voegSimuleerToe],
  ['ontvanger', voegOntvangerToe],
  ['aansluittest', voegAansluittestToe],
  ['gemeente', voegGemeenteToe],
  ['termijn', voegTermijnToe],
  ['deelnemers', voegDeelnemersToe],
  ['wacht', voegWachtToe],
  ['routeer', voegRouteerToe],
  ['geparkeerd', voegGeparkeerdToe],
  ['herbezorg', voegHerbezorgToe],
  ['onverwerkbaar', voegOnverwerkbaarToe],
  ['herstel', voegHerstelToe],
  ['sleutels', voegSleutelsToe],
  ['sluitend', voegSluitendToe],
  ['keuring', voegKeuringToe],
  ['wissel', voegWisselToe],
])
const DOSSIER = '01977d5e-6f4b-7c3a-8b61-2f0f5a3c9e11'

let map = ''
beforeAll(async () => {
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-gebruik-'))
})
afterAll(() => rm(map, { recursive: true, force: true }))

/** On a folder without a hub. */
function knooppunt(argumenten: readonly string[], env: Record<string, string> = {}): Promise<Gedaan> {
  const voegToe = COMMANDOS.get(argumenten[0] ?? '')
  if (!voegToe) throw new Error(`no command ${argumenten[0]}`)
  return doe(voegToe, argumenten, { env: { DATA_MAP: map, ...env } })
}

test('every command tells how it is used', async () => {
  for (const naam of COMMANDOS.keys()) {
    const { code, uit } = await knooppunt([naam, '--help'])
    expect([naam, code]).toEqual([naam, 0])
    expect(uit).toMatch(new RegExp(`^Usage: knooppunt ${naam} `))
    expect(uit, 'a default shown as a value of the program').not.toMatch(/default: [{[]/)
  }
})

test('simuleer tells its mix as it is typed, and every field that counts repeats', async () => {
  const { uit } = await knooppunt(['simuleer', '--help'])
  expect(uit.replace(/\s+/g, ' ')).toContain(`by weight (default: ${STANDAARD_MIX})`)
  expect(uit).toMatch(/503 or 429[\s\S]*counted as herhaald[\s\S]*opzettelijkHerhaald/)
})

test.each([
  [['gemeente', '6001AB', '1', '--peildatum', '2026-02-30'], /a day is written/],
  [['gemeente', '6001AB', '--bestand', 'x.csv'], /or a file with --bestand/],
  [['gemeente', '--bestand', '/bestaat-niet.csv'], /does not exist/],
  [['termijn', 'morgen'], /a moment is written/],
  [['termijn', '2026-01-01T10:00', '--gemeente', '98'], /a gemeentecode is four digits/],
  [['termijn', '2026-01-01T10:00', '--schuldeiser', 'x'], /--schuldeiser needs --gemeente/],
  [['token', 'niemand'], /name its private key with --sleutel. Demo parties: waterbedrijf-maasdal/],
  [['token', 'waterbedrijf-maasdal', '--issuer', 'ftp://x'], /must be an address/],
  [['routeer', DOSSIER], /either --gemeente <code> or --weiger <reden>/],
  [['routeer', DOSSIER, '--gemeente', '0988', '--weiger', 'geen-overeenkomst'], /either --gemeente/],
  [['routeer', 'geen-uuid', '--gemeente', '0988'], /a dossierId is a UUID/],
  [['routeer', DOSSIER, '--weiger', 'zomaar'], /Allowed choices are adres-niet-te-herleiden/],
  [['herbezorg', '1'], /a bezorgingId is a UUID/],
  [['onverwerkbaar', '--stage', 'intake'], /Allowed choices are routing, sla, delivery, dossier/],
  [['onverwerkbaar', 'lees', 'sla', '1'], /option '--reden <reden>' not specified/],
  [['onverwerkbaar', 'lees', 'sla', '0', '--reden', 'controle'], /a whole number from 1/],
  [['onverwerkbaar', 'opdrachten', '--aantal', '201'], /a whole number from 1 to 200/],
  [['herstel', 'intake', '1'], /Allowed choices are routing, sla, delivery, dossier/],
  [['herstel', 'sla', '1.5'], /name the message by its volgnummer/],
  [['herstel', 'sla', '1', '--weiger'], /--weiger needs --reden \(onleesbaar, /],
  [['herstel', 'sla', '1', '--reden', 'dubbel'], /--reden goes with --weiger/],
  [['herstel', 'sla', DOSSIER, '--weiger', '--reden', 'dubbel'], /name it by its volgnummer/],
  [['herstel', 'sla'], /name one message or queue, or give --alle/],
  [['herstel', 'sla', '1', '--alle'], /name one message or queue, or give --alle/],
  [['herstel', 'sla', '1', '--foutcode', 'P0001'], /--foutcode goes with --alle/],
  [['herstel', 'sla', '--alle', '--weiger', '--reden', 'dubbel'], /--alle only releases/],
  [['herstel', 'sla', '1', '--wacht', '0'], /a number of seconds from 1 to 300/],
  [['simuleer', '--aantal', '0'], /a whole number from 1/],
  [['simuleer', '--mix', 'alles=1'], /kinds: gevonden/],
])('%j is refused with 64 and what to do', async (argumenten, uitleg) => {
  const { code, uit, fout } = await knooppunt(argumenten)
  expect([code, uit]).toEqual([64, ''])
  expect(fout).toMatch(uitleg)
})

describe('without a hub', () => {
  test('a key that is none ends with 78, a database that does not answer with 69', async () => {
    const geenSleutel = join(map, 'geen.jwk.json')
    await writeFile(geenSleutel, '{"kty":"EC"}')
    expect(await knooppunt(['token', 'x', '--sleutel', geenSleutel])).toMatchObject({
      code: 78,
      fout: expect.stringMatching(/holds no private key/),
    })
    const dicht = { DATABASE_URL: 'postgres://niemand@127.0.0.1:9/niets' }
    expect(await knooppunt(['gemeente', '6001AB', '1'], dicht)).toMatchObject({
      code: 69,
      fout: expect.stringMatching(/DATABASE_URL does not answer \(ECONNREFUSED\)/),
    })
    expect(await knooppunt(['deelnemers'], { DATABASE_URL: 'mysql://x' })).toMatchObject({ code: 78, uit: '' })
  })

  test('termijn gives the dates all the same, by the standard terms, and says that these are', async () => {
    const dicht = { DATABASE_URL: 'postgres://niemand@127.0.0.1:9/niets' }
    const { code, uit, fout } = await knooppunt(['termijn', '2026-11-20T10:00', '--gemeente', '0935', '--json'], dicht)
    expect(code).toBe(0)
    expect(fout).toMatch(/does not answer .*STANDARD terms/)
    expect(JSON.parse(uit)).toMatchObject({ contactUiterlijkOp: '2026-11-25', afspraken: 'standaard' })
  })

  test('termijn goes by the demo register for a gemeente, and says when there is no such gemeente', async () => {
    const { uit } = await knooppunt(['termijn', '2026-11-20T10:00', '--gemeente', 'GM0935'])
    expect(uit).toContain('overeenkomst waterbedrijf-maasdal-0935')
    expect(await knooppunt(['termijn', '2026-11-20T10:00', '--gemeente', '9999'])).toMatchObject({ code: 1, uit: '' })
  })

  test('termijn warns loudly beyond the years that are known, and answers bad rows of a file too', async () => {
    const bestand = join(map, 'tijdstippen.csv')
    await writeFile(bestand, 'tijdstip\n2026-12-24T17:30\n2035-01-02T10:00\nmorgen\n')
    const { code, uit, fout } = await knooppunt(['termijn', '--bestand', bestand])
    expect(code).toBe(0)
    expect(fout).toMatch(/^WARNING: 1 answer\(s\) reach beyond the years .* \(2025-2028\)/)
    const antwoorden = uit
      .trim()
      .split('\n')
      .map((regel) => JSON.parse(regel))
    expect(antwoorden.map((a) => [a.stopTotEnMet, a.feestdagenBekend, a.status])).toEqual([
      ['2027-01-25', true, undefined],
      ['2035-02-01', false, undefined],
      [undefined, undefined, 'ongeldig'],
    ])
  })

  test('deelnemers shows the demo parties and where they come from', async () => {
    const { uit } = await knooppunt(['deelnemers'])
    expect(uit).toMatch(/waterbedrijf-maasdal +schuldeiser +actief[\s\S]*from the demo register/)
    expect(JSON.parse((await knooppunt(['deelnemers', '--json'])).uit)).toHaveLength(11)
  })
})
