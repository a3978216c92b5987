import type { Server } from 'node:http'
import { startfout } from './proces.ts'

export type Luisterkeuze = {
  readonly adres: string
  readonly poort: number
  /** the setting that moves the port, for the message */
  readonly instelling: string
}

/** Lets a server listen. Throws a start error that says what to do when the port cannot be had. */
export function luister(server: Server, keuze: Luisterkeuze): Promise<void> {
  return new Promise((klaar, mislukt) => {
    const fout = (oorzaak: Error) => mislukt(legUit(oorzaak, keuze))
    server.once('error', fout)
    server.listen(keuze.poort, keuze.adres, () => {
      server.removeListener('error', fout)
      klaar()
    })
  })
}

/** What to do about a port that cannot be listened on. */
export function legUit(oorzaak: unknown, { adres, poort, instelling }: Luisterkeuze): Error {
  const code = oorzaak instanceof Error && 'code' in oorzaak ? oorzaak.code : ''
  const plek = `Port ${poort} on ${adres}`
  switch (code) {
    case 'EADDRINUSE':
      return startfout(
        `${plek} is in use by another program. Stop that program, or choose another port with ${instelling}.`,
        oorzaak,
      )
    case 'EACCES':
      return startfout(`${plek} may not be used by this user. Choose a port above 1023 with ${instelling}.`, oorzaak)
    case 'EADDRNOTAVAIL':
      return startfout(`${adres} is no address of this machine. Choose another with ADRES.`, oorzaak)
    default:
      return startfout(`${plek} cannot be listened on (${String(code)}).`, oorzaak)
  }
}

/** The port a server got: of interest when port 0 was asked. */
export function poortVan(server: Server): number {
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('the server does not listen on a port')
  return adres.port
}
