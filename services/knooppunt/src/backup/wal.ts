const SEGMENT_BYTES = 16n * 1024n * 1024n
const PER_LOG = 0x1_0000_0000n / SEGMENT_BYTES

/** The names of all segments of WAL from one to another, of the same timeline. */
export function segmenten(van: string, tot: string): string[] {
  const tijdlijn = van.slice(0, 8)
  if (tot.slice(0, 8) !== tijdlijn) throw new Error('the timeline changed during the back-up')
  const [eerste, laatste] = [nummerVan(van), nummerVan(tot)]
  const namen: string[] = []
  for (let nummer = eerste; nummer <= laatste; nummer++) namen.push(naamVan(tijdlijn, nummer))
  return namen
}

function nummerVan(naam: string): bigint {
  return BigInt(`0x${naam.slice(8, 16)}`) * PER_LOG + BigInt(`0x${naam.slice(16, 24)}`)
}

function naamVan(tijdlijn: string, nummer: bigint): string {
  const hex = (getal: bigint) => getal.toString(16).toUpperCase().padStart(8, '0')
  return `${tijdlijn}${hex(nummer / PER_LOG)}${hex(nummer % PER_LOG)}`
}

/**
 * The first segment that an archive lacks after those of a back-up that ends with `tot`, though it holds later ones of that timeline: a replay
 * ends before it, and PostgreSQL takes that for the end of all there is. Null: none.
 */
export function zoekGat(namen: readonly string[], tot: string): string | null {
  const er = namen.filter((naam) => /^[0-9A-F]{24}$/.test(naam) && naam.slice(0, 8) >= tot.slice(0, 8))
  let vorige = tot
  for (const naam of er.toSorted()) {
    const tijdlijn = naam.slice(0, 8)
    // A later timeline begins where it left the one before it.
    if (tijdlijn !== vorige.slice(0, 8)) vorige = naam
    if (nummerVan(naam) <= nummerVan(vorige)) continue
    const volgende = naamVan(tijdlijn, nummerVan(vorige) + 1n)
    if (naam !== volgende) return volgende
    vorige = naam
  }
  return null
}
