import { expect, test } from 'vitest'
import { bepaalGemeente } from './besluit-gemeente.ts'
import { kiesIngreep } from './besluit-ingreep.ts'
import { bepaalSchuldeiser, wachtend } from './besluit-schuldeiser.ts'
import type { Stap, Uitgereikt, Verloop, Waarneming } from './verloop.ts'
import { BEVESTIGEN, INDIENEN, POSTVAK } from './verloop.ts'

const [EEN, TWEE] = ['01950000-0000-7000-8000-000000000001', '01950000-0000-7000-8000-000000000002']
const CONTACT = `${INDIENEN}/${EEN}/contactregistraties`
const LEEG: Waarneming = {
  ...{ opMs: 0, methode: 'POST', pad: INDIENEN, status: 201, gedaan: 'doorgegeven', sleutel: '"a"', vingerafdruk: 'a' },
  ...{ herhaald: false, dossier: null, berichten: [], bevestigt: null },
}
const zie = (anders: Partial<Waarneming>): Waarneming => ({ ...LEEG, ...anders })
const bericht = (dossierId: string, volgnummer: number): Uitgereikt => ({
  ...{ id: `id-${volgnummer}`, volgnummer, dossierId },
  type: 'nl.warmknooppunt.doorverwijzing.gerouteerd',
})
const gelezen = (anders: Partial<Waarneming>) => zie({ methode: 'GET', pad: POSTVAK, status: 200, ...anders })
const bevestigd = (totEnMet: number | null, ids: string[] = []) =>
  zie({ pad: BEVESTIGEN, status: 200, bevestigt: { totEnMet, ids } })

function verloop(verzoeken: readonly Waarneming[], anders: Partial<Verloop> = {}): Verloop {
  return { verzoeken, pushes: [], gewoon: EEN, vernietigd: TWEE, ...anders }
}
const oordeel = (stappen: readonly Stap[], naam: string) => stappen.find((stap) => stap.naam === naam)?.oordeel
const schuldeiser = (naam: string, ...verzoeken: Waarneming[]) => oordeel(bepaalSchuldeiser(verloop(verzoeken)), naam)
const gemeente = (naam: string, ...verzoeken: Waarneming[]) =>
  oordeel(bepaalGemeente(verloop(verzoeken), 'postvak'), naam)

test('nothing is passed by who did nothing, and each step says what to do', () => {
  for (const stappen of [
    bepaalSchuldeiser(verloop([])),
    bepaalGemeente(verloop([]), 'postvak'),
    bepaalGemeente(verloop([]), 'webhook'),
  ]) {
    expect(stappen.map((stap) => stap.oordeel)).toEqual(stappen.map(() => 'open'))
    expect(stappen.every(({ advies, verwacht }) => advies !== '' && verwacht !== '')).toBe(true)
  }
})

test('signing on is not passed by a request that was refused', () => {
  expect(schuldeiser('aanmelden', zie({ status: 401 }))).toBe('open')
  expect(schuldeiser('aanmelden', zie({ status: 503, gedaan: 'storing' }))).toBe('open')
  expect(schuldeiser('aanmelden', zie({ status: 401 }), zie({ status: 400 }))).toBe('gehaald')
})

test('a doorverwijzing without a key, or a refused one that is sent again, fails', () => {
  expect(schuldeiser('sleutel', zie({}))).toBe('gehaald')
  expect(schuldeiser('sleutel', zie({}), zie({ sleutel: null }))).toBe('gezakt')
  expect(schuldeiser('onjuiste invoer', zie({ status: 400 }))).toBe('gehaald')
  expect(schuldeiser('onjuiste invoer', zie({ status: 400 }), zie({ vingerafdruk: 'b' }))).toBe('gehaald')
  expect(schuldeiser('onjuiste invoer', zie({ status: 400 }), zie({ status: 400 }))).toBe('gezakt')
})

test('after a 503 the same is sent again with its key, and not before Retry-After', () => {
  const storing = zie({ status: 503, gedaan: 'storing' })
  expect(schuldeiser('storing', storing)).toBe('open')
  expect(schuldeiser('storing', storing, zie({ opMs: 1_000, vingerafdruk: 'b' }))).toBe('open')
  expect(schuldeiser('storing', storing, zie({ opMs: 1_000 }))).toBe('gehaald')
  expect(schuldeiser('storing', storing, zie({ opMs: 500 }))).toBe('gezakt')
  expect(schuldeiser('storing', storing, zie({ opMs: 1_000, sleutel: '"b"' }))).toBe('gezakt')
})

test('after a lost answer the same is sent again with its key, and gets the answer of before', () => {
  const kwijt = zie({ gedaan: 'antwoord-kwijt' })
  expect(schuldeiser('antwoord kwijt', kwijt)).toBe('open')
  expect(schuldeiser('antwoord kwijt', kwijt, zie({ sleutel: '"b"' }))).toBe('gezakt')
  expect(schuldeiser('antwoord kwijt', { ...kwijt, sleutel: null }, zie({ sleutel: null }))).toBe('gezakt')
  expect(schuldeiser('antwoord kwijt', kwijt, zie({ status: 409 }))).toBe('open')
  expect(schuldeiser('antwoord kwijt', kwijt, zie({ herhaald: true }))).toBe('gehaald')
})

test('a schuldeiser reads its own dossier, and the answer of the operator, and confirms that', () => {
  const dossier = { id: EEN, status: 'wacht-op-routering' }
  const eigen = zie({ dossier })
  const antwoord = { ...bericht(EEN, 7), type: 'nl.warmknooppunt.niet-bezorgbaar.gerouteerd' }
  expect(wachtend(verloop([eigen, zie({ dossier: { id: TWEE, status: 'aangenomen' } })]))).toEqual([EEN])
  expect(schuldeiser('status', eigen, zie({ methode: 'GET', pad: `${INDIENEN}/${TWEE}`, status: 200 }))).toBe('open')
  expect(schuldeiser('status', eigen, zie({ methode: 'GET', pad: `${INDIENEN}/${EEN}`, status: 200 }))).toBe('gehaald')
  const stop = zie({ methode: 'GET', pad: `${INDIENEN}/${EEN}/incassostop`, status: 200 })
  expect(schuldeiser('incassostop', eigen, stop)).toBe('gehaald')
  const anders = gelezen({ berichten: [bericht(EEN, 7)] })
  expect(schuldeiser('antwoord ophalen', eigen, anders)).toBe('open')
  const rij = [eigen, gelezen({ berichten: [antwoord] })]
  expect(schuldeiser('antwoord ophalen', ...rij)).toBe('gehaald')
  expect(schuldeiser('antwoord bevestigen', ...rij, bevestigd(6))).toBe('open')
  expect(schuldeiser('antwoord bevestigen', ...rij, bevestigd(7))).toBe('gehaald')
  expect(schuldeiser('antwoord bevestigen', ...rij, bevestigd(null, ['id-7']))).toBe('gehaald')
})

test('a gemeente handles a message once, also when it comes twice, and leaves one without content', () => {
  const uit = gelezen({ berichten: [bericht(EEN, 1), bericht(TWEE, 2)] })
  const weer = gelezen({ gedaan: 'nogmaals', berichten: [bericht(EEN, 1)] })
  const contact = zie({ pad: CONTACT })
  expect(gemeente('bevestigen', uit, bevestigd(1))).toBe('gehaald')
  expect(gemeente('dubbel bericht', uit, contact, weer)).toBe('open')
  expect(gemeente('dubbel bericht', uit, contact, weer, bevestigd(1))).toBe('gehaald')
  expect(gemeente('dubbel bericht', uit, contact, weer, zie({ pad: CONTACT, sleutel: '"b"' }))).toBe('gezakt')
  expect(gemeente('inhoud vernietigd', uit)).toBe('open')
  expect(gemeente('inhoud vernietigd', uit, bevestigd(2))).toBe('gehaald')
  const fout = zie({ pad: `${INDIENEN}/${TWEE}/contactregistraties`, status: 400 })
  expect(gemeente('inhoud vernietigd', uit, bevestigd(2), fout)).toBe('gezakt')
  expect(gemeente('contact melden', { ...contact, status: 400 })).toBe('open')
})

test('a webhook refuses what is signed wrongly and takes what is signed well', () => {
  const webhook = (naam: string, soort: 'vals' | 'oud' | 'goed' | 'nogmaals', status: number) =>
    oordeel(bepaalGemeente(verloop([zie({ pad: CONTACT })], { pushes: [{ soort, status }] }), 'webhook'), naam)
  expect([webhook('valse handtekening', 'vals', 401), webhook('valse handtekening', 'vals', 204)]).toEqual([
    'gehaald',
    'gezakt',
  ])
  expect([webhook('oude handtekening', 'oud', 400), webhook('oude handtekening', 'oud', 500)]).toEqual([
    'gehaald',
    'gezakt',
  ])
  expect([webhook('ontvangen', 'goed', 202), webhook('ontvangen', 'goed', 302)]).toEqual(['gehaald', 'gezakt'])
  expect([webhook('dubbel bericht', 'nogmaals', 204), webhook('dubbel bericht', 'nogmaals', 409)]).toEqual([
    'gehaald',
    'gezakt',
  ])
})

test('a schuldeiser meets a storing and a lost answer once, after its first was accepted', () => {
  const kies = (vingerafdruk: string, ...rij: Waarneming[]) =>
    kiesIngreep('schuldeiser', { methode: 'POST', pad: INDIENEN, vingerafdruk }, verloop(rij))
  const storing = zie({ vingerafdruk: 'b', status: 503, gedaan: 'storing' })
  const kwijt = zie({ vingerafdruk: 'b', gedaan: 'antwoord-kwijt' })
  expect(kies('a')).toBe('door')
  expect(kies('a', zie({ status: 400 }))).toBe('door')
  expect(kies('a', zie({}))).toBe('door')
  expect(kies('b', zie({}))).toBe('storing')
  expect(kies('b', zie({}), storing)).toBe('verlies')
  expect(kies('b', zie({}), storing, kwijt)).toBe('door')
  expect(kies('c', zie({}), storing, kwijt)).toBe('door')
  expect(kiesIngreep('schuldeiser', { methode: 'GET', pad: POSTVAK, vingerafdruk: '' }, verloop([zie({})]))).toBe(
    'door',
  )
})

test('a gemeente meets a storing, a lost answer and a message that comes twice, each once', () => {
  const kies = (methode: string, pad: string, ...rij: Waarneming[]) =>
    kiesIngreep('gemeente', { methode, pad, vingerafdruk: '' }, verloop(rij))
  const storing = gelezen({ status: 503, gedaan: 'storing' })
  const klaar = [storing, gelezen({ berichten: [bericht(EEN, 1)] }), bevestigd(1)]
  expect(kies('GET', POSTVAK)).toBe('storing')
  expect(kies('GET', POSTVAK, storing)).toBe('door')
  expect(kies('GET', POSTVAK, ...klaar)).toBe('nogmaals')
  expect(kies('GET', POSTVAK, ...klaar, gelezen({ gedaan: 'nogmaals' }))).toBe('door')
  expect(kies('POST', CONTACT)).toBe('verlies')
  expect(kies('POST', CONTACT, zie({ pad: CONTACT, gedaan: 'antwoord-kwijt' }))).toBe('door')
  expect(kies('POST', `${INDIENEN}/${TWEE}/contactregistraties`)).toBe('door')
})
