import { describe, expect, test } from 'vitest'
import { toonVerslag } from './toon-verslag.ts'
import type { Ontvangst, Waarnemingen, Zending } from './verslag.ts'
import { isGoed, maakVerslag, percentiel } from './verslag.ts'

const zending = (n: number, anders: Partial<Zending> = {}): Zending => ({
  referentienummer: `SIM-${n}`,
  ontvanger: 'gemeente-roermond',
  begonnenMs: 0,
  klaarMs: 10 * n,
  uitkomst: { kind: 'aangenomen', dossierId: `d${n}` },
  fouten: [],
  opzettelijkHerhaald: false,
  ...anders,
})
const ontvangst = (n: number, anders: Partial<Ontvangst> = {}): Ontvangst => ({
  postvak: 'gemeente-roermond',
  volgnummer: n,
  id: `e${n}`,
  dossierId: `d${n}`,
  referentienummer: `SIM-${n}`,
  gezienMs: 20 * n,
  ...anders,
})
const gezien = (anders: Partial<Waarnemingen> = {}): Waarnemingen => ({
  zendingen: [zending(1), zending(2), zending(3)],
  ontvangsten: [ontvangst(1), ontvangst(2), ontvangst(3)],
  begin: new Map([['gemeente-roermond', 0]]),
  herhaald: 0,
  contactregistraties: 0,
  fouten: [],
  duurMs: 1_000,
  onderbroken: false,
  ...anders,
})

describe('the count of a run', () => {
  test('is good when everything accepted was seen once, in its postvak, numbered on', () => {
    const verslag = maakVerslag(gezien())
    expect(verslag).toMatchObject({ verzonden: 3, aangenomen: 3, afgeleverd: 3, verloren: 0, dubbel: 0, fouten: 0 })
    expect(verslag).toMatchObject({ p50Ms: 20, p95Ms: 30, p99Ms: 30, p50BezorgdMs: 40, p95BezorgdMs: 60 })
    expect(isGoed(verslag)).toBe(true)
  })

  test('calls lost what was accepted for a gemeente and not seen', () => {
    const verslag = maakVerslag(gezien({ ontvangsten: [ontvangst(1), ontvangst(2)] }))
    expect(verslag).toMatchObject({ afgeleverd: 2, verloren: 1 })
    expect(isGoed(verslag)).toBe(false)
  })

  test('calls nothing lost of what waits for an operator, was refused or was never answered', () => {
    const zendingen = [
      zending(1, { uitkomst: { kind: 'wacht', dossierId: 'd1' } }),
      zending(2, { uitkomst: { kind: 'geweigerd', status: 409, code: 'geen-overeenkomst' } }),
    ]
    const verslag = maakVerslag(gezien({ zendingen, ontvangsten: [] }))
    expect(verslag).toMatchObject({ aangenomen: 0, wachtOpRoutering: 1, geweigerd: 1, verloren: 0 })
    expect(isGoed(verslag)).toBe(true)
    const onbeantwoord = zending(3, { uitkomst: { kind: 'onbeantwoord', reden: 'ECONNREFUSED' } })
    expect(isGoed(maakVerslag(gezien({ zendingen: [onbeantwoord], ontvangsten: [] })))).toBe(false)
  })

  test('calls double an id that comes again under another number', () => {
    const verslag = maakVerslag(
      gezien({ ontvangsten: [ontvangst(1), ontvangst(2), ontvangst(3), ontvangst(3, { volgnummer: 4 })] }),
    )
    expect(verslag).toMatchObject({ dubbel: 1, verloren: 0 })
    expect(isGoed(verslag)).toBe(false)
  })

  test('calls double a doorverwijzing that comes under a second id, also in another postvak', () => {
    for (const postvak of ['gemeente-roermond', 'gemeente-heerlen']) {
      const tweede = ontvangst(3, { postvak, volgnummer: 4, id: 'anders' })
      expect(maakVerslag(gezien({ ontvangsten: [ontvangst(1), ontvangst(2), ontvangst(3), tweede] })).dubbel).toBe(1)
    }
  })

  test('sees a double among messages of somebody else too, and counts these for nothing else', () => {
    const vreemd = (volgnummer: number) => ontvangst(9, { volgnummer, referentienummer: null })
    const ontvangsten = [ontvangst(1), ontvangst(2), ontvangst(3), vreemd(4)]
    expect(maakVerslag(gezien({ ontvangsten }))).toMatchObject({ afgeleverd: 3, dubbel: 0, fouten: 0 })
    expect(maakVerslag(gezien({ ontvangsten: [...ontvangsten, vreemd(5)] })).dubbel).toBe(1)
  })

  test('fails on a gap, a step back, and a first number that is not the next', () => {
    const nummers = (...rij: number[]) => gezien({ ontvangsten: rij.map((n) => ontvangst(n)) })
    expect(maakVerslag(nummers(1, 3)).voorbeelden).toEqual(['postvak gemeente-roermond: number 3 came after 1'])
    expect(maakVerslag(nummers(2, 1, 3)).fouten).toBe(3)
    const begonnen = { ...nummers(1, 2, 3), begin: new Map([['gemeente-roermond', 5]]) }
    expect(maakVerslag(begonnen).fouten).toBe(1)
  })

  test('fails on what comes to the wrong party, under another dossier, or though it was refused', () => {
    const fout = (w: Partial<Waarnemingen>) => maakVerslag(gezien(w)).voorbeelden.join()
    expect(fout({ zendingen: [zending(1, { ontvanger: 'gemeente-heerlen' })] })).toMatch(/WRONG PARTY/)
    const ander = zending(1, { uitkomst: { kind: 'aangenomen', dossierId: 'x' } })
    expect(fout({ zendingen: [ander] })).toMatch(/came as dossier d1, answered x/)
    const geweigerd = zending(1, { uitkomst: { kind: 'geweigerd', status: 400, code: 'ongeldige-invoer' } })
    expect(fout({ zendingen: [geweigerd] })).toMatch(/delivered to gemeente-roermond, but answered geweigerd/)
  })

  test('tells what was repeated because it had to be from what the mix repeats on purpose', () => {
    const zendingen = [zending(1, { opzettelijkHerhaald: true }), zending(2), zending(3, { opzettelijkHerhaald: true })]
    const verslag = maakVerslag(gezien({ zendingen, herhaald: 5 }))
    expect(verslag).toMatchObject({ herhaald: 5, opzettelijkHerhaald: 2 })
    expect(isGoed(verslag)).toBe(true)
    expect(toonVerslag(verslag)).toMatch(/^herhaald +5 .*\nopzettelijkHerhaald +2 /m)
  })

  test('takes along what the parties themselves saw go wrong', () => {
    const verslag = maakVerslag(
      gezien({ zendingen: [zending(1, { fouten: ['loket is x'] })], fouten: ['postvak stuk'] }),
    )
    expect(verslag.voorbeelden).toEqual(['postvak stuk', 'SIM-1: loket is x'])
    expect(isGoed(verslag)).toBe(false)
    expect(toonVerslag(verslag)).toContain('! SIM-1: loket is x')
  })

  test('of nothing has no times', () => {
    const verslag = maakVerslag(gezien({ zendingen: [], ontvangsten: [] }))
    expect(verslag).toMatchObject({ verzonden: 0, p50Ms: null, p95BezorgdMs: null })
    expect(toonVerslag(verslag)).toMatch(/verzonden +0 /)
  })
})

test('a percentile is the nearest rank', () => {
  const honderd = Array.from({ length: 100 }, (_, i) => 100 - i)
  expect([50, 95, 99, 100].map((p) => percentiel(honderd, p))).toEqual([50, 95, 99, 100])
  expect(percentiel([7.04], 50)).toBe(7)
})
