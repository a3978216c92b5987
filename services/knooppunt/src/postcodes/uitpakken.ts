import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { crc32, createGunzip } from 'node:zlib'
import { AFLOOP, commandofout } from '../commando/afloop.ts'
import { bestandsfout } from './fout.ts'
import type { Stroom } from './zip.ts'
import { openZip } from './zip.ts'

/**
 * The file of CBS is 0.3 GB, and a tenth of that packed. What grows to more, or (once it is larger than `vanafBytes`) to more than `verhouding`
 * times what was read, is no file of postcodes.
 */
export type Uitpakgrenzen = {
  readonly uitgepaktBytes: number
  readonly verhouding: number
  readonly vanafBytes: number
}
const GRENZEN: Uitpakgrenzen = { uitgepaktBytes: 1_073_741_824, verhouding: 100, vanafBytes: 16_777_216 }

/** A file being read, and which share of it was: from 0 to 1. */
export type Uitgepakt = { readonly blokken: AsyncIterable<Buffer>; readonly aandeel: () => number }

const BLOK = 262_144

/** Opens a .csv, .csv.gz or .zip with one csv in it; what it is shows from its first bytes, not from its name. */
export async function openBestand(pad: string, naam: string, grenzen: Uitpakgrenzen = GRENZEN): Promise<Uitgepakt> {
  const bytes = await leesOmvang(pad, naam)
  const soort = soortVan(await leesBegin(pad), naam)
  const bron = soort === 'zip' ? await openZip(pad, naam, grenzen.uitgepaktBytes) : openPlat(pad, soort)
  let uitgepakt = 0
  const gelezen = () => bron.ingepakt?.(uitgepakt) ?? uitgepakt
  const tel = (blok: Buffer) => {
    uitgepakt += blok.length
    if (uitgepakt > grenzen.uitgepaktBytes) {
      throw bestandsfout(
        naam,
        `is more than ${grenzen.uitgepaktBytes} bytes unpacked: no file of postcodes is so large`,
      )
    }
    if (uitgepakt > grenzen.vanafBytes && uitgepakt > gelezen() * grenzen.verhouding) {
      throw bestandsfout(naam, `unpacks to more than ${grenzen.verhouding} times its size: no file of postcodes does`)
    }
  }
  return { blokken: lees(bron, naam, tel), aandeel: () => Math.min(1, gelezen() / bytes) }
}

async function leesOmvang(pad: string, naam: string): Promise<number> {
  const stand = await stat(pad).catch((fout: unknown) => {
    const code = fout instanceof Error && 'code' in fout ? String(fout.code) : ''
    const waarom = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`
    throw commandofout(code === 'EACCES' ? AFLOOP.geenToegang : AFLOOP.gebruik, `${naam} ${waarom}`, fout)
  })
  if (!stand.isFile()) throw commandofout(AFLOOP.gebruik, `${naam} is no file`)
  if (stand.size === 0) throw bestandsfout(naam, 'is empty')
  return stand.size
}

async function leesBegin(pad: string): Promise<Buffer> {
  await using bestand = await open(pad)
  const { buffer, bytesRead } = await bestand.read(Buffer.alloc(64), 0, 64, 0)
  return buffer.subarray(0, bytesRead)
}

function soortVan(begin: Buffer, naam: string): 'csv' | 'gz' | 'zip' {
  const [een, twee] = begin
  if (een === 0x1f && twee === 0x8b) return 'gz'
  if (een === 0x50 && twee === 0x4b) return 'zip'
  if ((een === 0xff && twee === 0xfe) || (een === 0xfe && twee === 0xff)) {
    throw bestandsfout(naam, 'is UTF-16; save it as UTF-8')
  }
  if (begin.toString('latin1').trimStart().startsWith('<')) {
    throw bestandsfout(naam, 'is a web page or XML, not a file of postcodes')
  }
  return 'csv'
}

function openPlat(pad: string, soort: 'csv' | 'gz'): Stroom {
  const plat = createReadStream(pad, { highWaterMark: BLOK })
  if (soort === 'csv') return { stroom: plat, ingepakt: null, crc32: null }
  const uitpakker = createGunzip({ chunkSize: BLOK })
  // What fails destroys the reading side, which tells its reader.
  pipeline(plat, uitpakker).catch(() => undefined)
  return { stroom: uitpakker, ingepakt: () => plat.bytesRead, crc32: null }
}

async function* lees(bron: Stroom, naam: string, tel: (blok: Buffer) => void): AsyncGenerator<Buffer> {
  let controle = 0
  try {
    for await (const blok of bron.stroom) {
      tel(blok)
      if (bron.crc32 !== null) controle = crc32(blok, controle)
      yield blok
    }
  } catch (fout) {
    throw legUit(fout, naam)
  }
  if (bron.crc32 !== null && controle !== bron.crc32) throw bestandsfout(naam, 'is damaged: its checksum is another')
}

function legUit(fout: unknown, naam: string): unknown {
  if (!(fout instanceof Error) || 'afloop' in fout) return fout
  const code = 'code' in fout ? String(fout.code) : ''
  if (code === 'Z_BUF_ERROR' || code === 'ERR_STREAM_PREMATURE_CLOSE') return bestandsfout(naam, 'is cut off', fout)
  if (code.startsWith('Z_')) return bestandsfout(naam, 'is damaged: it cannot be unpacked', fout)
  // Of yauzl, which gives its errors no code.
  return code === '' ? bestandsfout(naam, `is damaged: ${fout.message}`, fout) : fout
}
