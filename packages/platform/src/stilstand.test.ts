import { expect, test } from 'vitest'
import { wachtOpSucces } from './stilstand.ts'
import type { Vrijgegeven } from './vrijgave.ts'

const vast: Vrijgegeven = { kind: 'vast', aantal: 0, foutcode: 'KAPOT' }
const vrij: Vrijgegeven = { kind: 'vrij', aantal: 1 }
const nooit = new AbortController().signal

function opstelling(antwoorden: readonly (Vrijgegeven | Error)[]) {
  const gang: string[] = []
  const over = [...antwoorden]
  const volgende = (naam: string): Vrijgegeven => {
    gang.push(naam)
    const antwoord = over.shift() ?? vrij
    if (antwoord instanceof Error) throw antwoord
    return antwoord
  }
  return {
    gang,
    stilstand: {
      terug: ['a', 'b'],
      geef: async (sleutel: string) => volgende(sleutel),
      probeer: async () => {
        if (volgende('zelf').kind === 'vast') throw new Error('failed again')
      },
      meld: () => gang.push('gemeld'),
      pauzeMs: 1,
    },
  }
}

test('tries the dossiers and the message at hand by turns, and takes both back after the first success', async () => {
  const { gang, stilstand } = opstelling([vast, vast, vast, vast, vrij])
  await wachtOpSucces(stilstand, nooit)
  expect(gang).toEqual(['a', 'b', 'zelf', 'gemeld', 'a', 'b', 'a', 'b'])
})

test('a queue of which one message came through is a success', async () => {
  const { gang, stilstand } = opstelling([{ ...vast, aantal: 1 }])
  await wachtOpSucces(stilstand, nooit)
  expect(gang).toEqual(['a', 'a', 'b'])
})

test('an outage while taking back leaves the stage stopped, and nothing behind in a queue', async () => {
  const { gang, stilstand } = opstelling([vrij, vrij, new Error('outage'), vrij])
  await wachtOpSucces(stilstand, nooit)
  expect(gang).toEqual(['a', 'a', 'b', 'gemeld', 'b', 'a', 'b'])
})

test('ends with the reason of the signal', async () => {
  const ophouden = new AbortController()
  const { stilstand } = opstelling([])
  const wacht = wachtOpSucces({ ...stilstand, pauzeMs: 60_000 }, ophouden.signal)
  ophouden.abort(new Error('stopped'))
  await expect(wacht).rejects.toThrow('stopped')
})
