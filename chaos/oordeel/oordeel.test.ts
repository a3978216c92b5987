import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import { expect, test } from 'vitest'
import { DEMO_STAND } from '../../services/knooppunt/src/simulatie/demo-stand.ts'
import type { Boek, Ontvangst, Push, Zending } from '../boek.ts'
import { nieuwBoek } from '../boek.ts'
import type { Waarneming } from './oordeel.ts'
import { oordeel } from './oordeel.ts'

const ROERMOND = 'gemeente-roermond'
const WATER = 'waterbedrijf-maasdal'
/** A Monday, noon in Amsterdam; the dossierId says so too. */
const AANGENOMEN = Temporal.Instant.from('2026-03-02T11:00:00Z')
const TIJD = AANGENOMEN.epochMilliseconds.toString(16).padStart(12, '0')
const DOSSIER = `${TIJD.slice(0, 8)}-${TIJD.slice(8)}-7000-8000-000000000001`
const STOP = { van: '2026-03-02', totEnMet: '2026-04-01', hervatbaarVanaf: '2026-04-02' }
const EVENT = 'nl.warmknooppunt'

const zending: Zending = {
  referentienummer: 'SIM-1',
  afzender: WATER,
  schuldeiser: WATER,
  sleutel: 'SIM-1',
  body: '{}',
  verwacht: {
    kind: 'aangenomen',
    ...{ gemeentecode: '0957', uitvoerder: ROERMOND, loket: 'roermond', ontvanger: ROERMOND },
    afspraken: STANDAARD_AFSPRAKEN,
  },
  bedreigend: false,
  uitkomst: { kind: 'aangenomen', dossierId: DOSSIER },
  stop: JSON.stringify(STOP),
  stopVan: STOP.van,
  contactUiterlijkOp: '2026-03-05',
  fouten: [],
}

function bericht(postvak: string, nummer: number, anders: Partial<Ontvangst>): Ontvangst {
  const vast = {
    postvak,
    nummer,
    id: `${postvak}-${nummer}`,
    dossierId: DOSSIER,
    type: `${EVENT}.termijnbericht.gemeld`,
  }
  return { ...vast, referentienummer: null, stop: 'null', contactUiterlijkOp: null, soort: null, dag: null, ...anders }
}

const doorverwijzing = bericht(ROERMOND, 1, {
  type: `${EVENT}.doorverwijzing.gerouteerd`,
  ...{ referentienummer: 'SIM-1', stop: zending.stop, contactUiterlijkOp: '2026-03-05' },
})
const termijn = (postvak: string, nummer: number, soort: string, dag: string) =>
  bericht(postvak, nummer, { soort, dag })
const POSTVAKKEN = [
  doorverwijzing,
  termijn(ROERMOND, 2, 'herinnering-contact', '2026-03-05'),
  termijn(ROERMOND, 3, 'herinnering-contact', '2026-03-05'),
  termijn(ROERMOND, 4, 'contact-verstreken', '2026-03-05'),
  termijn(ROERMOND, 5, 'incassostop-eindigt', '2026-04-01'),
  termijn(ROERMOND, 6, 'herinnering-gesprek', '2026-03-30'),
  termijn(ROERMOND, 7, 'gesprek-verstreken', '2026-03-30'),
  termijn(ROERMOND, 8, 'incassostop-geeindigd', '2026-04-01'),
  termijn(WATER, 1, 'incassostop-eindigt', '2026-04-01'),
  termijn(WATER, 2, 'incassostop-geeindigd', '2026-04-01'),
]

const push = ({ postvak, id }: Ontvangst, opMs: number, gedaanMs: number | null = opMs + 1): Push => {
  return { deelnemer: postvak, id, dossierId: DOSSIER, opMs, gedaanMs }
}
const PUSHES = POSTVAKKEN.map((b, i) => push(b, i * 10))

/** The hub ran until the 5th at noon, the 27th, and from the end of April on; it rested in each of them. */
const GELOPEN = [
  ['2026-03-02T10:00:00Z', '2026-03-05T11:00:00Z'],
  ['2026-03-27T09:00:00Z', '2026-03-27T12:00:00Z'],
  ['2026-04-30T09:00:00Z', '2026-04-30T12:00:00Z'],
].map(([van = '', tot = '']) => ({ van: Temporal.Instant.from(van), tot: Temporal.Instant.from(tot) }))

type Anders = Partial<Omit<Waarneming, 'boek'>> & { readonly boek?: Partial<Boek> }

/** What is broken, by kind, when something of a run that kept every promise is changed. */
function soorten({ boek, postvakken = POSTVAKKEN, ...anders }: Anders = {}): string[] {
  const w: Waarneming = {
    boek: { ...nieuwBoek(), zendingen: [zending], gezien: [...postvakken], pushes: PUSHES, ...boek },
    postvakken,
    metWebhook: [ROERMOND, WATER],
    aantallen: { dossiers: 1, registraties: 0, klokken: 3 },
    tijd: {
      kalender: DEMO_STAND.kalender,
      gelopen: GELOPEN,
      rustpunten: GELOPEN.map(({ tot }) => tot),
      gezienOp: new Map([[DOSSIER, AANGENOMEN.add({ minutes: 1 })]]),
    },
    ...anders,
  }
  return [...new Set(oordeel(w).map(({ soort }) => soort))]
}

const zonder = (plek: number) => POSTVAKKEN.filter((_, i) => i !== plek)
const hernummerd = (berichten: readonly Ontvangst[]) => {
  const tellers = new Map<string, number>()
  return berichten.map((b) => {
    const nummer = (tellers.get(b.postvak) ?? 0) + 1
    tellers.set(b.postvak, nummer)
    return { ...b, nummer }
  })
}

test('a run in which everything was kept has no breach', () => {
  expect(soorten()).toEqual([])
})

test('what was accepted and is not there is lost, whether or not the numbers show it', () => {
  expect(soorten({ postvakken: hernummerd(zonder(0)) })).toContain('verloren')
  expect(soorten({ postvakken: zonder(0) })).toContain('verloren')
  expect(soorten({ aantallen: { dossiers: 0, registraties: 0, klokken: 3 } })).toEqual(['verloren'])
  expect(soorten({ boek: { gezien: POSTVAKKEN.slice(1) } })).toEqual(['verloren'])
})

test('what is there twice is double, also under another id or for nobody', () => {
  const nogEens = { ...doorverwijzing, nummer: 9, id: 'anders' }
  expect(soorten({ postvakken: [...POSTVAKKEN, nogEens] })).toContain('dubbel')
  expect(soorten({ postvakken: [...POSTVAKKEN, { ...doorverwijzing, nummer: 9 }] })).toContain('dubbel')
  expect(soorten({ postvakken: [...POSTVAKKEN, bericht(WATER, 3, { dossierId: 'van-niemand' })] })).toContain('dubbel')
  expect(soorten({ aantallen: { dossiers: 1, registraties: 1, klokken: 3 } })).toEqual(['dubbel'])
  expect(soorten({ boek: { gezien: [...POSTVAKKEN, doorverwijzing] } })).toEqual(['dubbel'])
})

test('what came to another party is told as that', () => {
  const elders = { ...doorverwijzing, postvak: 'gemeente-heerlen' }
  expect(soorten({ postvakken: [...POSTVAKKEN, elders] })).toEqual(['verkeerde-partij'])
  const aanSchuldeiser = termijn(WATER, 3, 'contact-verstreken', '2026-03-05')
  expect(soorten({ postvakken: [...POSTVAKKEN, aanSchuldeiser] })).toContain('verkeerde-partij')
})

test('a doorverwijzing that is not first, or an end before its announcement, is out of order', () => {
  const [a, b, ...rest] = POSTVAKKEN
  if (!a || !b) throw new Error('too few messages')
  expect(soorten({ postvakken: hernummerd([b, a, ...rest]) })).toContain('volgorde')
  const stop = POSTVAKKEN.map((bericht) =>
    bericht.postvak === WATER ? { ...bericht, nummer: 3 - bericht.nummer } : bericht,
  )
  expect(soorten({ postvakken: stop.toSorted((x, y) => x.nummer - y.nummer) })).toContain('volgorde')
})

test('a push is there once or more, under one id, and after the one before it was taken', () => {
  expect(soorten({ boek: { pushes: [...PUSHES, ...PUSHES] } })).toEqual([])
  expect(soorten({ boek: { pushes: PUSHES.slice(1) } })).toEqual(['onbezorgd'])
  const [eerste, tweede, ...rest] = PUSHES
  if (!eerste || !tweede) throw new Error('too few pushes')
  expect(soorten({ boek: { pushes: [{ ...eerste, gedaanMs: null }, tweede, ...rest] } })).toEqual(['onbezorgd'])
  const laat = { ...eerste, gedaanMs: tweede.opMs + 5 }
  expect(soorten({ boek: { pushes: [laat, tweede, ...rest] } })).toEqual(['volgorde'])
  expect(soorten({ boek: { pushes: [...PUSHES, { ...eerste, id: 'onbekend' }] } })).toEqual(['dubbel'])
})

test('a request without an answer, with a wrong one, or without a decision is told', () => {
  const met = (anders: Partial<Zending>) => soorten({ boek: { zendingen: [{ ...zending, ...anders }] } })
  expect(met({ fouten: ['answered 500'] })).toEqual(['antwoord'])
  expect(met({ uitkomst: { kind: 'onbeantwoord', reden: 'ECONNRESET' } })).toContain('onbeantwoord')
  expect(met({ stop: '{}' })).toEqual(['antwoord'])
  expect(met({ verwacht: { kind: 'wacht' }, uitkomst: { kind: 'wacht', dossierId: DOSSIER } })).toContain('antwoord')
})

test('a clock that should have fired and did not is missed: ends always, reminders when the hub rested in time', () => {
  for (const plek of POSTVAKKEN.keys().drop(1)) {
    const anders = { postvakken: hernummerd(zonder(plek)), boek: { pushes: [] }, metWebhook: [] }
    expect(soorten(anders), POSTVAKKEN[plek]?.soort ?? '').toEqual(['klok-gemist'])
  }
  const tijd = { kalender: DEMO_STAND.kalender, gelopen: GELOPEN, rustpunten: [], gezienOp: new Map() }
  const zonderVooraf = hernummerd(POSTVAKKEN.filter(({ soort }) => !/^herinnering|stop-eindigt$/.test(soort ?? '')))
  expect(soorten({ postvakken: zonderVooraf, metWebhook: [], boek: { pushes: [] }, tijd })).toEqual([])
})

test('a clock that fired twice, on another day, or while the hub was away is one too many', () => {
  const erbij = (soort: string, dag: string) => {
    const postvakken = [...POSTVAKKEN, termijn(ROERMOND, 9, soort, dag)]
    return soorten({ postvakken, metWebhook: [], boek: { pushes: [] } })
  }
  expect(erbij('incassostop-geeindigd', '2026-04-01')).toEqual(['klok-te-veel'])
  expect(erbij('incassostop-geeindigd', '2026-04-02')).toContain('klok-te-veel')
  expect(erbij('herinnering-gesprek', '2026-03-30')).toContain('klok-te-veel')
  expect(erbij('contact-alsnog-gehaald', '2026-03-05')).toEqual(['klok-te-veel'])
  expect(erbij('herinnering-contact', '2026-03-05')).toContain('klok-te-veel')
  const gelopen = GELOPEN.slice(2)
  const tijd = { kalender: DEMO_STAND.kalender, gelopen, rustpunten: [], gezienOp: new Map() }
  expect(soorten({ tijd })).toEqual(['klok-te-veel'])
})

test('contact that was told in time takes the breach away, or back', () => {
  const op = AANGENOMEN.add({ hours: 3 })
  const boek = { meldingen: [{ dossierId: DOSSIER, soort: 'contact', plaatsgevondenOp: op } as const], pushes: [] }
  const vast = { boek, metWebhook: [], aantallen: { dossiers: 1, registraties: 1, klokken: 3 } }
  expect(soorten({ ...vast, postvakken: hernummerd(zonder(3)) })).toEqual([])
  const terug = [...POSTVAKKEN, termijn(ROERMOND, 9, 'contact-alsnog-gehaald', '2026-03-05')]
  expect(soorten({ ...vast, postvakken: terug })).toEqual([])
  const laat = {
    ...boek,
    meldingen: [{ dossierId: DOSSIER, soort: 'contact', plaatsgevondenOp: op.add({ hours: 96 }) } as const],
  }
  expect(soorten({ ...vast, boek: laat, postvakken: hernummerd(zonder(3)) })).toEqual(['klok-gemist'])
})
