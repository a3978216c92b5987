import { readFileSync } from 'node:fs'
import { BEWAAR_VELDEN } from '@warmknooppunt/platform/bewaar-velden'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BEWAARTERMIJNEN } from '../services/knooppunt/src/bewaartermijnen.ts'
import { metStages } from '../services/knooppunt/src/routes-zonder-hub.ts'
import type { ProefDatabase } from './steun/database.ts'
import { proefDatabase } from './steun/database.ts'

const papier = readFileSync(new URL('../docs/beheer-bewaren.md', import.meta.url), 'utf8')
let proef: ProefDatabase
beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(() => proef.sluit())

const tabellen = () =>
  [...papier.matchAll(/^\| `([a-z]+\.[a-z_]+)` \| (.+) \|$/gm)].map(([, naam = '', hoelang = '']) => ({
    naam,
    hoelang,
  }))

describe('docs/beheer-bewaren.md', () => {
  test('says of every table of the database how long it is kept', async () => {
    const { rows } = await proef.pool().query<{ naam: string }>(
      `select n.nspname || '.' || c.relname as naam from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`,
    )
    expect(tabellen().map(({ naam }) => naam)).toEqual(rows.map(({ naam }) => naam).toSorted())
  })

  test('says of each what `bewaren --alle` says', () => {
    const kaal = (tekst: string) => tekst.replaceAll('`', '').replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    expect(tabellen().map(({ naam, hoelang }) => [naam, kaal(hoelang)])).toEqual(Object.entries(BEWAARTERMIJNEN))
  })

  test('says what each setting is, as the code has it, and which tables go by it', async () => {
    for (const [naam, { standaard }] of Object.entries(BEWAAR_VELDEN)) {
      expect(papier).toMatch(new RegExp(`\\| \`${naam}\` \\| ${standaard} \\|`))
    }
    const regels = await metStages(async (stages) => stages.flatMap(({ stage }) => stage.bewaring))
    const opPapier = tabellen().filter(({ hoelang }) => hoelang.startsWith('`BEWAAR_'))
    expect(opPapier.map(({ naam, hoelang }) => `${naam} ${hoelang}`).toSorted()).toEqual(
      regels.map(({ tabel, soort }) => `${tabel} \`BEWAAR_${soort.toUpperCase()}_DAGEN\``).toSorted(),
    )
  })

  test('what goes is found by an index that begins with its moment', async () => {
    const regels = await metStages(async (stages) => stages.flatMap(({ stage }) => stage.bewaring))
    expect(regels.length).toBeGreaterThan(8)
    for (const { tabel, kolom } of regels.filter(({ soort }) => soort !== 'geheimwissels')) {
      const { rows } = await proef.pool().query<{ kolom: string }>(
        `select a.attname as kolom from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
         where i.indrelid = $1::regclass`,
        [tabel],
      )
      expect([tabel, rows.map((rij) => rij.kolom)]).toEqual([tabel, expect.arrayContaining([kolom])])
    }
  })
})
