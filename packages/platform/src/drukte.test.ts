import { expect, test } from 'vitest'
import { bundelVan, maakDrukte } from './drukte.ts'

test('nothing is gathered while a fifth of the time is free, and the most when none is', () => {
  expect([0, 0.8, 0.9, 1].map(bundelVan)).toEqual([0, 0, 4, 8])
})

test('looks at the time since it last looked, and not more often than makes sense', () => {
  let meting = { active: 0, idle: 0, utilization: 0 }
  const drukte = maakDrukte(() => meting)
  meting = { active: 100, idle: 0, utilization: 1 }
  expect(drukte.bundelMs()).toBe(8)
  meting = { active: 100, idle: 20, utilization: 0.8 }
  expect(drukte.bundelMs()).toBe(8)
  meting = { active: 100, idle: 100, utilization: 0.5 }
  expect(drukte.bundelMs()).toBe(0)
})
