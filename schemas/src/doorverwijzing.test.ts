import { describe, expect, it } from 'vitest'
import type { Doorverwijzing } from '../types/doorverwijzing.v1.ts'
import type { Uitkomst } from './valideer.ts'
import { valideer } from './valideer.ts'
import { leesVoorbeelden } from './voorbeelden.ts'

const voorbeeld = leesVoorbeelden('doorverwijzing').find(({ naam }) => naam === 'waterbedrijf-twee-vorderingen')?.waarde

/** A copy of the water company's referral, to be spoiled. */
function doorverwijzing(): Doorverwijzing {
  const uitkomst = valideer('doorverwijzing', structuredClone(voorbeeld))
  if (uitkomst.kind === 'ongeldig') throw new Error('the example is invalid')
  return uitkomst.waarde
}

function fouten(uitkomst: Uitkomst<unknown>): string[] {
  return uitkomst.kind === 'geldig' ? [] : uitkomst.fouten.map(({ location, code }) => `${location} ${code}`)
}

const { hulpvrager, toestemming, contactpersoon } = doorverwijzing()
const [vordering] = doorverwijzing().vorderingen
const { telefoonnummer: _t, emailadres: _e, ...onbereikbaar } = hulpvrager
const { woonadres, ...zonderAdres } = hulpvrager
const hulp = (deel: object) => ({ hulpvrager: { ...hulpvrager, ...deel } })
const naam = (deel: object) => hulp({ naam: { ...hulpvrager.naam, ...deel } })
const adres = (deel: object) => hulp({ woonadres: { ...woonadres, ...deel } })
const claim = (deel: object) => ({ vorderingen: [{ ...vordering, ...deel }] })

describe('a doorverwijzing is refused at the right place', () => {
  it.each<[string, object, string[]]>([
    ['neither telephone nor e-mail', { hulpvrager: onbereikbaar }, ['/hulpvrager een-van']],
    ['neither address nor gemeentecode', { hulpvrager: zonderAdres }, ['/hulpvrager een-van']],
    [
      'nothing of both pairs',
      { hulpvrager: { naam: hulpvrager.naam } },
      ['/hulpvrager een-van', '/hulpvrager een-van'],
    ],
    ['a BSN field', hulp({ bsn: '1' }), ['/hulpvrager/bsn onbekend-veld']],
    ['free text', { opmerking: 'x' }, ['/opmerking onbekend-veld']],
    ['a made-up name that says something', { '06 1234': 1 }, [' onbekend-veld']],
    ['digits in a name', naam({ achternaam: 'Voorbeeld 2' }), ['/hulpvrager/naam/achternaam vorm']],
    ['a name of spaces', naam({ achternaam: '   ' }), ['/hulpvrager/naam/achternaam vorm']],
    ['a name that ends in a space', naam({ achternaam: 'Voorbeeld ' }), ['/hulpvrager/naam/achternaam vorm']],
    ['201 letters', naam({ achternaam: 'a'.repeat(201) }), ['/hulpvrager/naam/achternaam te-lang']],
    ['a house number as text', adres({ huisnummer: '12' }), ['/hulpvrager/woonadres/huisnummer type']],
    ['a broken house number', adres({ huisnummer: 12.5 }), ['/hulpvrager/woonadres/huisnummer type']],
    ['house number 0', adres({ huisnummer: 0 }), ['/hulpvrager/woonadres/huisnummer te-laag']],
    ['house number 100000', adres({ huisnummer: 100_000 }), ['/hulpvrager/woonadres/huisnummer te-hoog']],
    ['a postcode starting with 0', adres({ postcode: '0001AB' }), ['/hulpvrager/woonadres/postcode vorm']],
    [
      'a gemeentecode with GM',
      hulp({ gemeentecode: 'GM0988' }),
      ['/hulpvrager/gemeentecode te-lang', '/hulpvrager/gemeentecode vorm'],
    ],
    ['a telephone number with letters', hulp({ telefoonnummer: '06-1234 000O' }), ['/hulpvrager/telefoonnummer vorm']],
    [
      'an e-mail address without domain',
      hulp({ emailadres: 'a.voorbeeld@localhost' }),
      ['/hulpvrager/emailadres vorm'],
    ],
    ['30 February', hulp({ geboortedatum: '1984-02-30' }), ['/hulpvrager/geboortedatum vorm']],
    ['a preference without content', hulp({ voorkeurscontact: {} }), ['/hulpvrager/voorkeurscontact te-weinig']],
    [
      'a channel twice',
      hulp({ voorkeurscontact: { kanalen: ['sms', 'sms'] } }),
      ['/hulpvrager/voorkeurscontact/kanalen dubbel'],
    ],
    [
      'a channel unknown',
      hulp({ voorkeurscontact: { kanalen: ['fax'] } }),
      ['/hulpvrager/voorkeurscontact/kanalen/0 keuzelijst'],
    ],
    [
      'a bv',
      hulp({ onderneming: { handelsnaam: 'Voorbeeld', rechtsvorm: 'bv' } }),
      ['/hulpvrager/onderneming/rechtsvorm keuzelijst'],
    ],
    [
      'consent to half of it',
      { toestemming: { ...toestemming, omvang: { doorverwijzen: true, gegevensDelen: false } } },
      ['/toestemming/omvang/gegevensDelen vaste-waarde'],
    ],
    ['a moment without zone', { persoonlijkContactOp: '2026-03-02T10:05:00' }, ['/persoonlijkContactOp vorm']],
    ['no claims', { vorderingen: [] }, ['/vorderingen te-weinig']],
    ['21 claims', { vorderingen: Array(21).fill(vordering) }, ['/vorderingen te-veel']],
    ['an amount as a number', claim({ bedrag: 12.5 }), ['/vorderingen/0/bedrag type']],
    ['an amount with a comma', claim({ bedrag: '12,50' }), ['/vorderingen/0/bedrag vorm']],
    ['an amount with one decimal', claim({ bedrag: '12.5' }), ['/vorderingen/0/bedrag vorm']],
    ['an amount of nothing', claim({ bedrag: '0.00' }), ['/vorderingen/0/bedrag vorm']],
    ['an amount below nothing', claim({ bedrag: '-5.00' }), ['/vorderingen/0/bedrag vorm']],
    ['an unknown kind of claim', claim({ soort: 'boete' }), ['/vorderingen/0/soort keuzelijst']],
    [
      'a moment where a day belongs',
      claim({ peildatum: '2026-03-02T00:00:00Z' }),
      ['/vorderingen/0/peildatum te-lang', '/vorderingen/0/peildatum vorm'],
    ],
    ['a number of 9 digits as namens', { namens: '900000110' }, ['/namens vorm']],
    [
      'a threat without saying whether it is suspended',
      { bedreigendeSituatie: { soort: 'ontruiming', datum: '2026-03-20' } },
      ['/bedreigendeSituatie/opgeschort verplicht'],
    ],
    ['no contact person', { contactpersoon: null }, ['/contactpersoon type']],
    [
      'a contact person without a number',
      { contactpersoon: { ...contactpersoon, telefoonnummer: '' } },
      ['/contactpersoon/telefoonnummer te-kort', '/contactpersoon/telefoonnummer vorm'],
    ],
  ])('%s', (_, deel, verwacht) => {
    expect(fouten(valideer('doorverwijzing', { ...doorverwijzing(), ...deel })).sort()).toEqual(verwacht)
  })

  it.each<[string, object]>([
    [
      'a name with marks, an apostrophe and a hyphen',
      naam({ voorvoegsel: "'t", achternaam: 'D’Émon-Łąkė van Ünal Jr.' }),
    ],
    ['a decomposed accent', naam({ achternaam: 'Andre\u0301' })],
    ['an address and a gemeentecode together', hulp({ gemeentecode: '0988' })],
    ['an OIN as namens', { namens: '00000099900000011000' }],
    ['a postcode as people write it', adres({ postcode: '6001 ab' })],
  ])('but not for %s', (_, deel) => {
    expect(fouten(valideer('doorverwijzing', { ...doorverwijzing(), ...deel }))).toEqual([])
  })
})
