import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Hubproef } from '../services/knooppunt/src/start.proef.ts'
import { maakHubproef } from '../services/knooppunt/src/start.proef.ts'
import { shellblokken } from './papieren/tabellen.ts'

const wortel = fileURLToPath(new URL('..', import.meta.url))
/** After the two commands that install and run, the README is a walk in shell lines. */
const wandeling = shellblokken(readFileSync(`${wortel}/README.md`, 'utf8')).slice(2)

let hub: Hubproef
beforeAll(async () => {
  hub = await maakHubproef()
  await hub.start()
}, 60_000)
afterAll(() => hub.ruimOp())

/** Runs all blocks in one shell, as a reader does in one terminal; what each printed, apart. */
async function loop(blokken: readonly string[]): Promise<string[]> {
  const script = blokken
    .join("\nprintf '\\0'\n")
    .replace('http://127.0.0.1:8080', hub.basis)
    .replace('http://127.0.0.1:8090/', hub.demo)
    .replace('http://127.0.0.1:8090', hub.demo.replace(/\/$/, ''))
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: wortel,
    env: { ...process.env, ...hub.env },
  })
  return stdout.split('\0')
}

/** The JSON values that a block printed, one after the other. */
function antwoorden(uit: string): Record<string, unknown>[] {
  return uit
    .trim()
    .split(/(?<=[}\]])\n?(?=[{[])/)
    .map((tekst) => JSON.parse(tekst))
}

test('the lines of the README walk a referral from token to status', async () => {
  const uit = await loop(wandeling)
  expect(uit).toHaveLength(8)
  const [, aangenomen = '', postvak = '', webhook = '', bevestigd = '', geregistreerd = '', ...gelezen] = uit
  const [status = '', tijdlijn = ''] = gelezen

  const dossier = JSON.parse(aangenomen)
  expect(dossier).toMatchObject({
    status: 'aangenomen',
    gemeente: { code: '0988', naam: 'Weert' },
    uitvoerder: { code: 'schulddienst-land-van-weert' },
    contactUiterlijkOp: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    incassostop: { hervatbaarVanaf: expect.any(String) },
  })
  const [event] = JSON.parse(postvak)
  expect(event).toMatchObject({
    type: 'nl.warmknooppunt.doorverwijzing.gerouteerd',
    subject: dossier.id,
    data: { dossierId: dossier.id, doorverwijzing: { hulpvrager: { naam: { achternaam: 'Voorbeeld' } } } },
  })
  expect(JSON.parse(webhook)).toMatchObject({ ontvangen: [{ id: event.id, subject: dossier.id }] })
  expect(JSON.parse(bevestigd)).toEqual({ bevestigdTotEnMet: Number(event.sequence) })
  expect(JSON.parse(geregistreerd)).toMatchObject({ dossierId: dossier.id })

  const [voorSchuldeiser, stop] = antwoorden(status)
  expect(voorSchuldeiser).toMatchObject({ id: dossier.id, status: 'aangenomen' })
  expect(stop).toMatchObject({ hervatbaarVanaf: dossier.incassostop.hervatbaarVanaf })
  expect(tijdlijn).toContain('"soort":"contactregistratie"')
}, 60_000)
