import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { meetGereedheid } from './gereed-metrieken.ts'
import { maakGereedheid, voegGezondheidToe } from './gezondheid.ts'
import { maakServer } from './http.ts'
import { maakLog } from './log.ts'

const GOED = { naam: 'goed', stand: () => ({ gezond: true, reden: null }) }
const ROOD = { naam: 'sla.routeringen', stand: () => ({ gezond: false, reden: 'gap-in-chain' }) }

/** A database that answers, fails or hangs, and counts how often it was asked. */
function database(antwoord: () => Promise<unknown>) {
  const vragen: string[] = []
  return {
    vragen,
    query: async (tekst: string) => {
      vragen.push(tekst)
      await antwoord()
      return { rows: [], rowCount: 0, command: '', oid: 0, fields: [] }
    },
  }
}

describe('readiness', () => {
  it('is given when the database answers and nothing is red', async () => {
    const db = database(async () => undefined)
    const gereedheid = maakGereedheid({ db, peilpunten: () => [GOED], stopt: () => false })
    expect(await gereedheid()).toEqual({ gereed: true, redenen: [] })
  })

  it('is withheld with a code for everything that is wrong', async () => {
    const db = database(() => Promise.reject(new Error('wachtwoord van jan')))
    const gereedheid = maakGereedheid({ db, peilpunten: () => [GOED, ROOD], stopt: () => true })
    expect(await gereedheid()).toEqual({
      gereed: false,
      redenen: [
        { onderdeel: 'sla.routeringen', code: 'gap-in-chain' },
        { onderdeel: 'dienst', code: 'stopping' },
        { onderdeel: 'database', code: 'unreachable' },
      ],
    })
  })

  it('does not wait for a database that hangs', async () => {
    const db = database(() => new Promise(() => undefined))
    const gereedheid = maakGereedheid({ db, peilpunten: () => [], stopt: () => false })
    const begonMs = performance.now()
    expect((await gereedheid()).gereed).toBe(false)
    expect(performance.now() - begonMs).toBeLessThan(4_000)
  })

  it('asks the database once, however many ask at the same time', async () => {
    const db = database(async () => undefined)
    const gereedheid = maakGereedheid({ db, peilpunten: () => [], stopt: () => false })
    await Promise.all(Array.from({ length: 50 }, gereedheid))
    expect(db.vragen).toEqual(['select 1'])
  })
})

describe('the open addresses', () => {
  it('tell life by 200, and readiness by 200 or 503', async () => {
    let stopt = false
    const app = maakServer({ log: maakLog({ dienst: 'proef', niveau: 'silent' }) })
    const db = database(async () => undefined)
    voegGezondheidToe(app, {
      gereedheid: maakGereedheid({ db, peilpunten: () => [], stopt: () => stopt }),
      stopt: () => stopt,
    })
    expect((await app.inject('/gezondheid/leeft')).json()).toEqual({ status: 'leeft' })
    expect((await app.inject('/gezondheid/gereed')).statusCode).toBe(200)
    stopt = true
    // The gateway asks this one: it must choose another before the door closes.
    expect((await app.inject('/gezondheid/leeft')).statusCode).toBe(503)
    const niet = await app.inject('/gezondheid/gereed')
    expect(niet.statusCode).toBe(503)
    expect(niet.json()).toEqual({ status: 'niet-gereed', redenen: [{ onderdeel: 'dienst', code: 'stopping' }] })
    await app.close()
  })
})

describe('readiness as metrics', () => {
  it('tells the whole, each part, and why a part is ill; what is well again is no longer told as ill', async () => {
    const stand = { gezond: false }
    const punt = {
      naam: 'sla.routeringen',
      stand: () => (stand.gezond ? { gezond: true, reden: null } : { gezond: false, reden: 'stopped' }),
    }
    // A reader is told twice: by its subscription and by itself.
    const dubbel = { naam: 'sla.routeringen', stand: () => ({ gezond: true, reden: null }) }
    const peilpunten = () => [GOED, punt, dubbel]
    const register = new Registry()
    const db = database(async () => undefined)
    meetGereedheid(register, { gereedheid: maakGereedheid({ db, peilpunten, stopt: () => false }), peilpunten })
    const regels = async () => (await register.metrics()).split('\n').filter((regel) => /^warm/.test(regel))
    expect(await regels()).toEqual([
      'warmknooppunt_gereed 0',
      'warmknooppunt_onderdeel_gezond{onderdeel="goed"} 1',
      'warmknooppunt_onderdeel_gezond{onderdeel="sla.routeringen"} 0',
      'warmknooppunt_onderdeel_reden{onderdeel="sla.routeringen",reden="stopped"} 1',
    ])
    stand.gezond = true
    expect(await regels()).toEqual([
      'warmknooppunt_gereed 1',
      'warmknooppunt_onderdeel_gezond{onderdeel="goed"} 1',
      'warmknooppunt_onderdeel_gezond{onderdeel="sla.routeringen"} 1',
    ])
  })
})
