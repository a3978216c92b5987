import type { Bevinding, Ernst } from '../keuring/bevinding.ts'
import { ERNSTEN } from '../keuring/bevinding.ts'

const KOPPEN = {
  moet: 'MUST be mended before the data of real people may pass',
  'zou-moeten': 'SHOULD be mended soon',
  weet: 'To be known',
} as const satisfies Readonly<Record<Ernst, string>>

/** How many findings there are of each weight. */
export function telBevindingen(bevindingen: readonly Bevinding[]): Readonly<Record<Ernst, number>> {
  const tel = (ernst: Ernst) => bevindingen.filter((bevinding) => bevinding.ernst === ernst).length
  return { moet: tel('moet'), 'zou-moeten': tel('zou-moeten'), weet: tel('weet') }
}

/** The findings for people, numbered in the order in which to mend them. */
export function toonKeuring(bevindingen: readonly Bevinding[], naam: string): string {
  const { moet, 'zou-moeten': zou, weet } = telBevindingen(bevindingen)
  const delen = ERNSTEN.flatMap((ernst) => deel(bevindingen, ernst))
  return [...delen, `${moet} must, ${zou} should, ${weet} to know; from ${naam}`].join('\n')
}

function deel(bevindingen: readonly Bevinding[], ernst: Ernst): string[] {
  const regels = bevindingen.flatMap((een, i) =>
    een.ernst === ernst
      ? [
          `${i + 1}. ${een.onderwerp}: ${een.wat}`,
          `   where: ${een.waar}`,
          `   why:   ${een.waarom}`,
          `   do:    ${een.doe}`,
        ]
      : [],
  )
  return regels.length === 0 ? [] : [KOPPEN[ernst], ...regels, '']
}
