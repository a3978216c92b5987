import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { afterEach, describe, expect, test } from 'vitest'
import type { Ophaalgrenzen } from './download.ts'
import { metOpgehaald, toonUrl } from './download.ts'

let server: Server | null = null
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((klaar) => (server ? server.close(klaar) : klaar(null)))
  server = null
})

async function dien(antwoord: RequestListener): Promise<string> {
  const gestart = createServer(antwoord)
  server = gestart
  await new Promise<void>((klaar) => gestart.listen(0, '127.0.0.1', klaar))
  const adres = gestart.address()
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  return `http://127.0.0.1:${adres.port}`
}

const mappen = () => readdirSync(tmpdir()).filter((naam) => naam.startsWith('warmknooppunt-postcodes-'))

function haal(
  url: string,
  grenzen: Partial<Ophaalgrenzen> = {},
  signal = new AbortController().signal,
): Promise<string> {
  return metOpgehaald({ url, grenzen, signal, meld: () => undefined }, (pad) => readFile(pad, 'utf8'))
}

describe('a download', () => {
  test('is there whole before it is read, and gone afterwards', async () => {
    const url = await dien((_vraag, antwoord) => void antwoord.end('pc6;gemeentecode\n'))
    const gezien: string[] = []
    const meld = (tekst: string) => void gezien.push(tekst)
    const pad = await metOpgehaald(
      { url: `${url}/a.csv?k=1`, signal: new AbortController().signal, meld },
      async (waar) => {
        expect(await readFile(waar, 'utf8')).toBe('pc6;gemeentecode\n')
        return waar
      },
    )
    expect(existsSync(pad)).toBe(false)
    expect(gezien).toEqual([expect.stringMatching(/^1 KB of .*\/a\.csv$/)])
  })

  test('follows redirects, but not for ever', async () => {
    const url = await dien((vraag, antwoord) => {
      const keer = Number(vraag.url?.slice(1))
      if (keer > 0) antwoord.writeHead(302, { location: `/${keer - 1}` }).end()
      else antwoord.end('gevonden')
    })
    expect(await haal(`${url}/5`)).toBe('gevonden')
    await expect(haal(`${url}/6`)).rejects.toThrow(/sends on more than 5 times/)
  })

  test('goes nowhere but to http', async () => {
    const url = await dien(
      (_vraag, antwoord) => void antwoord.writeHead(302, { location: 'file:///etc/hostname' }).end(),
    )
    await expect(haal(url)).rejects.toThrow(/sends on to file:\/\/, which is not followed/)
  })

  test.each([404, 500, 302, 204])('answered with %i is none', async (status) => {
    const url = await dien((_vraag, antwoord) => void antwoord.writeHead(status).end())
    await expect(haal(`${url}/x`)).rejects.toThrow(new RegExp(`/x answers ${status}`))
  })

  test('of more bytes than a file of postcodes has is given up, said or not', async () => {
    const url = await dien((vraag, antwoord) => {
      if (vraag.url === '/gezegd') antwoord.writeHead(200, { 'content-length': 5_000 })
      antwoord.end('x'.repeat(5_000))
    })
    await expect(haal(`${url}/gezegd`, { bytes: 1_000 })).rejects.toThrow(/more than 1000 bytes/)
    await expect(haal(`${url}/stil`, { bytes: 1_000 })).rejects.toThrow(/more than 1000 bytes/)
  })

  const liegend = (gezegd: number) =>
    dien((_vraag, antwoord) => {
      antwoord.socket?.end(`HTTP/1.1 200 OK\r\ncontent-length: ${gezegd}\r\n\r\n${'x'.repeat(20)}`)
    })

  test('of fewer bytes than was said is no file', async () => {
    await expect(haal(await liegend(100))).rejects.toThrow(/closed the connection halfway: the file is cut off/)
  })

  test('of more bytes than was said ends where it was said to', async () => {
    expect(await haal(await liegend(3))).toBe('xxx')
  })

  test('that stops halfway, or takes too long, ends', async () => {
    const url = await dien((vraag, antwoord) => {
      if (vraag.url === '/stil') return
      antwoord.write('x')
      if (vraag.url === '/traag') setInterval(() => antwoord.write('x'), 50).unref()
    })
    await expect(haal(`${url}/stil`, { stilMs: 300 })).rejects.toThrow(/does not answer in time/)
    await expect(haal(`${url}/half`, { stilMs: 300 })).rejects.toThrow(/stopped sending halfway/)
    await expect(haal(`${url}/traag`, { totaalMs: 400 })).rejects.toThrow(/took longer than 0\.4 s/)
  })

  test('that is cut short ends with the reason of who cut it, and leaves nothing', async () => {
    const voor = mappen()
    const einde = new AbortController()
    const url = await dien((_vraag, antwoord) => {
      antwoord.write('x')
      setTimeout(() => einde.abort(new Error('stopped by SIGTERM')), 50)
    })
    await expect(haal(url, {}, einde.signal)).rejects.toThrow('stopped by SIGTERM')
    expect(mappen()).toEqual(voor)
  })

  test('from where nobody listens says so, without what the address keeps secret', async () => {
    await expect(haal('http://u:geheim@127.0.0.1:1/a.zip?sleutel=geheim')).rejects.toThrow(
      /^http:\/\/127\.0\.0\.1:1\/a\.zip cannot be read \(ECONNREFUSED\)$/,
    )
    expect(toonUrl('https://u:p@example.nl/a.zip?b=c')).toBe('https://example.nl/a.zip')
  })
})
