import { keurClients } from './keur-clients.ts'
import { keurDeelnemers } from './keur-deelnemers.ts'
import { keurPeriodes } from './keur-periodes.ts'
import { keurVerwijzingen } from './keur-verwijzingen.ts'
import type { Registerdocument, Registerrij, Registersoort, Verandering } from './registerdocument.ts'
import { pasToe, REGISTERSOORTEN, sleutelVan } from './registerdocument.ts'
import type { Registerfout } from './registerfout.ts'

/** The same with its place in the request: a JSON pointer, to the row that was sent, or to the key under `weg`. */
export type Plaatsfout = { readonly location: string; readonly code: string; readonly detail: string }

/**
 * What is wrong with a change of the register, all together; empty when it may be made. Looks at the register as it would be, so that a row which
 * was right may be wrong by what happens to another; that is told at the part of the request that does it, or at the request as a whole.
 */
export function keurVerandering(voor: Registerdocument, verandering: Verandering, dag: string): readonly Plaatsfout[] {
  const vorm = keurVorm(voor, verandering)
  if (vorm.length > 0) return vorm
  const na = pasToe(voor, verandering)
  const fouten = [
    ...keurDeelnemers(voor, na),
    ...keurClients(voor, na, dag),
    ...keurPeriodes(na),
    ...keurVerwijzingen(voor, na),
  ]
  return fouten.map((fout) => plaats(verandering, fout))
}

/** Keys twice, keys in both lists, and keys of nothing. */
function keurVorm(voor: Registerdocument, verandering: Verandering): readonly Plaatsfout[] {
  return REGISTERSOORTEN.flatMap((soort) => {
    const { zet, weg } = lijsten(verandering, soort)
    const sleutels = zet.map((rij) => sleutelVan(soort, rij))
    const bekend = new Set(voor[soort].map((rij: Registerrij) => sleutelVan(soort, rij)))
    const dubbel = sleutels.flatMap((sleutel, i) => {
      const eerste = sleutels.indexOf(sleutel)
      const detail = `${sleutel} staat er al: zie /zet/${soort}/${eerste}. Laat er een staan.`
      return eerste === i ? [] : [{ location: `/zet/${soort}/${i}`, code: 'dubbel', detail }]
    })
    const onbekend = weg.flatMap((sleutel, i) => {
      const location = `/weg/${soort}/${i}`
      if (sleutels.includes(sleutel)) {
        return [{ location, code: 'tegenstrijdig', detail: `${sleutel} staat ook onder zet. Kies een van beide.` }]
      }
      if (bekend.has(sleutel)) return []
      return [{ location, code: 'bestaat-niet', detail: `${sleutel} staat niet in het register.` }]
    })
    return [...dubbel, ...onbekend]
  })
}

function plaats(verandering: Verandering, { soort, sleutel, veld, code, detail }: Registerfout): Plaatsfout {
  const { zet } = lijsten(verandering, soort)
  const i = zet.findIndex((rij) => sleutelVan(soort, rij) === sleutel)
  if (i >= 0) return { location: `/zet/${soort}/${i}${veld}`, code, detail }
  return { location: '', code, detail: `${soort} ${sleutel}${veld}: ${detail}` }
}

function lijsten({ zet = {}, weg = {} }: Verandering, soort: Registersoort) {
  const rijen: readonly Registerrij[] = zet[soort] ?? []
  return { zet: rijen, weg: weg[soort] ?? [] }
}
