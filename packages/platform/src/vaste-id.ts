import { createHash } from 'node:crypto'

/**
 * A UUIDv7 that follows from what it is the id of: the same moment and text always give the same id, so that whatever is done again
 * cannot give a second one.
 */
export function vasteId(moment: Temporal.Instant, waarvan: string): string {
  const bytes = createHash('sha256').update(waarvan).digest().subarray(0, 16)
  bytes.writeUIntBE(moment.epochMilliseconds, 0, 6)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** The moment that a UUIDv7 holds. */
export function momentVan(id: string): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))
}
