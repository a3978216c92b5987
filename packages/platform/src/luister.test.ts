import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { legUit, luister, poortVan } from './luister.ts'
import { isStartfout } from './proces.ts'

it('a port in use is told with the setting that moves it', async () => {
  const eerste = createServer()
  await luister(eerste, { adres: '127.0.0.1', poort: 0, instelling: 'POORT' })
  const poort = poortVan(eerste)
  const poging = luister(createServer(), { adres: '127.0.0.1', poort, instelling: 'METRIEKEN_POORT' })
  await expect(poging).rejects.toThrow(`Port ${poort} on 127.0.0.1 is in use`)
  await expect(poging).rejects.toThrow('METRIEKEN_POORT')
  expect(isStartfout(await poging.catch((fout: unknown) => fout))).toBe(true)
  eerste.close()
})

it.each([
  ['EACCES', 'above 1023'],
  ['EADDRNOTAVAIL', 'no address of this machine'],
  ['EMFILE', 'EMFILE'],
])('%s is put into words', (code, woorden) => {
  const fout = legUit(Object.assign(new Error('listen'), { code }), {
    adres: '10.9.8.7',
    poort: 80,
    instelling: 'POORT',
  })
  expect(fout.message).toContain(woorden)
})
