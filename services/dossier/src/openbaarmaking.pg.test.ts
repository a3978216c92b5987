import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DossierProef, Stroom } from './dossier.proef.ts'
import { maakDossierProef } from './dossier.proef.ts'
import {
  AANGENOMEN,
  aangenomen,
  bezorging,
  contactregistratie,
  gerouteerd,
  gerouteerdContact,
  INCASSO,
  maakZaak,
  naarGemeente,
  naarSchuldeiser,
  op,
  TELECOM,
  termijnbericht,
  WEERT,
} from './zaak.proef.ts'

const PAD = '/v1/doorverwijzingen'
const z = maakZaak({ schuldeiser: TELECOM, afzender: { deelnemer: INCASSO, rol: 'intermediair' } })
/** The stop is over at midnight in Amsterdam, after 1 April; the gemeente has until the end of 15 April. */
const EINDE_STOP = op('2026-04-01T22:00:00Z')
const EINDE_NALOOP = op('2026-04-15T22:00:00Z')
const even = (voor: Temporal.Instant) => voor.subtract({ milliseconds: 1 })

let hub: DossierProef
beforeAll(async () => {
  hub = await maakDossierProef()
})
afterAll(() => hub.sluit())

const voorSchuldeiser = [
  termijnbericht(z, op('2026-03-27T08:00:00Z'), { soort: 'incassostop-eindigt', ontvangers: [naarSchuldeiser(z)] }),
  termijnbericht(z, EINDE_STOP, { soort: 'incassostop-geeindigd', ontvangers: [naarSchuldeiser(z)] }),
]
/** What every dossier of this kind has, whatever the gemeente does. */
const gelijk = {
  berichten: [aangenomen(z)],
  routeringen: [gerouteerd(z)],
  termijnen: voorSchuldeiser,
  bezorgingen: voorSchuldeiser.map(({ time }) =>
    bezorging(z, op(time), { aan: naarSchuldeiser(z), bericht: 'termijnbericht' }),
  ),
} satisfies Stroom

const gebeld = op('2026-03-03T10:00:00Z')
const verstreken = op('2026-03-05T23:00:00Z')
const aanGemeente = { aan: naarGemeente(z), bericht: 'termijnbericht' }

/**
 * The gemeente makes contact at once, tells of it afterwards, or never does; then it is reminded and told that it was too late, and the push
 * of that fails.
 */
const WERELDEN: Readonly<Record<'contact' | 'alsnog' | 'stil', Stroom>> = {
  contact: {
    berichten: [contactregistratie(z, gebeld), contactregistratie(z, gebeld)],
    routeringen: [gerouteerdContact(z, gebeld), gerouteerdContact(z, gebeld)],
    termijnen: [
      termijnbericht(z, gebeld, { soort: 'contact-gehaald', ontvangers: [] }),
      termijnbericht(z, gebeld, { soort: 'gesprek-gehaald', ontvangers: [] }),
    ],
  },
  alsnog: {
    berichten: [contactregistratie(z, verstreken)],
    routeringen: [gerouteerdContact(z, verstreken)],
    termijnen: [
      termijnbericht(z, verstreken, { soort: 'contact-verstreken', ontvangers: [naarGemeente(z)] }),
      termijnbericht(z, verstreken, { soort: 'contact-alsnog-gehaald', ontvangers: [naarGemeente(z)] }),
    ],
    bezorgingen: [bezorging(z, verstreken, aanGemeente)],
  },
  stil: {
    termijnen: [
      termijnbericht(z, op('2026-03-04T08:00:00Z'), { soort: 'herinnering-contact', ontvangers: [naarGemeente(z)] }),
      termijnbericht(z, verstreken, { soort: 'contact-verstreken', ontvangers: [naarGemeente(z)] }),
    ],
    bezorgingen: [bezorging(z, verstreken, aanGemeente), bezorging(z, verstreken, { ...aanGemeente, mislukt: true })],
  },
}

/** Only this happened. */
async function speel(wereld: Stroom): Promise<void> {
  await hub.eigenaar.query('truncate dossier.dossier, dossier.gebeurtenis')
  for (const stroom of [gelijk, wereld]) {
    await hub.leg(stroom)
    await hub.lees()
  }
}

const ROUTES = [PAD, `${PAD}/${z.dossierId}`, `${PAD}/${z.dossierId}/incassostop`, `${PAD}/${z.dossierId}/tijdlijn`]

/** All that somebody can read at these moments, as it stands on the wire. */
async function alles(als: string): Promise<string[]> {
  const gelezen: string[] = []
  for (const nu of [gebeld, verstreken, even(EINDE_STOP), EINDE_STOP, EINDE_NALOOP]) {
    hub.zet(nu)
    const vragen = [...ROUTES, `${PAD}?status=aangenomen`, `${PAD}?status=gesloten`, `${PAD}?limiet=1`]
    for (const pad of vragen) {
      const { status, tekst } = await hub.get(pad, { als })
      expect(status).toBe(200)
      gelezen.push(tekst)
    }
  }
  return gelezen
}

describe('two dossiers that differ only in what the gemeente did', () => {
  test('are the same to the creditor and its intermediary, byte for byte, at every moment', async () => {
    for (const als of [TELECOM, INCASSO]) {
      await speel(WERELDEN.contact)
      const metContact = await alles(als)
      for (const wereld of [WERELDEN.alsnog, WERELDEN.stil]) {
        await speel(wereld)
        expect(await alles(als)).toEqual(metContact)
      }
      expect(metContact.join()).toContain('incassostop-geeindigd')
    }
  })

  test('differ to the gemeente, which sees whether it met the clock', async () => {
    const gezien = async (wereld: Stroom) => {
      await speel(wereld)
      hub.zet(EINDE_STOP)
      const { tekst } = await hub.get(`${PAD}/${z.dossierId}/tijdlijn`, { als: WEERT })
      return (tekst.match(/(?<="soort":")[^"]+/g) ?? []).toSorted()
    }
    const beide = ['aangenomen', 'gerouteerd']
    const gehaald = ['contactregistratie', 'contactregistratie', 'contact-gehaald', 'gesprek-gehaald']
    expect(await gezien(WERELDEN.contact)).toEqual([...gehaald, ...beide].toSorted())
    const laat = ['contactregistratie', 'contact-verstreken', 'contact-alsnog-gehaald', 'bezorging-beschikbaar']
    expect(await gezien(WERELDEN.alsnog)).toEqual([...laat, ...beide].toSorted())
    const gemist = ['bezorging-beschikbaar', 'bezorging-mislukt', 'contact-verstreken', 'herinnering-contact']
    expect(await gezien(WERELDEN.stil)).toEqual([...gemist, ...beide].toSorted())
  })
})

test('a dossier closes to the creditor at the end of its stop, while the gemeente still has fourteen days', async () => {
  await speel(WERELDEN.stil)
  const statussen = async (nu: Temporal.Instant) => {
    hub.zet(nu)
    const gezien: unknown[] = []
    for (const als of [TELECOM, INCASSO, WEERT]) {
      const { status } = (await hub.get(`${PAD}/${z.dossierId}`, { als })).body
      gezien.push(status)
      for (const filter of ['aangenomen', 'gesloten']) {
        const { tekst } = await hub.get(`${PAD}?status=${filter}`, { als })
        expect(tekst.includes(z.dossierId), `${als} finds it under its own status`).toBe(filter === status)
      }
    }
    return gezien
  }
  expect(await statussen(AANGENOMEN)).toEqual(['aangenomen', 'aangenomen', 'aangenomen'])
  expect(await statussen(even(EINDE_STOP))).toEqual(['aangenomen', 'aangenomen', 'aangenomen'])
  expect(await statussen(EINDE_STOP)).toEqual(['gesloten', 'gesloten', 'aangenomen'])
  expect(await statussen(even(EINDE_NALOOP))).toEqual(['gesloten', 'gesloten', 'aangenomen'])
  expect(await statussen(EINDE_NALOOP)).toEqual(['gesloten', 'gesloten', 'gesloten'])
})
