import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { rondAf, wisselInBestand } from './wachtwoordbestand.ts'

let map = ''
let bestand = ''
/** What the database takes. */
let geldig = 'oud'
beforeAll(async () => {
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-wachtwoord-'))
  bestand = join(map, 'postgres')
})
afterAll(() => rm(map, { recursive: true, force: true }))
beforeEach(async () => {
  geldig = 'oud'
  await writeFile(bestand, 'oud')
})

const o = () => ({ bestand, gaatOpen: async (wachtwoord: string) => wachtwoord === geldig })
const inhoud = async () => (await readFile(bestand, 'utf8')).trim()

test.each(['oud', 'nieuw'])('what was cut short ends by what the database takes: the %s one', async (wachtwoord) => {
  geldig = wachtwoord
  await writeFile(`${bestand}.volgend`, 'nieuw')
  await rondAf(o())
  expect(await inhoud()).toBe(wachtwoord)
  expect(await readdir(map)).toEqual(['postgres'])
})

test('a change that the database refuses leaves the old one, and can be ended', async () => {
  const zet = () => Promise.reject(new Error('weg'))
  await expect(wisselInBestand({ ...o(), zet })).rejects.toThrow('weg')
  expect(await inhoud()).toBe('oud')
  expect(await readdir(map)).toEqual(['postgres', 'postgres.volgend'])
  await rondAf(o())
  expect([await inhoud(), await readdir(map)]).toEqual(['oud', ['postgres']])
})

test('the new one is on disk before the database has it, and never in what the database is given', async () => {
  let gegeven = ''
  const zet = async (verificatie: string) => {
    gegeven = verificatie
    geldig = (await readFile(`${bestand}.volgend`, 'utf8')).trim()
    expect(await inhoud()).toBe('oud')
  }
  await wisselInBestand({ ...o(), zet })
  expect(await inhoud()).toBe(geldig)
  expect(gegeven).toMatch(/^SCRAM-SHA-256\$/)
  expect(gegeven).not.toContain(geldig)
})
