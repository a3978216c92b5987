import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { kopieeropdracht } from '@warmknooppunt/register/postcodepartitie-store'
import type { Client } from 'pg'
import type { CopyStreamQuery } from 'pg-copy-streams'
import { from } from 'pg-copy-streams'

/** Takes rows and brings them into the partition. */
export type Kopie = {
  rij(postcode: string, huisnummer: number | null, gemeentecode: string): void
  /** sends what there is; waits while the server is slower than we are */
  verder(): Promise<void>
  /** all is committed after this */
  klaar(): Promise<void>
  /** what was sent and is not committed is forgotten */
  breekAf(): Promise<void>
  readonly rijen: number
}

/** A transaction of a second or so: one of minutes would keep the server from clearing away what the hub updates meanwhile. */
const DEEL_BYTES = 8_000_000
/** The longest row with room to spare. */
const MAX_RIJ = 64

/** Copies into a table that is loaded aside, part by part, each its own transaction; memory is one block of rows. */
export function maakKopie(client: Client, versie: number): Kopie {
  let blok = Buffer.allocUnsafe(524_288)
  let plek = 0
  let rijen = 0
  let deel: Deel | null = null
  const kopie: Kopie = {
    get rijen() {
      return rijen
    },
    rij(postcode, huisnummer, gemeentecode) {
      if (plek > blok.length - MAX_RIJ) blok = Buffer.concat([blok], blok.length * 2)
      plek += blok.write(`${versie}\t${huisnummer ?? '\\N'}\t${postcode}\t${gemeentecode}\n`, plek, 'latin1')
      rijen++
    },
    async verder() {
      if (plek === 0) return
      const bytes = Buffer.from(blok.subarray(0, plek))
      plek = 0
      deel ??= begin(client, versie)
      await deel.schrijf(bytes)
      if (deel.bytes() >= DEEL_BYTES) await kopie.klaar()
    },
    async klaar() {
      await deel?.klaar()
      deel = null
    },
    async breekAf() {
      await deel?.breekAf()
      deel = null
    },
  }
  return kopie
}

type Deel = {
  schrijf(bytes: Buffer): Promise<void>
  klaar(): Promise<void>
  breekAf(): Promise<void>
  bytes(): number
}

function begin(client: Client, versie: number): Deel {
  const stroom: CopyStreamQuery = client.query(from(kopieeropdracht(versie)))
  let geschreven = 0
  let fout: Error | undefined
  // It may come while nobody waits.
  stroom.on('error', (err) => {
    fout ??= err
  })
  const controleer = () => {
    if (fout !== undefined) throw fout
  }
  return {
    bytes: () => geschreven,
    async schrijf(bytes) {
      controleer()
      geschreven += bytes.length
      if (!stroom.write(bytes)) await once(stroom, 'drain')
    },
    async klaar() {
      controleer()
      stroom.end()
      await finished(stroom)
    },
    async breekAf() {
      if (fout !== undefined) return
      stroom.destroy(new Error('the import is given up'))
      await finished(stroom).catch(() => undefined)
    },
  }
}
