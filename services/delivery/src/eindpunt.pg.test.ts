import { randomBytes } from 'node:crypto'
import { transactie } from '@warmknooppunt/platform/db'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Proef } from './delivery.proef.ts'
import { BEGIN, maakProef, WEERT } from './delivery.proef.ts'
import { nieuwGeheim, openEindpunt, registreerEindpunt, wisselGeheim } from './eindpunt.ts'
import { leesEindpunten } from './eindpunt-store.ts'

let proef: Proef
beforeAll(async () => {
  proef = await maakProef()
})
afterAll(() => proef.sluit())

const registreer = (anders: object) =>
  registreerEindpunt(
    proef.pool,
    proef.keks,
    { deelnemer: WEERT, adres: 'https://weert.example.nl/in', ...anders },
    BEGIN,
  )

it.each([
  ['http without an allow-list', { adres: 'http://weert.example.nl/' }, 'geen-https'],
  [
    'http with a list that holds no loopback',
    { adres: 'http://10.0.0.1/', httpToegestaan: true, toegestaneNetten: ['10.0.0.0/8'] },
    'geen-https',
  ],
  ['http that is not allowed', { adres: 'http://127.0.0.1/', toegestaneNetten: ['127.0.0.0/8'] }, 'geen-https'],
  ['another protocol', { adres: 'ftp://weert.example.nl/' }, 'adres'],
  ['a file', { adres: 'file:///etc/passwd' }, 'adres'],
  ['no URL', { adres: 'weert.example.nl' }, 'adres'],
  ['a password in the URL', { adres: 'https://u:p@weert.example.nl/' }, 'adres'],
  ['a fragment', { adres: 'https://weert.example.nl/#x' }, 'adres'],
  ['a net that is none', { toegestaneNetten: ['127.0.0.1'] }, 'net'],
  ['a secret that is too short', { geheim: 'whsec_AAAA' }, 'geheim'],
])('an endpoint with %s is refused', async (_wat, anders, reden) => {
  expect(await registreer(anders)).toEqual({ kind: 'geweigerd', reden })
  expect(await leesEindpunten(proef.pool)).toEqual([])
})

it('keeps two secrets, the newest first, and forgets a third', async () => {
  const uit = await registreer({})
  if (uit.kind === 'geweigerd') throw new Error(uit.reden)
  const [tweede, derde] = [nieuwGeheim(), nieuwGeheim()]
  const wissel = (geheim: string, uren: number) =>
    transactie(proef.pool, null, (tx) =>
      wisselGeheim(tx, proef.keks, { id: uit.id, geheim, oudTot: BEGIN.add({ hours: uren }) }, BEGIN),
    )
  await wissel(tweede, 24)
  await wissel(derde, 48)
  const [eindpunt] = await leesEindpunten(proef.pool)
  if (!eindpunt) throw new Error('no endpoint')
  expect(openEindpunt(proef.keks, eindpunt, BEGIN).geheimen).toEqual([derde, tweede])
  expect(openEindpunt(proef.keks, eindpunt, BEGIN.add({ hours: 48 })).geheimen).toEqual([derde])
  expect(
    await transactie(proef.pool, null, (tx) =>
      wisselGeheim(tx, proef.keks, { id: uit.id, geheim: 'x', oudTot: BEGIN }, BEGIN),
    ),
  ).toBe(false)
})

it('signs with a secret that was stored by a clock that was ahead', async () => {
  const uit = await registreer({ deelnemer: 'gemeente-heerlen' })
  if (uit.kind === 'geweigerd') throw new Error(uit.reden)
  const eindpunt = (await leesEindpunten(proef.pool)).find(({ id }) => id === uit.id)
  if (!eindpunt) throw new Error('no endpoint')
  expect(openEindpunt(proef.keks, eindpunt, BEGIN.subtract({ minutes: 2 })).geheimen).toEqual([uit.geheim])
  await proef.eigenaar.query('delete from delivery.eindpunt where id = $1', [uit.id])
})

it('cannot be opened with another KEK, nor under another id', async () => {
  const [eindpunt] = await leesEindpunten(proef.pool)
  if (!eindpunt) throw new Error('no endpoint')
  const vreemd = { huidig: 'proef', sleutels: new Map([['proef', randomBytes(32)]]) }
  expect(() => openEindpunt(vreemd, eindpunt, BEGIN)).toThrow()
  expect(() => openEindpunt({ huidig: 'x', sleutels: new Map() }, eindpunt, BEGIN)).toThrow('KEK proef')
  expect(() => openEindpunt(proef.keks, { ...eindpunt, id: '01950000-0000-7000-8000-000000000001' }, BEGIN)).toThrow()
})
