import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Anders } from '../../../test/steun/doorverwijzing.ts'
import { doorverwijzing } from '../../../test/steun/doorverwijzing.ts'
import type { Gekregen, IntakeProef } from '../../../test/steun/intake.ts'
import { proefIntake } from '../../../test/steun/intake.ts'
import { zoekWaarden } from '../../../test/steun/tabellen.ts'

const PAD = '/v1/doorverwijzingen'
const WATER = 'waterbedrijf-maasdal'

let hub: IntakeProef
beforeAll(async () => {
  hub = await proefIntake()
})
afterAll(() => hub.sluit())

/** Values that stand nowhere else, one for each field in which something personal may be. */
const GEPLANT: Readonly<Record<string, string>> = {
  '/referentienummer': 'REF-qzxj-1',
  '/contactpersoon/naam': 'Contactpersoon Qzxj',
  '/contactpersoon/telefoonnummer': '043-987 6501',
  '/contactpersoon/emailadres': 'contact.qzxj@example.nl',
  '/hulpvrager/naam/voorletters': 'Q.Z.X.J.',
  '/hulpvrager/naam/voorvoegsel': 'vanderqzxj',
  '/hulpvrager/naam/achternaam': 'Achternaamqzxj',
  '/hulpvrager/geboortedatum': '1971-10-29',
  '/hulpvrager/woonadres/straatnaam': 'Qzxjstraat',
  '/hulpvrager/woonadres/huisletter': 'Q',
  '/hulpvrager/woonadres/postcode': '6004QZ',
  '/hulpvrager/woonadres/woonplaats': 'Qzxjdorp',
  '/hulpvrager/telefoonnummer': '06-9876 5432',
  '/hulpvrager/emailadres': 'hulp.qzxj@example.nl',
  '/hulpvrager/tolkTaal': 'qzx',
  '/toestemming/tekstversie': 'tekst-qzxj',
  '/toestemming/verkregenOp': '2026-02-27T09:31:17+01:00',
  '/persoonlijkContactOp': '2026-02-27T09:13:47+01:00',
  '/vorderingen/0/vorderingskenmerk': 'KENMERK-qzxj',
  '/vorderingen/0/klantnummer': 'KLANT-qzxj-1',
  '/vorderingen/0/bedrag': '7391.53',
  '/vorderingen/0/reedsOvergedragenAan': 'Bureau Qzxj',
}
/** Too short or too common to look for. */
const TE_GEWOON = ['Q', 'qzx']
const GEZOCHT = [...Object.values(GEPLANT).filter((waarde) => !TE_GEWOON.includes(waarde)), 'sleutel-qzxj']

async function stuur(nr: number, anders: Anders, als = WATER): Promise<Gekregen> {
  const eigen = { '/referentienummer': `REF-qzxj-${nr}`, '/vorderingen/0/klantnummer': `KLANT-qzxj-${nr}` }
  return hub.post(PAD, doorverwijzing(nr, { ...GEPLANT, ...eigen, ...anders }), {
    als,
    sleutel: `"sleutel-qzxj-${nr}"`,
  })
}

const vindt = (tekst: string) => GEZOCHT.filter((waarde) => tekst.toLowerCase().includes(waarde.toLowerCase()))

test('the search itself finds what is planted, in the clear, as bytes and as base64', async () => {
  await hub.eigenaar.query(`create table public.proef (a text, b bytea, c jsonb)`)
  const dicht = Buffer.from('xxAchternaamqzxjyy').toString('base64')
  const waarden = ['x Qzxjstraat', Buffer.from('x06-9876 5432'), JSON.stringify({ dicht })]
  await hub.eigenaar.query('insert into public.proef values ($1, $2, $3)', waarden)
  const verwacht = ['public.proef: 06-9876 5432', 'public.proef: Achternaamqzxj', 'public.proef: Qzxjstraat']
  expect((await zoekWaarden(hub.eigenaar, GEZOCHT)).toSorted()).toEqual(verwacht)
  await hub.eigenaar.query('drop table public.proef')
})

test('nothing personal is in the database, the log or an answer, after accepting, refusing, waiting and failing', async () => {
  const antwoorden = [
    await stuur(1, {}),
    await stuur(1, {}),
    await stuur(1, { '/vorderingen/0/bedrag': '7391.54' }),
    await stuur(2, { '/vorderingen/0/klantnummer': 'KLANT-qzxj-1' }),
    await stuur(3, { '/hulpvrager/woonadres/postcode': '6099QZ' }),
    await stuur(4, { '/hulpvrager/woonadres/postcode': '5911QZ' }),
    await stuur(5, { '/hulpvrager/gemeentecode': '0957' }),
    await stuur(6, { '/hulpvrager/naam/achternaam': 'Achternaamqzxj 111222333' }),
    await stuur(7, { '/vorderingen/0/klantnummer': '111222333' }),
    await stuur(8, { '/hulpvrager/achternaam': 'Achternaamqzxj', '/Achternaamqzxj Qzxjstraat': 1 }),
    await stuur(9, {}, 'gemeente-roermond'),
  ]
  expect(antwoorden.map(({ status }) => status)).toEqual([201, 201, 422, 409, 201, 409, 400, 400, 400, 400, 403])
  await hub.eigenaar.query(`
    create function public.stuk() returns trigger language plpgsql as $$ begin perform 1/0; return new; end $$;
    create trigger stuk before insert on intake.dossier for each row execute function public.stuk();`)
  const mislukt = await stuur(10, {})
  expect(mislukt.status).toBe(500)
  await hub.eigenaar.query('drop trigger stuk on intake.dossier; drop function public.stuk')
  const { rows } = await hub.eigenaar.query('select count(*)::int as aantal from intake.uit')
  expect(rows).toEqual([{ aantal: 2 }])
  expect(await zoekWaarden(hub.eigenaar, GEZOCHT)).toEqual([])
  expect(hub.regels.join('')).toContain('http.fout')
  expect(vindt(hub.regels.join(''))).toEqual([])
  for (const { tekst, koppen } of [...antwoorden, mislukt]) expect(vindt(tekst + JSON.stringify(koppen))).toEqual([])
})

test('intake itself reads no keys but those of the hub, though it writes all', async () => {
  const { rows } = await hub.pool.query('select distinct publiek from kluis.sleutel')
  expect(rows).toEqual([{ publiek: 'hub' }])
})
