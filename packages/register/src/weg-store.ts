import type { Wijziging } from './wijziging.ts'

/** How each soort that may be taken away is found by its key: fixed text, the key is a parameter. */
const TABELLEN = {
  clients: { tabel: 'client', sleutel: "issuer || ' ' || client_id" },
  mandaten: { tabel: 'mandaat', sleutel: "intermediair || ' ' || schuldeiser || ' ' || van" },
  uitvoerders: { tabel: 'uitvoerder', sleutel: 'code' },
  loketten: { tabel: 'loket', sleutel: 'id' },
  publiekeLoketten: { tabel: 'publiek_loket', sleutel: 'gemeentecode' },
  gemeenteWijzigingen: { tabel: 'gemeente_wijziging', sleutel: 'opgeheven' },
} as const

export type Wegsoort = keyof typeof TABELLEN

export const WEGSOORTEN: readonly Wegsoort[] = Object.keys(TABELLEN).filter(isWegsoort)

function isWegsoort(naam: string): naam is Wegsoort {
  return Object.hasOwn(TABELLEN, naam)
}

/** Ends rows at the coming version; older versions keep them. Throws when one is not there: nothing may be half done. */
export async function sluitRijen(w: Wijziging, soort: Wegsoort, sleutels: readonly string[]): Promise<void> {
  if (sleutels.length === 0) return
  const { tabel, sleutel } = TABELLEN[soort]
  const { rowCount } = await w.tx.query(
    `update register.${tabel} set versie_tot = $1 where versie_tot is null and ${sleutel} = any($2::text[])`,
    [w.versie, sleutels],
  )
  if (rowCount !== sleutels.length)
    throw new Error(`register.${tabel}: ${sleutels.length} rows to end, ${rowCount} found`)
}
