import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Gemeente } from '@warmknooppunt/register/gemeente-store'
import { registreerGemeenten } from '@warmknooppunt/register/gemeente-store'
import { zoekGemeenten } from '@warmknooppunt/register/postcode-store'
import { maakRegister } from '@warmknooppunt/register/stand'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import type { Pool } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import type { Gedaan } from './commando.proef.ts'
import { doe } from './commando.proef.ts'
import { voegImporteerPostcodesToe } from './importeer-postcodes.ts'

const VANDAAG = '2026-11-26'
const KLEIN = ['rijen', 'pc4', 'pc6', 'gemeenten'].flatMap((grens) => ['--sta-toe', grens])
const gemeente = (gemeentecode: string, naam: string, totEnMet: string | null = null): Gemeente => ({
  ...{ gemeentecode, naam, van: null, totEnMet },
})

let database: ProefDatabase
let pool: Pool
let map = ''
beforeEach(async () => {
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-import-'))
  database = await proefDatabase()
  pool = database.pool()
  const gemeenten = [
    gemeente('0402', 'Hilversum'),
    gemeente('1696', 'Wijdemeren'),
    gemeente('0330', 'Loosdrecht', '2001-12-31'),
  ]
  await wijzigRegister(pool, (w) => registreerGemeenten(w, gemeenten))
})
afterEach(async () => {
  await database.sluit()
  await rm(map, { recursive: true, force: true })
})

async function schrijf(naam: string, regels: readonly string[]): Promise<string> {
  await writeFile(join(map, naam), `${regels.join('\r\n')}\r\n`)
  return join(map, naam)
}
const bestand = (naam: string, ...regels: string[]) => schrijf(naam, regels)

function importeer(
  argumenten: readonly string[],
  env: Record<string, string> = {},
  nu = `${VANDAAG}T10:00:00Z`,
): Promise<Gedaan> {
  const opdracht = ['importeer-postcodes', ...argumenten]
  return doe(voegImporteerPostcodesToe, opdracht, { env: { DATABASE_URL: database.url, ...env }, nu })
}

const lijst = (...rijen: string[]) => bestand('pc6.csv', 'pc6;gemeentecode;status;kandidaten', ...rijen)
const cbs = (...rijen: string[]) => bestand('cbs.csv', 'PC6;Huisnummer;Buurt2025;Wijk2025;Gemeente2025', ...rijen)

async function zoek(adres: string, dag = VANDAAG): Promise<unknown> {
  const [postcode = '', huisnummer = ''] = adres.split(' ')
  const versie = (await maakRegister(pool).stand(pool)).postcodeversieOp(dag)
  if (versie === null) return 'geen tabel'
  const [besluit] = await zoekGemeenten(pool, [{ postcode, huisnummer: huisnummer || null }], versie)
  return besluit?.status === 'gevonden' ? `${besluit.gemeentecode} ${besluit.grond}` : besluit?.status
}

/** Tables of postcodes in the database, and which of them are part of the register. */
async function partities(): Promise<string[]> {
  const { rows } = await pool.query<{ naam: string }>(
    `select relname || case when relispartition then '' else ' (los)' end as naam from pg_class
     where relname like 'postcode_v%' and relkind = 'r' order by 1`,
  )
  return rows.map(({ naam }) => naam)
}

describe('an import', () => {
  test('of a list with its house numbers is one table, in force at once, and never guesses', async () => {
    const pc6 = await lijst(
      '1211AG;GM0402;eenduidig;',
      '1216PA;;huisnummer_nodig;GM0402|GM1696',
      '1241AA;;onbeslist;GM0402|GM1696',
    )
    const nummers = await bestand(
      'hnr.csv',
      'pc6;huisnummer;gemeentecode',
      '1216PA;73;GM0402',
      '1216PA;111;GM0402',
      '1216PA;111;GM1696',
    )
    const gedaan = await importeer([pc6, nummers, ...KLEIN, '--json'])
    expect(gedaan).toMatchObject({ code: 0 })
    expect(JSON.parse(gedaan.uit)).toMatchObject({
      ...{ uitkomst: 'in-gebruik', soort: 'pc6', aantallen: { rijen: 8, pc4: 3, pc6: 3, gemeenten: 2, dubbel: 0 } },
      ...{
        grensgevallen: { postcodes: 2, adressen: 1 },
        vandaag: { naam: 'postcodes-2026-11-26', bron: 'pc6.csv, hnr.csv' },
      },
    })
    const adressen = ['1211AG 5', '1216PA 73', '1216PA 111', '1216PA 5', '1216PA', '1241AA 1', '1211AZ 1']
    const gevonden = await Promise.all(adressen.map((adres) => zoek(adres)))
    expect(gevonden).toEqual([
      '0402 pc6',
      '0402 pc6-huisnummer',
      'meerdere',
      'meerdere',
      'meerdere',
      'meerdere',
      'onbekend',
    ])
    expect(await partities()).toEqual(['postcode_v1'])
  })

  test.each([
    ['PC6;Huisnummer;Buurt2021;Wijk2021;Gemeente2021', '1211AG;2;4020000;40200;402'],
    ['"PC6","Huisnummer","Buurt2024","Wijk2024","Gemeente2024"', '1211AG,2,4020000,40200,402'],
    ['PC6;Huisnummer;Buurt2025;Wijk2025;Gemeente2025', '1211AG;2;04020000;040200;0402'],
  ])('of CBS reads %s', async (kop, rij) => {
    expect(await importeer([await bestand('cbs.csv', kop, rij), ...KLEIN])).toMatchObject({ code: 0 })
    expect(await zoek('1211AG 2')).toBe('0402 pc6-huisnummer')
  })

  test('counts equal rows once, also far apart, and refuses many of them', async () => {
    const anders = Array.from({ length: 200 }, (_, i) => `1211AG;${i + 1};0;0;0402`)
    const dubbel = await importeer([await cbs(...anders, '1211AG;1;9;9;0402'), ...KLEIN, '--json'])
    expect(JSON.parse(dubbel.uit)).toMatchObject({ uitkomst: 'in-gebruik', aantallen: { rijen: 200, dubbel: 1 } })
    const veel = await importeer([await cbs(...anders, ...anders), ...KLEIN, '--json'])
    expect([veel.code, JSON.parse(veel.uit).grenzen]).toEqual([
      1,
      [{ grens: 'dubbel', aantal: 200, van: 0, totEnMet: 2 }],
    ])
  })

  test('tells what moved, came and went, in all and of each gemeente', async () => {
    await importeer([
      await lijst('1211AA;GM0402;eenduidig;', '1211AB;GM0402;eenduidig;', '1211AC;;onbeslist;GM0402|GM1696'),
      ...KLEIN,
    ])
    const nieuw = await lijst('1211AA;GM1696;eenduidig;', '1211AC;GM1696;eenduidig;', '1211AD;GM0402;eenduidig;')
    const gedaan = await importeer([nieuw, ...KLEIN, '--json'])
    expect(JSON.parse(gedaan.uit)).toMatchObject({
      ...{ verhuisd: 2, nieuw: 1, vervallen: 1, vergeleken: { naam: 'postcodes-2026-11-26' } },
      perGemeente: [
        { gemeentecode: '0402', erbij: 1, eraf: 3 },
        { gemeentecode: '1696', erbij: 1, eraf: 0 },
      ],
    })
    expect((await importeer([nieuw, ...KLEIN, '--proef'])).uit).toMatch(/0 moved, 0 new, 0 gone[\s\S]*tried out/)
  })

  test('that cannot be the whole country changes nothing, and says which limits', async () => {
    const gedaan = await importeer([await lijst('1211AA;GM0402;eenduidig;'), '--sta-toe', 'rijen', '--sta-toe', 'pc4'])
    expect(gedaan).toMatchObject({
      code: 1,
      uit: expect.stringMatching(
        /nothing was changed[\s\S]*pc6: 1, where 440000 to 490000[\s\S]*--sta-toe pc6 --sta-toe gemeenten/,
      ),
    })
    expect([await zoek('1211AA 1'), await partities()]).toEqual(['geen tabel', []])
    expect(await importeer([await lijst('1211AA;GM0402;eenduidig;'), '--sta-toe', 'alles'])).toMatchObject({ code: 64 })
  })

  test('gives the table what a look-up by the index alone needs', async () => {
    await importeer([await lijst('1211AA;GM0402;eenduidig;', '1211AB;GM0402;eenduidig;'), ...KLEIN])
    const { rows } = await pool.query(
      `select t.relpages > 0 and t.relallvisible = t.relpages as zichtbaar, t.reltuples as rijen, ouder.inhparent::regclass::text as ouder
       from pg_class t join pg_index i on i.indrelid = t.oid and i.indisunique and i.indisvalid
       join pg_inherits ouder on ouder.inhrelid = i.indexrelid where t.relname = 'postcode_v1'`,
    )
    expect(rows).toEqual([{ zichtbaar: true, rijen: 2, ouder: 'register.postcode_sleutel' }])
  })

  test('as a trial does everything and changes nothing', async () => {
    // The limits before the file: none of them is taken for it.
    const gedaan = await importeer([...KLEIN, await lijst('1211AA;GM0402;eenduidig;'), '--proef', '--json'])
    expect([gedaan.code, JSON.parse(gedaan.uit).uitkomst]).toEqual([0, 'proef'])
    expect([await zoek('1211AA 1'), await partities()]).toEqual(['geen tabel', []])
  })

  test('of a later day waits for that day, and the one before it stays until then', async () => {
    await importeer([await lijst('1211AA;GM0402;eenduidig;'), ...KLEIN])
    const later = await importeer([await lijst('1211AA;GM1696;eenduidig;'), ...KLEIN, '--geldig-vanaf', '2027-01-01'])
    expect(later.uit).toMatch(/in force today: table 1 "postcodes-2026-11-26"/)
    expect([await zoek('1211AA 1', '2026-12-31'), await zoek('1211AA 1', '2027-01-01')]).toEqual([
      '0402 pc6',
      '1696 pc6',
    ])
  })

  test('of an earlier day leaves the table of today, also of the same name no day without one', async () => {
    await importeer([await lijst('1211AA;GM0402;eenduidig;'), ...KLEIN])
    const eerder = await importeer([await lijst('1211AA;GM1696;eenduidig;'), ...KLEIN, '--geldig-vanaf', '2025-08-01'])
    expect(eerder.uit).toMatch(/in force today: table 1/)
    expect([await zoek('1211AA 1', '2026-11-25'), await zoek('1211AA 1')]).toEqual(['1696 pc6', '0402 pc6'])
    await importeer(['terug'])
    const naam = ['--naam', 'postcodes-2026-11-26', '--geldig-vanaf', '2027-01-01']
    expect(await importeer([await lijst('1211AA;GM1696;eenduidig;'), ...KLEIN, ...naam])).toMatchObject({ code: 0 })
    const dagen = [VANDAAG, '2026-12-31', '2027-01-01']
    expect(await Promise.all(dagen.map((dag) => zoek('1211AA 1', dag)))).toEqual(['0402 pc6', '0402 pc6', '1696 pc6'])
    expect(await importeer([await lijst('1211AA;GM1696;eenduidig;'), '--naam', 'A b'])).toMatchObject({ code: 64 })
  })

  test('can be undone, and once more', async () => {
    for (const code of ['GM0402', 'GM1696', 'GM0402'])
      await importeer([await lijst(`1211AA;${code};eenduidig;`), ...KLEIN])
    expect(await importeer(['terug'])).toMatchObject({
      code: 0,
      uit: expect.stringMatching(/table 3 is out of use; in use again: 2/),
    })
    expect(await zoek('1211AA 1')).toBe('1696 pc6')
    expect(JSON.parse((await importeer(['terug', '--json'])).uit)).toMatchObject({
      gesloten: 2,
      heropend: [1],
      inGebruik: 1,
    })
    expect(await zoek('1211AA 1')).toBe('0402 pc6')
    expect(await importeer(['terug'])).toMatchObject({
      code: 1,
      fout: expect.stringMatching(/nothing was changed: no table is left for today/),
    })
    const tabellen = JSON.parse((await importeer(['lijst', '--json'])).uit).map(
      (t: { versie: number; stand: string }) => `${t.versie} ${t.stand}`,
    )
    expect(tabellen).toEqual(['3 uit-gebruik', '2 uit-gebruik', '1 van-kracht'])
    expect((await importeer(['lijst'])).uit).toMatch(/1 +postcodes-2026-11-26 +in force/)
  })

  test('drops what is out of force for 13 months, but not what an open dossier names', async () => {
    const nu = '2024-01-10T10:00:00Z'
    for (const code of ['GM0402', 'GM1696', 'GM0402'])
      await importeer([await lijst(`1211AA;${code};eenduidig;`), ...KLEIN], {}, nu)
    await pool.query(
      `insert into routing.toewijzing (bericht_id, toewijzing_id, event_id, dossier_id, gemeentecode, uitvoerder, loket, ontvanger,
         overeenkomst, registerversie, postcodeversie, dag_nul, aangenomen_op, toegewezen_op, uitkomst)
       select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '0402', 'u', 'l', 'o', 'x', 1, 2, now(), now(), now(), 'gerouteerd'`,
    )
    await pool.query(
      `insert into routing.wacht (bericht_id, dossier_id, stand, reden, bericht, sinds)
       select gen_random_uuid(), gen_random_uuid(), 'wacht-op-routering', 'meerdere', '{"data":{"postcodeversie":2}}', now()`,
    )
    const gedaan = await importeer([await lijst('1211AA;GM1696;eenduidig;'), ...KLEIN])
    expect(gedaan.uit).toMatch(/table 1 was dropped.*\ntable 2 stays: 2 open dossiers or waiting messages name it$/m)
    expect(await partities()).toEqual(['postcode_v2', 'postcode_v3', 'postcode_v4'])
    const stand = JSON.parse((await importeer(['lijst', '--json'])).uit).map(
      (t: { stand: string; genoemd: number }) => `${t.stand} ${t.genoemd}`,
    )
    expect(stand).toEqual(['van-kracht 0', 'eerdere-dagen 0', 'uit-gebruik 2', 'verwijderd 0'])
  })
})

describe('an import is refused, and changes nothing,', () => {
  test('for lines that are wrong, each by its file, line and field', async () => {
    const fout = await cbs(
      '1211AG;2;0;0;0402',
      '1211A;2;0;0;0402',
      '1211AG;0;0;0;0402',
      '1211AG;2;0;0;0999',
      '1211AG;2;0;0;0330',
      '1211AG;2',
    )
    const gedaan = await importeer([fout, ...KLEIN])
    expect([gedaan.code, gedaan.uit.trim().split('\n')]).toEqual([
      1,
      [
        'nothing was changed: 5 lines are wrong',
        '  cbs.csv, line 3, pc6: "1211A" is no postcode',
        '  cbs.csv, line 4, huisnummer: "0" is no house number (1 to 99999)',
        '  cbs.csv, line 5, gemeentecode: the register has no gemeente 0999; import the list of gemeenten first',
        `  cbs.csv, line 6, gemeentecode: gemeente 0330 ended on 2001-12-31; give the day of the file with --geldig-vanaf: the hub follows successors from there`,
        '  cbs.csv, line 7: another number of fields than the first line has, with ; between them',
      ],
    ])
    expect([await zoek('1211AG 2'), await partities()]).toEqual(['geen tabel', []])
  })

  test.each<[string, () => Promise<string[]>, number, RegExp]>([
    [
      'for two spellings in one',
      async () => [await cbs('1211AG;2;0;0;0402', '1211AG;3;0;0;402')],
      1,
      /leading zeros \(line 2\) and without \(line 3\)/,
    ],
    [
      'for house numbers alone',
      async () => [await bestand('h.csv', 'pc6;huisnummer;gemeentecode', '1211AG;2;GM0402')],
      1,
      /give that list too/,
    ],
    ['for a file that is not there', async () => [join(map, 'weg.csv')], 64, /weg\.csv does not exist/],
    ['for a folder', async () => [map], 64, /is no file/],
    ['without a file', async () => [], 64, /name one or more files, or a year/],
    ['for a file and a year', async () => ['x.csv', '--jaar', '2025'], 64, /name one or more files, or a year/],
    ['for a day that is none', async () => ['x.csv', '--geldig-vanaf', '2027-02-30'], 64, /a day is written/],
  ])('%s', async (_waarom, argumenten, code, tekst) => {
    const gedaan = await importeer([...(await argumenten()), ...KLEIN])
    expect(gedaan.code).toBe(code)
    expect(gedaan.uit + gedaan.fout).toMatch(tekst)
    expect(await partities()).toEqual([])
  })

  test('while another is busy, and says which', async () => {
    const ander = await database.pool().connect()
    await ander.query(`select pg_advisory_lock(hashtext('warmknooppunt.importeer-postcodes'), 0)`)
    const gedaan = await importeer([await lijst('1211AA;GM0402;eenduidig;'), ...KLEIN])
    expect(gedaan).toMatchObject({
      code: 69,
      fout: expect.stringMatching(/another import is busy on this database \(wk-test, since 20.*UTC\)/),
    })
    await ander.query('select pg_advisory_unlock_all()')
    ander.release()
  })

  test('on a database without a hub, or by who is not its owner', async () => {
    const pad = await lijst('1211AA;GM0402;eenduidig;')
    const leeg = database.url.replace(/\/[^/]+$/, '/postgres')
    expect(await importeer([pad], { DATABASE_URL: leeg })).toMatchObject({
      code: 78,
      fout: expect.stringMatching(/run .* migreer/),
    })
    const lezer = `${database.url}?options=${encodeURIComponent('-c role=wk_lezer')}`
    expect(await importeer([pad], { DATABASE_URL: lezer })).toMatchObject({
      code: 77,
      fout: expect.stringMatching(/must be the owner/),
    })
  })
})

test('--jaar fetches the file of that year from the address of the setting', async () => {
  const gevraagd: string[] = []
  const server = createServer((vraag, antwoord) => {
    gevraagd.push(vraag.url ?? '')
    antwoord.end('PC6;Huisnummer;Buurt2025;Wijk2025;Gemeente2025\n1211AG;2;0;0;402\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const adres = server.address()
  const env = {
    POSTCODES_URL: `http://127.0.0.1:${typeof adres === 'object' ? adres?.port : 0}/{jaar}-cbs-pc6huisnr{jaar}0801_buurt.zip?s=1`,
  }
  try {
    const gedaan = await importeer(['--jaar', '2025', ...KLEIN, '--json'], env)
    expect(gevraagd).toEqual(['/2025-cbs-pc6huisnr20250801_buurt.zip?s=1'])
    expect(JSON.parse(gedaan.uit)).toMatchObject({
      jaar: 2025,
      vandaag: { bron: expect.stringMatching(/0801_buurt\.zip$/) },
    })
    expect(await importeer(['--jaar', '25'], env)).toMatchObject({ code: 64 })
    expect(await importeer(['--jaar', '2025'], { POSTCODES_URL: 'http://127.0.0.1/x.zip' })).toMatchObject({ code: 78 })
  } finally {
    server.close()
  }
})

describe('an import that is ended halfway', () => {
  const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

  /** Starts one of half a million rows and ends it while it loads. */
  async function breekAf(teken: 'SIGTERM' | 'SIGKILL'): Promise<number | string | null> {
    const rijen = Array.from({ length: 500_000 }, (_, i) => `1211AG;${(i % 99_999) + 1};${i};0;0402`)
    const pad = await schrijf('groot.csv', ['PC6;Huisnummer;Buurt2025;Wijk2025;Gemeente2025', ...rijen])
    const { PATH } = process.env
    const proces = spawn(process.execPath, [MAIN, 'importeer-postcodes', pad], {
      env: { PATH, DATABASE_URL: database.url },
    })
    const einde = once(proces, 'close')
    await once(proces.stderr, 'data')
    expect(await partities()).toEqual(['postcode_v1 (los)'])
    proces.kill(teken)
    const [code, signaal] = await einde
    return code ?? signaal
  }

  test('by SIGTERM takes away what it loaded', async () => {
    expect(await breekAf('SIGTERM')).toBe(143)
    expect(await partities()).toEqual([])
  })

  test('by a kill is cleared away by the next', async () => {
    expect(await breekAf('SIGKILL')).toBe('SIGKILL')
    expect(await partities()).toEqual(['postcode_v1 (los)'])
    // The server may take a moment to see that nobody is there any more.
    const volgende = async () => importeer([await lijst('1211AA;GM0402;eenduidig;'), ...KLEIN])
    await expect.poll(async () => (await volgende()).code, { timeout: 10_000 }).toBe(0)
    expect(await partities()).not.toContain('postcode_v1 (los)')
    expect(await zoek('1211AA 1')).toBe('0402 pc6')
  })
})
