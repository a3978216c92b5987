import type { Readable } from 'node:stream'
import type { Entry, ZipFile } from 'yauzl'
import { openPromise } from 'yauzl'
import { bestandsfout } from './fout.ts'

/** The bytes of a file, unpacked: what they come from, and what they must be. */
export type Stroom = {
  readonly stroom: Readable
  /** bytes of the packed file read so far; null when it is not packed */
  readonly ingepakt: ((uitgepakt: number) => number) | null
  readonly crc32: number | null
}

const MAX_INGANGEN = 100

/** The one csv of a zip; of several the one that is called pc6..., as CBS packs the names of its areas along. */
export async function openZip(pad: string, naam: string, maxBytes: number): Promise<Stroom> {
  const zip = await openPromise(pad, { autoClose: false }).catch((fout: unknown) => {
    throw bestandsfout(naam, 'is a damaged or cut off zip', fout)
  })
  try {
    const ingang = await kiesIngang(zip, naam)
    if (ingang.isEncrypted()) throw bestandsfout(naam, `${ingang.fileName} in it is locked with a password`)
    if (ingang.uncompressedSize > maxBytes) {
      throw bestandsfout(naam, `${ingang.fileName} in it is ${ingang.uncompressedSize} bytes: more than ${maxBytes}`)
    }
    const stroom = await zip.openReadStreamPromise(ingang)
    stroom.once('close', () => zip.close())
    const dichtheid = ingang.compressedSize / Math.max(1, ingang.uncompressedSize)
    return { stroom, ingepakt: (uitgepakt) => uitgepakt * dichtheid, crc32: ingang.crc32 }
  } catch (fout) {
    zip.close()
    if (fout instanceof Error && 'afloop' in fout) throw fout
    throw bestandsfout(naam, 'is a damaged or cut off zip', fout)
  }
}

async function kiesIngang(zip: ZipFile, naam: string): Promise<Entry> {
  if (zip.entryCount > MAX_INGANGEN) throw bestandsfout(naam, `holds ${zip.entryCount} files: one csv is asked`)
  const csvs: Entry[] = []
  for await (const ingang of zip.eachEntry()) if (/\.csv$/i.test(ingang.fileName)) csvs.push(ingang)
  const pc6 = csvs.filter(({ fileName }) => /^pc6/i.test(fileName.split('/').at(-1) ?? ''))
  const [ingang, ...meer] = csvs.length === 1 ? csvs : pc6
  if (ingang && meer.length === 0) return ingang
  const namen = csvs.map(({ fileName }) => fileName).join(', ')
  throw bestandsfout(
    naam,
    csvs.length === 0 ? 'holds no csv' : `holds ${csvs.length} csv files (${namen}); unpack it and name one`,
  )
}
