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
