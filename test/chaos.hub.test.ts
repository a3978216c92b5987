import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { leesOpdrachtregel } from '../chaos/opdrachtregel.ts'

const MAIN = fileURLToPath(new URL('../chaos/main.ts', import.meta.url))
const SECONDEN = 60

type Afloop = { readonly code: number | null; readonly regels: readonly string[] }

/** The program as a person runs it; what it says is shown when a test fails. */
async function draai(argumenten: readonly string[], teken?: { readonly bij: string }): Promise<Afloop> {
  const proces = spawn(process.execPath, [MAIN, ...argumenten], { stdio: ['ignore', 'pipe', 'inherit'] })
  let uit = ''
  let gestuurd = false
  proces.stdout.on('data', (deel) => {
    uit += String(deel)
    // Once: a signal to a process that is just ending would end it before its exit code does.
    if (!teken || gestuurd || !uit.includes(teken.bij)) return
    gestuurd = proces.kill('SIGTERM')
  })
  await once(proces, 'close')
  return { code: proces.exitCode, regels: uit.trimEnd().split('\n') }
}

describe('a minute of chaos', () => {
  let afloop: Afloop
  beforeAll(async () => {
    afloop = await draai(['--seconden', String(SECONDEN)])
  }, 1_800_000)

  it('breaks no promise: 0 lost, 0 applied twice, order kept, every clock fired once', () => {
    const zei = afloop.regels.join('\n')
    expect(JSON.parse(afloop.regels.at(-1) ?? ''), zei).toMatchObject({
      ...{ onderbroken: false, seconden: SECONDEN, schendingen: 0, voorbeelden: [] },
      ...{ open: 0, onbeantwoord: 0, verloren: 0, dubbel: 0, uitVolgorde: 0, klokkenGemist: 0, klokkenTeVeel: 0 },
    })
    expect(afloop.code, zei).toBe(0)
  })

  it('was chaos: several faults, under a load that was accepted, repeated, pushed and told of terms', () => {
    const verslag = JSON.parse(afloop.regels.at(-1) ?? '')
    // On a machine that others keep busy, a start of the hub takes half of the time.
    expect(verslag.aantalFouten).toBeGreaterThan(2)
    expect(verslag.fouten).toHaveProperty('klok-vooruit')
    for (const veld of ['herhaald', 'wachtOpRoutering', 'contactregistraties', 'routeeropdrachten'] as const) {
      expect(verslag[veld], veld).toBeGreaterThan(0)
    }
    expect(verslag.afgeleverd).toBeGreaterThan(100)
    expect(verslag.gepusht).toBeGreaterThan(100)
    expect(verslag.termijnberichten).toBeGreaterThan(verslag.afgeleverd)
  })

  it('says its seed first, so that the same faults can be done again', () => {
    const { zaad } = JSON.parse(afloop.regels.at(-1) ?? '')
    expect(afloop.regels[0]).toContain(`--zaad ${zaad}`)
  })
})

describe('the command line of chaos', () => {
  it('ends by SIGTERM with its count so far and exit code 130', { timeout: 120_000 }, async () => {
    const { code, regels } = await draai(['--seconden', '600', '--fout', 'hub-hapert'], { bij: 'the hub listens' })
    expect(JSON.parse(regels.at(-1) ?? '')).toMatchObject({ onderbroken: true })
    expect(code).toBe(130)
  })

  it('refuses what it does not know', () => {
    for (const fout of [['--secondes', '5'], ['--seconden', '1'], ['--zaad', '-1'], ['--fout', 'brand'], ['los']]) {
      expect(leesOpdrachtregel(fout).kind, fout.join(' ')).toBe('fout')
    }
    expect(leesOpdrachtregel(['--zaad', '7', '--fout', 'hub-gedood'])).toMatchObject({
      keuze: { zaad: 7, seconden: 60, fouten: ['hub-gedood'] },
    })
  })
})
