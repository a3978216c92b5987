import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Regelfout } from './fout.ts'
import { MAX_FOUTEN } from './fout.ts'
import { leesRegels } from './lees-regels.ts'
import { openBestand } from './uitpakken.ts'
import { maakZip } from './zip.proef.ts'

let map = ''
beforeAll(async () => {
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-regels-'))
})
afterAll(() => rm(map, { recursive: true, force: true }))

const GRENZEN = { uitgepaktBytes: 2_000_000, verhouding: 100, vanafBytes: 500_000 }
const KOP = 'pc6;gemeentecode\r\n'
const CSV = Buffer.from(`${KOP}1011AB;GM0363\r\n1011AC;GM0363\r\n`)

const NAMEN = Buffer.from('code;naam\n')

type Gelezen = { readonly rijen: string[]; readonly fouten: Regelfout[]; readonly aantal: number }

async function lees(
  inhoud: Buffer | string,
  fout: (velden: readonly string[]) => string | null = () => null,
): Promise<Gelezen> {
  const pad = join(map, `${Math.random()}`)
  await writeFile(pad, inhoud)
  const { blokken } = await openBestand(pad, 'x.csv', GRENZEN)
  const gelezen: Gelezen = { rijen: [], fouten: [], aantal: 0 }
  const aantal = await leesRegels({
    naam: 'x.csv',
    blokken,
    fouten: gelezen.fouten,
    kop: () => undefined,
    rij(velden, regel) {
      gelezen.rijen.push(`${regel} ${velden.join('|')}`)
      const waarom = fout(velden)
      return waarom === null ? null : { veld: 'pc6', waarom }
    },
    verder: async () => undefined,
  })
  return { ...gelezen, aantal }
}

const RIJEN = ['2 1011AB|GM0363', '3 1011AC|GM0363']

describe('a file', () => {
  test.each([
    ['as it is', CSV],
    ['without an end of its last line', CSV.subarray(0, -2)],
    ['with a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), CSV])],
    ['as gzip', gzipSync(CSV)],
    [
      'as zip, beside what is no csv',
      maakZip([
        { naam: 'lees.txt', inhoud: CSV },
        { naam: 'a.csv', inhoud: CSV },
      ]),
    ],
    [
      'as zip, beside other lists of CBS',
      maakZip([
        { naam: 'gem2025.csv', inhoud: NAMEN },
        { naam: 'pc6hnr.csv', inhoud: CSV },
      ]),
    ],
  ])('is read %s', async (_hoe, inhoud) => {
    expect(await lees(inhoud)).toEqual({ rijen: RIJEN, fouten: [], aantal: 2 })
  })

  test('is read with quotes where they are', async () => {
    expect((await lees(`"pc6","gemeentecode"\n"1011AB",GM0363\n`)).rijen).toEqual(['2 1011AB|GM0363'])
  })

  test('of many blocks keeps its line numbers, and characters that blocks cut in two', async () => {
    const rijen = Array.from({ length: 60_000 }, () => '1011AB;Súdwest-Fryslân')
    const {
      aantal,
      rijen: gelezen,
      fouten,
    } = await lees(`pc6;gemeentecode\n${rijen.join('\n')}\n`, (v) => (v[1] === 'Súdwest-Fryslân' ? null : 'cut'))
    expect([aantal, fouten, gelezen.at(-1)]).toEqual([60_000, [], '60001 1011AB|Súdwest-Fryslân'])
  })

  const gz = gzipSync(CSV)
  const zip = maakZip([{ naam: 'a.csv', inhoud: CSV }])
  const nullen = Buffer.concat([CSV, Buffer.alloc(1_500_000, '\n')])
  test.each<[string, Buffer | string, RegExp]>([
    ['empty', '', /is empty/],
    ['a first line only', KOP, /no rows/],
    ['a web page', '<!doctype html><html></html>', /web page/],
    ['UTF-16', Buffer.from(`\uFEFF${KOP}`, 'utf16le'), /UTF-16/],
    ['Latin-1', Buffer.from(`${KOP}1011AB;Súdwest\n`, 'latin1'), /line 2: is not UTF-8/],
    [
      'Latin-1 far down',
      Buffer.concat([CSV, CSV.subarray(KOP.length), Buffer.from('1011AB;ú\n', 'latin1')]),
      /line 6: is not UTF-8/,
    ],
    ['binary', Buffer.concat([CSV, Buffer.from([0, 1, 2]), Buffer.from('\n')]), /line 4: bytes that are no text/],
    ['columns it does not know', 'a;b\n1;2\n', /line 1: the first line must name/],
    ['a gzip cut off', gz.subarray(0, gz.length - 10), /is cut off/],
    ['a damaged gzip', Buffer.concat([gz.subarray(0, 12), Buffer.from('xxxx'), gz.subarray(16)]), /is damaged/],
    ['a zip cut off', zip.subarray(0, zip.length - 30), /damaged or cut off zip/],
    ['a zip without a csv', maakZip([{ naam: 'a.txt', inhoud: CSV }]), /holds no csv/],
    [
      'a zip with two',
      maakZip([
        { naam: 'a.csv', inhoud: CSV },
        { naam: 'b.csv', inhoud: CSV },
      ]),
      /a\.csv, b\.csv.*name one/,
    ],
    ['a zip with another checksum', maakZip([{ naam: 'a.csv', inhoud: CSV, gezegdeCrc: 1 }]), /checksum is another/],
    [
      'a zip that says it is smaller',
      maakZip([{ naam: 'a.csv', inhoud: nullen, gezegdeOmvang: 100 }]),
      /is damaged: too many bytes/,
    ],
    [
      'a zip that says it is too large',
      maakZip([{ naam: 'a.csv', inhoud: CSV, gezegdeOmvang: 3_000_000 }]),
      /more than 2000000/,
    ],
    ['a zip that grows', maakZip([{ naam: 'a.csv', inhoud: nullen }]), /more than 100 times its size/],
    ['a gzip that grows', gzipSync(nullen), /more than 100 times its size/],
    ['too large unpacked', Buffer.concat([CSV, Buffer.alloc(2_100_000, '\n')]), /more than 2000000 bytes/],
  ])('that is %s is refused', async (_hoe, inhoud, waarom) => {
    await expect(lees(inhoud)).rejects.toThrow(waarom)
  })

  test('with bad lines names them all, and reads the good ones', async () => {
    const { rijen, fouten } = await lees(
      `${KOP}1011AB;GM0363\n1011AC\n1011AD,GM0363\n1011AE;GM0363;x\n1011"AF;GM0363\n1011AG;GM0363\n`,
    )
    expect(fouten.map(({ regel, waarom }) => `${regel} ${waarom.slice(0, 24)}`)).toEqual([
      ...[
        '3 another number of fields',
        '4 another number of fields',
        '5 another number of fields',
        '6 quotes do not match',
      ],
    ])
    expect(rijen.at(-1)).toBe('7 1011AG|GM0363')
  })

  test.each([
    ['a line without end', `${KOP}${'x'.repeat(70_000)}`, 2],
    ['a quote that is not closed', `${KOP}1011AB;"GM0363\n${'1011AB;GM0363\n'.repeat(10_000)}`, 2],
  ])('with %s names it, and takes no memory without end', async (_hoe, inhoud, regel) => {
    const { fouten } = await lees(inhoud)
    expect(fouten[0]?.waarom).toMatch(/more than 65536 bytes/)
    expect(fouten[0]?.regel).toBeGreaterThanOrEqual(regel)
  })

  test('names at most so many, and stops reading', async () => {
    const rijen = Array.from({ length: 200_000 }, () => 'x;GM0363').join('\n')
    const { fouten, rijen: gelezen } = await lees(`${KOP}${rijen}\n`, () => 'bad')
    expect(fouten).toHaveLength(MAX_FOUTEN)
    expect(fouten[0]).toEqual({ bestand: 'x.csv', regel: 2, veld: 'pc6', waarom: 'bad' })
    expect(gelezen.length).toBeLessThan(100_000)
  })
})
