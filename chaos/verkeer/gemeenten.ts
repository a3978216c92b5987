import { amsterdamseDag, beginVanDag } from '@warmknooppunt/regels/dag'
import { POSTVAKKEN } from '../../services/knooppunt/src/simulatie/partijen.ts'
import type { Melding, Ontvangst } from '../boek.ts'
import { momentVan } from '../boek.ts'
import { DOORVERWIJZING, LEZERS, leesMee } from './postvakken.ts'
import type { Verkeerkeuze } from './schuldeisers.ts'

const MARGE = { minutes: 15 } as const

/** Everybody reads their postvak; gemeenten register contact, or at once a first talk, for a share of what they get. */
export async function speelLezers(v: Verkeerkeuze, signal: AbortSignal): Promise<void> {
  const bezig = new Set<Promise<void>>()
  const lezers = LEZERS.map((postvak) =>
    leesMee(v, postvak, {
      signal,
      gekregen: (bericht) => {
        const soort = soortVan(bericht)
        if (soort === null || !POSTVAKKEN.includes(postvak)) return
        const werk = meld(v, bericht, soort).finally(() => bezig.delete(werk))
        bezig.add(werk)
      },
    }).catch((fout: unknown) => void v.boek.fouten.push(String(fout))),
  )
  await Promise.all(lezers)
  await Promise.all(bezig)
}

/** By its number: the same whatever happens. */
function soortVan({ type, nummer }: Ontvangst): Melding['soort'] | null {
  if (type !== DOORVERWIJZING) return null
  if (nummer % 4 === 0) return 'contact'
  return nummer % 10 === 1 ? 'eerste-gesprek' : null
}

/** Not after now, even when the clock has gone back a little, and not before the day of acceptance. */
async function meld(v: Verkeerkeuze, { postvak, dossierId }: Ontvangst, soort: Melding['soort']): Promise<void> {
  const nu = v.klok.nu()
  const gewenst = nu.subtract(MARGE)
  if (amsterdamseDag(gewenst) !== amsterdamseDag(nu)) return
  const eerst = beginVanDag(amsterdamseDag(momentVan(dossierId)))
  const plaatsgevondenOp = Temporal.Instant.compare(gewenst, eerst) < 0 ? eerst : gewenst
  const body = JSON.stringify({
    soort,
    kanaal: 'telefoon',
    plaatsgevondenOp: plaatsgevondenOp.toString({ smallestUnit: 'second' }),
  })
  const pad = `/v1/doorverwijzingen/${dossierId}/contactregistraties`
  const { antwoord, reden } = await v.gesprek.vraag(postvak, {
    method: 'POST',
    pad,
    body,
    sleutel: `${dossierId}-${soort}`,
  })
  if (antwoord?.status === 201) v.boek.meldingen.push({ dossierId, soort, plaatsgevondenOp })
  else
    v.boek.fouten.push(
      `dossier ${dossierId}: a contactregistratie was answered ${antwoord?.status ?? reden} ${JSON.stringify(antwoord?.body)}`,
    )
}
