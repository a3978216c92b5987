import { describe, expect, test } from 'vitest'
import type { Feiten } from './besluit-keuring.ts'
import { keur } from './besluit-keuring.ts'

const NU = Temporal.Instant.from('2026-11-20T10:00:00Z')
const VANDAAG = '2026-11-20'
const GIB = 1024 ** 3

const SLEUTEL = { client: 'maasdal', deelnemer: 'waterbedrijf-maasdal', kid: 'k1', vervangen: false }

/** A hub with nothing to mend. */
const GOED: Feiten = {
  register: {
    proef: false,
    vierOgen: true,
    vreemdeClients: [],
    feestdagjaren: [2026, 2027],
    postcodetabel: { versie: 3, demo: false, geldigVanaf: '2026-08-01' },
    overeenkomsten: 12,
    demoClients: [],
    operatoren: ['beheer-a', 'beheer-b'],
    sleutels: [{ ...SLEUTEL, totEnMet: '2027-06-01' }],
  },
  sleutels: {
    keks: [{ kek: 'kek-1', rijen: { 'kluis.sleutel': 4 }, oordeel: 'zegelt' }],
    kekSinds: NU.subtract({ hours: 24 * 300 }),
    handtekenSinds: NU.subtract({ hours: 24 * 300 }),
    kekBijDatabase: false,
    leesbaar: [],
    eindpunten: [{ id: 'e-1', deelnemer: 'gemeente', geheimVan: NU.subtract({ hours: 24 * 10 }), http: false }],
  },
  machine: {
    basis: 'https://hub.example.nl',
    oinStandaard: false,
    zonderQuotum: false,
    debug: false,
    walArchief: 'aan',
    backupOp: NU.subtract({ hours: 24 * 7 }),
    schijven: [{ waar: '/data', vrij: 50 * GIB, totaal: 100 * GIB, ruimte: null }],
    opDatabaseschijf: [],
    klokverschilMs: -200,
  },
  tls: { fout: null, certificaten: [] },
  werking: {
    server: { onveilig: [], zonderTls: false, teRuim: [], controlesommen: true },
    gereed: { redenen: [] },
    gemeten: true,
    lezers: [{ lezer: 'routing.berichten', seconden: 2 }],
    onverwerkbaar: 0,
    geparkeerd: 0,
    gepauzeerd: [],
    voorgesteld: [],
    achter: [],
    wachtend: 0,
    sluiting: { gedaanOp: NU.subtract({ hours: 8 }), open: 0, verschillen: 0 },
  },
}

type Anders = { readonly [K in keyof Feiten]?: Partial<Feiten[K]> }

const met = (anders: Anders, vandaag = VANDAAG) =>
  keur(
    {
      register: { ...GOED.register, ...anders.register },
      sleutels: { ...GOED.sleutels, ...anders.sleutels },
      machine: { ...GOED.machine, ...anders.machine },
      tls: { ...GOED.tls, ...anders.tls },
      werking: { ...GOED.werking, ...anders.werking },
    },
    NU,
    vandaag,
  )
const kort = (anders: Anders, vandaag?: string) =>
  met(anders, vandaag).map(({ onderwerp, ernst }) => `${ernst} ${onderwerp}`)

test('finds nothing in a hub that is as it must be', () => {
  expect(met({})).toEqual([])
})

test('puts what must first, and keeps the order within one weight', () => {
  const uit = kort({
    register: { operatoren: ['een'], vierOgen: false, demoClients: ['demo-a'] },
    sleutels: { keks: [{ kek: 'kek-1', rijen: {}, oordeel: 'nodig' }] },
    machine: { basis: null },
  })
  expect(uit).toEqual(['moet demo', 'moet adres', 'zou-moeten operatoren', 'weet kek'])
})

describe('the register', () => {
  test.each([
    ['this year unknown', [2027], VANDAAG, ['moet feestdagen']],
    ['next year unknown in autumn', [2026], VANDAAG, ['moet feestdagen']],
    ['next year unknown in spring', [2026], '2026-03-01', ['zou-moeten feestdagen']],
    ['both known', [2026, 2027], VANDAAG, []],
  ])('holidays: %s', (_wat, feestdagjaren, vandaag, verwacht) => {
    expect(kort({ register: { feestdagjaren } }, vandaag)).toEqual(verwacht)
  })

  test.each([
    ['none', null, ['moet postcodes']],
    ['of the demo', { versie: 1, demo: true, geldigVanaf: '2026-01-01' }, ['moet postcodes']],
    ['fifteen months old', { versie: 1, demo: false, geldigVanaf: '2025-08-20' }, ['zou-moeten postcodes']],
    ['a day younger', { versie: 1, demo: false, geldigVanaf: '2025-08-21' }, []],
  ])('postcode table: %s', (_wat, postcodetabel, verwacht) => {
    expect(kort({ register: { postcodetabel } })).toEqual(verwacht)
  })

  test('operators, agreements and certificates', () => {
    expect(kort({ register: { operatoren: [] } })).toEqual(['moet operatoren'])
    expect(kort({ register: { operatoren: ['een'] } })).toEqual(['moet operatoren'])
    expect(kort({ register: { operatoren: ['een'], vierOgen: false } })).toEqual(['zou-moeten operatoren'])
    expect(kort({ register: { vierOgen: false } })).toEqual(['zou-moeten vier-ogen'])
    expect(kort({ register: { vreemdeClients: ['a'] } })).toEqual(['zou-moeten uitgevers'])
    expect(kort({ register: { proef: true } })).toEqual(['moet proef'])
    expect(kort({ register: { overeenkomsten: 0 } })).toEqual(['moet overeenkomsten'])
    const eindigt = (totEnMet: string, vervangen = false) =>
      kort({ register: { sleutels: [{ ...SLEUTEL, totEnMet, vervangen }] } })
    expect(eindigt('2026-11-19', true)).toEqual(['zou-moeten clientsleutels'])
    expect(eindigt('2026-11-20', true)).toEqual([])
    const doe = (anders: object) =>
      met({ register: { sleutels: [{ ...SLEUTEL, totEnMet: '2026-11-01', ...anders }] } })[0]?.doe
    expect(doe({})).toContain('deelnemer sleutel waterbedrijf-maasdal --systeem maasdal --publiek <file>')
    expect(doe({ client: SLEUTEL.deelnemer, vervangen: true })).toMatch(/sleutel waterbedrijf-maasdal --weg k1$/)
    expect(eindigt('2026-11-19')).toEqual(['moet clientsleutels'])
    expect(eindigt('2026-12-20')).toEqual(['zou-moeten clientsleutels'])
    expect(eindigt('2026-12-21')).toEqual([])
  })
})

describe('keys and secrets', () => {
  test('key-encryption keys: missing, spare, old, and where they lie', () => {
    const kek = (oordeel: 'ontbreekt' | 'mag-weg') => kort({ sleutels: { keks: [{ kek: 'k', rijen: {}, oordeel }] } })
    expect(kek('ontbreekt')).toEqual(['moet kek'])
    expect(kek('mag-weg')).toEqual(['zou-moeten kek'])
    const sinds = (dagen: number) => kort({ sleutels: { kekSinds: NU.subtract({ hours: 24 * dagen }) } })
    expect([sinds(365), sinds(366)]).toEqual([[], ['zou-moeten kek']])
    expect(kort({ sleutels: { kekSinds: null, kekBijDatabase: true } })).toEqual(['zou-moeten kek'])
    const tekent = (dagen: number) => kort({ sleutels: { handtekenSinds: NU.subtract({ hours: 24 * dagen }) } })
    expect([tekent(365), tekent(366)]).toEqual([[], ['zou-moeten handtekensleutel']])
    expect(met({ sleutels: { leesbaar: ['/data/geheimen/kek'] } })).toMatchObject([
      { ernst: 'moet', doe: 'chmod 600 /data/geheimen/kek' },
    ])
  })

  test('endpoints: without TLS, and with an old secret', () => {
    const eindpunt = (dagen: number, http: boolean) =>
      kort({
        sleutels: {
          eindpunten: [{ id: 'e', deelnemer: 'd', geheimVan: NU.subtract({ hours: 24 * dagen }), http }],
        },
      })
    expect(eindpunt(365, true)).toEqual(['moet eindpunten'])
    expect(eindpunt(366, false)).toEqual(['zou-moeten eindpunten'])
  })
})

describe('the machine', () => {
  test.each([
    [{ basis: 'http://hub.example.nl' }, 'moet adres'],
    [{ oinStandaard: true }, 'moet oin'],
    [{ zonderQuotum: true }, 'zou-moeten quotum'],
    [{ debug: true }, 'zou-moeten log'],
    [{ walArchief: 'uit' as const }, 'moet herstel'],
    [{ backupOp: null }, 'moet backup'],
    [{ backupOp: NU.subtract({ hours: 24 * 8 }) }, 'zou-moeten backup'],
    [{ opDatabaseschijf: ['JOURNAAL_MAP'] }, 'zou-moeten herstel'],
    [{ klokverschilMs: 1_500 }, 'zou-moeten klok'],
    [{ klokverschilMs: -5_001 }, 'moet klok'],
    [{ schijven: [{ waar: '/data', vrij: GIB, totaal: 200 * GIB, ruimte: 'krap' as const }] }, 'zou-moeten schijf'],
    [{ schijven: [{ waar: '/data', vrij: GIB - 1, totaal: 200 * GIB, ruimte: 'vol' as const }] }, 'moet schijf'],
  ])('%j', (machine, verwacht) => {
    expect(kort({ machine })).toEqual([verwacht])
  })
})

describe('the work', () => {
  const server = GOED.werking.server
  test.each([
    [{ server: { ...server, onveilig: ['fsync'] } }, 'moet database'],
    [{ server: { ...server, zonderTls: true } }, 'moet database'],
    [{ server: { ...server, teRuim: ['wk_sla'] } }, 'moet database'],
    [{ server: { ...server, controlesommen: false } }, 'zou-moeten database'],
    [{ gereed: null }, 'zou-moeten gereed'],
    [{ gemeten: false }, 'zou-moeten meldingen'],
    [{ gereed: { redenen: ['sla.routeringen stopped'] } }, 'moet gereed'],
    [{ lezers: [{ lezer: 'sla.routeringen', seconden: 301 }] }, 'moet achterstand'],
    [{ onverwerkbaar: 1 }, 'moet onverwerkbaar'],
    [{ geparkeerd: 1 }, 'moet geparkeerd'],
    [{ wachtend: 1 }, 'moet wacht'],
    [{ gepauzeerd: [{ id: 'e', deelnemer: 'd', reden: '410' }] }, 'moet eindpunten'],
    [{ achter: [{ tabel: 'delivery.poging', dagen: 3 }] }, 'zou-moeten bewaren'],
    [{ voorgesteld: [{ id: 'e', deelnemer: 'd' }] }, 'moet eindpunten'],
    [{ sluiting: { gedaanOp: NU, open: 1, verschillen: 0 } }, 'moet sluitend'],
    [{ sluiting: { gedaanOp: NU.subtract({ hours: 48 }), open: 0, verschillen: 0 } }, 'zou-moeten sluitend'],
  ])('%#: %j', (werking, verwacht) => {
    expect(kort({ werking })).toEqual([verwacht])
  })

  test('of metrics that cannot be had, and of a database of others, nothing is said about alerts and back-ups', () => {
    expect(met({ werking: { gemeten: null } })).toEqual([])
    expect(met({ machine: { walArchief: 'niet-ingebed', backupOp: null } })).toEqual([])
  })

  test('a hub that never did its nightly round has nothing to mend for it yet', () => {
    expect(kort({ werking: { sluiting: null } })).toEqual([])
  })
})
