import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { berichten, isBericht } from './berichten.ts'
import { genereerTypes, typespad } from './genereer-types.ts'

const namen = Object.keys(berichten).filter(isBericht)

it.each(namen)('has committed the types that the schema gives: %s', async (bericht) => {
  const vast = readFileSync(new URL(`../${typespad(bericht)}`, import.meta.url), 'utf8')
  expect(vast, 'run npm run genereer').toBe(await genereerTypes(bericht))
})

it('has committed no types of a message that is gone', () => {
  const bestanden = readdirSync(new URL('../types/', import.meta.url)).map((naam) => `types/${naam}`)
  expect(bestanden.sort()).toEqual(namen.map(typespad).sort())
})
