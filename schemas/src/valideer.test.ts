import { describe, expect, it } from 'vitest'
import type { Bericht } from './berichten.ts'
import type { Uitkomst } from './valideer.ts'
import { valideer } from './valideer.ts'
import { leesVoorbeelden } from './voorbeelden.ts'

const [voorbeeld] = leesVoorbeelden('doorverwijzing')

/** An example referral with other parts. */
function doorverwijzing(deel: object): object {
  return Object.assign({}, voorbeeld?.waarde, deel)
}

function fouten(uitkomst: Uitkomst<unknown>): string[] {
  return uitkomst.kind === 'geldig' ? [] : uitkomst.fouten.map(({ location, code }) => `${location} ${code}`)
}

describe('the other messages are refused at the right place', () => {
  const dossierId = '01950000-0000-7000-8000-000000000001'
  const herstel = { stage: 'sla', sleutel: dossierId, volgnummer: 1, vrijgeven: true }
  it.each<[Bericht, string, unknown, string[]]>([
    [
      'contactregistratie',
      'an outcome',
      { soort: 'uitkomst', kanaal: 'telefoon', plaatsgevondenOp: '2026-03-04T14:30:00Z' },
      ['/soort keuzelijst'],
    ],
    ['deelnamecontrole', 'a name', { postcode: '6001AB', huisnummer: 1, naam: 'x' }, ['/naam onbekend-veld']],
    ['routeeropdracht', 'both', { dossierId, gemeentecode: '0988', weiger: 'geen-overeenkomst' }, [' een-van']],
    ['routeeropdracht', 'neither', { dossierId }, [' een-van']],
    ['routeeropdracht', 'a reason of one’s own', { dossierId, weiger: 'geen zin' }, ['/weiger keuzelijst']],
    [
      'herbezorgopdracht',
      'an id in capitals',
      { dossierId, bezorgingId: dossierId.replace('0000-7000', 'ABCD-7000') },
      ['/bezorgingId vorm'],
    ],
    ['herstelopdracht', 'a stage that keeps no messages', { ...herstel, stage: 'intake' }, ['/stage keuzelijst']],
    ['herstelopdracht', 'no message that it is about', { ...herstel, volgnummer: 0 }, ['/volgnummer te-laag']],
    ['herstelopdracht', 'both', { ...herstel, weiger: 'dubbel' }, [' een-van']],
    ['herstelopdracht', 'a release that is none', { ...herstel, vrijgeven: false }, ['/vrijgeven vaste-waarde']],
    [
      'herstelopdracht',
      'a reason of one’s own',
      { ...herstel, vrijgeven: undefined, weiger: 'weg' },
      ['/weiger keuzelijst'],
    ],
    ['postvakbevestiging', 'both', { totEnMet: 1, ids: [dossierId] }, [' een-van']],
    ['postvakbevestiging', 'number 0', { totEnMet: 0 }, ['/totEnMet te-laag']],
    ['postvakbevestiging', 'the same id twice', { ids: [dossierId, dossierId] }, ['/ids dubbel']],
    ['ingediend', 'a kind that intake does not write', { bericht: 'aanvulling' }, ['/bericht keuzelijst']],
    ['ingediend', 'no object', [], [' type']],
    ['bezorging', 'an unknown event', { gebeurtenis: 'verloren' }, ['/gebeurtenis keuzelijst']],
  ])('%s: %s', (bericht, _, waarde, verwacht) => {
    expect(fouten(valideer(bericht, waarde))).toEqual(verwacht)
  })

  it('termijnbericht: a gemeente and a schuldeiser in one message', () => {
    const ontvangers = ['gemeente', 'schuldeiser'].map((rol) => ({ deelnemer: rol, rol, publiek: rol }))
    const bericht = leesVoorbeelden('termijnbericht').find((v) => v.naam === 'incassostop-geeindigd')?.waarde
    expect(fouten(valideer('termijnbericht', Object.assign({}, bericht, { ontvangers })))).toEqual([
      '/ontvangers een-van',
    ])
  })
})

describe('what a sender gets back', () => {
  it('never repeats what was sent', () => {
    const geheim = 'geheim123456782'
    const deel = {
      hulpvrager: { naam: { achternaam: geheim, [geheim]: geheim }, telefoonnummer: geheim },
      vorderingen: [{ soort: geheim, bedrag: geheim, peildatum: geheim }],
      [geheim]: { [geheim]: geheim },
      toestemming: geheim,
    }
    const uitkomst = valideer('doorverwijzing', doorverwijzing(deel))
    expect(fouten(uitkomst).length).toBeGreaterThan(5)
    expect(JSON.stringify(uitkomst)).not.toContain(geheim)
  })

  it('is at most 50 faults', () => {
    const uitkomst = valideer('doorverwijzing', doorverwijzing({ vorderingen: Array(200).fill({}) }))
    expect(fouten(uitkomst)).toHaveLength(50)
  })

  it('is one fault for what is too deep or too large to look into', () => {
    let diep: unknown = 1
    for (let i = 0; i < 100_000; i += 1) diep = [diep]
    expect(fouten(valideer('doorverwijzing', diep))).toEqual([' te-diep'])
    expect(fouten(valideer('doorverwijzing', { vorderingen: Array(400_000).fill({}) }))).toEqual([' te-groot'])
  })

  it('says in Dutch which rule was broken', () => {
    expect(valideer('contactregistratie', { soort: 'poging', kanaal: 'fax' })).toEqual({
      kind: 'ongeldig',
      fouten: [
        { location: '/plaatsgevondenOp', code: 'verplicht', detail: 'dit veld ontbreekt' },
        {
          location: '/kanaal',
          code: 'keuzelijst',
          detail: 'moet een van deze waarden zijn: telefoon, sms, whatsapp, e-mail, brief, huisbezoek, balie',
        },
      ],
    })
  })
})

describe('a name in the register', () => {
  const gemeente = (naam: string) =>
    valideer('registerwijziging', {
      toelichting: 'Lijst van gemeenten',
      zet: { gemeenten: [{ gemeentecode: '0518', naam, van: null, totEnMet: null }] },
    }).kind

  it.each(["'s-Gravenhage", '’s-Hertogenbosch', 'Bergen (NH.)', 'Súdwest-Fryslân', "'t Veld"])('may be %s', (naam) => {
    expect(gemeente(naam)).toBe('geldig')
  })
  it.each(["'", "''s", '-Weert', ' Weert', "Weert'"])('may not be "%s"', (naam) => {
    expect(gemeente(naam)).toBe('ongeldig')
  })
})
