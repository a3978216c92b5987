import type { Boek, Ontvangst } from './boek.ts'
import { leesDossiers } from './oordeel/dossiers.ts'
import type { Schending, Soort } from './oordeel/schending.ts'
import { DOORVERWIJZING } from './verkeer/postvakken.ts'

/** What a fault led to, each time it was done. */
export type Gedaan = {
  readonly naam: string
  readonly uitkomst: 'hersteld' | 'onhersteld' | 'overgeslagen'
  readonly tekst: string
  /** from the end of the fault until the hub said that it was ready */
  readonly herstelMs: number
}

export type Foutverslag = {
  readonly keren: number
  readonly hersteld: number
  readonly overgeslagen: number
  readonly langsteHerstelMs: number
}

/** of each kind */
const VOORBEELDEN = 5

export type Verslag = {
  readonly zaad: number
  /** null: by rounds */
  readonly seconden: number | null
  readonly onderbroken: boolean
  /** faults that were done, all kinds together */
  readonly aantalFouten: number
  readonly fouten: Readonly<Record<string, Foutverslag>>
  readonly verzonden: number
  readonly aangenomen: number
  readonly wachtOpRoutering: number
  readonly geweigerd: number
  readonly herhaald: number
  readonly afgeleverd: number
  readonly gepusht: number
  /** pushes of what had been taken before: allowed, and under the same id */
  readonly dubbelGepusht: number
  readonly herbezorgd: number
  readonly contactregistraties: number
  readonly routeeropdrachten: number
  readonly termijnberichten: number
  readonly onbeantwoord: number
  readonly verloren: number
  readonly dubbel: number
  readonly uitVolgorde: number
  readonly klokkenGemist: number
  readonly klokkenTeVeel: number
  /** what the hub itself says is open; null when it cannot say */
  readonly open: number | null
  readonly schendingen: number
  readonly voorbeelden: readonly string[]
}

export type Verslagkeuze = {
  readonly zaad: number
  /** null: by rounds */
  readonly seconden: number | null
  readonly onderbroken: boolean
  readonly boek: Boek
  readonly postvakken: readonly Ontvangst[]
  readonly gedaan: readonly Gedaan[]
  readonly herhaald: number
  readonly open: number | null
  readonly schendingen: readonly Schending[]
}

export function maakVerslag(k: Verslagkeuze): Verslag {
  const { boek, postvakken, gedaan, schendingen } = k
  const tel = (soort: Soort) => schendingen.filter((s) => s.soort === soort).length
  const antwoorden = Map.groupBy(boek.zendingen, ({ uitkomst }) => uitkomst.kind)
  const gelukt = boek.pushes.filter(({ gedaanMs }) => gedaanMs !== null)
  const dossiers = leesDossiers(boek)
  return {
    zaad: k.zaad,
    seconden: k.seconden,
    onderbroken: k.onderbroken,
    aantalFouten: gedaan.filter(({ uitkomst }) => uitkomst !== 'overgeslagen').length,
    fouten: perFout(gedaan),
    verzonden: boek.zendingen.length,
    aangenomen: antwoorden.get('aangenomen')?.length ?? 0,
    wachtOpRoutering: antwoorden.get('wacht')?.length ?? 0,
    geweigerd: antwoorden.get('geweigerd')?.length ?? 0,
    herhaald: k.herhaald,
    afgeleverd: postvakken.filter(({ type, dossierId }) => type === DOORVERWIJZING && dossiers.has(dossierId)).length,
    gepusht: boek.pushes.length,
    dubbelGepusht: gelukt.length - new Set(gelukt.map(({ deelnemer, id }) => `${deelnemer} ${id}`)).size,
    herbezorgd: boek.herbezorgd.size,
    contactregistraties: boek.meldingen.length,
    routeeropdrachten: boek.keuzes.length,
    termijnberichten: postvakken.filter(({ soort }) => soort !== null).length,
    onbeantwoord: tel('onbeantwoord'),
    verloren: tel('verloren'),
    dubbel: tel('dubbel'),
    uitVolgorde: tel('volgorde'),
    klokkenGemist: tel('klok-gemist'),
    klokkenTeVeel: tel('klok-te-veel'),
    open: k.open,
    schendingen: schendingen.length,
    voorbeelden: [...Map.groupBy(schendingen, ({ soort }) => soort)].flatMap(([soort, groep]) =>
      groep.slice(0, VOORBEELDEN).map(({ tekst }) => `${soort}: ${tekst}`),
    ),
  }
}

function perFout(gedaan: readonly Gedaan[]): Readonly<Record<string, Foutverslag>> {
  const perNaam = Map.groupBy(gedaan, ({ naam }) => naam)
  return Object.fromEntries(
    [...perNaam].map(([naam, keren]) => {
      const tel = (uitkomst: Gedaan['uitkomst']) => keren.filter((keer) => keer.uitkomst === uitkomst).length
      const langsteHerstelMs = Math.max(...keren.map(({ herstelMs }) => herstelMs))
      return [
        naam,
        { keren: keren.length, hersteld: tel('hersteld'), overgeslagen: tel('overgeslagen'), langsteHerstelMs },
      ]
    }),
  )
}

/** The count for people. */
export function toonVerslag(v: Verslag): string {
  const { fouten, voorbeelden, ...rest } = v
  const breedte = Math.max(...Object.keys(fouten).map((naam) => naam.length), 22)
  return [
    '',
    ...Object.entries(fouten).map(([naam, f]) => {
      const over = f.overgeslagen > 0 ? `, ${f.overgeslagen} skipped` : ''
      return `${naam.padEnd(breedte)} ${String(f.keren).padStart(3)} times${over}, at most ${f.langsteHerstelMs} ms until ready`
    }),
    '',
    ...Object.entries(rest).map(([naam, waarde]) => `${naam.padEnd(breedte)} ${String(waarde)}`),
    ...voorbeelden.map((tekst) => `! ${tekst}`),
    '',
  ].join('\n')
}
