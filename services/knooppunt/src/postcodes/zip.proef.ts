import { crc32, deflateRawSync } from 'node:zlib'

export type Zipingang = {
  readonly naam: string
  readonly inhoud: Buffer
  /** what the zip says of it, when that is not so */
  readonly gezegdeOmvang?: number
  readonly gezegdeCrc?: number
}

/** A zip of these files, packed. */
export function maakZip(ingangen: readonly Zipingang[]): Buffer {
  const delen: Buffer[] = []
  const register: Buffer[] = []
  let plek = 0
  for (const { naam, inhoud, gezegdeOmvang, gezegdeCrc } of ingangen) {
    const ingepakt = deflateRawSync(inhoud, { level: 9 })
    const velden = Buffer.alloc(26)
    velden.writeUInt16LE(20, 0)
    velden.writeUInt16LE(8, 4)
    velden.writeUInt32LE(gezegdeCrc ?? crc32(inhoud), 10)
    velden.writeUInt32LE(ingepakt.length, 14)
    velden.writeUInt32LE(gezegdeOmvang ?? inhoud.length, 18)
    velden.writeUInt16LE(naam.length, 22)
    const lokaal = Buffer.concat([Buffer.from('PK\x03\x04'), velden, Buffer.from(naam), ingepakt])
    const staart = Buffer.alloc(14)
    staart.writeUInt32LE(plek, 10)
    register.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), velden, staart, Buffer.from(naam)]))
    delen.push(lokaal)
    plek += lokaal.length
  }
  const middenin = Buffer.concat(register)
  const einde = Buffer.alloc(18)
  einde.writeUInt16LE(ingangen.length, 4)
  einde.writeUInt16LE(ingangen.length, 6)
  einde.writeUInt32LE(middenin.length, 8)
  einde.writeUInt32LE(plek, 12)
  return Buffer.concat([...delen, middenin, Buffer.from('PK\x05\x06'), einde])
}
