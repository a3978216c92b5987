import { laadDemo } from '@warmknooppunt/register/demo'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import { databaseBron } from './bron.ts'
import { doe } from './commando.proef.ts'
import { voegDeelnemersToe } from './deelnemers.ts'
import { demoBron } from './demo-bron.ts'
import { voegGemeenteToe } from './gemeente.ts'
import { voegTermijnToe } from './termijn.ts'
import type { Vraag } from './zoek-gemeenten.ts'
import { zoekGemeentenOp } from './zoek-gemeenten.ts'

let database: ProefDatabase
beforeAll(async () => {
  database = await proefDatabase()
  const nu = Temporal.Instant.from('2026-11-20T10:00:00Z')
  await laadDemo(database.pool(), { issuer: 'https://hub.example.nl/oauth', clients: [], nu })
})
afterAll(() => database.sluit())

describe('the register of a database', () => {
  test('gives by the reading role what the demo in memory gives', async () => {
    const bron = await databaseBron(database.url, 'a test')
    const vragen = ['6001AB 1', '6009AA 2', '6009AA 5', '6009AA 9', '6009ZZ 1', '9999XX 1', '6001SS 1', '6166AB 0'].map(
      (adres): Vraag => {
        const [postcode = '', huisnummer = ''] = adres.split(' ')
        return { kind: 'vraag', adres: { postcode, huisnummer }, peildatum: '2026-11-20' }
      },
    )
    try {
      const zonderVersie = (antwoorden: Awaited<ReturnType<typeof zoekGemeentenOp>>) =>
        antwoorden.map(({ postcodeversie: _, ...rest }) => rest)
      const uitDatabase = zonderVersie(await zoekGemeentenOp(bron, vragen))
      expect(uitDatabase).toEqual(zonderVersie(await zoekGemeentenOp(demoBron(), vragen)))
      expect(bron.stand.kalender).toEqual(demoBron().stand.kalender)
      const codes = (overeenkomsten: typeof bron.overeenkomsten) => overeenkomsten.map((o) => o.overeenkomst).toSorted()
      expect(codes(bron.overeenkomsten)).toEqual(codes(demoBron().overeenkomsten))
    } finally {
      await bron.sluit()
    }
  })

  test('is what the commands read when DATABASE_URL names it', async () => {
    const env = { DATABASE_URL: database.url }
    const gemeente = await doe(voegGemeenteToe, ['gemeente', '6001AB', '1'], { env })
    expect(gemeente).toMatchObject({ code: 0, fout: '' })
    expect(gemeente.uit).toMatch(/Weert \(0988\)[\s\S]*from the database of DATABASE_URL, register version 1/)
    const termijn = await doe(voegTermijnToe, ['termijn', '2026-11-20T10:00', '--gemeente', '0935', '--json'], { env })
    expect(JSON.parse(termijn.uit)).toMatchObject({ overeenkomsten: ['waterbedrijf-maasdal-0935'] })
    const deelnemers = await doe(voegDeelnemersToe, ['deelnemers', '--json'], { env })
    expect(JSON.parse(deelnemers.uit)).toHaveLength(11)
  })

  test('without a hub in it ends with 78 and what to do', async () => {
    const leeg = database.url.replace(/\/[^/]+$/, '/postgres')
    const gedaan = await doe(voegGemeenteToe, ['gemeente', '6001AB', '1'], { env: { DATABASE_URL: leeg } })
    expect(gedaan).toMatchObject({ code: 78, uit: '', fout: expect.stringMatching(/holds no hub yet; run .* migreer/) })
  })
})
