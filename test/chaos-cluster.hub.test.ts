import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { leesOpdrachtregel } from '../chaos/opdrachtregel.ts'
import { kiesJava } from '../infra/kafka/java.ts'

const MAIN = fileURLToPath(new URL('../chaos/main.ts', import.meta.url))
/** Of each kind one; the rest is for who runs the program. */
const FOUTEN = ['leider-gedood', 'broker-gedood', 'vreemde-berichten', 'verbindingen-verbroken', 'dienst-geheel-gedood']

const java = await kiesJava()
const reden = 'reden' in java ? java.reden : null
if (reden !== null) {
  if (process.env.CI === 'true') throw new Error(`CI=true, and no Kafka for the chaos of the cluster: ${reden}`)
  process.stderr.write(`SKIPPED: the chaos of the cluster, for there is no Kafka: ${reden}\n`)
}

describe.skipIf(reden !== null)('chaos over the cluster and Kafka', () => {
  const afloop = { code: -1, regels: [''] }
  beforeAll(async () => {
    const fouten = FOUTEN.flatMap((naam) => ['--fout', naam])
    const argumenten = ['--bus', 'kafka', '--ronden', '1', '--per-seconde', '10', ...fouten]
    const proces = spawn(process.execPath, [MAIN, ...argumenten], { stdio: ['ignore', 'pipe', 'inherit'] })
    let uit = ''
    proces.stdout.on('data', (deel) => {
      uit += String(deel)
    })
    await once(proces, 'close')
    afloop.code = proces.exitCode ?? -1
    afloop.regels = uit.trimEnd().split('\n')
  }, 1_800_000)

  it('breaks no promise: 0 lost, 0 applied twice, order kept, topics whole, no process that ended by itself', () => {
    const zei = afloop.regels.join('\n')
    expect(JSON.parse(afloop.regels.at(-1) ?? ''), zei).toMatchObject({
      ...{ onderbroken: false, seconden: null, schendingen: 0, voorbeelden: [] },
      ...{ open: 0, onbeantwoord: 0, verloren: 0, dubbel: 0, uitVolgorde: 0, klokkenGemist: 0, klokkenTeVeel: 0 },
    })
    expect(afloop.code, zei).toBe(0)
  })

  it('was chaos: faults under a load that was accepted, pushed and told of terms', () => {
    const verslag = JSON.parse(afloop.regels.at(-1) ?? '')
    const gedaan = FOUTEN.map((naam) => [naam, verslag.fouten[naam]])
    expect(gedaan).toEqual(
      FOUTEN.map((naam) => [naam, expect.objectContaining({ keren: 1, hersteld: 1, overgeslagen: 0 })]),
    )
    expect(verslag.afgeleverd).toBeGreaterThan(50)
    expect(verslag.gepusht).toBeGreaterThan(50)
    expect(verslag.termijnberichten).toBeGreaterThan(verslag.afgeleverd)
  })
})

describe('the command line of chaos over Kafka', () => {
  it('knows the faults of each way to run, and how to do the same again', () => {
    expect(leesOpdrachtregel(['--bus', 'kafka', '--fout', 'broker-gedood'])).toMatchObject({
      keuze: { bus: 'kafka', fouten: ['broker-gedood'] },
    })
    expect(leesOpdrachtregel([])).toMatchObject({ keuze: { bus: 'postgres', seconden: 60, ronden: null } })
    expect(leesOpdrachtregel(['--ronden', '2'])).toMatchObject({ keuze: { ronden: 2 } })
    for (const fout of [
      ['--fout', 'broker-gedood'],
      ['--bus', 'kafka', '--fout', 'hub-gedood'],
      ['--bus', 'nats'],
      ['--seconden', '60', '--ronden', '1'],
      ['--ronden', '0'],
    ]) {
      expect(leesOpdrachtregel(fout).kind, fout.join(' ')).toBe('fout')
    }
  })
})
