import { crc32 } from 'node:zlib'

/** Partitions per topic, the same number in both transports: changing it would break the order per dossier. */
export const PARTITIES = 12

/** The partition of a dossier (or order): CRC-32 of its id modulo the number of partitions. */
export function partitieVan(sleutel: string): number {
  return crc32(sleutel) % PARTITIES
}
