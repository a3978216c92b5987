import { expect, test } from 'vitest'
import { helling } from './helling.ts'

test('is the slope of a line, of the line between points, and of nothing none', () => {
  const op = (...ys: number[]) => ys.map((y, x) => ({ x, y }))
  expect(helling(op(3, 5, 7))).toBeCloseTo(2)
  expect(helling(op(4, 4, 4))).toBe(0)
  expect(helling(op(0, 2, 0, 2))).toBeCloseTo(0.4)
  expect(helling(op(1))).toBeNull()
  expect(
    helling([
      { x: 1, y: 1 },
      { x: 1, y: 5 },
    ]),
  ).toBeNull()
})
