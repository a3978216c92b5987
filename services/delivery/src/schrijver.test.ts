import { maakLog } from '@warmknooppunt/platform/log'
import { expect, it } from 'vitest'
import type { Resultaat } from './resultaat.ts'
import { maakSchrijver } from './schrijver.ts'

const NU = Temporal.Instant.from('2026-03-02T09:15:30Z')

function resultaat(id: string): Resultaat {
  return {
    bezorging: {
      id,
      eindpunt: 'e',
      poging: 1,
      planVanaf: 0,
      proef: false,
      overgegaan: false,
      nummer: 1,
      berichtId: id,
      dossierId: id,
      deelnemer: 'gemeente-weert',
      bericht: 'doorverwijzing',
      rol: 'gemeente',
      publiek: 'gemeente',
      schuldeiser: null,
      event: '{}',
      inhoud: null,
    },
    uitkomst: { kind: 'inhoud-vernietigd' },
    antwoord: null,
    begonnenOp: NU,
    duurMs: 1,
  }
}

it('loses no result when an outage strikes while a group is written one by one', async () => {
  const geschreven: string[] = []
  let storingen = 2
  const schrijver = maakSchrijver({
    leaseMs: 60_000,
    log: maakLog({ dienst: 'proef', niveau: 'silent' }),
    schrijf: async (groep) => {
      const ids = groep.map(({ bezorging }) => bezorging.id)
      if (ids.includes('scheef')) throw new Error('this one cannot be written')
      if (ids.includes('b') && storingen-- > 0) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' })
      geschreven.push(...ids)
    },
  })
  for (const id of ['a', 'scheef', 'b', 'c']) schrijver.voegToe(resultaat(id))
  await schrijver.leeg()
  expect(geschreven).toEqual(['a', 'c', 'b'])
})
