import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import type { Client } from './client-store.ts'
import { leesClients, registreerClients } from './client-store.ts'
import type { Deelnemer } from './deelnemer-store.ts'
import { leesDeelnemers, registreerDeelnemers } from './deelnemer-store.ts'
import { leesFeestdagen, registreerFeestdagen } from './feestdag-store.ts'
import { leesFeestdagjaren, registreerFeestdagjaar } from './feestdagjaar-store.ts'
import { leesGemeenten, registreerGemeenten } from './gemeente-store.ts'
import { leesGemeenteUitvoerders, registreerGemeenteUitvoerders } from './gemeente-uitvoerder-store.ts'
import { leesGemeenteWijzigingen } from './gemeente-wijziging-store.ts'
import { leesLoketRegels, registreerLoketRegels } from './loket-regel-store.ts'
import { leesLoketten, registreerLoketten } from './loket-store.ts'
import { leesMandaten, registreerMandaten } from './mandaat-store.ts'
import { leesOvereenkomsten, registreerOvereenkomsten } from './overeenkomst-store.ts'
import { leesPubliekeLoketten, registreerPubliekeLoketten } from './publiek-loket-store.ts'
import { leesUitvoerders, registreerUitvoerders } from './uitvoerder-store.ts'
import type { Wijziging } from './wijziging.ts'
import { wijzigRegister } from './wijziging.ts'

let proef: ProefDatabase
let pool: Pool

beforeAll(async () => {
  proef = await proefDatabase()
  pool = proef.pool('wk_intake')
  await wijzigRegister(pool, registreerOmgeving)
})
afterAll(() => proef.sluit())

const SCHULDEISER: Deelnemer = {
  deelnemer: 'water',
  soort: 'schuldeiser',
  naam: 'Water',
  oin: '00000099900000001000',
  kvk: '00000011',
  status: 'actief',
  van: '2025-01-01',
  totEnMet: null,
  soortSchuldeiser: 'drinkwater',
  klantnummerpatroon: 'W[0-9]{8}',
}
const UITVOERDER: Deelnemer = {
  ...SCHULDEISER,
  deelnemer: 'dienst',
  soort: 'gemeente',
  oin: '00000099900000002000',
  kvk: null,
  soortSchuldeiser: null,
  klantnummerpatroon: null,
}
const GEMEENTE = { gemeentecode: '0988', naam: 'Weert', van: null, totEnMet: null }
const LOKET = {
  loket: 'plein',
  uitvoerder: 'dienst',
  naam: 'Plein',
  telefoonnummer: '06-1234 0000',
  openingstijden: 'ma',
}
const DIENST = { uitvoerder: 'dienst', naam: 'Dienst', ontvanger: 'dienst', standaardLoket: 'plein' }
const ALTIJD = {
  pc4Van: null,
  pc4TotEnMet: null,
  soortSchuldeiser: null,
  leeftijdVan: null,
  leeftijdTotEnMet: null,
  ondernemer: null,
}

/** What the rows under test refer to. */
async function registreerOmgeving(w: Wijziging): Promise<void> {
  await registreerDeelnemers(w, [SCHULDEISER, UITVOERDER])
  await registreerGemeenten(w, [GEMEENTE])
  await registreerUitvoerders(w, [DIENST])
  await registreerLoketten(w, [LOKET])
}

/** Registers `eerst` and then `daarna` in the place of it, and reads every version back. */
async function wisselt<T>(
  registreer: (w: Wijziging, waarden: T) => Promise<void>,
  lees: (versie: number) => Promise<unknown>,
  [eerst, daarna]: readonly [T, T],
): Promise<void> {
  const een = await wijzigRegister(pool, (w) => registreer(w, eerst))
  const nogmaals = await wijzigRegister(pool, (w) => registreer(w, eerst))
  const twee = await wijzigRegister(pool, (w) => registreer(w, daarna))
  expect(nogmaals.versie).toBe(een.versie)
  expect(twee.versie).toBe(een.versie + 1)
  expect(await lees(een.versie)).toEqual(eerst)
  expect(await lees(twee.versie)).toEqual(daarna)
}

describe('a table gives back what was registered, ignores a repeat, and keeps the old version beside the new', () => {
  test('deelnemer', async () => {
    const eerst: Deelnemer = {
      ...SCHULDEISER,
      deelnemer: 'energie',
      oin: null,
      kvk: '00000021',
      soortSchuldeiser: 'energie',
    }
    const daarna: Deelnemer = { ...eerst, status: 'geblokkeerd', totEnMet: '2026-12-31' }
    await wisselt(
      registreerDeelnemers,
      async (v) => (await leesDeelnemers(pool, v)).filter((d) => d.deelnemer === 'energie'),
      [[eerst], [daarna]],
    )
  })

  test('client', async () => {
    const eerst: Client = {
      clientId: 'water-koppeling',
      issuer: 'https://hub.example.nl/oauth',
      deelnemer: 'water',
      jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: '1' }] },
      scopes: ['doorverwijzingen.indienen'],
      status: 'actief',
      certificaat: null,
    }
    await wisselt(registreerClients, (v) => leesClients(pool, v), [
      [eerst],
      [{ ...eerst, scopes: [], status: 'geblokkeerd' }],
    ])
  })

  test('overeenkomst', async () => {
    const eerst = {
      overeenkomst: 'water-weert',
      schuldeiser: 'water',
      gemeentecode: '0988',
      grondslag: 'toestemming' as const,
      ondertekendOp: null,
      van: '2025-01-01',
      totEnMet: null,
      afspraken: STANDAARD_AFSPRAKEN,
    }
    const stop = { dagen: 21, lcv: false }
    const daarna = { ...eerst, ondertekendOp: '2025-02-01', afspraken: { ...STANDAARD_AFSPRAKEN, stop } }
    await wisselt(registreerOvereenkomsten, (v) => leesOvereenkomsten(pool, v), [[eerst], [daarna]])
  })

  test('mandaat', async () => {
    const eerst = { intermediair: 'dienst', schuldeiser: 'water', van: '2025-01-01', totEnMet: null }
    await wisselt(registreerMandaten, (v) => leesMandaten(pool, v), [[eerst], [{ ...eerst, totEnMet: '2026-06-30' }]])
  })

  test('uitvoerder', async () => {
    await wisselt(registreerUitvoerders, (v) => leesUitvoerders(pool, v), [
      [{ ...DIENST, naam: 'Schulddienst' }],
      [{ ...DIENST, ontvanger: 'water' }],
    ])
  })

  test('uitvoerders of a gemeente, as a whole', async () => {
    const regel = { ...ALTIJD, gemeentecode: '0988', uitvoerder: 'dienst', van: '2025-01-01', totEnMet: null }
    const jong = {
      ...regel,
      leeftijdVan: 18,
      leeftijdTotEnMet: 26,
      ondernemer: true,
      pc4Van: '6001',
      pc4TotEnMet: '6006',
    }
    await wisselt(
      (w, regels: readonly (typeof regel | typeof jong)[]) => registreerGemeenteUitvoerders(w, '0988', regels),
      (v) => leesGemeenteUitvoerders(pool, v),
      [[regel, jong], [jong]],
    )
  })

  test('loket', async () => {
    await wisselt(registreerLoketten, (v) => leesLoketten(pool, v), [
      [{ ...LOKET, naam: 'Stadsplein' }],
      [{ ...LOKET, telefoonnummer: '06-1234 0001' }],
    ])
  })

  test('loket rules of an uitvoerder, as a whole', async () => {
    const regel = { ...ALTIJD, uitvoerder: 'dienst', loket: 'plein', gemeentecode: '0988', soortSchuldeiser: 'huur' }
    const overal = { ...regel, gemeentecode: null, soortSchuldeiser: null, pc4Van: '6001', leeftijdTotEnMet: 26 }
    await wisselt(
      (w, regels: readonly (typeof regel | typeof overal)[]) => registreerLoketRegels(w, 'dienst', regels),
      (v) => leesLoketRegels(pool, v),
      [[regel], [regel, overal]],
    )
  })

  test('publiek loket', async () => {
    const eerst = { gemeentecode: '0988', naam: 'Balie', telefoonnummer: '06-1234 0002', openingstijden: 'ma t/m vr' }
    await wisselt(registreerPubliekeLoketten, (v) => leesPubliekeLoketten(pool, v), [
      [eerst],
      [{ ...eerst, naam: 'Hal' }],
    ])
  })

  test('gemeente', async () => {
    await wisselt(registreerGemeenten, (v) => leesGemeenten(pool, v), [
      [{ ...GEMEENTE, van: '1990-01-01' }],
      [{ ...GEMEENTE, totEnMet: '2026-12-31' }],
    ])
  })

  test('feestdagen of a year, as a whole', async () => {
    const nieuwjaar = { dag: '2026-01-01', naam: 'Nieuwjaarsdag', grond: 'art. 3 lid 1' }
    const kerst = { dag: '2026-12-25', naam: 'Kerst', grond: 'art. 3 lid 1' }
    await wisselt(
      (w, dagen: readonly (typeof kerst)[]) => registreerFeestdagen(w, 2026, dagen),
      (v) => leesFeestdagen(pool, v),
      [[nieuwjaar, kerst], [{ ...kerst, naam: 'Eerste Kerstdag' }]],
    )
  })
})

test('a gemeentewijziging is read in the versions in which it holds', async () => {
  const begin = await wijzigRegister(pool, ({ tx, versie }) =>
    tx.query(
      `insert into register.gemeente_wijziging (ingangsdatum, opgeheven, opvolgers, versie_van)
       values ('2027-01-01', '1696', '{0988}', $1)`,
      [versie],
    ),
  )
  const eind = await wijzigRegister(pool, ({ tx, versie }) =>
    tx.query(`update register.gemeente_wijziging set versie_tot = $1 where opgeheven = '1696'`, [versie]),
  )
  expect(await leesGemeenteWijzigingen(pool, begin.versie - 1)).toEqual([])
  expect(await leesGemeenteWijzigingen(pool, begin.versie)).toEqual([
    { ingangsdatum: '2027-01-01', opgeheven: '1696', opvolgers: ['0988'] },
  ])
  expect(await leesGemeenteWijzigingen(pool, eind.versie)).toEqual([])
})

test('the days of one year stay when those of another are replaced', async () => {
  const dag = { dag: '2027-01-01', naam: 'Nieuwjaarsdag', grond: 'art. 3 lid 1' }
  const een = await wijzigRegister(pool, (w) => registreerFeestdagen(w, 2027, [dag]))
  const voor = await leesFeestdagen(pool, een.versie)
  const twee = await wijzigRegister(pool, (w) => registreerFeestdagen(w, 2028, [{ ...dag, dag: '2028-01-01' }]))
  expect(await leesFeestdagen(pool, twee.versie)).toEqual([...voor, { ...dag, dag: '2028-01-01' }])
})

test('years of feestdagen are known without a gap', async () => {
  const { versie } = await wijzigRegister(pool, async (w) => {
    await registreerFeestdagjaar(w, 2026)
    await registreerFeestdagjaar(w, 2025)
    await registreerFeestdagjaar(w, 2026)
  })
  expect(await leesFeestdagjaren(pool, versie)).toEqual([2025, 2026])
  await expect(wijzigRegister(pool, (w) => registreerFeestdagjaar(w, 2029))).rejects.toThrow('are missing')
})

test('terms that contradict themselves are refused', async () => {
  const mislukt = wijzigRegister(pool, (w) =>
    registreerOvereenkomsten(w, [
      {
        overeenkomst: 'krom',
        schuldeiser: 'water',
        gemeentecode: '0988',
        grondslag: 'toestemming',
        ondertekendOp: null,
        van: '2025-01-01',
        totEnMet: null,
        afspraken: { ...STANDAARD_AFSPRAKEN, stop: { dagen: 30, lcv: true } },
      },
    ]),
  )
  await expect(mislukt).rejects.toThrow('overeenkomst krom: lcv-zonder-persoon')
})

test('a klantnummerpatroon that is no regular expression is refused', async () => {
  const mislukt = wijzigRegister(pool, (w) => registreerDeelnemers(w, [{ ...SCHULDEISER, klantnummerpatroon: '(' }]))
  await expect(mislukt).rejects.toThrow('Invalid regular expression')
})

test('two deelnemers cannot share an OIN', async () => {
  const mislukt = wijzigRegister(pool, (w) => registreerDeelnemers(w, [{ ...UITVOERDER, deelnemer: 'dubbel' }]))
  await expect(mislukt).rejects.toThrow('deelnemer_oin')
})

test('a private key is refused', async () => {
  const mislukt = wijzigRegister(pool, (w) =>
    registreerClients(w, [
      {
        clientId: 'x',
        issuer: 'y',
        deelnemer: 'water',
        jwks: { keys: [{ kty: 'EC', d: 'geheim' }] },
        scopes: [],
        status: 'actief',
      },
    ]),
  )
  await expect(mislukt).rejects.toThrow('client_jwks_check')
})
