import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { maakRegister } from '@warmknooppunt/register/stand'
import type { Pool } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import { doe } from './commando.proef.ts'
import { voegGemeenteToe } from './gemeente.ts'
import { voegImporteerPostcodesToe } from './importeer-postcodes.ts'

let database: ProefDatabase
let pool: Pool
let map = ''
beforeEach(async () => {
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-gemeenten-'))
  database = await proefDatabase()
  pool = database.pool()
})
afterEach(async () => {
  await database.sluit()
  await rm(map, { recursive: true, force: true })
})

async function bestand(naam: string, ...regels: string[]): Promise<string> {
  await writeFile(join(map, naam), `${regels.join('\r\n')}\r\n`)
  return join(map, naam)
}
const gemeenten = (...rijen: string[]) =>
  bestand('gemeenten.csv', 'gemeentecode;naam;begindatum;einddatum;opvolgers;oin', ...rijen)
const wijzigingen = (...rijen: string[]) =>
  bestand('wijzigingen.csv', 'ingangsdatum;soort;opgeheven;ontstaan;uitgebreid_of_gebruikt;grondslag;status', ...rijen)
const importeer = (...argumenten: string[]) =>
  doe(voegImporteerPostcodesToe, ['importeer-postcodes', ...argumenten], { env: { DATABASE_URL: database.url } })
const stand = () => maakRegister(pool).stand(pool)

const HILVERSUM = 'GM0402;Hilversum;;;;00000001001941914000'
const WIJDEMEREN = 'GM1696;Wijdemeren;2002-01-01;;;'
const PLAN = '2027-01-01;Uitbreiding;GM1696;;GM0402;;"wetsvoorstel; nog niet aangenomen"'

test('the list comes into the register once, and again only what changed', async () => {
  const eerste = await importeer(
    'gemeenten',
    await gemeenten(HILVERSUM, WIJDEMEREN, 'GM0330;Loosdrecht;;2001-12-31;GM1696;'),
    '--json',
  )
  expect(JSON.parse(eerste.uit)).toMatchObject({
    gemeenten: 3,
    nieuw: ['0402', '1696', '0330'],
    wijzigingen: 1,
    registerversie: 1,
  })
  expect((await stand()).gemeente('0330')).toMatchObject({ naam: 'Loosdrecht', totEnMet: '2001-12-31' })
  const weer = await importeer(
    'gemeenten',
    await gemeenten(HILVERSUM, WIJDEMEREN, 'GM0330;Loosdrecht;;2001-12-31;GM1696;'),
    '--json',
  )
  expect(JSON.parse(weer.uit)).toMatchObject({ nieuw: [], gewijzigd: [], registerversie: 1 })
  const ander = await importeer(
    'gemeenten',
    await gemeenten(HILVERSUM, WIJDEMEREN.replace('Wijdemeren', 'Gooimeren')),
    '--json',
  )
  expect(JSON.parse(ander.uit)).toMatchObject({ gewijzigd: ['1696'], nietGenoemd: ['0330'], registerversie: 2 })
})

test('a plan comes along only when asked, and is then followed from its day on', async () => {
  const lijst = await gemeenten(HILVERSUM, WIJDEMEREN)
  const zonder = await importeer('gemeenten', lijst, '--wijzigingen', await wijzigingen(PLAN))
  expect(zonder.uit).toMatch(/1 reorganisations are plans and were left out/)
  expect((await stand()).gemeenteWijzigingen).toEqual([])
  const proef = await importeer(
    'gemeenten',
    lijst,
    '--wijzigingen',
    await wijzigingen(PLAN),
    '--ook-voorgenomen',
    '--proef',
  )
  expect([proef.code, (await stand()).gemeenteWijzigingen]).toEqual([0, []])
  await importeer('gemeenten', lijst, '--wijzigingen', await wijzigingen(PLAN), '--ook-voorgenomen')
  expect((await stand()).gemeenteWijzigingen).toEqual([
    { ingangsdatum: '2027-01-01', opgeheven: '1696', opvolgers: ['0402'] },
  ])
  expect((await stand()).bestaatGemeente('1696', '2026-12-31')).toBe(true)
  expect((await stand()).bestaatGemeente('1696', '2027-01-01')).toBe(false)
  const klein = ['rijen', 'pc4', 'pc6', 'gemeenten'].flatMap((grens) => ['--sta-toe', grens])
  await importeer(await bestand('pc6.csv', 'pc6;gemeentecode', '1231KW;GM1696'), ...klein)
  const vraag = (dag: string) =>
    doe(voegGemeenteToe, ['gemeente', '1231KW', '1', '--peildatum', dag], { env: { DATABASE_URL: database.url } })
  expect((await vraag('2026-12-31')).uit).toMatch(/^gevonden: Wijdemeren \(1696\)/)
  expect((await vraag('2027-01-01')).uit).toMatch(/^gevonden: Hilversum \(0402\)/)
  const dood = await importeer('gemeenten', await gemeenten(HILVERSUM, 'GM1696;Wijdemeren;2002-01-01;2026-12-31;;'))
  expect(dood).toMatchObject({ code: 0 })
})

test('a list that ends a gemeente of a postcode table without a successor is refused', async () => {
  await importeer('gemeenten', await gemeenten(HILVERSUM, WIJDEMEREN))
  const klein = ['rijen', 'pc4', 'pc6', 'gemeenten'].flatMap((grens) => ['--sta-toe', grens])
  await importeer(await bestand('pc6.csv', 'pc6;gemeentecode', '1231KW;GM1696'), ...klein)
  const dood = await importeer('gemeenten', await gemeenten(HILVERSUM, 'GM1696;Wijdemeren;2002-01-01;2026-12-31;;'))
  expect(dood).toMatchObject({
    code: 1,
    fout: expect.stringMatching(
      /postcode table 1 "postcodes-2026-11-20" names gemeenten that would have an end and no successor: 1696/,
    ),
  })
  expect((await stand()).gemeente('1696')?.totEnMet).toBeNull()
})

test.each<[() => Promise<string[]>, number, RegExp]>([
  [
    async () => [await gemeenten('GM0402;Hilversum;;;;', 'GM402;B;x;;;')],
    1,
    /2 lines are wrong\n {2}gemeenten\.csv, line 3, gemeentecode: "GM402"[\s\S]*line 3, begindatum/,
  ],
  [async () => [await bestand('g.csv', 'code;naam', '1;A')], 1, /g\.csv: line 1: must name the columns gemeentecode/],
  [async () => [await bestand('g.csv', 'gemeentecode;naam;begindatum;einddatum;opvolgers')], 1, /no rows/],
  [async () => [await gemeenten('GM0402;Hilversum;;')], 1, /line 2: quotes or the number of fields/],
  [
    async () => [await gemeenten(HILVERSUM), '--wijzigingen', await wijzigingen(PLAN), '--ook-voorgenomen'],
    1,
    /wijzigingen\.csv, line 2, opgeheven: 1696 is not in the list/,
  ],
  [async () => [await gemeenten(HILVERSUM), '--ook-voorgenomen'], 64, /goes with --wijzigingen/],
  [async () => [join(map, 'weg.csv')], 64, /does not exist/],
])('bad input %# is refused with line and field, and changes nothing', async (argumenten, code, tekst) => {
  const gedaan = await importeer('gemeenten', ...(await argumenten()))
  expect(gedaan).toMatchObject({ code, fout: expect.stringMatching(tekst) })
  expect((await stand()).versie).toBe(0)
})
