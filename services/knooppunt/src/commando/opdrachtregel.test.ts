import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { afloopregel } from './afloop.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

type Gedaan = { readonly code: number | null; readonly uit: string; readonly fout: string }

let map = ''
beforeAll(async () => {
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-opdrachtregel-'))
})
afterAll(() => rm(map, { recursive: true, force: true }))

/** Runs the command line on a folder without a hub. */
function knooppunt(
  argumenten: readonly string[],
  o: { env?: Record<string, string>; invoer?: string } = {},
): Promise<Gedaan> {
  const { PATH } = process.env
  const env = { PATH, DATA_MAP: map, ...o.env }
  const proces = spawn(process.execPath, [MAIN, ...argumenten], { env })
  proces.stdin.end(o.invoer ?? '')
  let uit = ''
  let fout = ''
  proces.stdout.on('data', (stuk) => {
    uit += String(stuk)
  })
  proces.stderr.on('data', (stuk) => {
    fout += String(stuk)
  })
  return new Promise((klaar) => proces.on('close', (code) => klaar({ code, uit, fout })))
}

describe('the command line', () => {
  test('names every command in its help', async () => {
    const alles = await knooppunt(['--help'])
    expect(alles.code).toBe(0)
    const namen = [...alles.uit.matchAll(/^ {2}([a-z-]+) /gm)].flatMap(([, naam]) => naam ?? [])
    const verwacht = [
      'token',
      'simuleer',
      'gemeente',
      'termijn',
      'deelnemers',
      'wacht',
      'routeer',
      'geparkeerd',
      'herbezorg',
      'onverwerkbaar',
      'herstel',
    ]
    expect(namen).toEqual(expect.arrayContaining(verwacht))
    expect(alles.uit).toContain(`\n${afloopregel()}\n`)
  })

  test('ends with 64 when it is used wrongly, by commander or by the command', async () => {
    const gedaan = await Promise.all([['bestaat-niet'], ['termijn', '--onzin'], ['gemeente']].map((a) => knooppunt(a)))
    for (const { code, uit, fout } of gedaan) {
      expect([code, uit]).toEqual([64, ''])
      expect(fout.trim().length).toBeGreaterThan(20)
    }
  })

  test('ends with 78 and one line, without a stack trace, when there is no key', async () => {
    const { code, uit, fout } = await knooppunt(['token', 'waterbedrijf-maasdal'])
    expect([code, uit]).toEqual([78, ''])
    expect(fout).toMatch(/^knooppunt: there is no key .*npm start.*\n$/)
  })

  test('decides on an address without a hub, with an exit code that tells whether it was found', async () => {
    const gevonden = await knooppunt(['gemeente', '6001ab', '12', '--json'])
    expect(gevonden.code).toBe(0)
    expect(JSON.parse(gevonden.uit)).toMatchObject({
      status: 'gevonden',
      gemeentecode: '0988',
      gemeente: 'Weert',
      kandidaten: [],
    })
    const meerdere = await knooppunt(['gemeente', '6009AA', '5', '--json'])
    expect(meerdere.code).toBe(1)
    expect(JSON.parse(meerdere.uit)).toMatchObject({
      status: 'meerdere',
      gemeentecode: null,
      kandidaten: ['0946', '0988'],
    })
  })

  test('answers a file with one line a row, in order, also where a row is bad', async () => {
    const rijen = Array.from({ length: 1_200 }, (_, i) =>
      i % 3 === 0 ? `6001AB;${i + 1}` : i % 3 === 1 ? '"x;' : `6411AB;`,
    )
    const { code, uit, fout } = await knooppunt(['gemeente', '--bestand', '-'], {
      invoer: `postcode;huisnummer\n${rijen.join('\n')}`,
    })
    expect([code, fout]).toEqual([0, ''])
    const antwoorden = uit.trim().split('\n')
    expect(antwoorden).toHaveLength(1_200)
    const soorten = antwoorden.map((regel) => JSON.parse(regel).gemeente)
    expect(soorten).toEqual(rijen.map((_, i) => [`Weert`, null, 'Heerlen'][i % 3]))
  })

  test('ends quietly when who reads has seen enough', async () => {
    const proces = spawn(process.execPath, [MAIN, 'gemeente', '--bestand', '-'], {
      env: { ...process.env, DATA_MAP: map },
    })
    let fout = ''
    proces.stderr.on('data', (stuk) => {
      fout += String(stuk)
    })
    proces.stdin.on('error', () => undefined)
    proces.stdout.once('data', () => proces.stdout.destroy())
    proces.stdin.end(`postcode,huisnummer\n${'6001AB,1\n'.repeat(50_000)}`)
    expect(await new Promise((klaar) => proces.on('close', klaar))).toBe(0)
    expect(fout).toBe('')
  })
})
