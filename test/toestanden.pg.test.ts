import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { laatVervallen } from '../packages/regels/src/klok.ts'
import { leesBronnen } from './architectuur/bron.ts'
import { deelVan, isProef } from './architectuur/tekening.ts'
import { BEZORGSTATUSSEN, bezorgstatus, maakBezorging } from './papieren/toestand-bezorging.ts'
import { DOSSIER, DOSSIERSTATUSSEN, dossierovergangen } from './papieren/toestand-dossier.ts'
import { KLOK, KLOKSTATUSSEN, klokstatus } from './papieren/toestand-klok.ts'
import type { Overgang } from './papieren/toestanden.ts'
import { onbereikt, overgangenVan, teken, verken, voegSamen } from './papieren/toestanden.ts'
import type { ProefDatabase } from './steun/database.ts'
import { proefDatabase } from './steun/database.ts'

const leesBron = (pad: string) => readFileSync(new URL(pad, import.meta.url), 'utf8')
const toestanden =
  leesBron('../docs/ARCHITECTURE.md')
    .split(/^## /m)
    .find((deel) => deel.startsWith('States\n')) ?? ''
const blokken = [...toestanden.matchAll(/^```mermaid\n[\s\S]*?^```$/gm)].map(([blok]) => blok)

type Klok = (typeof KLOK.begin)[number]['naar']

let proef: ProefDatabase
let overgangen: Readonly<Record<'dossier' | 'klok' | 'bezorging', readonly Overgang[]>>

beforeAll(async () => {
  proef = await proefDatabase()
  const bezorging = await maakBezorging({ eigenaar: proef.pool(), delivery: proef.pool('wk_delivery') })
  overgangen = {
    dossier: dossierovergangen(await verken(DOSSIER)),
    klok: overgangenVan(await verken(KLOK), klokstatus),
    bezorging: overgangenVan(await verken(bezorging), bezorgstatus),
  }
})
afterAll(() => proef.sluit())

describe('the architecture paper', () => {
  test.each([
    ['dossier', 0],
    ['klok', 1],
    ['bezorging', 2],
  ] as const)('draws the states of a %s as the code moves them', (wat, plek) => {
    const tekening = teken(overgangen[wat])
    expect(blokken[plek], `block ${plek + 1} of States in docs/ARCHITECTURE.md must be\n\n${tekening}\n`).toBe(tekening)
  })

  test('draws nothing else there', () => expect(blokken).toHaveLength(3))

  test('names the statuses that nothing leads to, and no others', () => {
    const zonder = [
      ...onbereikt(DOSSIERSTATUSSEN, overgangen.dossier),
      ...onbereikt(KLOKSTATUSSEN, overgangen.klok),
      ...onbereikt(BEZORGSTATUSSEN, overgangen.bezorging),
    ]
    const genoemd = [...toestanden.matchAll(/Nothing\s+leads\s+to\s+`([a-z-]+)`\s+yet\b/g)].map(([, status]) => status)
    expect(genoemd, 'say of each under its block: Nothing leads to `<status>` yet').toEqual(zonder)
  })
})

describe('a drawing', () => {
  test('of a push knows every statement that writes its status', () => {
    const getekend = leesBron('./papieren/toestand-bezorging.ts')
    const functies = leesBronnen(fileURLToPath(new URL('..', import.meta.url)))
      .filter(({ pad }) => deelVan(pad) === 'delivery' && !isProef(pad))
      .flatMap(({ tekst }) => tekst.split(/^(?=export (?:async )?function )/m))
      .filter((deel) => /\b(?:update|insert into) delivery\.bezorging\b/.test(deel))
      .map((deel) => /function (\w+)/.exec(deel)?.[1] ?? deel)
    expect(functies).toContain('claimProef')
    expect(functies.filter((naam) => !getekend.includes(`${naam}(`))).toEqual([])
  })

  test('changes with a transition that the code makes or no longer makes', async () => {
    const zonder = KLOK.gebeurtenissen.filter(({ door }) => door !== 'term passed')
    const uitgang = {
      door: 'withdrawn',
      pasToe: (t: Klok) => ({ ...t, klok: { ...t.klok, status: laatVervallen(t.klok) } }),
    }
    const anders = await verken({ ...KLOK, gebeurtenissen: [...zonder, uitgang] })
    expect(teken(overgangenVan(anders, klokstatus)).split('\n').slice(2, -1)).toEqual([
      '  [*] --> open: routed',
      '  open --> gehaald: took place in time',
      '  open --> vervallen: withdrawn',
    ])
  })

  test('marks what one party sees and another does not, and joins what leads the same way', () => {
    const beide = { van: 'a', naar: 'b-c', door: 'x' }
    const overgangen = voegSamen({ een: [beide, { ...beide, door: 'y' }], ander: [beide, beide] })
    expect(teken(overgangen)).toBe('```mermaid\nstateDiagram-v2\n  state "b-c" as b_c\n  a --> b_c: x or y (een)\n```')
  })
})
