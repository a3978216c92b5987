import { readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Composegeheimen } from './steun/composegeheimen.ts'
import { heeftOpenssl, maakComposegeheimen } from './steun/composegeheimen.ts'

describe.skipIf(!heeftOpenssl)('infra/compose/geheimen.sh, run again', () => {
  let geheimen: Composegeheimen
  beforeEach(() => {
    geheimen = maakComposegeheimen()
  })
  afterEach(() => geheimen.sluit())
  const weg = (...namen: string[]) => namen.forEach((naam) => void rmSync(join(geheimen.map, naam)))
  const bestanden = () =>
    readdirSync(geheimen.map, { withFileTypes: true }).flatMap((deel) => (deel.isFile() ? [deel.name] : []))
  const alles = () =>
    Object.fromEntries(bestanden().map((naam) => [naam, readFileSync(join(geheimen.map, naam), 'utf8')]))

  test('makes no second kek, whatever else is gone, and changes nothing then', () => {
    weg('kek', 'database-sla')
    const voor = alles()
    expect(geheimen.maak).toThrow(/kek is gone.* Put the copy of it back/)
    expect(alles()).toEqual(voor)
    weg(...Object.keys(voor).filter((naam) => !naam.startsWith('.')))
    expect(geheimen.maak).toThrow(/kek is gone/)
  })

  test('knows by what is beside it that there was a kek, also where an older script made it', () => {
    weg('kek', '.kek-gemaakt')
    expect(geheimen.maak).toThrow(/kek is gone/)
  })

  test('has the password that PostgreSQL took from what is left of it, and makes no other', () => {
    const voor = alles()
    for (const naam of ['postgres-wachtwoord', 'database-eigenaar']) {
      weg(naam)
      expect(geheimen.maak()).toContain(`/${naam}\n`)
      expect(alles()).toEqual(voor)
    }
    weg('postgres-wachtwoord', 'database-eigenaar')
    expect(geheimen.maak).toThrow(/PostgreSQL has a password already/)
  })

  test('gives a service another password when its file is gone', () => {
    const { 'database-sla': eerder, ...rest } = alles()
    weg('database-sla')
    geheimen.maak()
    const { 'database-sla': nieuw, ...over } = alles()
    expect(nieuw).toMatch(/^postgres:\/\/dienst_sla:[0-9a-f]{48}@/)
    expect([nieuw === eerder, over]).toEqual([false, rest])
  })

  test('makes the folder of what is elsewhere so that services may enter it, inside one that nobody else may', () => {
    expect(['buiten', ''].map((naam) => statSync(join(geheimen.map, naam)).mode & 0o777)).toEqual([0o755, 0o700])
  })

  test('removes no key of which the certificate is not there yet, and no authority that was put there', () => {
    const { sleutel, ca } = alles()
    renameSync(join(geheimen.map, 'certificaat'), join(geheimen.map, 'elders'))
    expect(geheimen.maak).toThrow(/sleutel is there without certificaat/)
    expect(alles().sleutel).toBe(sleutel)
    weg('sleutel')
    geheimen.maak()
    expect(alles().ca).toContain(ca?.trim())
    weg('sleutel')
    expect(geheimen.maak).toThrow(/certificaat is there without sleutel/)
  })
})
