import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Hubproef } from './start.proef.ts'
import { einde, leesJson, maakHubproef, totdat } from './start.proef.ts'

let proef: Hubproef
beforeAll(async () => {
  proef = await maakHubproef()
})
afterAll(() => proef.ruimOp())

it('refuses to be a proef with the OIN of a real hub', async () => {
  const fout = proef.draai(['start', '--proef'], { HUB_OIN: '00000001900000012000' })
  expect(await einde(fout)).toEqual([78, null])
  expect(fout.fout.join('')).toContain('HUB_OIN: must begin with 00000099')
})

it('says in every answer that it is a proef, keeps what its receiver gets, and its database runs no real hub', async () => {
  const hub = await proef.start({}, ['--proef'])
  for (const pad of ['/gezondheid/leeft', '/v1/openapi.json', '/v1/onbekend']) {
    const antwoord = await fetch(`${proef.basis}${pad}`)
    expect([pad, antwoord.headers.get('warmknooppunt-omgeving')]).toEqual([pad, 'proef'])
  }
  expect(await leesJson(proef.data.hub)).toMatchObject({ proef: true, demo: true })
  expect(hub.fout.join('')).toContain('as a PROEF')
  expect((await fetch(proef.demo, { method: 'POST', body: '{}' })).status).toBe(401)
  expect(await readdir(proef.data.ontvangen)).toEqual(['000001.json'])
  expect(await (await fetch(proef.demo)).text()).toContain('Testontvanger')
  hub.proces.kill('SIGTERM')
  await totdat(() => hub.proces.exitCode !== null, 20_000)
  const echt = proef.draai(['start'])
  expect(await einde(echt)).toEqual([69, null])
  expect(echt.fout.join('')).toMatch(/This database belongs to a proef .*--proef/)
})
