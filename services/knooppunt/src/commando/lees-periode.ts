import { beginVanDag, eindeVanDag } from '@warmknooppunt/regels/dag'
import { leesTijdstip } from './lees-tijdstip.ts'
import { isDag } from './zoek-gemeenten.ts'

/** From `van` up to but not including `tot`. */
export type Periode = { readonly van: Temporal.Instant; readonly tot: Temporal.Instant }

const DUUR = /^P?T?([1-9][0-9]{0,3})([dhDH])$/

/**
 * A period as typed: `7d` or `24h` (until now), a day in Amsterdam, or from/until with a slash, where a day counts as a whole. Null when it is
 * none of these or ends before it begins.
 */
export function leesPeriode(tekst: string, nu: Temporal.Instant): Periode | null {
  const [, aantal = '', eenheid = ''] = DUUR.exec(tekst) ?? []
  if (aantal !== '') {
    const uren = Number(aantal) * (eenheid.toLowerCase() === 'd' ? 24 : 1)
    return { van: nu.subtract({ hours: uren }), tot: nu }
  }
  const [begin = '', einde = begin, ...meer] = tekst.split('/')
  const van = isDag(begin) ? beginVanDag(begin) : moment(begin)
  const tot = isDag(einde) ? eindeVanDag(einde) : moment(einde)
  if (meer.length > 0 || van === null || tot === null) return null
  return Temporal.Instant.compare(van, tot) < 0 ? { van, tot } : null
}

function moment(tekst: string): Temporal.Instant | null {
  const lezing = leesTijdstip(tekst)
  return lezing.kind === 'tijdstip' ? lezing.tijdstip : null
}
