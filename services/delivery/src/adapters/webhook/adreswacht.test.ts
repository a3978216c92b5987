import { describe, expect, it } from 'vitest'
import { isNet, magVerbinden, NIET_TOEGESTAAN, omvatLoopback, veiligeAdressen } from './adreswacht.ts'

const DICHT = { toegestaneNetten: [], onversleuteld: false }
const zoek =
  (...adressen: string[]) =>
  async () =>
    adressen.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

describe('an address that may be connected to', () => {
  it.each(['1.1.1.1', '93.184.215.14', '2606:4700::1111', '2a01:4f8::1', '::ffff:1.1.1.1'])('is public: %s', (adres) =>
    expect(magVerbinden(adres, DICHT)).toBe(true),
  )

  it.each([
    ['private', '10.1.2.3'],
    ['private', '172.16.0.1'],
    ['private', '192.168.1.1'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['loopback', '::1'],
    ['unspecified', '0.0.0.0'],
    ['unspecified', '::'],
    ['this network', '0.1.2.3'],
    ['link-local', '169.254.1.1'],
    ['metadata', '169.254.169.254'],
    ['metadata', 'fd00:ec2::254'],
    ['metadata', '100.100.100.200'],
    ['metadata', '168.63.129.16'],
    ['metadata', '192.0.0.192'],
    ['link-local', 'fe80::1'],
    ['CGNAT', '100.64.0.1'],
    ['CGNAT', '100.127.255.255'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['NAT64', '64:ff9b::a9fe:a9fe'],
    ['NAT64', '64:ff9b:1::7f00:1'],
    ['mapped', '::ffff:127.0.0.1'],
    ['mapped', '::ffff:7f00:1'],
    ['mapped', '::ffff:10.0.0.1'],
    ['translated', '::ffff:0:127.0.0.1'],
    ['compatible', '::127.0.0.1'],
    ['compatible', '::7f00:1'],
    ['unique local', 'fc00::1'],
    ['unique local', 'fd12:3456::1'],
    ['site-local', 'fec0::1'],
    ['6to4', '2002:7f00:1::1'],
    ['Teredo', '2001:0:1::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '203.0.113.7'],
    ['outside global unicast', '5f00::1'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['benchmarking', '198.18.0.1'],
    ['with a zone', 'fe80::1%eth0'],
    ['not an address', 'localhost'],
    ['empty', ''],
  ])('is not %s: %s', (_soort, adres) => expect(magVerbinden(adres, DICHT)).toBe(false))

  it('may be on the allow-list of the endpoint, and then only what the list names', () => {
    const toegang = { toegestaneNetten: ['127.0.0.1/32', '10.0.0.0/8'], onversleuteld: false }
    expect(magVerbinden('127.0.0.1', toegang)).toBe(true)
    expect(magVerbinden('::ffff:127.0.0.1', toegang)).toBe(true)
    expect(magVerbinden('10.9.8.7', toegang)).toBe(true)
    expect(magVerbinden('127.0.0.2', toegang)).toBe(false)
    expect(magVerbinden('::1', toegang)).toBe(false)
  })

  it('is for http only a loopback address on the allow-list', () => {
    const toegang = { toegestaneNetten: ['127.0.0.0/8', '10.0.0.0/8'], onversleuteld: true }
    expect(magVerbinden('127.0.0.1', toegang)).toBe(true)
    expect(magVerbinden('10.0.0.1', toegang)).toBe(false)
    expect(magVerbinden('1.1.1.1', toegang)).toBe(false)
    expect(magVerbinden('127.0.0.1', { ...toegang, toegestaneNetten: [] })).toBe(false)
  })
})

it('of a proef is what the list names, never the public internet', () => {
  const toegang = { toegestaneNetten: ['10.0.0.0/8'], onversleuteld: false, alleenNetten: true }
  expect([magVerbinden('1.1.1.1', toegang), magVerbinden('10.0.0.1', toegang)]).toEqual([false, true])
})

describe('the addresses of a host', () => {
  it('are those that may be connected to, without the others', async () => {
    const gevonden = await veiligeAdressen('gemeente.example.nl', DICHT, zoek('127.0.0.1', '1.1.1.1', '::1'))
    expect(gevonden).toEqual([{ address: '1.1.1.1', family: 4 }])
  })

  it.each([
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://[::ffff:7f00:1]/',
    'http://①②⑦.0.0.1/',
  ])('of %s, written to look like something else, are refused without a look-up', async (url) => {
    const opzoeken = veiligeAdressen(new URL(url).hostname, DICHT, () => Promise.reject(new Error('looked up')))
    await expect(opzoeken).rejects.toMatchObject({ code: NIET_TOEGESTAAN })
  })

  it('are none when the name resolves to loopback only', async () => {
    await expect(veiligeAdressen('intern.example.nl', DICHT, zoek('127.0.0.1', '::1'))).rejects.toMatchObject({
      code: NIET_TOEGESTAAN,
    })
  })
})

it('tells networks and loopback ones from the rest', () => {
  expect([isNet('127.0.0.0/8'), isNet('::1/128'), isNet('127.0.0.1'), isNet('10.0.0.0/33'), isNet('x')]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
  expect([omvatLoopback(['10.0.0.0/8']), omvatLoopback(['10.0.0.0/8', '::1/128']), omvatLoopback([])]).toEqual([
    false,
    true,
    false,
  ])
})
