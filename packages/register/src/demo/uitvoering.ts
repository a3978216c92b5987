import type { LoketRegel, UitvoerderRegel } from '@warmknooppunt/regels/toekenning'
import type { Loket } from '../loket-store.ts'
import type { Uitvoerder } from '../uitvoerder-store.ts'

const ALTIJD = {
  pc4Van: null,
  pc4TotEnMet: null,
  soortSchuldeiser: null,
  leeftijdVan: null,
  leeftijdTotEnMet: null,
  ondernemer: null,
} as const

/** In the demo an uitvoerder has the code of the deelnemer that receives. */
const uitvoerder = (code: string, naam: string, standaardLoket: string): Uitvoerder => ({
  uitvoerder: code,
  naam,
  ontvanger: code,
  standaardLoket,
})

export const DEMO_UITVOERDERS: readonly Uitvoerder[] = [
  uitvoerder('schulddienst-land-van-weert', 'Schulddienst Land van Weert', 'weert'),
  uitvoerder('gemeente-roermond', 'Gemeente Roermond', 'roermond'),
  uitvoerder('gemeente-sittard-geleen', 'Gemeente Sittard-Geleen', 'sittard'),
  uitvoerder('gemeente-heerlen', 'Gemeente Heerlen', 'heerlen'),
  uitvoerder('gemeente-maastricht', 'Gemeente Maastricht', 'maastricht'),
]

const regel = (gemeentecode: string, code: string): UitvoerderRegel => ({ ...ALTIJD, gemeentecode, uitvoerder: code })

/** One organisation for Weert and Nederweert, the others by themselves; nobody for Venlo. */
export const DEMO_UITVOERDERREGELS: readonly UitvoerderRegel[] = [
  regel('0988', 'schulddienst-land-van-weert'),
  regel('0946', 'schulddienst-land-van-weert'),
  regel('0957', 'gemeente-roermond'),
  regel('1883', 'gemeente-sittard-geleen'),
  regel('0917', 'gemeente-heerlen'),
  regel('0935', 'gemeente-maastricht'),
]

const loket = (id: string, van: string, naam: string, nummer: string): Loket => ({
  loket: id,
  uitvoerder: van,
  naam,
  telefoonnummer: `06-1234 ${nummer}`,
  openingstijden: 'maandag tot en met vrijdag 9.00-17.00 uur',
})

export const DEMO_LOKETTEN: readonly Loket[] = [
  loket('weert', 'schulddienst-land-van-weert', 'Loket Weert', '0001'),
  loket('nederweert', 'schulddienst-land-van-weert', 'Loket Nederweert', '0002'),
  loket('roermond', 'gemeente-roermond', 'Loket Roermond', '0003'),
  loket('roermond-ondernemers', 'gemeente-roermond', 'Ondernemersloket Roermond', '0004'),
  loket('sittard', 'gemeente-sittard-geleen', 'Loket Sittard', '0005'),
  loket('geleen', 'gemeente-sittard-geleen', 'Loket Geleen', '0006'),
  loket('heerlen', 'gemeente-heerlen', 'Loket Heerlen', '0007'),
  loket('heerlen-jongeren', 'gemeente-heerlen', 'Jongerenloket Heerlen', '0008'),
  loket('maastricht', 'gemeente-maastricht', 'Loket Maastricht', '0009'),
]

/** One loket by gemeente, one for entrepreneurs, one by PC4, one by age. */
export const DEMO_LOKETREGELS: readonly LoketRegel[] = [
  { ...ALTIJD, uitvoerder: 'schulddienst-land-van-weert', loket: 'nederweert', gemeentecode: '0946' },
  { ...ALTIJD, uitvoerder: 'gemeente-roermond', loket: 'roermond-ondernemers', gemeentecode: null, ondernemer: true },
  {
    ...ALTIJD,
    uitvoerder: 'gemeente-sittard-geleen',
    loket: 'geleen',
    gemeentecode: null,
    pc4Van: '6160',
    pc4TotEnMet: '6169',
  },
  {
    ...ALTIJD,
    uitvoerder: 'gemeente-heerlen',
    loket: 'heerlen-jongeren',
    gemeentecode: null,
    leeftijdVan: 18,
    leeftijdTotEnMet: 26,
  },
]
