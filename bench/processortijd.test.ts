import { expect, test } from 'vitest'
import { cpuPerBericht, ontleedStat, somBoom } from './processortijd.ts'

test('a line of /proc/<pid>/stat is read, also of a process with brackets and spaces in its name', () => {
  const stat = '42 (postgres: a) b) S 7 42 42 0 -1 4194304 900 0 0 0 11 5 200 30 20 0 1 0 100 1000 10'
  expect(ontleedStat(stat)).toEqual({ ouder: 7, eigenMs: 160, kinderenMs: 2_300 })
  expect([ontleedStat(''), ontleedStat('42 (kort) S 7 42')]).toEqual([null, null])
})

test('the time of a tree counts what lives below it and what ended, and nothing beside it', () => {
  const processen = new Map([
    [1, { ouder: 0, eigenMs: 1_000, kinderenMs: 9_000 }],
    [7, { ouder: 1, eigenMs: 10, kinderenMs: 100 }],
    [8, { ouder: 7, eigenMs: 20, kinderenMs: 0 }],
    [9, { ouder: 8, eigenMs: 30, kinderenMs: 5 }],
    [10, { ouder: 1, eigenMs: 500, kinderenMs: 0 }],
  ])
  expect([somBoom(processen, 7), somBoom(processen, 99)]).toEqual([165, null])
})

test('time per message is a difference, and nothing where the kernel did not tell or nothing was accepted', () => {
  const voor = { hubMs: 100, databaseMs: 50 }
  const na = { hubMs: 350, databaseMs: 150 }
  const niets = { cpuMsHub: null, cpuMsDatabase: null, cpuMsTotal: null }
  expect(cpuPerBericht(voor, na, 100)).toEqual({ cpuMsHub: 2.5, cpuMsDatabase: 1, cpuMsTotal: 3.5 })
  expect(cpuPerBericht(voor, { ...na, databaseMs: null }, 100)).toEqual({ ...niets, cpuMsHub: 2.5 })
  expect(cpuPerBericht(voor, na, 0)).toEqual(niets)
})
