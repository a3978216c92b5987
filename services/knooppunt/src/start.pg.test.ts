import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leesUrl } from './ingebed/postgres.ts'
import { leeft } from './ingebed/postmaster.ts'
import type { Gestart, Hubproef } from './start.proef.ts'
import { einde, gereed, leesJson, maakHubproef, regels, totdat } from './start.proef.ts'

let proef: Hubproef
let hub: Gestart

beforeAll(async () => {
  proef = await maakHubproef()
  hub = await proef.start()
})

afterAll(() => proef.ruimOp())

async function vraag(sql: string, bij = proef): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: (await leesUrl(bij.data)) ?? '' })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

async function pidVanPostgres(): Promise<number> {
  return (await proef.postmaster())?.pid ?? 0
}

// One hub goes through its life in this file, in order: what a test leaves running is what the next one meets.
describe('the first start', () => {
  it('is ready, live and measured, and says on stderr where things are', async () => {
    expect(await gereed(proef.basis)).toEqual({ status: 200, body: '{"status":"gereed","redenen":[]}' })
    expect((await fetch(`${proef.basis}/gezondheid/leeft`)).status).toBe(200)
    const metrieken = await (await fetch(proef.metrieken)).text()
    expect(metrieken).toContain('process_resident_memory_bytes')
    for (const stage of ['intake', 'routing', 'sla', 'delivery', 'dossier']) {
      expect(metrieken).toContain(`warmknooppunt_gepeild{stage="${stage}"} 1`)
    }
    expect((await fetch(`${proef.basis}/metrics`)).status).toBe(404)
    const tekst = hub.fout.join('')
    for (const plek of [`${proef.basis}/v1`, proef.metrieken, proef.demo, proef.data.map]) expect(tekst).toContain(plek)
    expect(tekst).toContain('token waterbedrijf-maasdal')
    expect(tekst).toContain(`curl -s ${proef.basis}/v1/`)
  })

  it('tells of itself by `status`, once and line by line, and nothing wants attention', async () => {
    const eenmaal = proef.draai(['status'])
    expect([await einde(eenmaal), eenmaal.uit.join('')]).toEqual([[0, null], expect.stringContaining('ready')])
    const volgt = proef.draai(['status', '--volg', '--seconden', '1', '--json'])
    await totdat(() => volgt.uit.join('').split('\n').length > 2, 20_000)
    volgt.proces.kill('SIGTERM')
    await volgt.dicht
    const [eerste = '', tweede = ''] = volgt.uit.join('').split('\n')
    for (const regel of [eerste, tweede]) {
      expect(JSON.parse(regel)).toMatchObject({ processen: [{ bereikt: true, gereed: true }], aandacht: [] })
    }
  })

  it('writes nothing but JSON lines to stdout, with nothing secret in them', async () => {
    const lijnen = regels(hub)
    expect(lijnen.at(-1)).toMatchObject({ gebeurtenis: 'knooppunt.gereed', basis: proef.basis })
    const alles = JSON.stringify(lijnen) + hub.fout.join('')
    for (const pad of [proef.data.wachtwoord, proef.data.kek]) {
      const geheim = (await readFile(pad, 'utf8')).trim()
      expect(geheim.length).toBeGreaterThan(40)
      expect(alles).not.toContain(geheim.split(':').at(-1))
    }
  })

  it('keeps keys and passwords for its own user only', async () => {
    const bestanden = [proef.data.wachtwoord, proef.data.kek, proef.data.webhook, proef.data.slot, proef.data.hub]
    const sleutels = (await readdir(proef.data.demo)).filter((naam) => naam.endsWith('.jwk.json'))
    expect(sleutels).toContain('demo-waterbedrijf-maasdal.jwk.json')
    for (const pad of [...bestanden, ...sleutels.map((naam) => join(proef.data.demo, naam))]) {
      expect([pad, (await stat(pad)).mode & 0o777]).toEqual([pad, 0o600])
    }
    for (const map of [proef.data.geheimen, proef.data.demo, proef.data.postgres, proef.data.log]) {
      expect([map, (await stat(map)).mode & 0o777]).toEqual([map, 0o700])
    }
  })

  it('has a database that survives a power cut, lets nobody in without a password, and logs no values', async () => {
    const rijen = await vraag(
      `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'password_encryption',
         'data_checksums', 'listen_addresses', 'unix_socket_directories', 'log_min_error_statement', 'log_error_verbosity',
         'log_parameter_max_length', 'log_parameter_max_length_on_error', 'log_statement', 'log_min_duration_statement', 'log_min_messages')`,
    )
    expect(Object.fromEntries(rijen.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      data_checksums: 'on',
      password_encryption: 'scram-sha-256',
      listen_addresses: '127.0.0.1',
      // its own folder, which nobody else may enter (0700, above)
      unix_socket_directories: proef.data.postgres,
      log_min_messages: 'log',
      log_min_error_statement: 'panic',
      log_error_verbosity: 'terse',
      log_parameter_max_length: '0',
      log_parameter_max_length_on_error: '0',
      log_statement: 'none',
      log_min_duration_statement: '-1',
    })
    const methoden = await vraag('select distinct auth_method from pg_hba_file_rules')
    expect(methoden).toEqual([{ auth_method: 'scram-sha-256' }])
    await expect(vraag(`select 'geheime-waarde'::int`)).rejects.toThrow('geheime-waarde')
    const log = (await readdir(proef.data.log)).map((naam) => readFile(join(proef.data.log, naam), 'utf8'))
    expect((await Promise.all(log)).join('')).toContain('ready to accept connections')
    expect((await Promise.all(log)).join('')).not.toContain('geheime-waarde')
  })

  it('gives every stage connections of its own, and keeps none with the rights of the owner', async () => {
    const rijen = await vraag(
      `select distinct application_name from pg_stat_activity where application_name like 'wk-%'`,
    )
    const namen = rijen.map(({ application_name }) => application_name)
    expect(namen).toEqual(expect.arrayContaining(['wk-routing', 'wk-sla', 'wk-delivery', 'wk-dossier']))
    expect(namen).not.toContain('wk-start')
  })
})

describe('a second hub', () => {
  it('on the same folder is refused, with the address of the first, and disturbs nothing', async () => {
    const tweede = proef.draai(['start'], { POORT: '1', METRIEKEN_POORT: '2', DEMO_POORT: '3' })
    expect(await einde(tweede)).toEqual([69, null])
    expect(tweede.fout.join('')).toContain(`Another hub is running on ${proef.data.map} at ${proef.basis}`)
    expect(tweede.fout.join('')).not.toContain('    at ')
    expect((await gereed(proef.basis)).status).toBe(200)
  })

  it('on the same port is told which setting moves it', async () => {
    const tweede = proef.draai(['start'], { DATA_MAP: `${proef.data.map}-2` })
    expect(await einde(tweede)).toEqual([69, null])
    expect(tweede.fout.join('')).toMatch(/Port \d+ on 127\.0\.0\.1 is in use .* with POORT\./)
  })
})

describe('the port of the demo receiver, when another program has it,', () => {
  it('refuses the start: referrals would be pushed to that program; nor are they without the demo', {
    timeout: 60_000,
  }, async () => {
    const ander = await maakHubproef()
    const eindpunten = () => vraag('select status, reden from delivery.eindpunt', ander)
    const poort = Number(ander.env.DEMO_POORT)
    const bezet = async () => {
      const server = createServer()
      await new Promise<void>((klaar) => server.listen(poort, '127.0.0.1', klaar))
      return () => new Promise((klaar) => server.close(klaar))
    }
    try {
      const geefEerstVrij = await bezet()
      const eerste = ander.draai(['start'])
      expect(await einde(eerste)).toEqual([69, null])
      expect(eerste.fout.join('')).toMatch(new RegExp(`Port ${poort} on 127.0.0.1 is in use .* with DEMO_POORT`))
      await geefEerstVrij()
      const goed = await ander.start()
      goed.proces.kill('SIGTERM')
      expect(await einde(goed)).toEqual([0, null])
      const geefVrij = await bezet()
      const later = ander.draai(['start'])
      expect(await einde(later)).toEqual([69, null])
      expect(later.fout.join('')).toMatch(/given to the demo's receiver at the first start.*DEMO=nee/)
      const zonder = await ander.start({ DEMO: 'nee' })
      expect(await eindpunten()).toEqual([{ status: 'gepauzeerd', reden: 'zonder-demo' }])
      zonder.proces.kill('SIGTERM')
      expect(await einde(zonder)).toEqual([0, null])
      await geefVrij()
      const weer = await ander.start()
      expect(await eindpunten()).toEqual([{ status: 'actief', reden: null }])
      weer.proces.kill('SIGTERM')
      expect(await einde(weer)).toEqual([0, null])
    } finally {
      await ander.ruimOp()
    }
  })
})

describe('a kill -9', () => {
  it('of the hub leaves its PostgreSQL, which the next start adopts', async () => {
    const pid = await pidVanPostgres()
    hub.proces.kill('SIGKILL')
    await einde(hub)
    expect(leeft(pid)).toBe(true)
    hub = await proef.start()
    expect(await pidVanPostgres()).toBe(pid)
    expect((await gereed(proef.basis)).status).toBe(200)
    expect(regels(hub).map(({ gebeurtenis }) => gebeurtenis)).toContain('postgres.overgenomen')
  })

  it('of PostgreSQL turns readiness to 503 with a code; the hub starts it again and recovers by itself', async () => {
    const pid = await pidVanPostgres()
    process.kill(pid, 'SIGKILL')
    await totdat(async () => (await gereed(proef.basis)).status === 503, 5_000)
    expect((await fetch(`${proef.basis}/gezondheid/leeft`)).status).toBe(200)
    await totdat(async () => (await gereed(proef.basis)).status === 200, 20_000)
    expect(await pidVanPostgres()).not.toBe(pid)
    expect(await vraag('select count(*)::int as aantal from register.deelnemer where versie_tot is null')).toEqual([
      { aantal: 11 },
    ])
    const fouten = regels(hub).filter(({ niveau }) => niveau === 'fatal')
    expect(fouten).toEqual([])
  })
})

describe('SIGTERM', () => {
  it('drains and leaves no process behind', async () => {
    const pid = await pidVanPostgres()
    hub.proces.kill('SIGTERM')
    expect(await einde(hub)).toEqual([0, null])
    expect(regels(hub).at(-1)).toMatchObject({ gebeurtenis: 'knooppunt.gestopt', schoon: true })
    expect(leeft(pid)).toBe(false)
    expect(await proef.postmaster()).toBeNull()
  })
})

describe('a later start', () => {
  it('is not held up by a postmaster.pid with the number of another program', async () => {
    // What a container finds after a crash: its new processes have the old numbers.
    await writeFile(
      join(proef.data.postgres, 'postmaster.pid'),
      `${process.pid}\n${proef.data.postgres}\n0\n5432\n\n\n\nready   \n`,
    )
    const tweede = await proef.start()
    expect(regels(tweede).map(({ gebeurtenis }) => gebeurtenis)).toContain('postgres.oude-pid-verwijderd')
    tweede.proces.kill('SIGINT')
    expect(await einde(tweede)).toEqual([0, null])
  })

  it('never makes a new key in the place of a lost one', async () => {
    await rename(proef.data.kek, `${proef.data.kek}.weg`)
    const tweede = proef.draai(['start'])
    expect(await einde(tweede)).toEqual([69, null])
    expect(tweede.fout.join('')).toContain(`Put ${proef.data.kek} back`)
    expect(await proef.postmaster()).toBeNull()
    await rename(`${proef.data.kek}.weg`, proef.data.kek)
  })

  it('says what to do about a folder of another major version, and one that is no cluster', async () => {
    const versie = join(proef.data.postgres, 'PG_VERSION')
    const was = await readFile(versie, 'utf8')
    await writeFile(versie, '17\n')
    const ouder = proef.draai(['start'])
    expect(await einde(ouder)).toEqual([69, null])
    expect(ouder.fout.join('')).toContain('was made by PostgreSQL 17, this hub brings 18')
    await writeFile(versie, was)

    const vol = `${proef.data.map}-vol`
    await mkdir(join(vol, 'postgres', 'iets'), { recursive: true })
    const geen = proef.draai(['start'], { DATA_MAP: vol })
    expect(await einde(geen)).toEqual([69, null])
    expect(geen.fout.join('')).toContain('holds files but no PostgreSQL cluster')
    await rm(vol, { recursive: true })
  })
})

describe('the command line', () => {
  it('names every problem of the configuration at once and exits 78, without a stack', async () => {
    const fout = proef.draai(['start'], { POORT: 'veel', HUB_OIN: '12', DEMO: 'misschien', KEK: 'een-slechte-sleutel' })
    expect(await einde(fout)).toEqual([78, null])
    const namen = fout.fout
      .join('')
      .trim()
      .split('\n')
      .map((regel) => regel.split(':')[0])
    expect(namen).toEqual(['KEK', 'POORT', 'HUB_OIN', 'DEMO'])
    expect(fout.fout.join('')).not.toContain('een-slechte-sleutel')
  })

  it('refuses an unknown command with 64 and explains itself with 0', async () => {
    const [onbekend, hulp, starthulp] = [['strat'], ['--help'], ['start', '--help']].map((o) => proef.draai(o))
    if (!onbekend || !hulp || !starthulp) throw new Error('not started')
    expect(await einde(onbekend)).toEqual([64, null])
    expect(await einde(hulp)).toEqual([0, null])
    expect(hulp.uit.join('')).toContain('migreer')
    expect(await einde(starthulp)).toEqual([0, null])
    expect(starthulp.uit.join('')).toContain('METRIEKEN_POORT')
  })

  it('migrates a stopped database and finds nothing to do', async () => {
    const gedaan = proef.draai(['migreer'])
    expect(await einde(gedaan)).toEqual([0, null])
    expect(gedaan.uit.join('')).toBe('nothing to do: the database is up to date\n')
    expect(await proef.postmaster()).toBeNull()
    expect(await leesJson(proef.data.hub)).toMatchObject({ basis: proef.basis })
  })
})
