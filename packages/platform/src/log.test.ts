import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { beschrijfFout, foutcode, maakLog } from './log.ts'

const GEPLANT = 'Planted Person 06-12340000'

function vang(doe: (log: ReturnType<typeof maakLog>) => void): { ruw: string; regels: Record<string, unknown>[] } {
  const regels: string[] = []
  doe(maakLog({ dienst: 'proef', niveau: 'debug', naar: { write: (regel) => void regels.push(regel) } }))
  return { ruw: regels.join(''), regels: regels.map((regel) => JSON.parse(regel)) }
}

function databasefout(): pg.DatabaseError {
  const fout = new pg.DatabaseError(`duplicate key ${GEPLANT}`, 7, 'error')
  const velden = {
    code: '23505',
    detail: `Key (naam)=(${GEPLANT}) exists`,
    where: GEPLANT,
    hint: GEPLANT,
    table: 'zaak',
    constraint: 'zaak_pkey',
  }
  return Object.assign(fout, velden)
}

describe('a line', () => {
  test('names the service, the level, the time and what happened', () => {
    const { regels } = vang((log) => log.warn({ poging: 2 }, 'bus.poging'))
    expect(regels).toEqual([
      {
        niveau: 'warn',
        tijd: expect.stringMatching(/^\d{4}-.*Z$/),
        dienst: 'proef',
        poging: 2,
        gebeurtenis: 'bus.poging',
      },
    ])
  })

  test.each([
    'authorization',
    'token',
    'access_token',
    'client_assertion',
    'wachtwoord',
    'geheim',
    'body',
    'inhoud',
    'data',
    'hulpvrager',
    'naam',
    'telefoonnummer',
    'emailadres',
    'geboortedatum',
    'woonadres',
    'postcode',
    'klantnummer',
    'contactpersoon',
    'vorderingen',
    'url',
  ])('never shows %s, however deep, in a list, in capitals or in a child', (veld) => {
    const geheim = { [veld]: GEPLANT }
    const { ruw, regels } = vang((log) => {
      log.info(geheim, 'een')
      log.info({ a: geheim, b: [geheim, [geheim]], c: { d: { e: { f: geheim } } } }, 'twee')
      log.info({ [veld.toUpperCase()]: { waarde: GEPLANT } }, 'drie')
      log.child(geheim).child({ a: geheim }).info('vier')
      log.info({ a: { toJSON: () => geheim } }, 'vijf')
    })
    expect(regels).toHaveLength(5)
    expect(ruw).not.toContain('Planted')
  })

  test('keeps what is not secret, dates included', () => {
    const op = new Date(0)
    const { regels } = vang((log) =>
      log.info({ a: { b: [1, 'x', null, true] }, op, t: Temporal.Instant.fromEpochMilliseconds(0) }, 'x'),
    )
    expect(regels[0]).toMatchObject({ a: { b: [1, 'x', null, true] }, op: op.toISOString(), t: '1970-01-01T00:00:00Z' })
  })

  test('survives what refers to itself', () => {
    const kring: Record<string, unknown> = {}
    kring.kring = kring
    const lus = new Error('loop')
    lus.cause = lus
    expect(vang((log) => log.info({ kring, err: lus }, 'x')).regels).toHaveLength(1)
  })
})

describe('an error of the database', () => {
  test('shows its code and the names of things, never its message, detail, where or hint, wherever it stands', () => {
    const { ruw, regels } = vang((log) => {
      log.error({ err: databasefout() }, 'met naam')
      log.error({ err: databasefout() })
      log.error(databasefout())
      log.error({ fout: databasefout(), lijst: [databasefout()] }, 'elders')
      log.error({ err: new Error('wrapped', { cause: databasefout() }) }, 'oorzaak')
      log.child({ err: databasefout() }).error('kind')
    })
    expect(regels).toHaveLength(6)
    expect(ruw).not.toContain('Planted')
    for (const regel of regels) expect(JSON.stringify(regel)).toContain('23505')
    expect(regels[0]).toMatchObject({
      err: { soort: 'DatabaseError', code: '23505', table: 'zaak', constraint: 'zaak_pkey' },
    })
  })
})

describe('an error of the code', () => {
  test('shows kind, code, message, places and causes', () => {
    const oorzaak = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    const beschreven = beschrijfFout(new TypeError('outer', { cause: oorzaak }))
    expect(beschreven).toMatchObject({
      soort: 'TypeError',
      melding: 'outer',
      oorzaak: { soort: 'Error', code: 'ECONNREFUSED', melding: 'connect' },
    })
    expect(beschreven.stack).toEqual(expect.arrayContaining([expect.stringMatching(/^at .*log\.test\.ts/)]))
  })

  test('does not show a message that quotes the value it choked on', () => {
    const pogingen = [
      () => JSON.parse(`{"naam": ${GEPLANT}}`),
      () => BigInt(GEPLANT),
      () => Temporal.PlainDate.from(GEPLANT),
      () => 'x'.normalize(GEPLANT),
      () => Reflect.apply(Buffer.prototype.readUInt8, Buffer.from('x'), [GEPLANT]),
    ]
    for (const poging of pogingen) {
      const { ruw } = vang((log) => {
        try {
          poging()
        } catch (fout) {
          log.error({ err: fout }, 'x')
        }
      })
      expect(ruw).toContain('"soort"')
      expect(ruw).not.toContain('Planted')
    }
  })

  test('that is no error at all shows only what type it is', () => {
    expect(beschrijfFout(GEPLANT)).toEqual({ soort: 'string' })
    expect(vang((log) => log.error({ err: new Error('x', { cause: GEPLANT }) }, 'x')).ruw).not.toContain('Planted')
  })

  test('has a short code without values', () => {
    expect(foutcode(databasefout())).toBe('23505')
    expect(foutcode(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toBe('ECONNRESET')
    expect(foutcode(new RangeError(GEPLANT))).toBe('RangeError')
    expect(foutcode(GEPLANT)).toBe('onbekend')
  })
})
