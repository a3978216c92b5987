import { expect, test } from 'vitest'
import { maakKlok } from './klok.ts'

const UUR_MS = 3_600_000
const verschil = (klok: ReturnType<typeof maakKlok>) =>
  klok.nu().epochMilliseconds - Temporal.Now.instant().epochMilliseconds

test('a clock that is moved tells the moved time, and that it is another time', () => {
  const klok = maakKlok()
  expect(Math.abs(verschil(klok))).toBeLessThan(UUR_MS / 60)
  const versie = klok.versie()
  klok.verzet(5 * UUR_MS)
  klok.verzet(-UUR_MS)
  expect(klok.verschuivingMs()).toBe(4 * UUR_MS)
  expect(Math.abs(verschil(klok) - 4 * UUR_MS)).toBeLessThan(UUR_MS / 60)
  expect(klok.versie()).toBe(versie + 2)
})

test('a stretch of real time is as many stretches of the clock as it was moved in it, plus one', () => {
  const klok = maakKlok()
  const sindsMs = performance.now()
  expect(klok.tussen(sindsMs)).toHaveLength(1)
  klok.verzet(24 * UUR_MS)
  const [voor, na, meer] = klok.tussen(sindsMs)
  if (!voor || !na) throw new Error('two stretches expected')
  expect(meer).toBeUndefined()
  expect(na.van.since(voor.tot).total('milliseconds')).toBeGreaterThanOrEqual(24 * UUR_MS - 1)
  expect(Temporal.Instant.compare(voor.van, voor.tot)).toBeLessThanOrEqual(0)
  expect(klok.tussen(performance.now() + 1)).toHaveLength(0)
})

test('while one process is off from the others, what happened may be of its time too', () => {
  const klok = maakKlok()
  const sindsMs = performance.now()
  const weerRecht = klok.scheef(-20_000)
  const [eerst] = klok.tussen(sindsMs).slice(-1)
  expect(eerst?.van.until(eerst.tot).total('seconds')).toBeGreaterThanOrEqual(20)
  weerRecht()
  expect(klok.verschuivingMs()).toBe(0)
  const [daarna] = klok.tussen(performance.now()).slice(-1)
  expect(daarna?.van.until(daarna.tot).total('seconds')).toBeLessThan(5)
})
