import { startfout } from '@warmknooppunt/platform/proces'
import { expect, test } from 'vitest'
import { AFLOOP, AFLOOP_UITLEG, afloopregel, commandofout, eindeVan } from './afloop.ts'

test('an error ends a command with a code of its own and one line of words', () => {
  expect(eindeVan(commandofout(AFLOOP.geenToegang, 'no right'))).toEqual({ afloop: 77, tekst: 'no right' })
  expect(eindeVan(startfout('the port is taken'))).toEqual({ afloop: 69, tekst: 'the port is taken' })
  const weg = Object.assign(new Error('terminating connection'), { code: '57P01' })
  expect(eindeVan(weg)).toEqual({ afloop: 69, tekst: 'the database or the hub went away (57P01)' })
  const vol = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  expect(eindeVan(vol)).toEqual({ afloop: 1, tekst: 'a disk refused it: ENOSPC: no space left on device, write' })
  expect(eindeVan(new Error('a mistake of ours'))).toEqual({ afloop: 70, tekst: 'unexpected: a mistake of ours' })
  expect(eindeVan('a text')).toMatchObject({ afloop: 70 })
})

test('every exit code has its words, on one line of the help', () => {
  expect(Object.keys(AFLOOP_UITLEG).map(Number)).toEqual(Object.values(AFLOOP).sort((een, ander) => een - ander))
  expect(afloopregel()).toMatch(/^Exit codes: 0 done; 1 [^\n]+; 78 [^\n]+\.$/)
})
