import { createServer } from 'node:net'

/** A port of this machine that was free a moment ago. */
export async function vrijePoort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  const adres = server.address()
  await new Promise((klaar) => server.close(klaar))
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  return adres.port
}
