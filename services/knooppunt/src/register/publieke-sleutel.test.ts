import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vingerafdruk } from '@warmknooppunt/register/sleutel'
import { calculateJwkThumbprint } from 'jose'
import { afterAll, expect, test } from 'vitest'
import { maakCertificaten } from '../../../../test/steun/certificaten.ts'
import { haalSleutels, leesOin } from './publieke-sleutel.ts'

const map = mkdtempSync(join(tmpdir(), 'warmknooppunt-publiek-'))
afterAll(() => rmSync(map, { recursive: true, force: true }))
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const publiek = { ...publicKey.export({ format: 'jwk' }) }
function leg(naam: string, inhoud: string): string {
  const pad = join(map, naam)
  writeFileSync(pad, inhoud)
  return pad
}

test('a public key is read as PEM, JWK or JWKS, and is named by its thumbprint when it has no name', async () => {
  const kid = vingerafdruk(publiek).slice(0, 16)
  const pem = leg('sleutel.pem', publicKey.export({ type: 'spki', format: 'pem' }).toString())
  expect(await haalSleutels({ publiek: pem })).toEqual([{ ...publiek, kid }])
  expect(await haalSleutels({ publiek: leg('een.json', JSON.stringify(publiek)) })).toEqual([{ ...publiek, kid }])
  const jwks = leg('jwks.json', JSON.stringify({ keys: [{ ...publiek, kid: 'a' }, publiek] }))
  expect(await haalSleutels({ publiek: jwks })).toEqual([
    { ...publiek, kid: 'a' },
    { ...publiek, kid },
  ])
  expect(await haalSleutels({})).toEqual([])
})

test('a thumbprint is that of RFC 7638', async () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ format: 'jwk' })
  for (const jwk of [publiek, { ...rsa }]) expect(vingerafdruk(jwk)).toBe(await calculateJwkThumbprint(jwk))
})

test('a private key is refused before it travels, and so is what is no key', async () => {
  const jwk = leg('prive.json', JSON.stringify(privateKey.export({ format: 'jwk' })))
  const pem = leg('prive.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  for (const pad of [jwk, pem]) await expect(haalSleutels({ publiek: pad })).rejects.toThrow('holds a private key')
  await expect(haalSleutels({ publiek: leg('tekst.txt', 'hallo') })).rejects.toThrow('holds no public key')
  await expect(haalSleutels({ publiek: join(map, 'nergens') })).rejects.toThrow('cannot be read')
  await expect(haalSleutels({ publiek: jwk, maak: pem })).rejects.toThrow('not both')
})

test('a pair is made with its private part in a file for its owner only, never over one that is there', async () => {
  const pad = join(map, 'nieuw.jwk.json')
  const [sleutel] = await haalSleutels({ maak: pad })
  const prive = JSON.parse(readFileSync(pad, 'utf8'))
  expect([statSync(pad).mode & 0o777, prive.kid, typeof prive.d]).toEqual([0o600, sleutel?.kid, 'string'])
  expect(sleutel).not.toHaveProperty('d')
  expect(vingerafdruk(sleutel ?? {})).toBe(vingerafdruk(prive))
  await expect(haalSleutels({ maak: pad })).rejects.toThrow('is there already')
})

test('the OIN of a client certificate is read from its subject; one without is refused', async () => {
  const certificaten = maakCertificaten()
  try {
    const met = certificaten.maak({ naam: 'met', oin: '00000099900000001000' })
    const zonder = certificaten.maak({ naam: 'zonder', oin: '123' })
    expect(await leesOin(met.cert)).toBe('00000099900000001000')
    expect(await leesOin('geen')).toBeNull()
    await expect(leesOin(zonder.cert)).rejects.toThrow('has no OIN')
    await expect(leesOin(met.key)).rejects.toThrow('holds no certificate')
  } finally {
    certificaten.sluit()
  }
})
