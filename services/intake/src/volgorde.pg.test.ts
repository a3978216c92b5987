import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { doorverwijzing } from '../../../test/steun/doorverwijzing.ts'
import type { Gekregen, Instantie, IntakeProef } from '../../../test/steun/intake.ts'
import { proefIntake } from '../../../test/steun/intake.ts'

const PAD = '/v1/doorverwijzingen'
const RONDEN = { seed: 20_260_302, numRuns: 25 }

let samen: IntakeProef
let eenVoorEen: IntakeProef
let tweede: Instantie
beforeAll(async () => {
  samen = await proefIntake()
  eenVoorEen = await proefIntake()
  tweede = await samen.start()
  // The first look at a token takes longer than the next ones, and would change the order of arrival.
  for (const bij of [samen, tweede, eenVoorEen]) await bij.post(PAD, '{}', { als: 'waterbedrijf-maasdal' })
})
afterAll(async () => {
  await samen.sluit()
  await eenVoorEen.sluit()
})

/** A post: few references, customers, bodies and keys, so that they repeat, change and collide. */
const post = fc.record({
  ref: fc.integer({ min: 0, max: 5 }),
  klant: fc.integer({ min: 0, max: 4 }),
  bedrag: fc.constantFrom('1.00', '2.00'),
  sleutel: fc.option(fc.integer({ min: 0, max: 4 }), { nil: null }),
  postcode: fc.constantFrom('6001AB', '6001AB', '6001AB', '5911AB', '6099ZZ'),
})
type Post = typeof post extends fc.Arbitrary<infer P> ? P : never
const groepen = fc.array(fc.array(post, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 5 })

let ronde = 0
function stuur(bij: Instantie, nr: number, { ref, klant, bedrag, sleutel, postcode }: Post): Promise<Gekregen> {
  const body = doorverwijzing(`${nr}-${ref}`, {
    '/vorderingen/0/klantnummer': `K-${nr}-${klant}`,
    '/vorderingen/0/bedrag': bedrag,
    '/hulpvrager/woonadres/postcode': postcode,
  })
  const kop = sleutel === null ? {} : { sleutel: `"${nr}-${sleutel}"` }
  return bij.post(PAD, body, { als: 'waterbedrijf-maasdal', ...kop })
}

/** What an answer says, with ids told apart by the order in which they first appear. */
function inhoudVan(antwoorden: readonly Gekregen[]): string[] {
  const ids = new Map<unknown, number>()
  return antwoorden.map(({ status, body, koppen }) => {
    const id = body.id ?? body.dossierId ?? null
    if (id !== null && !ids.has(id)) ids.set(id, ids.size)
    return [status, body.code ?? body.status, ids.get(id) ?? '-', koppen['idempotent-replayed'] ?? ''].join(' ')
  })
}

test('posts that come together are answered as the same posts one by one', async () => {
  await fc.assert(
    fc.asyncProperty(groepen, async (reeks) => {
      ronde++
      const tegelijk: Gekregen[] = []
      for (const groep of reeks) tegelijk.push(...(await Promise.all(groep.map((p) => stuur(samen, ronde, p)))))
      const naElkaar: Gekregen[] = []
      for (const p of reeks.flat()) naElkaar.push(await stuur(eenVoorEen, ronde, p))
      expect(inhoudVan(tegelijk)).toEqual(inhoudVan(naElkaar))
    }),
    RONDEN,
  )
})

test('at two instances each customer has at most one open dossier, and each accepted one stands on the bus once', async () => {
  await fc.assert(
    fc.asyncProperty(groepen, async (reeks) => {
      ronde++
      const voor = new Set((await samen.berichten()).map(({ subject }) => subject))
      const antwoorden: { p: Post; antwoord: Gekregen }[] = []
      for (const groep of reeks) {
        const deel = groep.map(async (p, i) => {
          return { p, antwoord: await stuur(i % 2 === 0 ? samen : tweede, ronde, p) }
        })
        antwoorden.push(...(await Promise.all(deel)))
      }
      const nieuw = antwoorden.filter(
        ({ antwoord }) => antwoord.status === 201 && antwoord.koppen['idempotent-replayed'] === undefined,
      )
      const klanten = nieuw.map(({ p }) => p.klant)
      expect(new Set(klanten).size).toBe(klanten.length)
      const ids = nieuw.map(({ antwoord }) => antwoord.body.id)
      const opDeBus = (await samen.berichten()).map(({ subject }) => subject).filter((id) => !voor.has(id))
      expect(opDeBus.toSorted()).toEqual(ids.toSorted())
      for (const { antwoord } of antwoorden) expect([201, 409, 422]).toContain(antwoord.status)
      const bekend = new Set<unknown>(ids)
      const verwezen = antwoorden.map(({ antwoord: { body } }) => body.id ?? body.dossierId)
      expect(verwezen.filter((id) => id !== undefined && !bekend.has(id))).toEqual([])
    }),
    RONDEN,
  )
})
