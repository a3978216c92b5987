import { leesRegel } from '@warmknooppunt/platform/journaal-regel'
import { expect, test } from 'vitest'
import { maakScheuren } from './scheuren.ts'

const rij = (positie: number, bron = 'een') =>
  JSON.stringify({
    stage: 'intake',
    bron,
    positie,
    tijd: 't',
    dossierId: 'd',
    berichtId: 'b',
    deelnemer: 'x',
    bericht: 'y',
  })
const stand = (hoogste: number) => JSON.stringify({ stage: 'postvak', deelnemer: 'x', hoogste, bevestigdTot: 0 })
const scheur = (tekst: string) => tekst.slice(0, -9)

test.each([
  ['none', [rij(1), rij(2)], 0],
  ['the last line', [rij(1), scheur(rij(2))], 0],
  ['a line that stands whole further on', [rij(1), rij(2), scheur(rij(3)), rij(1), rij(2), rij(3)], 0],
  ['how a postvak stood, written again later', [rij(1), scheur(stand(4)), rij(2), stand(7)], 0],
  ['the last line of an earlier life', [rij(1), scheur(rij(2)), stand(4), rij(1, 'twee'), rij(2, 'twee')], 0],
  ['a line in the middle', [rij(1), scheur(rij(2)), rij(3)], 1],
  ['a line in the middle of an earlier life', [rij(1), scheur(rij(2)), rij(3), rij(9, 'twee')], 1],
  ['two lines at the end', [rij(1), scheur(rij(2)), scheur(rij(3))], 1],
  ['what never was a line', [rij(1), '\0\0\0\0', rij(2)], 1],
  ['a whole file', Array.from({ length: 250 }, () => '\0'), 249],
] as const)('damage where %s cannot be read', (_, regels, verwacht) => {
  const scheuren = maakScheuren()
  for (const tekst of regels) {
    const regel = leesRegel(tekst)
    if (regel) scheuren.leesbaar(tekst, regel)
    else scheuren.onleesbaar(tekst)
  }
  expect(scheuren.beschadigd()).toBe(verwacht)
})
