import { randomBytes } from 'node:crypto'
import { maakPool } from '@warmknooppunt/platform/pool'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import { voegAanmeldingenToe } from './aanmeldingen.ts'
import { doe } from './commando.proef.ts'

const KENMERK = randomBytes(4).toString('hex')
const gemaakt = new Set<string>()
let proef: ProefDatabase
beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(async () => {
  for (const naam of gemaakt) await proef.pool().query(`drop role if exists ${pg.escapeIdentifier(naam)}`)
  await proef.sluit()
})

function login(naam: string, wachtwoord: string): string {
  const url = new URL(proef.url)
  url.username = `${naam}-${KENMERK}`
  url.password = encodeURIComponent(wachtwoord)
  gemaakt.add(url.username)
  return url.href
}
const voer = (env: Record<string, string>) =>
  doe(voegAanmeldingenToe, ['aanmeldingen'], { env: { DATABASE_URL: proef.url, ...env } })

/** What a service would get with this address and role. */
async function probeer(url: string, rol: 'wk_intake' | 'wk_sla' | 'wk_lezer'): Promise<string> {
  const pool = maakPool({ url, rol, applicatie: 'proef', max: 1 })
  try {
    return (await pool.query<{ rol: string }>('select current_user::text as rol')).rows[0]?.rol ?? ''
  } catch (fout) {
    return fout instanceof Error && 'code' in fout ? String(fout.code) : String(fout)
  } finally {
    await pool.end()
  }
}

describe('aanmeldingen', () => {
  test('makes log-ins that can be the role of their service and no other, and says whose they are', async () => {
    const intake = login('intake', 'een +/:@ wachtwoord')
    const sla = login('sla', 'ander-wachtwoord')
    const { code, uit, fout } = await voer({ DATABASE_URL_INTAKE: intake, DATABASE_URL_SLA: sla })
    expect([code, fout]).toEqual([0, ''])
    expect(uit.split('\n').slice(0, 2)).toEqual([`intake-${KENMERK}: intake (made)`, `sla-${KENMERK}: sla (made)`])
    expect(await probeer(intake, 'wk_intake')).toBe('wk_intake')
    expect(await probeer(sla, 'wk_sla')).toBe('wk_sla')
    expect(await probeer(intake, 'wk_sla')).toBe('42501')
    expect(await probeer(intake, 'wk_lezer')).toBe('42501')
  })

  test('run again sets another password, and takes roles away that the log-in no longer needs', async () => {
    const oud = login('wissel', 'oud')
    await voer({ DATABASE_URL_INTAKE: oud, DATABASE_URL_LEZER: oud })
    expect(await probeer(oud, 'wk_lezer')).toBe('wk_lezer')
    const nieuw = login('wissel', 'nieuw')
    const { code, uit } = await voer({ DATABASE_URL_INTAKE: nieuw })
    expect([code, uit]).toEqual([0, `wissel-${KENMERK}: intake (set)\n`])
    expect(await probeer(oud, 'wk_intake')).toBe('28P01')
    expect(await probeer(nieuw, 'wk_intake')).toBe('wk_intake')
    expect(await probeer(nieuw, 'wk_lezer')).toBe('42501')
  })

  test.each([
    ['nothing asked', {}, 'name at least one of DATABASE_URL_INTAKE'],
    ['no password', { DATABASE_URL_SLA: 'postgres://sla@db/hub' }, 'DATABASE_URL_SLA: must hold a user and a password'],
    ['a role of the hub', { DATABASE_URL_SLA: 'postgres://wk_sla:x@db/hub' }, 'wk_sla is a role of the hub'],
    ['a password that is not plain', { DATABASE_URL_SLA: 'postgres://sla:%C3%A9@db/hub' }, 'must be plain ASCII'],
    [
      'two passwords',
      { DATABASE_URL_SLA: 'postgres://x:a@db/hub', DATABASE_URL_INTAKE: 'postgres://x:b@db/hub' },
      'x is given with two passwords',
    ],
    ['no address', { DATABASE_URL_SLA: 'sla' }, 'DATABASE_URL_SLA: does not have the form'],
  ])('refuses %s with 78, repeating no secret', async (_wat, env, tekst) => {
    const { code, uit, fout } = await voer(env)
    expect([code, uit]).toEqual([78, ''])
    expect(fout).toContain(tekst)
  })

  test('gives no service the rights of the owner or of another administrator', async () => {
    const { code, fout } = await voer({ DATABASE_URL_SLA: proef.url })
    expect([code, fout]).toEqual([78, expect.stringContaining('is the owner or an administrator')])
    const baas = login('baas', 'x')
    await proef.pool().query(`create role "baas-${KENMERK}" login createrole`)
    expect((await voer({ DATABASE_URL_SLA: baas })).code).toBe(78)
    expect(await probeer(proef.url, 'wk_sla')).toBe('wk_sla')
  })

  test('says what to do when its own user may not, and when the database is away', async () => {
    const klein = login('klein', 'x')
    await proef.pool().query(`create role "klein-${KENMERK}" login password 'x'`)
    const sla = { DATABASE_URL_SLA: login('nooit', 'x') }
    const mag = await voer({ DATABASE_URL: klein, ...sla })
    expect([mag.code, mag.fout]).toEqual([77, expect.stringContaining('with CREATEROLE')])
    const weg = new URL(proef.url)
    weg.port = '1'
    const { code, fout } = await voer({ DATABASE_URL: weg.href, ...sla })
    expect([code, fout]).toEqual([69, expect.stringContaining('does not answer')])
  })
})
