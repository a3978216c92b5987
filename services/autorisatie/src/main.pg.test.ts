import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Proef } from './dienst.proef.ts'
import { ISSUER, maakProef, teken, vraag } from './dienst.proef.ts'

type Gestart = { readonly proces: ChildProcess; readonly url: string; readonly regels: string[] }

const MAIN = new URL('./main.ts', import.meta.url).pathname
const KEK = `een:${randomBytes(32).toString('base64')}`
/** What rules and dashboard ask of the authorisation server, and of every process, must come of this process alone. */
const GEVRAAGD = ['prometheus/regels.yml', 'grafana/warmknooppunt.json'].flatMap((pad) => {
  const tekst = readFileSync(new URL(`../../../infra/${pad}`, import.meta.url), 'utf8')
  return tekst.match(/warmknooppunt_(autorisatie_\w+|gereed|onderdeel_\w+|database_\w+|klokverschil_seconden)/g) ?? []
})
const kinderen: ChildProcess[] = []
let proef: Proef

beforeAll(async () => {
  proef = await maakProef()
})

afterAll(async () => {
  for (const kind of kinderen) kind.kill('SIGKILL')
  await proef.sluit()
})

it('two processes started together share one key and refuse what the other has seen; SIGTERM ends them', async () => {
  const [een, ander] = await Promise.all([start(), start()])
  const sets = await Promise.all([een, ander].map(async ({ url }) => (await fetch(`${url}/oauth/jwks`)).text()))
  expect(sets[0]).toBe(sets[1])
  const gebruikt = { client_assertion: await teken(proef.paren.get('ES256'), 'ES256') }
  expect(await bij(een, gebruikt)).toBe(200)
  expect(await bij(ander, gebruikt)).toBe(401)
  expect((await fetch(`${een.url}/gezondheid/gereed`)).status).toBe(200)
  expect((await fetch(`${een.url}/gezondheid/leeft`)).status).toBe(200)
  const { metriekenPoort } = JSON.parse(een.regels[0] ?? '{}')
  const gemeten = await (await fetch(`http://127.0.0.1:${metriekenPoort}/metrics`)).text()
  expect(GEVRAAGD.filter((naam) => !gemeten.includes(`# TYPE ${naam} `))).toEqual([])
  expect(gemeten).toContain('warmknooppunt_autorisatie_tokens_total{uitkomst="verleend"} 1')
  expect(gemeten).toContain('warmknooppunt_gereed 1')
  expect(gemeten).toContain('warmknooppunt_database_wachtend{stage="autorisatie"} 0')

  for (const { proces, regels } of [een, ander]) {
    proces.kill('SIGTERM')
    expect(await once(proces, 'exit')).toEqual([0, null])
    expect(regels.map((regel) => JSON.parse(regel).gebeurtenis)).toEqual([
      'dienst.gestart',
      'autorisatie.token',
      'dienst.stopt',
      'dienst.gestopt',
    ])
  }
})

it('a stop says so to the gateway while tokens are still given, and is held up by no connection that is kept alive', async () => {
  const { proces, url } = await start()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const leeft = () =>
    new Promise<number | undefined>((klaar, mislukt) => {
      const verzoek = get(`${url}/gezondheid/leeft`, { agent }, (antwoord) => {
        antwoord.resume().once('end', () => klaar(antwoord.statusCode))
      })
      verzoek.once('error', mislukt)
    })
  expect(await leeft()).toBe(200)
  const af = once(proces, 'exit')
  proces.kill('SIGTERM')
  await expect.poll(leeft, { interval: 20 }).toBe(503)
  expect(await bij({ url }, { client_assertion: await teken(proef.paren.get('ES256'), 'ES256') })).toBe(200)
  expect(await af).toEqual([0, null])
  agent.destroy()
})

it('waits for a database that does not answer yet', async () => {
  const plek = createServer().listen(0, '127.0.0.1')
  await once(plek, 'listening')
  const adres = plek.address()
  const url = new URL(proef.database.url)
  const { hostname, port } = url
  url.port = String(typeof adres === 'object' ? adres?.port : '')
  plek.close()
  const weg = createServer((klant) => {
    const database = connect(Number(port), hostname)
    klant.pipe(database).pipe(klant)
    for (const socket of [klant, database]) socket.on('error', () => undefined)
  })
  const { proces, regels } = await start({ DATABASE_URL: url.href }, (regel) => {
    if (regel.includes('dienst.wacht-op-database') && !weg.listening) weg.listen(Number(url.port), '127.0.0.1')
  })
  const gebeurtenissen = regels.map((regel) => JSON.parse(regel).gebeurtenis)
  expect(gebeurtenissen).toContain('dienst.wacht-op-database')
  expect(gebeurtenissen.at(-1)).toBe('dienst.gestart')
  proces.kill('SIGTERM')
  expect(await once(proces, 'exit')).toEqual([0, null])
  weg.close()
})

it('does not start on a database without migrations', async () => {
  const url = new URL(proef.database.url)
  url.pathname = '/postgres'
  await expect(start({ DATABASE_URL: url.href })).rejects.toThrow(/exit 69: .*dienst.niet-gestart/s)
})

it('an error nobody caught is logged, and ends the process', async () => {
  const stuk = `process.on('SIGUSR2', () => Promise.reject(new Error('planned')))`
  const { proces, regels } = await start({ NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(stuk)}` })
  proces.kill('SIGUSR2')
  expect(await once(proces, 'close')).toEqual([70, null])
  expect(JSON.parse(regels.at(-1) ?? '').gebeurtenis).toBe('dienst.ongevangen-fout')
})

it('a start without settings names them all and exits 78', async () => {
  const proces = kind({})
  const fouten: Buffer[] = []
  proces.stderr?.on('data', (deel) => fouten.push(deel))
  expect(await once(proces, 'close')).toEqual([78, null])
  const namen = Buffer.concat(fouten)
    .toString()
    .trim()
    .split('\n')
    .map((regel) => regel.split(':')[0])
  expect(namen).toEqual(['DATABASE_URL', 'ISSUER', 'AUDIENCE', 'KEK'])
})

async function bij({ url }: Pick<Gestart, 'url'>, velden: Record<string, string>): Promise<number> {
  return (await vraag({ url }, velden)).status
}

/** Everything the process prints, on either stream, is kept: a warning would not parse as a log line. */
async function start(anders: Record<string, string> = {}, bijRegel?: (regel: string) => void): Promise<Gestart> {
  const env = {
    DATABASE_URL: proef.database.url,
    ISSUER,
    AUDIENCE: 'https://hub.example.nl/v1',
    KEK,
    POORT: '0',
    METRIEKEN_POORT: '0',
    ...anders,
  }
  const proces = kind(env)
  const regels: string[] = []
  const poort = new Promise<number>((klaar, mislukt) => {
    proces.once('exit', (code) => mislukt(new Error(`exit ${code}: ${regels.join('\n')}`)))
    for (const stroom of [proces.stdout, proces.stderr]) {
      if (!stroom) continue
      createInterface(stroom).on('line', (regel) => {
        regels.push(regel)
        bijRegel?.(regel)
        const gevonden = /"poort":(\d+)/.exec(regel)?.[1]
        if (gevonden) klaar(Number(gevonden))
      })
    }
  })
  return { proces, url: `http://127.0.0.1:${await poort}`, regels }
}

function kind(env: Record<string, string>): ChildProcess {
  const proces = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  kinderen.push(proces)
  return proces
}
