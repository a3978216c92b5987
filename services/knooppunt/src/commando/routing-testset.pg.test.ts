import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import { doe } from './commando.proef.ts'
import { voegGemeenteToe } from './gemeente.ts'
import { voegImporteerPostcodesToe } from './importeer-postcodes.ts'

const MAP = fileURLToPath(new URL('../../../../../shared/postcodes', import.meta.url))
const aanwezig = existsSync(MAP)
if (!aanwezig) process.stderr.write(`SKIPPED: the routing test set is not at ${MAP}\n`)

type Verwachting = Readonly<Record<string, string>>
const code = (gm: string | undefined) => gm?.replace('GM', '') ?? ''
const kort = (delen: readonly string[]) => delen.join(' ')

describe.skipIf(!aanwezig)('the shared data', { timeout: 60_000 }, () => {
  let database: ProefDatabase
  let env: Record<string, string>
  const pad = (naam: string) => `${MAP}/${naam}`
  const importeer = (...argumenten: string[]) =>
    doe(voegImporteerPostcodesToe, ['importeer-postcodes', ...argumenten], { env })
  beforeAll(async () => {
    database = await proefDatabase()
    env = { DATABASE_URL: database.url }
  })
  afterAll(() => database.sluit())

  test('is imported, and every row of the routing test set is then decided as expected', async () => {
    const gemeenten = await importeer(
      ...[
        'gemeenten',
        pad('gemeenten.csv'),
        '--wijzigingen',
        pad('gemeente_wijzigingen.csv'),
        '--ook-voorgenomen',
        '--json',
      ],
    )
    expect(JSON.parse(gemeenten.uit)).toMatchObject({ gemeenten: 605, wijzigingen: 264, andereDag: ['0240'] })
    const tabel = await importeer(
      ...[pad('pc6_gemeente.csv.gz'), pad('pc6hnr_grensgevallen.csv'), '--geldig-vanaf', '2025-07-30', '--json'],
    )
    expect(JSON.parse(tabel.uit)).toMatchObject({
      uitkomst: 'in-gebruik',
      aantallen: { rijen: 466_683, pc6: 466_129, pc4: 4_071, gemeenten: 342, dubbel: 0 },
      zonderPostcode: [],
      grensgevallen: { postcodes: 363, adressen: 6 },
    })
    const verwacht: Verwachting[] = parse(readFileSync(pad('routing_testset.csv')), {
      columns: true,
      delimiter: ';',
      bom: true,
    })
    const gedaan = await doe(voegGemeenteToe, ['gemeente', '--bestand', pad('routing_testset.csv')], { env })
    const antwoorden = gedaan.uit
      .trim()
      .split('\n')
      .map((regel) => JSON.parse(regel))
    expect([gedaan.code, verwacht.length, antwoorden.length]).toEqual([0, 1_078, 1_078])
    expect(
      antwoorden.map((a, i) =>
        kort([verwacht[i]?.id ?? '', a.status, a.gemeentecode ?? '', a.gemeente ?? '', a.kandidaten.join('|')]),
      ),
    ).toEqual(
      verwacht.map((v) =>
        kort([
          v.id ?? '',
          v.verwacht_status ?? '',
          code(v.verwachte_gemeentecode),
          v.verwachte_gemeente ?? '',
          (v.kandidaten ?? '').replaceAll('GM', ''),
        ]),
      ),
    )
  })

  test('in the spellings of CBS gives one table, whichever it is', async () => {
    const klein = ['rijen', 'pc4', 'pc6', 'gemeenten'].flatMap((grens) => ['--sta-toe', grens])
    const bestanden = [
      'cbs_stijl_2021_puntkomma_zonder_nullen.csv',
      'cbs_stijl_2024_komma.csv',
      'cbs_stijl_2025_puntkomma_met_nullen.csv',
    ]
    const verslagen = []
    for (const bestand of bestanden) verslagen.push(JSON.parse((await importeer(pad(bestand), ...klein, '--json')).uit))
    expect(verslagen.map(({ jaar, aantallen }) => [jaar, aantallen.rijen])).toEqual([
      [2021, 5_050],
      [2024, 5_050],
      [2025, 5_050],
    ])
    expect(verslagen.slice(1).map(({ verhuisd, nieuw, vervallen }) => verhuisd + nieuw + vervallen)).toEqual([0, 0])
    const pc4 = await importeer(pad('pc4_gemeente.csv'), '--proef', '--json')
    expect(JSON.parse(pc4.uit)).toMatchObject({
      uitkomst: 'proef',
      soort: 'pc4',
      aantallen: { pc4: 4_071, pc6: 0, gemeenten: 342 },
    })
  })
})
