import { describe, expect, test } from 'vitest'
import { DIENSTEN } from './diensten.ts'
import { leesOpdracht } from './opdracht.ts'
import { TOPOLOGIE } from './topologie.ts'

describe('npm run dienst', () => {
  test('runs the service that is named', () => {
    for (const naam of Object.keys(DIENSTEN)) expect(leesOpdracht([naam])).toMatchObject({ kind: 'draai', naam })
  })

  test('runs the relays of all outboxes, or of those that are named', () => {
    const alle = ['intake', 'routing', 'sla', 'delivery']
    expect(leesOpdracht(['relay'])).toEqual({ kind: 'draai', naam: 'relay', stages: alle })
    expect(leesOpdracht(['relay', 'sla', 'intake'])).toMatchObject({ stages: ['intake', 'sla'] })
    expect(leesOpdracht(['relay', 'dossier'])).toMatchObject({
      kind: 'fout',
      tekst: expect.stringContaining('delivery'),
    })
  })

  test('explains itself, and each service with its own settings', () => {
    const hulp = leesOpdracht(['--help'])
    for (const naam of Object.keys(DIENSTEN))
      expect(hulp).toMatchObject({ kind: 'hulp', tekst: expect.stringContaining(naam) })
    expect(leesOpdracht(['autorisatie', '--help'])).toMatchObject({ tekst: expect.stringContaining('ISSUER') })
    expect(leesOpdracht(['sla', '--help'])).toMatchObject({ tekst: expect.stringContaining('VERBINDINGEN') })
    expect(leesOpdracht(['sla', '--help'])).not.toMatchObject({ tekst: expect.stringContaining('ISSUER') })
  })

  test('refuses an unknown name with the list, and what a service does not take', () => {
    const lijst = expect.stringMatching(/there is no service strat.*delivery.*autorisatie/s)
    expect(leesOpdracht(['strat'])).toEqual({ kind: 'fout', tekst: lijst })
    expect(leesOpdracht(['toString'])).toMatchObject({ kind: 'fout' })
    expect(leesOpdracht([])).toMatchObject({ kind: 'fout' })
    expect(leesOpdracht(['sla', '--poort', '1'])).toMatchObject({
      kind: 'fout',
      tekst: expect.stringContaining('environment'),
    })
  })

  test('knows every service of the topology', () => {
    expect(Object.keys(DIENSTEN)).toEqual(expect.arrayContaining(Object.keys(TOPOLOGIE)))
  })
})
